"""Times for what has none of its own: by its place between the stamps before and behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import eq
from typing import Final

from llm_summarise.domain.speech_rate import speech_rate, spoken_length, time_taken
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
    passages = list(_passages(cues, shared))
    timed = [passage for passage in passages if passage.begin is not None]
    if not timed:
        return parsed
    rate = speech_rate((p.length, p.room) for p in timed if p.room is not None)
    result = list(cues)
    for passage in passages:
        if passage.begin is None:
            passage = _before(passage, timed[0].begin or 0.0, rate)
            result[passage.first] = replace(cues[passage.first], start=passage.begin, approximate=True)
        for i, start in _places(passage, cues, rate):
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

    @property
    def room(self) -> float | None:
        return None if self.begin is None or self.until is None else self.until - self.begin


def _passages(cues: Sequence[Cue], shared: bool) -> Iterator[_Passage]:
    first = 0
    length = 0
    for i, cue in enumerate(cues):
        if i > first and cue.start is not None and not (shared and cue.start == cues[first].start):
            yield _Passage(first, i, cues[first].start, cue.start, length)
            first, length = i, 0
        length += spoken_length(cue.text) + 1
    if cues:
        yield _Passage(first, len(cues), cues[first].start, None, length)


def _before(passage: _Passage, until: float, rate: float) -> _Passage:
    """What stands before the first stamp, with a beginning."""
    usual = passage.length / rate
    begin = 0.0 if until <= max(_OPENING, 2 * usual) else until - usual
    return replace(passage, begin=round(begin, 3), until=until)


def _places(passage: _Passage, cues: Sequence[Cue], rate: float) -> Iterator[tuple[int, float]]:
    """The cues of a passage behind its first one which get a time, and the time."""
    lead = cues[passage.first]
    if passage.last - passage.first == 1 or passage.begin is None:
        return
    shared = [i for i in range(passage.first + 1, passage.last) if cues[i].end is not None]
    begin, until, length, done = passage.begin, passage.until, passage.length, 0
    if shared:  # two voices in one caption, or two people at once
        if lead.end is None or any(cues[i].end != lead.end for i in shared):
            return
        until = lead.end if until is None else min(until, lead.end)
    elif lead.end is not None:  # what follows a caption that is over
        begin = lead.end if until is None else min(until, lead.end)
        length, done = length - spoken_length(lead.text) - 1, -spoken_length(lead.text) - 1
    taken = time_taken(length, None if until is None else until - begin, rate)
    for i in range(passage.first, passage.last):
        passed = taken * done / length
        if i > passage.first and not (shared and passed < CLOSE):
            yield i, round(begin + passed, 3)
        done += spoken_length(cues[i].text) + 1
