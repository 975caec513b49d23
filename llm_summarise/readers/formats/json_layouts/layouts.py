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
    sample = sampled(items)
    keys = {bare_key(key): key for item in reversed(sample) for key in reversed(item)}
    needed = max(1, len(sample) // 2)

    def holds(key: str, test: Callable[[Any], bool]) -> bool:
        return sum(test(item.get(key)) for item in sample) >= needed

    text = next((keys[k] for k in TEXTS if k in keys and holds(keys[k], _is_text)), None)
    if text is None:
        text = next((keys[k] for k in _LISTED if k in keys and holds(keys[k], _are_texts)), None)
    rest = {bare: key for bare, key in keys.items() if key != text}
    start = _time_key(rest, _STARTS, holds, seconds)
    end = _time_key(rest, _ENDS, holds, seconds)
    found_span = None
    if start is None:
        found_span = _span_key(rest, holds)
    moments = False
    if start is None and found_span is None and (start := _time_key(rest, _STARTS, holds, _moment)):
        end, moments = _time_key(rest, _ENDS, holds, _moment), True
    duration = _time_key(rest, _DURATIONS, holds, seconds) if end is None else None
    taken = {time.key for time in (start, end, duration, found_span) if time}
    rest = {bare: key for bare, key in rest.items() if key not in taken}
    speakers = tuple(rest[k] for k in _SPEAKERS if k in rest and _names(rest[k], sample))
    return Layout(text, start, end, duration, found_span, speakers, moments)


def sampled(items: Sequence[Item]) -> Sequence[Item]:
    """At most 200 of `items`, from all over them."""
    return items if len(items) <= _SAMPLE else items[:: len(items) // _SAMPLE][:_SAMPLE]


def _moment(value: object, per_second: float) -> float | None:
    del per_second
    return moment(value)


def _time_key(
    keys: dict[str, str],
    wanted: Iterable[str],
    holds: Callable[[str, Callable[[Any], bool]], bool],
    parse: Callable[[Any, float], float | None],
) -> TimeKey | None:
    found = {base: TimeKey(key, unit) for bare, key in keys.items() for base, unit in _bases(bare)}
    for base in wanted:
        if (time := found.get(base)) and holds(time.key, lambda v: parse(v, 1.0) is not None):
            return time
    return None


def _bases(bare: str) -> list[tuple[str, float]]:
    """What a key may mean, `offsetinticks` an `offset` in ticks; the key itself comes last and counts."""
    match = _SUFFIX.fullmatch(bare)
    return [(match[1], _UNITS[match[2]]), (bare, 1.0)] if match else [(bare, 1.0)]


def _span_key(keys: dict[str, str], holds: Callable[[str, Callable[[Any], bool]], bool]) -> TimeKey | None:
    for base in _SPANS:
        if base in keys and holds(keys[base], lambda v: span(v)[0] is not None):
            return TimeKey(keys[base], MILLISECONDS if base == "offsets" else 1.0)
    return None


def _names(key: str, sample: Sequence[Item]) -> bool:
    values = [v for item in sample if (v := item.get(key)) is not None]
    return any(name_in(value) is not None for value in values)


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
        keys = {bare_key(key): key for key in value if isinstance(key, str)}
        if "runs" in keys:
            return text_in(value[keys["runs"]], depth - 1)
        return next((text for k in TEXTS if k in keys and (text := text_in(value[keys[k]], depth - 1))), "")
    if isinstance(value, list):
        texts = [text_in(part, depth - 1) for part in value[:1000]]
        return (" " if all(isinstance(part, str) for part in value) else "").join(texts)
    return ""


def name_in(value: object, depth: int = _NESTED) -> str | int | float | None:
    """The name or number in a value that tells who speaks; None for none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return value.strip() if 0 < len(value.strip()) <= 80 else None
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
        return name_in(value, depth - 1) if depth else None
    if not isinstance(value, dict) or depth == 0:
        return None
    keys = {bare_key(key): key for key in value if isinstance(key, str)}
    wanted = ("name", "displayname", "fullname", "title", *_SPEAKERS, "label", "id", "email")
    found = (name_in(value[keys[k]], depth - 1) for k in wanted if k in keys)
    if (name := next((name for name in found if name is not None), None)) is not None:
        return name
    nested = (name_in(part, depth - 1) for part in value.values() if isinstance(part, dict))
    return next((name for name in nested if name is not None), None)


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
