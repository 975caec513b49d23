"""Numbers of speakers resolved to names, by the tables that JSON has of them, and by who spoke when."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Final

from llm_summarise.readers.formats.json_layouts.layouts import (
    Item,
    TimeKey,
    bare_key,
    dicts,
    layout_of,
    name_in,
)
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

_TABLES: Final = frozenset(
    "speakers speakermap speakernames speakerlabels speakermapping participants people attendees voices "
    "persons hosts guests contributors".split()
)
_IDS: Final = ("id", "speakerid", "speaker", "tag", "key", "value", "index", "speakerlabel", "identifier")
_NAMES: Final = ("name", "speakername", "displayname", "fullname", "customname", "username", "label", "title")
_TURNS: Final = frozenset("segments turns diarization paragraphs speakersegments speakers".split())
_DEPTH: Final = 6
_MOST: Final = 1000
_ANONYMOUS: Final = re.compile(
    r"(?:speaker|spk|participant|person|channel|unknown)[ _-]?\w{0,3}", re.IGNORECASE
)


class SpeakerNames:
    """What the tables of one file tell: `by_id`, and names alone, `in_order`."""

    def __init__(self, data: Any) -> None:
        self.by_id: dict[str, str] = {}
        self.in_order: list[str] = []
        self._known: dict[Any, str | None] = {}
        _collect(data, self, _DEPTH)

    @property
    def people(self) -> tuple[str, ...]:
        """The names that are of people, not `Speaker 1`."""
        names = dict.fromkeys([*self.by_id.values(), *self.in_order])
        return tuple(name for name in names if not _ANONYMOUS.fullmatch(name))

    def resolve(self, values: Sequence[object]) -> list[str | None]:
        """Who speaks, for each value that tells it (a name, a number, an object)."""
        named = [value if isinstance(value, str | int) else name_in(value) for value in values]
        if self.in_order and not self.by_id:
            self._number({int(v) for v in named if isinstance(v, int | float) and not isinstance(v, bool)})
        return [self._name(value) for value in named]

    def _number(self, numbers: set[int]) -> None:
        first = 1 if 0 not in numbers and max(numbers, default=0) == len(self.in_order) else 0
        self.by_id = {str(number): name for number, name in enumerate(self.in_order, first)}

    def _name(self, value: Any) -> str | None:
        if value is None:
            return None
        try:
            return self._known[value]
        except KeyError:
            name = self.by_id.get(str(value)) if self.by_id else None
            self._known[value] = found = joining.speaker(value if name is None else name)
            return found


def _collect(data: Any, names: SpeakerNames, depth: int) -> None:
    if not isinstance(data, dict) or depth == 0:
        return
    for key, value in data.items():
        if bare_key(key) in _TABLES:
            _read_table(value, names)
        elif isinstance(value, dict):
            _collect(value, names, depth - 1)
        elif isinstance(value, list) and 0 < len(value) <= 3:
            for part in value:
                _collect(part, names, depth - 1)


def _read_table(table: Any, names: SpeakerNames) -> None:
    if isinstance(table, dict):
        for number, entry in list(table.items())[:_MOST]:
            name = name_in(entry)
            if isinstance(name, str):
                names.by_id.setdefault(str(number), name)
    for entry in table[:_MOST] if isinstance(table, list) else ():
        if isinstance(entry, str):
            names.in_order.append(entry)
        elif isinstance(entry, dict):
            _read_entry(entry, names)


def _read_entry(entry: dict[str, Any], names: SpeakerNames) -> None:
    keys = {bare_key(key): key for key in entry}
    if "text" in keys or "start" in keys:
        return  # a list of what was said, by whom
    found = map(name_in, _under(entry, keys, _NAMES))
    name = next((n for n in found if isinstance(n, str)), None)
    if name is None:
        return
    ids = _under(entry, keys, _IDS)
    for number in filter(_is_id, ids):
        names.by_id.setdefault(str(number), name)
    if not ids:
        names.in_order.append(name)


def _under(entry: dict[str, Any], keys: dict[str, str], wanted: Iterable[str]) -> list[Any]:
    return [entry[keys[k]] for k in wanted if k in keys]


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def who_spoke_when(pieces: Sequence[Segment], turns: Iterable[Segment]) -> list[Segment]:
    """The pieces with the speakers of `turns` (start, end and speaker; no text), by where their middle is."""
    ordered = sorted((t for t in turns if t.start is not None and t.speaker), key=lambda t: t.start or 0.0)
    starts = [turn.start or 0.0 for turn in ordered]
    result = []
    for piece in pieces:
        if piece.start is not None and ordered:
            middle = (piece.start + (piece.end if piece.end is not None else piece.start)) / 2
            turn = ordered[max(0, bisect_right(starts, middle) - 1)]
            piece = piece._replace(speaker=turn.speaker)
        result.append(piece)
    return result


def turns_in(data: Any, names: SpeakerNames, spoken: Sequence[Item]) -> list[Segment]:
    """Lists of who spoke when beside the words: `{"start", "end", "speaker"}` without text. `spoken`: the
    objects that have the words."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if bare_key(key) not in _TURNS or not (items := dicts(value)):
            continue
        if len(items) == len(spoken) and items[0] is spoken[0]:
            continue
        layout = layout_of(items)
        if not layout.text and layout.start and layout.speakers:
            return _turns(items, layout.start, layout.end, names.resolve(_column(items, layout.speakers[0])))
    return []


def _column(items: Sequence[Item], key: str) -> list[object]:
    return [item.get(key) for item in items]


def _turns(
    items: Sequence[Item], start: TimeKey, end: TimeKey | None, who: Sequence[str | None]
) -> list[Segment]:
    starts = [seconds(value, start.per_second) for value in _column(items, start.key)]
    ends = [seconds(v, end.per_second) for v in _column(items, end.key)] if end else [None] * len(items)
    return [Segment("", *row) for row in zip(starts, ends, who, strict=True)]
