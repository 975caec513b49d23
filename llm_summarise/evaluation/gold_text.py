"""Gold files as text: read, checked and written.

A fault is one line that names its place and what is allowed there. Beyond the schema, names must be unique,
starts must ascend, and an advert must end after it starts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.evaluation.gold import (
    Gold,
    GoldChapter,
    GoldKeyPoint,
    GoldMention,
    GoldPerson,
    GoldQuotable,
    GoldSponsor,
    GoldTool,
)


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
    faults = tuple(_one_line(fault) for fault in (*_doubles(gold), *_order(gold), *_ends(gold)))
    return (None, faults) if faults else (gold, ())


def dump_gold(gold: Gold) -> str:
    """`gold` as the text of a gold file: JSON, indented, ending in a newline. What is not labelled is left
    out; of a label every key is there, but for remarks and spellings nobody made."""
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
    yield from repeated("mentions", (mention.name for mention in gold.mentions or ()))


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


def _ends(gold: Gold) -> Iterator[str]:
    for i, sponsor in enumerate(gold.sponsors or ()):
        start, end = sponsor.span
        if end <= start:
            yield f"sponsors[{i}].end: {sponsor.end} is not after the start, {sponsor.start}"


_ALLOWED: Final[dict[str, type[BaseModel]]] = {
    "tools": GoldTool,
    "chapters": GoldChapter,
    "people": GoldPerson,
    "mentions": GoldMention,
    "sponsors": GoldSponsor,
    "quotable": GoldQuotable,
    "key_points": GoldKeyPoint,
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
