"""A transcript as a sequence of cues: what was said, by whom, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption or line of speech.

    `text` holds no tags, entities, control characters or surrounding white space and is never empty.
    `start` and `end` are seconds from the beginning of the recording; None where the source gives none
    (plain text has no times, and none are invented). `speaker` is carried forward from the last cue
    that named one, None before the first. `turn` tells that somebody else begins to speak whom the source
    marks (`>> `, `- `) but does not name.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    turn: bool = False

    def changes_voice(self, before: Cue) -> bool:
        """Whether somebody else speaks than in the cue before: by name, or because the source marks it."""
        return self.turn or self.speaker != before.speaker


@dataclass(frozen=True)
class Transcript:
    """The cues of one episode in order, and where they came from.

    A cue is identified everywhere by its index into `cues` (0-based). `sha256` is of the bytes as read.
    `format` names the reader ("webvtt", "srt", "talkpython", "plain", ...).
    """

    cues: tuple[Cue, ...]
    name: str
    format: str
    sha256: str
    warnings: tuple[str, ...] = field(default=())

    @cached_property
    def duration(self) -> float | None:
        """Seconds up to the end of the last timed cue; None for a transcript without times."""
        times = [t for cue in self.cues for t in (cue.start, cue.end) if t is not None]
        return max(times, default=None)

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Names of speakers in the order of their first cue."""
        return unique(cue.speaker for cue in self.cues if cue.speaker)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names without repetitions, in the order of their first appearance."""
    return tuple(dict.fromkeys(names))
