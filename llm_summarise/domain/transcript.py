"""A transcript in three parts: what was said, what is known about the episode, and its author's outline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from llm_summarise.domain.speech_rate import speech_rate, spoken_length, time_taken

CLOSE: Final = 3.0
"""Seconds by which words may be said later than a time that is still called exact: whoever is sent to the
start of a caption hears them within a breath, and that time is one that the source gives."""


@dataclass(frozen=True, slots=True, init=False)
class Cue:
    """One caption or line of speech.

    `text` holds no tags, entities, control characters or surrounding white space and is never empty.
    `start` and `end` are seconds from the beginning of the recording; None where the source gives none
    (plain text has no times, and none are invented). `speaker` is carried forward from the last cue
    that named one, None before the first. `turn` tells that somebody else begins to speak whom the source
    marks (`>> `, `- `) but does not name. `approximate` tells that the times are no stamps of the source but
    computed from the place of the words within a longer passage.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    turn: bool = False
    approximate: bool = False

    def __init__(
        self,
        text: str,
        start: float | None = None,
        end: float | None = None,
        speaker: str | None = None,
        turn: bool = False,
        approximate: bool = False,
    ) -> None:
        # By hand, for a long file has 100,000 cues: the one that dataclasses write takes twice as long.
        _set_text(self, text)
        _set_start(self, start)
        _set_end(self, end)
        _set_speaker(self, speaker)
        _set_turn(self, turn)
        _set_approximate(self, approximate)

    def changes_voice(self, before: Cue) -> bool:
        """Whether somebody else speaks than in the cue before: by name, or because the source marks it."""
        return self.turn or self.speaker != before.speaker


_set_text, _set_start, _set_end, _set_speaker, _set_turn, _set_approximate = (
    vars(Cue)[field_of_cue.name].__set__ for field_of_cue in fields(Cue)
)


