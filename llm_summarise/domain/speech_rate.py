"""How fast people speak in a transcript, and how long they take to say a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from llm_summarise.domain.text import has_wide_characters, wide_characters

TYPICAL: Final = 15.0
"""Characters a second where a transcript does not tell: the median of podcasts in English."""

SLOWEST: Final = 2.0
"""How many times longer than usual a passage may take; beyond that is silence, music, something cut out."""

_PLAUSIBLE: Final = (5.0, 40.0)
"""Characters a second, from the slowest to the fastest: beyond them are silence and wrong times."""

_WIDE: Final = 2
"""How many characters more a Chinese, Japanese or Korean one stands for, which takes as long to say."""

_TELLING: Final = 20
"""Characters below which a passage tells nothing about how fast people speak."""


def spoken_length(text: str) -> int:
    """How much there is to say in `text`, in characters of an alphabet."""
    return len(text) if text.isascii() else len(text) + _WIDE * wide_characters(text)


def spoken_lengths(texts: Sequence[str]) -> list[int]:
    """The same of each of many texts, which mostly have no wide characters at all."""
    return list(map(spoken_length if has_wide_characters("".join(texts)) else len, texts))


def speech_rate(passages: Iterable[tuple[float, float]]) -> float:
    """The median of characters a second over `passages` of (spoken length, seconds); TYPICAL if none of them
    tells."""
    from statistics import median  # late: takes longer to import than most files to read

    slowest, fastest = _PLAUSIBLE
    rates = [
        rate
        for length, seconds in passages
        if seconds > 0 and length >= _TELLING and slowest <= (rate := length / seconds) <= fastest
    ]
    return median(rates) if rates else TYPICAL


def time_taken(length: float, room: float | None, rate: float) -> float:
    """Seconds that saying `length` characters takes where `room` seconds are left for it (None: any): all of
    them, unless nobody speaks that slowly."""
    usual = length / rate
    return usual if room is None or room > SLOWEST * usual else max(0.0, room)
