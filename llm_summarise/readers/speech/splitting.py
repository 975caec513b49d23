"""Long texts cut into sentences, so that each cue is a passage one can point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.sentences import PLAIN_BREAKS
from llm_summarise.domain.text import IDEOGRAPHS, KANA

LONG: Final = 280
"""Characters up to which a paragraph stays one cue."""

LONG_WIDE: Final = 60
"""The same for Japanese and Chinese, which say more with a character."""

LONGEST: Final = 600
"""Characters after which a sentence (recognisers often write no full stops) is cut at a blank."""

STRETCH: Final = 4000
"""Characters looked at in one go: sentencex takes quadratic time for text that is all punctuation."""

_JAPANESE: Final = re.compile(f"[{KANA}]")
_CHINESE: Final = re.compile(f"[{IDEOGRAPHS}]")
_GERMAN: Final = re.compile(r"\b(?:und|der|die|das|ist|nicht|ein|wir|ich)\b")


def sentences(text: str) -> Iterator[str]:
    """`text` (one line, white space folded) as it is if it is short, otherwise its sentences."""
    if len(text) <= (LONG_WIDE if "。" in text else LONG):
        yield text
        return
    import sentencex  # late: brings a compiled library

    language = _language(text)
    for stretch in _stretches(text):
        sentence = ""
        for part in sentencex.segment(language, stretch):
            sentence += part
            if part[-1:].isspace() or not part.isascii():  # not inside "System.Out"
                yield from _pieces(sentence.strip())
                sentence = ""
        yield from _pieces(sentence.strip())


def _stretches(text: str) -> Iterator[str]:
    """`text` in parts of at most STRETCH characters, cut behind a sentence if there is one."""
    start = 0
    while len(text) - start > STRETCH:
        end = start + STRETCH
        cut = max(text.rfind(stop, start, end) for stop in PLAIN_BREAKS)
        cut = cut + 1 if cut > start else text.rfind(" ", start, end)
        cut = cut if cut > start else end
        yield text[start:cut]
        start = cut
    yield text[start:]


def _language(text: str) -> str:
    """Good enough for abbreviations and full stops."""
    sample = text[:2000]
    if _JAPANESE.search(sample):
        return "ja"
    if _CHINESE.search(sample):
        return "zh"
    return "de" if len(_GERMAN.findall(sample)) * 25 > len(sample.split()) else "en"


def _pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        cut = sentence.rfind(" ", LONG, LONGEST)
        cut = LONGEST if cut < 0 else cut
        yield sentence[:cut].rstrip()
        sentence = sentence[cut:].lstrip()
    if sentence:
        yield sentence
