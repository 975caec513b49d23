"""Cues put in the order of time, and warnings about what was wrong with their times."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from llm_summarise.core.transcript import Cue

_TOLERANCE: Final = 0.05
"""Seconds two cues may overlap without a warning: rounding."""


def ordered(cues: list[Cue]) -> tuple[list[Cue], list[str]]:
    """The cues sorted by start (stably; one without a time stays behind its predecessor), and a warning for
    each kind of disorder found. An end before its start is dropped."""
    warnings = []
    backward = sum(c.end < c.start for c in cues if c.start is not None and c.end is not None)
    if backward:
        warnings.append(f"{_count(backward, 'cue')} ended before the start; the end is ignored")
        cues = [replace(c, end=None) if _ends_early(c) else c for c in cues]
    starts: list[float] = []
    late = 0.0
    for cue in cues:
        late = cue.start if cue.start is not None else late
        starts.append(late)
    jumps = sum(a > b for a, b in pairwise(starts))
    if jumps:
        warnings.append(f"{_count(jumps, 'cue')} out of order; sorted by start")
        cues = [cues[i] for i in sorted(range(len(cues)), key=starts.__getitem__)]
    overlaps = sum(_overlap(a, b) for a, b in pairwise(cues))
    if overlaps:
        warnings.append(f"{_count(overlaps, 'cue')} overlapping the one before; kept as given")
    return cues, warnings


def _ends_early(cue: Cue) -> bool:
    return cue.start is not None and cue.end is not None and cue.end < cue.start


def _overlap(before: Cue, after: Cue) -> bool:
    """Two voices in one caption have the same start, and do not count."""
    if before.end is None or after.start is None or before.start == after.start:
        return False
    return after.start < before.end - _TOLERANCE


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
