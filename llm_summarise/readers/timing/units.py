"""Times in another unit than seconds, told by how fast people would speak if they were seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from math import log
from typing import Final

from llm_summarise.domain.speech_rate import TYPICAL, spoken_length
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A unit times are written in: its name, and how many of it a second has."""

    name: str
    per_second: int


UNITS: Final = (
    TimeUnit("ticks of 100 nanoseconds", 10_000_000),
    TimeUnit("microseconds", 1_000_000),
    TimeUnit("ticks of a 90 kHz clock", 90_000),
    TimeUnit("milliseconds", 1000),
    TimeUnit("hundredths of a second", 100),
    TimeUnit("frames, 25 a second", 25),
)

_SLOW: Final = 1.2
"""Characters a second (median) below which nobody speaks: slow speech has eight."""

_NEVER: Final = 3.0
"""Characters a second that hardly a cue (one in ten) exceeds if the times are no seconds."""

_SURE: Final = 2.2
"""How many times faster or slower than is typical people may seem to speak in the unit that is chosen."""

_CLOCK_LIMIT: Final = 360_000.0
"""Seconds (100 hours) which times that were written as a clock must pass to be in doubt at all: chapters of
20 minutes with a title each look as speech in milliseconds does."""

_SAMPLE: Final = 2000
"""Cues that are looked at, from the beginning."""


def in_seconds(parsed: Parsed) -> Parsed:
    """The cues with times in seconds, and a warning, if they are in another unit, one for the whole file. A
    file with one cue tells nothing and stays as it is."""
    cues = parsed.cues
    if not _doubtful(parsed):
        return parsed
    unit = _unit_of(cues[:_SAMPLE])
    if unit is None:
        return parsed
    divisor = unit.per_second
    outline = [
        h if h.start is None else replace(h, start=round(h.start / divisor, 3)) for h in parsed.outline
    ]
    warning = f"times look like {unit.name}; read as such"
    said = [_scaled(cue, divisor) for cue in cues]
    if not outline:
        said = _sentences(said)
    return replace(parsed, cues=said, outline=outline, warnings=[*parsed.warnings, warning])


def _unit_of(cues: Sequence[Cue]) -> TimeUnit | None:
    """The unit in which people speak as fast as people do, if they cannot in seconds; None for seconds, and
    where nothing can be told."""
    timed = [cue for cue in cues if cue.start is not None]
    rates: list[float] = []
    enough = len(timed) // 10 + 2  # so many are more than one in ten, however many follow
    for rate in _rates(timed):
        rates.append(rate)
        if rate > _NEVER:
            enough -= 1
            if not enough:
                return None
    if not rates:
        return None
    from statistics import median, quantiles  # late: seldom anything is in doubt so far

    usual = median(rates)
    fastest = quantiles(rates, n=10)[-1] if len(rates) > 1 else usual
    if usual > _SLOW or fastest > _NEVER:
        return None
    best = min(UNITS, key=lambda unit: abs(log(usual * unit.per_second / TYPICAL)))
    return best if 1 / _SURE <= usual * best.per_second / TYPICAL <= _SURE else None


def _doubtful(parsed: Parsed) -> bool:
    """Whether the times may be no seconds: written as numbers, or beyond every clock."""
    cues = parsed.cues
    if len(cues) < 2:
        return False
    if parsed.counted:
        return True
    return any((cues[at].start or 0.0) > _CLOCK_LIMIT for at in (len(cues) // 2, -1))


def _rates(timed: Sequence[Cue]) -> Iterator[float]:
    """Characters a second of cues with a start, up to their end or the next start, silence included."""
    starts = (cue.start for cue in islice(timed, 1, None))
    for cue, following in zip_longest(timed, starts):
        until = cue.end if cue.end is not None else following
        if cue.start is not None and until is not None and until > cue.start:
            yield spoken_length(cue.text) / (until - cue.start)


def _scaled(cue: Cue, divisor: int) -> Cue:
    start, end = (None if time is None else round(time / divisor, 3) for time in (cue.start, cue.end))
    return replace(cue, start=start, end=end)


def _sentences(cues: list[Cue]) -> list[Cue]:
    """Words that were left single, since the pauses between them seemed long, as sentences."""
    joined = joining.cues([joining.Segment(cue.text, cue.start, cue.end, cue.speaker) for cue in cues])
    return joined if len(joined) * 2 < len(cues) else cues