@dataclass(frozen=True, slots=True)
class About:
    """What the source tells about the episode besides its speech; None or () where it tells nothing.

    Text is on one line, without markup. `date` is as it was written. `hosts` and `guests` are names of
    people whose role the source gives, `speakers` of those who speak in a role it does not give.
    """

    show: str | None = None
    title: str | None = None
    number: str | None = None
    date: str | None = None
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    description: str | None = None
    language: str | None = None
    url: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    def completed_by(self, other: About) -> About:
        """This, with what `other` tells where this tells nothing."""
        return About(**{n: getattr(self, n) or getattr(other, n) for n in self.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading the author put into the transcript: `title` on one line, without markup; `cue` the index
    of the first cue below it; `level` 1 for the highest. `start` is in seconds, None unless the heading has a
    time of its own."""

    title: str
    cue: int
    level: int = 1
    start: float | None = None


class AsideKind(StrEnum):
    """Why something in the source was not taken for speech."""

    METADATA = "about the episode"
    HEADING = "heading"
    SOUND = "sound or gap"
    CREDIT = "who transcribed it"
    LINK = "link"
    LAYOUT = "page or line number"
    REPETITION = "repeated by the recogniser"
    BROKEN = "broken line"
    COMMENT = "comment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SetAside:
    """What of one kind was not taken for speech: how often, and the first few of them."""

    kind: AsideKind
    count: int
    samples: tuple[str, ...]


_NEAR: Final = 64
"""Cues after one that are looked through for a later start."""


class TimePoint(NamedTuple):
    """When something is said: seconds, None without times; `approximate` tells that they are computed from
    the place of the words. Its fields are called as those of results."""

    start: float | None
    approximate: bool


@dataclass(frozen=True)
class Transcript:
    """The cues of one episode in order, what is known about it, its outline, and where they came from.

    A cue is identified everywhere by its index into `cues` (0-based). `sha256` is the `content_digest` of
    what was read. `format` names the reader ("webvtt", "srt", "talkpython", "plain", ...).
    """

    cues: tuple[Cue, ...]
    name: str
    format: str
    sha256: str
    warnings: tuple[str, ...] = field(default=())
    about: About = field(default=About())
    outline: tuple[Heading, ...] = field(default=())
    set_aside: tuple[SetAside, ...] = field(default=())
    inferred: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Names of people for labels that name nobody (`SPEAKER_00`), as far as what is said tells them."""

    @cached_property
    def duration(self) -> float | None:
        """Seconds up to the end of the last timed cue; None for a transcript without times."""
        times = [t for cue in self.cues for t in (cue.start, cue.end) if t is not None]
        return max(times, default=None)

    @cached_property
    def stamped_duration(self) -> float | None:
        """The same by the times alone that the source gives."""
        times = [t for cue in self.cues if not cue.approximate for t in (cue.start, cue.end) if t is not None]
        return max(times, default=None)

    def stamp(self, cue: int) -> float | None:
        """The last time up to the start of a cue that the source gives; None if it gives none."""
        while cue >= 0 and self.cues[cue].approximate:
            cue -= 1
        return self.cues[cue].start if cue >= 0 else None

    def moment(self, cue: int, character: int = 0) -> TimePoint:
        """When the character `character` (from 0) of a cue is said: the start of the cue if that is hardly
        earlier (see CLOSE), else by its place in the cue."""
        start, approximate = self.cues[cue].start, self.cues[cue].approximate
        if start is None or character <= 0:
            return TimePoint(start, approximate and start is not None)
        passed = self._passed(cue, character)
        if passed < CLOSE and not approximate:
            return TimePoint(start, False)
        return TimePoint(round(start + passed, 3), True)

    def end_of(self, cue: int, character: int) -> float | None:
        """When what stands before the character `character` of a cue has been said: the end of the cue if
        that is hardly later, else by the place; None for a cue without an end."""
        start, end = self.cues[cue].start, self.cues[cue].end
        if start is None or end is None or character >= len(self.cues[cue].text):
            return end
        said = round(start + self._passed(cue, character), 3)
        return said if end - said >= CLOSE else end

    def _passed(self, cue: int, character: int) -> float:
        """Seconds from the start of a cue to one of its characters."""
        room = self._room(cue)
        if room is not None and room < CLOSE:
            return room * min(1.0, character / len(self.cues[cue].text))
        text = self.cues[cue].text
        taken = time_taken(spoken_length(text), room, self._rate)
        return taken * min(1.0, character / len(text))

    def _room(self, cue: int) -> float | None:
        """Seconds in which a timed cue is said, at most: up to its end and to the next start after its own;
        None if there is neither."""
        start, end = self.cues[cue].start or 0.0, self.cues[cue].end
        later = (c.start for c in islice(self.cues, cue + 1, cue + 1 + _NEAR) if c.start is not None)
        limits = [time for time in (end, next((t for t in later if t > start), None)) if time is not None]
        return max(0.0, min(limits) - start) if limits else None

    @cached_property
    def _rate(self) -> float:
        """Characters that are said in a second."""
        timed = ((i, cue) for i, cue in enumerate(self.cues) if cue.start is not None and not cue.approximate)
        rooms = ((spoken_length(cue.text), self._room(i)) for i, cue in timed)
        return speech_rate((length, room) for length, room in rooms if room is not None)

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Names of speakers in the order of their first cue."""
        return unique(cue.speaker for cue in self.cues if cue.speaker)

    def renamed(self, names: Mapping[str, str]) -> Transcript:
        """This with the speakers of some labels called as `names` says, and a warning for each label that
        does not exist. To name them twice changes nothing."""
        new, missing = _looked_up(names, self.speakers)
        if not new and not missing:
            return self
        there = ", ".join(self.speakers) or "none"
        said = [f"no speaker is called {label}; those in the transcript are: {there}" for label in missing]
        about = self.about

        def named(people: Iterable[str]) -> tuple[str, ...]:
            return tuple(new.get(name, name) for name in people)

        return replace(
            self,
            cues=tuple(replace(c, speaker=new[c.speaker]) if c.speaker in new else c for c in self.cues),
            about=replace(
                about,
                hosts=named(about.hosts),
                guests=named(about.guests),
                speakers=named(about.speakers),
            ),
            warnings=(*self.warnings, *(text for text in said if text not in self.warnings)),
            inferred={label: name for label, name in self.inferred.items() if label not in new},
        )


def _looked_up(names: Mapping[str, str], speakers: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Those of `names` that change a label among `speakers`, in whatever case it was given, and the labels
    that are not there, nor changed already."""
    known = {label.casefold(): label for label in speakers}
    found = {known.get(label.casefold(), label): name for label, name in names.items()}
    new = {label: name for label, name in found.items() if label in speakers and label != name}
    return new, [label for label, name in found.items() if label not in speakers and name not in speakers]


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names without repetitions, in the order of their first appearance."""
    return tuple(dict.fromkeys(names))
