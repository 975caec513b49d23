"""Gold labels of one episode: what a careful reader found in it, as a JSON file.

    {
      "episode": "528",
      "tools": [{"name": "DiskCache", "kind": "library", "url": "https://...", "pypi": "diskcache",
                 "required": true, "sponsor": false,
                 "surface": ["disk cache"], "mentions": ["00:25:49", "00:26:02"]}],
      "chapters": [[{"start": "00:00:00", "title": "Intro"}, ...], ...],
      "people": [{"name": "Michael Kennedy", "role": "host"}]
    }

`chapters` holds one list for each reader, because readers differ. A list that is empty means "not
labelled": nothing is scored against it. Times are `HH:MM:SS` from the start of the recording, of the cue
in which the thing is said. Every field is described in the JSON Schema (`Gold.model_json_schema`), beyond
which unique names and ascending starts are checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role, ToolKind
from llm_summarise.domain.text import fold_space, strip_controls

_TIME: Final = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d(?:\.\d{1,3})?)", re.ASCII)
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
    """Somebody who speaks; label people who are only mentioned if they are to be scored."""

    name: Name = Field(description="full name, correctly spelled")
    role: Role = Field(description="host, guest or mentioned")


class Gold(_Label):
    """Gold labels of one episode."""

    episode: str = Field(min_length=1, description="name of the episode: the stem of its transcript's name")
    tools: list[GoldTool] = Field(description="every tool named; empty: not labelled")
    chapters: list[list[GoldChapter]] = Field(
        description="one list for each reader, starts ascending; empty: not labelled"
    )
    people: list[GoldPerson] = Field(description="host and guests; empty: not labelled")

    @property
    def readers(self) -> list[list[float]]:
        """The chapter starts in seconds, one list for each reader."""
        return [[chapter.seconds for chapter in chapters] for chapters in self.chapters]


def load_gold(text: str, name: str) -> Gold:
    """The gold labels in `text`, the content of the file `name`.

    Raises InputError with one line that names the file, the first fault's place (`tools[3].mentions[0]`),
    what is allowed there, and how many more faults there are.
    """
    gold, faults = check_gold(text)
    if gold is not None:
        return gold
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    raise InputError(name, f"{faults[0]}{more}")


def check_gold(text: str) -> tuple[Gold | None, tuple[str, ...]]:
    """The labels and no faults, or None and one line for each fault, "place: what is allowed"."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        return None, (f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}",)
    except RecursionError:
        return None, ("file: is nested too deeply for a gold file",)
    except ValueError as error:  # a number of 4,300 digits
        return None, (f"file: cannot be read as JSON: {error}",)
    try:
        gold = Gold.model_validate(data)
    except ValidationError as error:
        return None, tuple(_line(detail) for detail in error.errors(include_url=False))
    faults = tuple(_one_line(fault) for fault in (*_doubles(gold), *_order(gold)))
    return (None, faults) if faults else (gold, ())


def dump_gold(gold: Gold) -> str:
    """`gold` as the text of a gold file: JSON, indented, every key present, ending in a newline."""
    return json.dumps(gold.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def _doubles(gold: Gold) -> Iterator[str]:
    def repeated(key: str, names: Iterable[str]) -> Iterator[str]:
        first: dict[str, int] = {}
        for i, name in enumerate(names):
            at = first.setdefault(fold_name(name), i)
            if at != i:
                yield (
                    f"{key}[{i}].name: {name!r} is {key}[{at}] again; names must be unique (case, spaces "
                    "and punctuation ignored)"
                )

    yield from repeated("tools", (tool.name for tool in gold.tools))
    yield from repeated("people", (person.name for person in gold.people))


def _order(gold: Gold) -> Iterator[str]:
    for i, chapters in enumerate(gold.chapters):
        if not chapters:
            yield f"chapters[{i}]: a reader's list is empty; remove it or give it chapters"
        for j in range(1, len(chapters)):
            if chapters[j].seconds <= chapters[j - 1].seconds:
                yield (
                    f"chapters[{i}][{j}].start: {chapters[j].start} is not after {chapters[j - 1].start}; "
                    "starts must ascend"
                )


_ALLOWED: Final[dict[str, type[BaseModel]]] = {
    "tools": GoldTool,
    "chapters": GoldChapter,
    "people": GoldPerson,
}

_MUST: Final = {
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list, [...]",
    "model_type": "an object, {...}",
}


def _line(detail: ErrorDetails) -> str:
    """One fault as "place: what is wrong and what is allowed"."""
    loc = detail["loc"]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    kind, value = detail["type"], detail["input"]
    model = _ALLOWED.get(str(loc[0]), Gold) if len(loc) > 1 else Gold
    if kind == "extra_forbidden":
        reason = f"unknown key; allowed: {', '.join(model.model_fields)}"
    elif kind == "missing":
        reason = "missing; it must be given"
    elif kind == "enum":
        reason = f"{_shown(value)} is not known; allowed: {detail['ctx']['expected']}".replace("'", "")
    elif kind == "gold":
        reason = detail["msg"] if isinstance(value, dict) else f"{_shown(value)} {detail['msg']}"
    elif kind in _MUST:
        reason = f"{_shown(value)} must be {_MUST[kind]}"
    else:
        reason = detail["msg"]
    return _one_line(f"{place or 'file'}: {reason}")


def _one_line(text: str) -> str:
    return strip_controls(fold_space(text))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."
