"""Whether a text is one of words at all."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.text import IDEOGRAPHS, KANA
from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import NotATranscript

_SHORTEST: Final = 200
"""Signs below which nothing is told from how many of them are letters."""

_LETTERS: Final = 0.35
"""The share of letters among signs below which a text is none of words. Times do not count."""

_SAMPLE: Final = 5000
_SPELT: Final = re.compile(r"[^\W\d_]+|[^\x00-\x7f]+")
_TOKENS: Final = 40
_WORDS: Final = 0.62
"""The share of words among what stands between blanks below which a text is none that was said. Of 470
transcripts in text none has less than 0.73, half of those that are full of code."""

_LITERALS: Final = frozenset(("null", "true", "false"))
_LONGEST: Final = 1000
_TIMES: Final = re.compile(r"\d+:\d\d(?::\d\d)?(?:[.,]\d+)?|[\[\](){}<>*_\-–—=.#]+")
_WORD: Final = re.compile(
    r"[\"'“”‘’«»„(\[*_¿¡…—–#-]*[^\W\d_](?:[^\W\d_]|"
    r"[\u0300-\u036f\u0590-\u05c7\u0610-\u065f\u0900-\u0dff'’-])*\d{0,4}"
    r"[\"'“”‘’«»)\].,!?;:…*_—–%-]*"
)
_FIGURES: Final = re.compile(r"[\W\d_]+")
_UNSPACED: Final = re.compile(f"[{KANA}{IDEOGRAPHS}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """Figures and signs instead of letters, or what stands between blanks are no words."""
    said = excerpt.head[:_SAMPLE]
    if said.rstrip() in _LITERALS:
        return NotATranscript("JSON without words")
    signs = len("".join(_TIMES.sub("", said).split()))
    if signs < _SHORTEST:
        return None
    letters = len("".join(_SPELT.findall(said)))
    if letters < _LETTERS * signs:
        return NotATranscript("mostly figures and signs")
    if is_unspaced(said):
        return None
    if any(len(token) > _LONGEST and token.isascii() and not token.isalpha() for token in said.split()):
        return NotATranscript("data without words")
    count, share = word_share(said)
    few = count >= _TOKENS and share < _WORDS
    return (
        NotATranscript("a text that does not look like speech: few of its signs are words") if few else None
    )


def is_unspaced(said: str) -> bool:
    """Whether a good part of `said` is in a script that has no blanks between words."""
    return not said.isascii() and len(_UNSPACED.findall(said)) > 0.1 * sum(map(str.isalpha, said))


def word_share(said: str) -> tuple[int, float]:
    """How much stands between blanks that is not all figures and signs, and which share of it is words."""
    tokens = said.split()
    others = [token for token in tokens if not (token.isalpha() and len(token) < _LONGEST)]
    words = len(tokens) - len(others)  # most are nothing but letters
    others = [token for token in others if not _FIGURES.fullmatch(token)]
    count = words + len(others)
    words += sum(len(token) < _LONGEST and _WORD.fullmatch(token) is not None for token in others)
    return count, words / count if count else 0.0
