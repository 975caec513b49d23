"""Long texts cut into sentences, so that each cue is a passage one can point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.scripts.graphemes import SOUTH_EAST, before
from llm_summarise.domain.sentences import PAUSES, PLAIN_BREAKS
from llm_summarise.domain.text import IDEOGRAPHS, KANA

LONG: Final = 280
"""Characters up to which a paragraph stays one cue."""

LONG_WIDE: Final = 60
"""The same for Japanese and Chinese, which say more with a character."""

LONGEST: Final = 600
"""Characters after which a sentence (recognisers often write no full stops) is cut at a blank."""

_SHARE_UNSPACED: Final = 3
"""What these limits are divided by where words have no blanks between them."""

_SURELY_SHORT: Final = LONGEST // _SHARE_UNSPACED
"""Characters up to which a sentence in any script is short enough."""

STRETCH: Final = 4000
"""Characters looked at in one go: sentencex takes quadratic time for text that is all punctuation."""

_SAMPLE: Final = 600
"""Characters of a paragraph by which its language is told: good enough for abbreviations and full stops."""

_WIDE_STOP: Final = re.compile("[。！？｡]")
_UNSPACED: Final = re.compile(f"[{SOUTH_EAST}{KANA}{IDEOGRAPHS}]")


def sentences(text: str) -> Iterator[str]:
    """`text` (one line, white space folded) as it is if it is short, otherwise its sentences."""
    if len(text) <= LONG_WIDE or (len(text) <= LONG and (text.isascii() or not _WIDE_STOP.search(text))):
        yield text
        return
    import sentencex  # late: brings a compiled library

    language = _language(text)
    for stretch in _stretches(text):
        sentence = ""
        for part in sentencex.segment(language, stretch):
            sentence += part
            if part[-1:].isspace() or not part.isascii():  # not inside "System.Out"
                said, sentence = sentence.strip(), ""
                if 0 < len(said) <= _SURELY_SHORT:
                    yield said
                else:
                    yield from _pieces(said)
        yield from _pieces(sentence.strip())


def _stretches(text: str) -> Iterator[str]:
    """`text` in parts of at most STRETCH characters, cut behind a sentence if there is one."""
    start = 0
    while len(text) - start > STRETCH:
        end = start + STRETCH
        cut = max(text.rfind(stop, start, end) for stop in PLAIN_BREAKS)
        cut = cut + 1 if cut > start else text.rfind(" ", start, end)
        cut = cut if cut > start else before(text, end)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _language(text: str) -> str:
    """The language whose abbreviations and stops are looked for; English where none stands out. It is mostly
    told from a few words, since this is asked of each paragraph."""
    sample = text[:_SAMPLE]
    blanks = sample.count(" ")
    if sum(map(sample.count, _ENGLISH_BETWEEN_BLANKS)) * 20 > blanks:  # mostly enough
        return "en"
    if len(_ENGLISH.findall(sample)) * 20 > blanks:
        return "en"
    from llm_summarise.domain.scripts.language_detection import language_of

    found = language_of(sample)
    return found.code if found.code and found.confidence > _SURE else "en"


_SURE: Final = 0.6
_ENGLISH: Final = re.compile(r"\b(?:the|and|that|with|this|they|have)\b")
"""Words of English alone, one in ten of what is said."""

_ENGLISH_BETWEEN_BLANKS: Final = tuple(f" {word} " for word in "the and that with this they have".split())


def _pieces(sentence: str) -> Iterator[str]:
    """A sentence, cut where it is too long for one cue: at a blank, or where a script has none, at a
    pause."""
    unspaced = _UNSPACED.match(sentence, len(sentence) // 2) is not None
    share, pauses = (_SHARE_UNSPACED, PAUSES) if unspaced else (1, (" ",))
    longest, shortest = LONGEST // share, LONG // share
    while len(sentence) > longest:
        cut = max(sentence.rfind(pause, shortest, longest) + len(pause) - 1 for pause in pauses)
        cut = cut + (sentence[cut] != " ") if cut >= shortest else before(sentence, longest)
        yield sentence[:cut].rstrip()
        sentence = sentence[cut:].lstrip()
    if sentence:
        yield sentence
