"""Clocks that begin again within a file, and clocks that do not begin with the recording.

Files joined with `cat`, segments of a stream, two recordings one after the other: the times rise, fall back
to where they began, and rise again. Such a part continues where the one before ends. A few cues out of order
are something else: they lie where the others leave a gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, islice, pairwise
from operator import eq, gt
from typing import Final

from llm_summarise.domain.clock import clock
from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed

_BACK: Final = 1.0
"""Seconds a start may lie before the one before it within one run: people who speak at once."""

_GAP: Final = 0.75
"""Share of the time that two parts have in common which one of them may leave out: more is a hole that the
cues of the other were taken from."""

_DAY: Final = 86_400.0
_HOUR: Final = 3600.0

_JUMPS: Final = 100
"""Disorders within a part after which all that jumps back is disorder."""

_SHOWN: Final = 3
"""Parts that a warning tells of one by one."""

Key = tuple[float | None, str]
"""By what a copy of a cue is told: start and words."""


def continued(parsed: Parsed) -> Parsed:
    """The cues on one clock that does not begin again: parts follow each other, copies of cues at the same
    time are left out, and a clock of the day or of a tape begins at zero. Each with a warning."""
    starts = [cue.start for cue in parsed.cues if cue.start is not None]
    back = any(map(gt, starts, starts[1:]))
    if back:
        parsed = _joined(parsed)
    elif any(map(eq, starts, starts[1:])):
        parsed = _without(parsed, _neighbours(parsed.cues))
    return _from_zero(parsed) if starts and starts[0] >= 6 * _HOUR else parsed


@dataclass(slots=True)
class _Part:
    """Cues (by their index) of one clock, with the seconds that are added to it; its first and last start,
    and how often something in it was out of order."""

    cues: list[int]
    offset: float = 0.0
    keys: set[Key] = field(default_factory=set)
    first: float = math.inf
    last: float = -math.inf
    jumps: int = 0

    def add(self, keys: Sequence[Key]) -> None:
        self.keys.update(keys)
        starts = [start or 0.0 for start, _ in keys]
        self.first = min(self.first, min(starts))
        self.last = max(self.last, max(starts))

    def starts(self, cues: Sequence[Cue]) -> list[float]:
        return sorted(cues[i].start or 0.0 for i in self.cues)


def _joined(parsed: Parsed) -> Parsed:
    cues = parsed.cues
    parts: list[_Part] = []
    copies = _neighbours(cues)
    seen: set[tuple[Key, ...]] = set()
    midnights = 0
    for run in _runs(cues):
        keys = tuple([(cues[i].start, cues[i].text) for i in run])
        offset = 0.0
        if parts:
            now = parts[-1]
            if _passes_midnight(now, run, cues):
                midnights += 1
                offset = now.offset + _DAY
            elif not _restarts(now, run, cues):
                copies.update(i for i, key in zip(run, keys, strict=True) if key in now.keys)
                now.cues += run
                now.jumps += 1
                now.add(keys)
                continue
            elif keys in seen or now.keys.issuperset(keys):
                copies.update(run)
                continue
            else:
                first = cues[run[0]].start or 0.0
                offset = _end(now, cues) - (first if first > 60 else 0.0)
        parts.append(_Part(run, offset))
        parts[-1].add(keys)
        seen.add(keys)
    return _without(_shifted(parsed, parts, midnights), copies)


def _runs(cues: Sequence[Cue]) -> Iterator[list[int]]:
    """The timed cues in runs of rising starts."""
    run: list[int] = []
    latest = 0.0
    for i, cue in enumerate(cues):
        if cue.start is None:
            continue
        if run and cue.start < latest - _BACK:
            yield run
            run = []
        latest = cue.start
        run.append(i)
    if run:
        yield run


def _end(part: _Part, cues: Sequence[Cue]) -> float:
    """When the last cue of a part is over, with what is added to its clock."""
    return part.offset + max(max(cues[i].start or 0.0, cues[i].end or 0.0) for i in part.cues)


def _passes_midnight(part: _Part, run: Sequence[int], cues: Sequence[Cue]) -> bool:
    first = cues[run[0]].start or 0.0
    return part.first > _DAY / 2 and part.last < _DAY and part.last - first > 22 * _HOUR


def _restarts(part: _Part, run: Sequence[int], cues: Sequence[Cue]) -> bool:
    """Whether a run has a clock of its own: it begins about where the part began, and both tell of the same
    time without a hole, which one recording cannot."""
    if len(part.cues) < 2 or len(run) < 2 or part.jumps > _JUMPS:
        return False
    new = [cues[i].start or 0.0 for i in run]
    ahead, length = new[0] - part.first, part.last - part.first
    if ahead > 0 and ahead > length * (0.34 if ahead <= 30 else 0.1):
        return False
    step = min(10.0, length / (len(part.cues) - 1))
    low, high = max(part.first, new[0]) - step, min(part.last, new[-1]) + step
    if high <= low or not (_fills(new, low, high) and _fills(part.starts(cues), low, high)):
        return False
    return not _tracks(part, run, cues)


def _fills(starts: Sequence[float], low: float, high: float) -> bool:
    """Whether no hole of these times takes most of what is between `low` and `high`."""
    inside = [start for start in starts if low <= start <= high]
    if len(inside) < 2:
        return False
    return max(b - a for a, b in pairwise([low, *inside, high])) <= _GAP * (high - low)


def _tracks(part: _Part, run: Sequence[int], cues: Sequence[Cue]) -> bool:
    """Whether part and run are the tracks of two people who talk to each other: one name in each, and one
    mostly silent while the other speaks."""
    ours, theirs = ({cues[i].speaker for i in some} for some in (part.cues, run))
    if len(ours) != 1 or len(theirs) != 1 or ours == theirs or None in ours | theirs:
        return False
    spoken = sorted((cues[i].start or 0.0, cues[i].end or 0.0) for i in part.cues)
    at = both = 0
    for start, end in sorted((cues[i].start or 0.0, cues[i].end or 0.0) for i in run):
        while at < len(spoken) and spoken[at][1] <= start:
            at += 1
        both += at < len(spoken) and min(end, spoken[at][1]) - max(start, spoken[at][0]) > (end - start) / 2
    return both * 3 < len(run)


def _shifted(parsed: Parsed, parts: Sequence[_Part], midnights: int) -> Parsed:
    """All parts on the clock of the first, which goes on."""
    if len(parts) < 2:
        return parsed
    cues = list(parsed.cues)
    offsets = [0.0] * len(cues)
    begins = []
    for part in parts:
        begins.append(f"{clock(part.offset + (cues[part.cues[0]].start or 0.0))} (cue {part.cues[0] + 1})")
        for i in part.cues:
            offsets[i] = part.offset
    cues = [_moved(cue, seconds) if seconds else cue for cue, seconds in zip(cues, offsets, strict=True)]
    outline = [
        h if h.start is None else replace(h, start=round(h.start + offsets[h.cue], 3)) for h in parsed.outline
    ]
    said = list(parsed.warnings)
    if len(parts) - midnights > 1:
        where = ", ".join(begins[1 : 1 + _SHOWN]) + (", ..." if len(begins) > 1 + _SHOWN else "")
        said.append(
            f"the clock begins anew: {len(parts) - midnights} parts, read one after the other; "
            f"{'the second begins' if len(parts) == 2 else 'the next begin'} at {where}"
        )
    elif midnights:
        said.append("the clock passes midnight; the times go on")
    return replace(parsed, cues=cues, outline=outline, warnings=said)


def _moved(cue: Cue, seconds: float) -> Cue:
    """A cue so many seconds later."""
    start = None if cue.start is None else round(cue.start + seconds, 3)
    end = None if cue.end is None else round(cue.end + seconds, 3)
    return Cue(cue.text, start, end, cue.speaker, cue.turn, cue.approximate)


def _neighbours(cues: Sequence[Cue]) -> set[int]:
    """Cues that are the one before once more: same times, words and speaker."""
    starts = [cue.start for cue in cues]
    same = compress(range(1, len(cues)), map(eq, starts, islice(starts, 1, None)))
    return {i for i in same if cues[i].end is not None and cues[i - 1] == cues[i]}


def _without(parsed: Parsed, copies: set[int]) -> Parsed:
    if not copies:
        return parsed
    warning = f"{plural(len(copies), 'cue')} given twice at the same time; kept once"
    parts = ([] if i in copies else [cue] for i, cue in enumerate(parsed.cues))
    return replace(parsed.rebuilt(parts), warnings=[*parsed.warnings, warning])


def _from_zero(parsed: Parsed) -> Parsed:
    """A clock that stands at six hours or more when the recording begins, and runs for less than that: the
    time of day at which people met, the time code of a tape (10:00:00:00). What begins earlier may be a later
    part of a long recording, whose times lead to the right place in it: it stays."""
    times = [cue.start for cue in parsed.cues if cue.start is not None]
    first, last = min(times), max(times)
    if len(times) < 2 or not 6 * _HOUR <= first < _DAY or last - first >= first:
        return parsed
    begin = first - first % _HOUR if first % _HOUR < 60 else first  # time codes begin at a full hour
    cues = [_moved(cue, -begin) for cue in parsed.cues]
    outline = [
        h if h.start is None else replace(h, start=max(0.0, round(h.start - begin, 3)))
        for h in parsed.outline
    ]
    warning = f"the clock stands at {clock(first)} when the recording begins (a time of day?); read from zero"
    return replace(parsed, cues=cues, outline=outline, warnings=[*parsed.warnings, warning])
