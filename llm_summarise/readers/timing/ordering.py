"""Cues put in the order of time, and warnings about what was wrong with their times."""

from __future__ import annotations

from dataclasses import replace
from operator import lt
from typing import Final

from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed

_TOLERANCE: Final = 0.05
"""Seconds two cues may overlap without a warning: rounding."""


def ordered(parsed: Parsed) -> Parsed:
    """The cues sorted by start (stably; one without a time stays behind its predecessor), and a warning for
    each kind of disorder found. An end before its start, or without one, is dropped."""
    cues = parsed.cues
    if _in_order(cues):
        return parsed
    lone = sum(map(_has_no_start, cues))
    if lone:
        cues = [replace(cue, end=None) if _has_no_start(cue) else cue for cue in cues]
        told = f"{plural(lone, 'cue')} with an end and no start; the end is ignored"
        parsed = replace(parsed, cues=cues, warnings=[*parsed.warnings, told])
    backward = sum(map(_ends_early, cues))
    jumps, overlaps = _disorder(cues)
    if not backward and not jumps and not overlaps:
        return parsed
    warnings = list(parsed.warnings)
    if backward:
        warnings.append(f"{plural(backward, 'cue')} ended before the start; the end is ignored")
        cues = [replace(cue, end=None) if _ends_early(cue) else cue for cue in cues]
    if jumps:
        warnings.append(f"{plural(jumps, 'cue')} out of order; sorted by start")
    if overlaps:
        warnings.append(f"{plural(overlaps, 'cue')} overlapping the one before; kept as given")
    parsed = replace(parsed, cues=cues, warnings=warnings)
    return parsed.permuted(_order(cues)) if jumps else parsed


def _has_no_start(cue: Cue) -> bool:
    return cue.start is None and cue.end is not None


def _in_order(cues: list[Cue]) -> bool:
    """Whether the cues clearly rise and end before the next one starts, or have no times: true of most files,
    and told fast."""
    starts = [cue.start for cue in cues if cue.start is not None]
    ends = [cue.end for cue in cues if cue.end is not None]
    if len(starts) < len(cues) or not starts:
        return not starts and not ends
    following = starts[1:]
    if starts[0] < 0 or any(map(lt, following, starts)):
        return False
    if len(ends) < len(cues):
        return not ends
    return not any(map(lt, ends, starts)) and not any(map(lt, following, ends))


def _disorder(cues: list[Cue]) -> tuple[int, int]:
    """How many cues start before the one before them, and before its end."""
    jumps = overlaps = 0
    latest = 0.0
    end: float | None = None
    for start, following in [(cue.start, cue.end) for cue in cues if cue.start is not None]:
        if start < latest:
            jumps += 1
        elif end is not None and start < end - _TOLERANCE and start != latest:
            overlaps += 1  # two voices in one caption have the same start, and do not count
        latest = start
        end = following
    return jumps, overlaps


def _order(cues: list[Cue]) -> list[int]:
    """The indexes of the cues in the order of time."""
    starts: list[float] = []
    latest = 0.0
    for cue in cues:
        latest = latest if cue.start is None else cue.start
        starts.append(latest)
    return sorted(range(len(cues)), key=starts.__getitem__)


def _ends_early(cue: Cue) -> bool:
    return cue.start is not None and cue.end is not None and cue.end < cue.start
