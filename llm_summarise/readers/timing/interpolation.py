"""Times for what has none of its own: by its place between the stamps before and behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, compress, pairwise
from operator import eq, ne
from typing import Final

from llm_summarise.domain.speech_rate import speech_rate, spoken_length, spoken_lengths, time_taken
from llm_summarise.domain.transcript import CLOSE, Cue
from llm_summarise.readers.parsed import Parsed

_OPENING: Final = 600.0
"""Seconds before the first stamp which what stands before it may take from the beginning of the recording; if
there are more, it is said shortly before that stamp: the file is a part of a recording."""


def interpolated(parsed: Parsed) -> Parsed:
    """Cues that share the stamp of a passage, or have no time, get one by their place (in characters) up to
    the next stamp, no later than people take to say what stands before them, and are marked as approximate.
    The first cue of a passage keeps its stamp. A file without times stays without."""
    cues = parsed.cues
    starts = [cue.start for cue in cues]
    shared = parsed.shared_stamps
    if None not in starts and not (shared and any(map(eq, starts, starts[1:]))):
        return parsed
    stamped = next((start for start in starts if start is not None), None)
    if stamped is None:
        return parsed
    passages = _Passages(cues, starts, _beginnings(starts, shared))
    result = list(cues)
    for passage in passages.to_share_out():
        if passage.begin is None:
            passage = _before(passage, stamped, passages.rate)
            result[passage.first] = replace(cues[passage.first], start=passage.begin, approximate=True)
        for i, start in _places(passage, cues, passages):
            cue = cues[i]  # not by `replace`, which takes four times as long
            result[i] = Cue(cue.text, start, None, cue.speaker, cue.turn, approximate=True)
    return replace(parsed, cues=result)


@dataclass(frozen=True, slots=True)
class _Passage:
    """Cues `first` to `last` (exclusive) of one stamp, `begin` (None before the first stamp of a file), up to
    the next one, `until` (None behind the last). `length` is what there is to say in them."""

    first: int
    last: int
    begin: float | None
    until: float | None
    length: int


def _beginnings(starts: Sequence[float | None], shared: bool) -> list[int]:
    """The indexes of the cues that begin a passage."""
    if shared and None not in starts:
        return [0, *compress(range(1, len(starts)), map(ne, starts, starts[1:]))]
    found = [0]
    stamp = starts[0]
    for i, start in enumerate(starts):
        if i and start is not None and not (shared and start == stamp):
            found.append(i)
            stamp = start
    return found


class _Passages:
    """The passages of a file that begin at the cues `beginnings`."""

    def __init__(
        self, cues: Sequence[Cue], starts: Sequence[float | None], beginnings: Sequence[int]
    ) -> None:
        self._cues = cues
        self._starts = starts
        self._borders = [*beginnings, len(cues)]
        self.ended = any(cue.end is not None for cue in cues)

    @cached_property
    def said(self) -> list[int]:
        """What there is to say before each cue and behind the last one, with a blank for each cue."""
        lengths = spoken_lengths([cue.text for cue in self._cues])
        return [*accumulate((length + 1 for length in lengths), initial=0)]

    @cached_property
    def rate(self) -> float:
        """Characters that are said in a second."""
        said, starts, count = self.said, self._starts, len(self._cues)
        return speech_rate(
            (said[last] - said[first], until - begin)
            for first, last in pairwise(self._borders)
            if last < count and (begin := starts[first]) is not None and (until := starts[last]) is not None
        )

    def to_share_out(self) -> Iterator[_Passage]:
        """The passages of several cues, and the one before the first stamp: most files have few of them."""
        starts, count = self._starts, len(self._cues)
        for first, last in pairwise(self._borders):
            if last - first > 1 or starts[first] is None:
                until = starts[last] if last < count else None
                yield _Passage(first, last, starts[first], until, self.said[last] - self.said[first])


def _before(passage: _Passage, until: float, rate: float) -> _Passage:
    """What stands before the first stamp, with a beginning."""
    usual = passage.length / rate
    begin = 0.0 if until <= max(_OPENING, 2 * usual) else until - usual
    return replace(passage, begin=round(begin, 3), until=until)


def _places(passage: _Passage, cues: Sequence[Cue], passages: _Passages) -> Iterator[tuple[int, float]]:
    """The cues of a passage behind its first one which get a time, and the time."""
    first, begin, until = passage.first, passage.begin, passage.until
    if passage.last - first == 1 or begin is None:
        return
    length, done, at_once = passage.length, 0, False
    if passages.ended:
        lead = cues[first]
        ends = {cues[i].end for i in range(first + 1, passage.last)} - {None}
        at_once = bool(ends)
        if lead.end is not None:
            until = lead.end if until is None else min(until, lead.end)
        if at_once:  # two voices in one caption, or two people at once
            if until is None or lead.end is None or ends != {lead.end} or until - begin < CLOSE:
                return
        elif lead.end is not None and until is not None:  # what follows a caption that is over
            begin, until = until, passage.until
            done = -spoken_length(lead.text) - 1
            length += done
    taken = time_taken(length, None if until is None else until - begin, passages.rate)
    said = passages.said
    for i in range(first + 1, passage.last):
        passed = taken * (said[i] - said[first] + done) / length
        if not (at_once and passed < CLOSE):
            yield i, round(begin + passed, 3)
