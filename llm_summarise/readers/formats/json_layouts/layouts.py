"""Which keys of a list of objects hold the words, the times and the speakers: told from the whole list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from llm_summarise.readers.formats.json_layouts.time_values import (
    MILLISECONDS,
    TICKS,
    moment,
    seconds,
    span,
)

Item = dict[str, Any]

# In the order in which they are taken, in lower case and without signs between.
TEXTS: Final = (
    "punctuatedword body text content transcript utterance sentence caption subtitle displaytext display "
    "phrase paragraph line dialogue dialog speech said spoken statement message quote rawtext word "
    "txt value utf8 simpletext snippet t"
).split()
_LISTED: Final = "lines texts sentences phrases paragraphs words tokens".split()
"""Keys of words as a list of texts, as `"lines": ["a", "b"]`; asked if no other has any."""

_STARTS: Final = (
    "start starttime begin begintime bgn starttimestamp timestampstart startoffset timeoffset beginoffset "
    "from offset ts timestamp time timecode starts startts startat datastart audiostart tstart cuein tcin "
    "intime in position startpos m datam s t"
).split()
_ENDS: Final = (
    "end endtime stop stoptime finish endtimestamp timestampend endoffset to until till ends endts endat "
    "dataend audioend tend cueout tcout outtime out endpos e"
).split()
_DURATIONS: Final = "duration dur dduration datad d".split()
_SPANS: Final = (
    "timestamps timestamp offsets time times interval range timerange span timing instances".split()
)
_SPEAKERS: Final = (
    "speakername speakerdisplayname speakerfullname voice speaker speakerlabel displayname participant "
    "participantname participantrole speakerid speakertag spk who person actor character name from role "
    "channelname speakers"
).split()
_NAMES: Final = ("name", "displayname", "fullname", "title", *_SPEAKERS, "label", "id", "email")
_UNITS: Final = {
    "ms": MILLISECONDS, "msec": MILLISECONDS, "millis": MILLISECONDS, "milliseconds": MILLISECONDS,
    "ticks": TICKS, "sec": 1.0, "secs": 1.0, "seconds": 1.0,
}  # fmt: skip
_SUFFIX: Final = re.compile(rf"(.+?)(?:in)?({'|'.join(_UNITS)})")
_SAMPLE: Final = 200
_NESTED: Final = 3


@lru_cache(maxsize=4096)
def bare_key(key: str) -> str:
    """A key in lower case without what stands between its words: `speaker_name` is `speakername`."""
    return "".join(filter(str.isalnum, key[:60])).lower()


@dataclass(frozen=True, slots=True)
class TimeKey:
    """A key that holds a time, and how many of its unit are a second."""

    key: str
    per_second: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """The keys of a list of objects; None where there is none. `moments`: times are moments of a day."""

    text: str | None
    start: TimeKey | None
    end: TimeKey | None
    duration: TimeKey | None
    span: TimeKey | None
    speakers: tuple[str, ...]
    moments: bool = False

    @property
    def timed(self) -> bool:
        return self.start is not None or self.span is not None


def layout_of(items: Sequence[Item]) -> Layout:
    """The layout of `items`, told from at most 200 of them."""
    keys = _Keys(sampled(items))
    text = keys.holding(TEXTS, _is_text) or keys.holding(_LISTED, _are_texts)
    keys.take(text)
    start = keys.time(_STARTS, seconds)
    end = keys.time(_ENDS, seconds)
    span = None if start else keys.span()
    moments = False
    if start is None and span is None and (start := keys.time(_STARTS, _moment)):
        end, moments = keys.time(_ENDS, _moment), True
    duration = None if end else keys.time(_DURATIONS, seconds)
    keys.take(*(time.key for time in (start, end, duration, span) if time))
    return Layout(text, start, end, duration, span, keys.speakers(), moments)


class _Keys:
    """The keys of a sample of objects, by what they are called without signs; those that are taken for
    something hold nothing else."""

    def __init__(self, sample: Sequence[Item]) -> None:
        self._sample = sample
        self._needed = max(1, len(sample) // 2)
        self._keys = {bare_key(key): key for item in reversed(sample) for key in reversed(item)}

    def take(self, *taken: str | None) -> None:
        """Leave these keys out from now on."""
        self._keys = {bare: key for bare, key in self._keys.items() if key not in taken}

    def holds(self, key: str, test: Callable[[Any], bool]) -> bool:
        """Whether half of the objects have a value of a kind under `key`."""
        found = 0
        for item in self._sample:
            if test(item.get(key)):
                found += 1
                if found >= self._needed:
                    return True
        return False

    def holding(self, wanted: Iterable[str], test: Callable[[Any], bool]) -> str | None:
        """The first of the keys called so that holds values of a kind."""
        return next((key for k in wanted if (key := self._keys.get(k)) and self.holds(key, test)), None)

    def time(self, wanted: Iterable[str], parse: Callable[[Any, float], float | None]) -> TimeKey | None:
        """The first of the keys called so, with a unit or without, that holds times."""
        found = {base: TimeKey(key, unit) for bare, key in self._keys.items() for base, unit in _bases(bare)}
        for base in wanted:
            if (time := found.get(base)) and self.holds(time.key, lambda v: parse(v, 1.0) is not None):
                return time
        return None

    def span(self) -> TimeKey | None:
        """The key that holds start and end."""
        for base in _SPANS:
            key = self._keys.get(base)
            if key is not None and self.holds(key, lambda v: span(v)[0] is not None):
                return TimeKey(key, MILLISECONDS if base == "offsets" else 1.0)
        return None

    def speakers(self) -> tuple[str, ...]:
        """The keys under which anybody is named."""
        return tuple(self._keys[k] for k in _SPEAKERS if k in self._keys and self._names(self._keys[k]))

    def _names(self, key: str) -> bool:
        values = (v for item in self._sample if (v := item.get(key)) is not None)
        return any(name_in(value) is not None for value in values)


def sampled(items: Sequence[Item]) -> Sequence[Item]:
    """At most 200 of `items`, from all over them."""
    return items if len(items) <= _SAMPLE else items[:: len(items) // _SAMPLE][:_SAMPLE]


def _moment(value: object, per_second: float) -> float | None:
    del per_second
    return moment(value)


def _bases(bare: str) -> list[tuple[str, float]]:
    """What a key may mean, `offsetinticks` an `offset` in ticks; the key itself comes last and counts."""
    match = _SUFFIX.fullmatch(bare)
    return [(match[1], _UNITS[match[2]]), (bare, 1.0)] if match else [(bare, 1.0)]


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return not value[:1].isdigit() or seconds(value) is None
    return isinstance(value, dict | list) and bool(text_in(value))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and any(value) and all(isinstance(part, str) for part in value)


def text_in(value: object, depth: int = _NESTED) -> str:
    """The words in a value: itself, or what it holds under one of the keys for words; "" for none."""
    if isinstance(value, str):
        return value
    if depth == 0:
        return ""
    if isinstance(value, dict):
        return _text_under_keys(value, depth - 1)
    if isinstance(value, list):
        texts = [text_in(part, depth - 1) for part in value[:1000]]
        return (" " if all(isinstance(part, str) for part in value) else "").join(texts)
    return ""


def _text_under_keys(item: Item, depth: int) -> str:
    keys = {bare_key(key): key for key in item}
    if "runs" in keys:
        return text_in(item[keys["runs"]], depth)
    return next((text for k in TEXTS if k in keys and (text := text_in(item[keys[k]], depth))), "")


def name_in(value: object, depth: int = _NESTED) -> str | int | float | None:
    """The name or number in a value that tells who speaks; None for none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return value.strip() if 0 < len(value.strip()) <= 80 else None
    if isinstance(value, int | float):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return name_in(value[0], depth - 1) if len(value) == 1 else None
    return _name_under_keys(value, depth - 1) if isinstance(value, dict) else None


def _name_under_keys(item: Item, depth: int) -> str | int | float | None:
    """The name under one of the keys for names, or else in one of the objects inside."""
    keys = {bare_key(key): key for key in item}
    named = (item[keys[k]] for k in _NAMES if k in keys)
    nested = (part for part in item.values() if isinstance(part, dict))
    found = (name_in(value, depth) for values in (named, nested) for value in values)
    return next((name for name in found if name is not None), None)


def dicts(value: object) -> list[Item]:
    """The objects of a list; none if it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(value: object) -> Item:
    """The first object of a list; an empty one if there is none."""
    return next(iter(dicts(value)), {})


def inner(item: Item, key: str) -> Item:
    """The object under `key`; an empty one if there is none."""
    found = item.get(key)
    return found if isinstance(found, dict) else {}


def text_of(item: Item, *keys: str) -> str:
    """The text under the first of `keys` that has one; "" if there is none."""
    return next((found for key in keys if isinstance(found := item.get(key), str) and found), "")
