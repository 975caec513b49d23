"""Gold labels of one episode: what a careful reader found in it, as a JSON file.

    {
      "episode": "528",
      "tools": [{"name": "DiskCache", "kind": "library", "url": "https://...", "pypi": "diskcache",
                 "required": true, "sponsor": false,
                 "surface": ["disk cache"], "mentions": ["00:25:49", "00:26:02"]}],
      "chapters": [[{"start": "00:00:00", "title": "Intro"}, ...], ...],
      "people": [{"name": "Michael Kennedy", "role": "host", "surface": ["Michael"]}],
      "mentions": [{"name": "The Salt Path", "kind": "book", "required": true, "by": "Ada Moss",
                    "surface": ["Salt Path"], "times": ["00:12:30"]}],
      "sponsors": [{"name": "Lantern", "start": "00:05:00", "end": "00:05:50", "code": "SMALL",
                    "url": "lantern.example/small"}],
      "quotable": [{"time": "00:16:13", "text": "...", "speaker": "Ada Moss"}],
      "key_points": [{"text": "...", "time": "00:16:13"}]
    }

`chapters` holds one list for each reader, because readers differ. `tools`, `chapters` and `people` must be
there, and empty means "not labelled". The other lists may be absent, which means "not labelled", or empty,
which means "labelled, there are none": nothing is scored against what is not labelled. Times are `HH:MM:SS`
from the start of the recording, of the cue in which the thing is said; `"times": "estimated"` or a number of
seconds says that they may be off. Every field is described in the JSON Schema (`Gold.model_json_schema`);
`gold_text.py` reads and writes.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind, Role, ToolKind

_TIME: Final = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d(?:\.\d{1,3})?)", re.ASCII)
ESTIMATED: Final = 30.0
"""Seconds that estimated times may be off: half of the longest passages between two stamps."""

_TIME_RULE: Final = "must be a time as HH:MM:SS, e.g. 01:02:03"


def seconds_of(time: str) -> float:
    """The seconds of a time written `HH:MM:SS`, with up to three decimals; ValueError for anything else."""
    match = _TIME.fullmatch(time)
    if match is None:
        raise ValueError(f"{time!r} {_TIME_RULE}")
    hours, minutes, seconds = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _fault(reason: str) -> PydanticCustomError:
    # a reason may hold braces, which Pydantic would read as a template
    return PydanticCustomError("gold", "{reason}", {"reason": reason})


def _check_time(value: str) -> str:
    if _TIME.fullmatch(value) is None:
        raise _fault(_TIME_RULE)
    return value


def _check_name(value: str) -> str:
    if not fold_name(value):
        raise _fault("must hold a letter or a digit")
    return value


Time = Annotated[str, AfterValidator(_check_time), Field(pattern=r"^\d{2,}:[0-5]\d:[0-5]\d(\.\d{1,3})?$")]
Name = Annotated[str, AfterValidator(_check_name)]


class _Label(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    omitted: ClassVar[dict[str, object]] = {}
    """Keys that are not written where they have this value."""

    @model_serializer(mode="wrap")
    def _without_what_is_omitted(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped: dict[str, Any] = handler(self)
        left = self.omitted
        return {key: value for key, value in dumped.items() if key not in left or value != left[key]}


class GoldTool(_Label):
    """A tool that is named in the episode."""

    name: Name = Field(description="canonical name, spelled as its makers spell it")
    kind: ToolKind = Field(description="what sort of thing it is")
    url: str | None = Field(default=None, description="home page; null where there is none")
    pypi: str | None = Field(default=None, description="name of its PyPI project; null where there is none")
    required: StrictBool = Field(
        description="true: a good result must name it (counts for recall); false: it may, without penalty"
    )
    sponsor: StrictBool = Field(
        default=False, description="true: named in advertisements only; never required"
    )
    surface: list[Name] = Field(
        default_factory=list,
        description="spellings in the transcript, wrong ones too, without the name itself",
    )
    mentions: list[Time] = Field(
        default_factory=list, description="HH:MM:SS of the cues that name it; empty where it has no times"
    )

    @property
    def times(self) -> tuple[float, ...]:
        """The mentions in seconds."""
        return tuple(seconds_of(time) for time in self.mentions)

    @model_validator(mode="after")
    def _sponsor_is_optional(self) -> Self:
        if self.required and self.sponsor:
            raise _fault(
                "required and sponsor are both true; allowed: required, sponsor, or neither "
                "(a tool of an advertisement is never required)"
            )
        return self


class GoldChapter(_Label):
    """Where one reader starts a chapter."""

    start: Time = Field(description="HH:MM:SS; the first chapter usually starts at 00:00:00")
    title: str = Field(min_length=1, description="the reader's title; it is not scored")

    @property
    def seconds(self) -> float:
        return seconds_of(self.start)


class GoldPerson(_Label):
    """Somebody who speaks. People who are only mentioned are scored as `mentions`; where those are not
    labelled, label them here if they are to be scored."""

    omitted = {"surface": [], "note": None}

    name: Name = Field(description="full name, correctly spelled")
    role: Role = Field(description="host, guest or mentioned")
    surface: list[Name] = Field(
        default_factory=list, description="other names in the transcript: first names, wrong spellings"
    )
    note: str | None = Field(default=None, description="a remark for readers; it is not scored")


class GoldMention(_Label):
    """Something worth looking up that is no tool: a work, a person, a company, a place, a concept, a link."""

    omitted = {"note": None}

    name: Name = Field(description="official name or title, correctly spelled; of a link its address")
    kind: MentionKind = Field(description="what sort of thing it is")
    required: StrictBool = Field(
        description="true: a good result must list it (counts for recall); false: it may, without penalty"
    )
    by: str | None = Field(default=None, description="who names it, or whose it is; it is not scored")
    surface: list[Name] = Field(
        default_factory=list, description="spellings in the transcript, short forms and wrong ones too"
    )
    times: list[Time] = Field(
        default_factory=list, description="HH:MM:SS of the cues that name it; empty where it has no times"
    )
    note: str | None = Field(default=None, description="a remark for readers; it is not scored")

    @property
    def seconds(self) -> tuple[float, ...]:
        """The times in seconds."""
        return tuple(seconds_of(time) for time in self.times)


class GoldSponsor(_Label):
    """One advertisement, wherever it stands; a sponsor with three has three."""

    name: Name = Field(description="who or what is advertised")
    start: Time = Field(description="HH:MM:SS of its first words, inclusive")
    end: Time = Field(description="HH:MM:SS of the end of its last words, exclusive; after the start")
    code: str | None = Field(default=None, description="offer code, as said; null where there is none")
    url: str | None = Field(default=None, description="address said aloud, written as one; null without")

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in seconds."""
        return seconds_of(self.start), seconds_of(self.end)


