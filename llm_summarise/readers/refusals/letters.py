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

_TOKENS: Final = 40
_WORDS: Final = 0.62
"""The share of words among what stands between blanks below which a text is none that was said. Of 470
transcripts in text none has less than 0.73, half of those that are full of code."""

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
    said = excerpt.head[:20_000]
    signs = [char for char in _TIMES.sub("", said) if not char.isspace()]
    if len(signs) < _SHORTEST:
        return None
    letters = sum(not char.isdigit() and (char.isalpha() or not char.isascii()) for char in signs)
    if letters < _LETTERS * len(signs):
        return NotATranscript("mostly figures and signs")
    if len(_UNSPACED.findall(said)) > 0.1 * letters:
        return None
    tokens = [token for token in said.split() if not _FIGURES.fullmatch(token)]
    if any(len(token) > _LONGEST and token.isascii() and not token.isalpha() for token in tokens[:200]):
        return NotATranscript("data without words")
    words = sum(len(token) < _LONGEST and _WORD.fullmatch(token) is not None for token in tokens)
    few = len(tokens) >= _TOKENS and words < _WORDS * len(tokens)
    return (
        NotATranscript("a text that does not look like speech: few of its signs are words") if few else None
    )