class GoldQuotable(_Label):
    """A passage that a reader would print as a quote."""

    time: Time = Field(description="HH:MM:SS of the cue in which it starts")
    text: Name = Field(description="the words as they stand in the transcript")
    speaker: str | None = Field(default=None, description="who says it; null where that is not known")


class GoldKeyPoint(_Label):
    """Something a listener should take away; a good summary of the episode says it."""

    text: Name = Field(description="one sentence in a reader's own words")
    time: Time | None = Field(default=None, description="HH:MM:SS of where it is said; null for all over")

    @property
    def seconds(self) -> float | None:
        """The time in seconds."""
        return None if self.time is None else seconds_of(self.time)


class Gold(_Label):
    """Gold labels of one episode."""

    omitted = dict.fromkeys(("times", "mentions", "sponsors", "quotable", "key_points"))

    episode: str = Field(min_length=1, description="name of the episode: the stem of its transcript's name")
    tools: list[GoldTool] = Field(description="every tool named; empty: not labelled")
    chapters: list[list[GoldChapter]] = Field(
        description="one list for each reader, starts ascending; empty: not labelled"
    )
    people: list[GoldPerson] = Field(description="host and guests; empty: not labelled")
    times: Literal["exact", "estimated"] | float | None = Field(
        default=None,
        description="how sure the times are: exact (also if absent), estimated (reckoned from their place in "
        f"a long passage: {ESTIMATED:g} s off or less), or the seconds that they may be off",
    )
    mentions: list[GoldMention] | None = Field(
        default=None, description="what is worth looking up and no tool; absent: not labelled"
    )
    sponsors: list[GoldSponsor] | None = Field(
        default=None, description="every advertisement; absent: not labelled, empty: there are none"
    )
    quotable: list[GoldQuotable] | None = Field(
        default=None, description="passages worth printing as quotes; absent: not labelled"
    )
    key_points: list[GoldKeyPoint] | None = Field(
        default=None, description="what a listener should take away; absent: not labelled"
    )

    @field_validator("times", mode="before")
    @classmethod
    def _times_are_known(cls, value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if math.isfinite(value) and value >= 0:
                return value
        elif value is None or value in ("exact", "estimated"):
            return value
        raise _fault("must be exact, estimated, or the number of seconds that times may be off")

    @property
    def slack(self) -> float:
        """Seconds that its times may be off, besides what is tolerated anyway."""
        if isinstance(self.times, float | int):
            return float(self.times)
        return ESTIMATED if self.times == "estimated" else 0.0

    @property
    def adverts(self) -> list[tuple[float, float]]:
        """Start and end of each advertisement in seconds."""
        return [sponsor.span for sponsor in self.sponsors or ()]

    @property
    def readers(self) -> list[list[float]]:
        """The chapter starts in seconds, one list for each reader."""
        return [[chapter.seconds for chapter in chapters] for chapters in self.chapters]
