"""What one wants to know of, and do to, a cache: the functions behind `llm-summarise cache ...`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final

from llm_summarise.asking.keys import KEY_VERSION, KeyParts, cache_key, version_of
from llm_summarise.asking.store.entry import Entry
from llm_summarise.asking.store.salvage import salvage
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import CacheError, SettingsError
from llm_summarise.domain.text import strip_controls

EXPORT_VERSION: Final = 1
LONGEST_LINE: Final = 100_000_000
"""Characters of one line of an export that are looked at."""

_AGE = re.compile(r"([0-9]{1,5})\s?([hdw])\Z")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_PREFIX = re.compile(r"[0-9a-f]{1,64}\Z")
_FACTS: Final = tuple(fact.name for fact in fields(Entry) if fact.name != "parts")
_PARTS = ("model", "endpoint", "settings", "prompt", "seed")


@dataclass
class ModelStats:
    """What the answers of one model took. Tokens and cost (US dollars) are sums over the answers that state
    them; `unknown_cost` counts the others."""

    entries: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    unknown_cost: int = 0


@dataclass(frozen=True)
class Stats:
    """A cache in figures. `oldest` and `newest` are times of answers (ISO 8601), None if there are none."""

    entries: int
    bytes: int
    models: dict[str, ModelStats]
    oldest: str | None
    newest: str | None


@dataclass(frozen=True)
class Row:
    """An answer in one line of a list, safe to print: names are without control characters."""

    key: str
    model: str
    endpoint: str | None
    seed: int
    episode: str | None
    created: str
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    seconds: float
    attempts: int


@dataclass
class ImportReport:
    """How many lines were new, how many known already, which were refused and why (line numbers from 1), and
    how many could not be kept because the cache fails."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    not_kept: int = 0


@dataclass(frozen=True)
class BadValue:
    key: str
    reason: str


@dataclass
class VerifyReport:
    """What a look at every value found. `checked` = `good` + len(`bad`), `strange` counts rows this program
    did not write, `faults` is what SQLite finds wrong with the file (after a repair: still finds), `removed`
    counts values and rows removed, `salvaged` answers brought back from databases that were set aside.
    `outdated` are those of the good ones that an older version of this program kept: they are sound, and not
    found any more."""

    checked: int = 0
    good: int = 0
    bad: list[BadValue] = field(default_factory=list)
    strange: int = 0
    faults: tuple[str, ...] = ()
    removed: int = 0
    salvaged: int = 0
    outdated: int = 0

    @property
    def sound(self) -> bool:
        return not (self.bad or self.strange or self.faults)


def stats(store: Store) -> Stats:
    """What is in the cache, in figures."""
    models: dict[str, ModelStats] = {}
    times = []
    for _, entry in store.iterate():
        of_model = models.setdefault(strip_controls(entry.parts.model), ModelStats())
        of_model.entries += 1
        of_model.input_tokens += entry.input_tokens or 0
        of_model.output_tokens += entry.output_tokens or 0
        of_model.cost += entry.cost or 0.0
        of_model.unknown_cost += entry.cost is None
        times.append(strip_controls(entry.created))
    by_size = dict(sorted(models.items(), key=lambda item: (-item[1].entries, item[0])))
    return Stats(
        len(times), store.bytes_on_disk(), by_size, min(times, default=None), max(times, default=None)
    )


def listing(store: Store, *, model: str | None = None, episode: str | None = None) -> list[Row]:
    """The answers that match, oldest first. A filter is a name, or a pattern with `*` and `?`."""
    rows = [_row(key, entry) for key, entry in _matching(store, model, episode)]
    return sorted(rows, key=lambda row: (row.created, row.key))


def find(store: Store, key_prefix: str) -> tuple[str, Entry]:
    """The one answer whose key starts with `key_prefix`. Raises CacheError if there is none, or several."""
    prefix = key_prefix.strip().lower()
    if not _PREFIX.match(prefix):
        raise CacheError(f"{key_prefix!r} is not the start of a key", hint="llm-summarise cache list")
    found = [key for key in store.all_keys() if key.startswith(prefix)]
    if not found:
        raise CacheError(f"no answer with a key {prefix}...", hint="llm-summarise cache list")
    if len(found) > 1:
        length = next(n for n in range(len(prefix), 65) if len({key[:n] for key in found}) == len(found))
        some = ", ".join(key[:length] for key in sorted(found)[:5])
        raise CacheError(f"{len(found)} answers have a key {prefix}...: {some}", hint="give more of the key")
    entry = store.get(found[0])
    if entry is None:
        raise CacheError(f"the answer {found[0][:12]} is damaged", hint="llm-summarise cache verify")
    return found[0], entry


def export_lines(store: Store, model: str | None = None, episode: str | None = None) -> Iterator[str]:
    """The answers that match as lines of JSON (ASCII, without line ends), each complete in itself."""
    for key, entry in _matching(store, model, episode):
        parts = {name: getattr(entry.parts, name) for name in _PARTS}
        facts = {name: getattr(entry, name) for name in _FACTS}
        version = version_of(key, entry.parts)
        head = {"llm_summarise_answer": EXPORT_VERSION, "key_version": version, "key": key}
        yield json.dumps({**head, "parts": parts, **facts})


def import_lines(store: Store, lines: Iterable[str]) -> ImportReport:
    """Add the answers of an export. What is in the cache stays as it is; a line whose key is not that of its
    parts, or that is no complete answer, is refused. Empty lines are skipped."""
    report = ImportReport()
    known = set(store.all_keys())
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            key, entry = _from_line(line)
        except _Refused as reason:
            report.refused.append((number, str(reason)))
            continue
        if key in known and store.get(key) is not None:
            report.known += 1
        elif store.put(key, entry):
            known.add(key)
            report.added += 1
        else:
            report.not_kept += 1
    return report


def verify(store: Store, *, repair: bool = False) -> VerifyReport:
    """Look at every value: its checksum, its content, and that its key is that of its parts. With `repair`,
    what is wrong is removed, so that it is asked again; a database with faults is set aside; and what can be
    read of those set aside is brought back. Raises CacheError if the cache cannot be read."""
    check = store.check()
    report = VerifyReport(strange=check.strange, faults=check.faults)
    for key in store.all_keys():
        report.checked += 1
        reason = store.fault(key)
        if reason is None:
            report.good += 1
            report.outdated += _is_outdated(store, key)
        else:
            report.bad.append(BadValue(key, reason))
    if repair:
        report.removed = sum(store.delete(bad.key) for bad in report.bad)
        report.removed += store.discard_strange() if check.strange else 0
        if check.faults:
            store.start_anew(check.faults[0])
            report.faults = store.check().faults
        report.salvaged = salvage(store) + store.brought_back
    return report


def prune_outdated(store: Store) -> int:
    """Remove the answers of older versions of this program, which are not found any more; how many. Raises
    CacheError."""
    removed = sum(store.delete(key) for key in store.all_keys() if _is_outdated(store, key))
    store.compact()
    return removed


def _is_outdated(store: Store, key: str) -> bool:
    entry = store.get(key)
    version = None if entry is None else version_of(key, entry.parts)
    return version is not None and version < KEY_VERSION


def prune(store: Store, older_than: timedelta, now: datetime) -> int:
    """Remove answers (and memos) older than that; the number of answers removed. An answer without a readable
    time stays. `now` must know its time zone. Raises CacheError."""
    limit = now - older_than
    old = [key for key, entry in store.iterate() if (time := _time(entry.created)) and time < limit]
    removed = sum(store.delete(key) for key in old)
    store.discard_memos(limit.timestamp())
    store.compact()
    return removed


def clear(store: Store) -> int:
    """Remove everything; the number of answers there were. Raises CacheError."""
    count = store.clear()
    store.compact()
    return count


def parse_age(text: str) -> timedelta:
    """`90d`, `12h`, `4w` as a length of time. Raises SettingsError."""
    found = _AGE.match(text.strip().lower())
    if not found:
        raise SettingsError(f"{text!r} is not an age", hint="hours, days or weeks: 12h, 90d, 4w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _matching(store: Store, model: str | None, episode: str | None) -> Iterator[tuple[str, Entry]]:
    for key, entry in store.iterate():
        if _matches(entry.parts.model, model) and _matches(entry.episode or "", episode):
            yield key, entry


def _matches(name: str, pattern: str | None) -> bool:
    return pattern is None or name == pattern or fnmatchcase(name, pattern)


def _row(key: str, entry: Entry) -> Row:
    known: dict[str, Any] = {**vars(entry.parts), **vars(entry), "key": key}
    for name, value in known.items():
        known[name] = strip_controls(value) if isinstance(value, str) else value
    return Row(**{each.name: known[each.name] for each in fields(Row)})


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


class _Refused(Exception):
    """A line of an import that is not taken, and why."""


def _from_line(line: str) -> tuple[str, Entry]:
    data = _exported(line)
    _check_fields(data)
    try:
        call = KeyParts(**data["parts"])
        key = cache_key(call)
        answer = json.loads(data["answer"])
    except (ValueError, TypeError, RecursionError):
        raise _Refused("it holds what JSON cannot") from None
    if key != data.get("key"):
        raise _Refused("the key is not that of its parts")
    if not isinstance(answer, dict | list):
        raise _Refused("the answer is not JSON")
    facts = {name: data[name] for name in _FACTS}
    return key, Entry(parts=call, **{**facts, "mended": tuple(facts["mended"])})


def _exported(line: str) -> dict[str, Any]:
    """The object that a line of an export holds, with all its fields. Raises _Refused."""
    if len(line) > LONGEST_LINE:
        raise _Refused(f"longer than {LONGEST_LINE:,} characters")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise _Refused("not a line of JSON") from None
    if not isinstance(data, dict) or "llm_summarise_answer" not in data:
        raise _Refused("not an exported answer")
    if data["llm_summarise_answer"] != EXPORT_VERSION or data.get("key_version") != KEY_VERSION:
        raise _Refused("an answer of another version of this program, which this one would not find")
    parts = data.get("parts")
    if not isinstance(parts, dict) or set(parts) != set(_PARTS) or not set(_FACTS) <= set(data):
        raise _Refused("incomplete")
    return data


def _check_fields(data: dict[str, Any]) -> None:
    """Raises _Refused unless every field has its type and could be true."""
    given = {**data, **data["parts"]}
    if not all(is_sound(given[name]) for name, is_sound in _SOUND.items()):
        raise _Refused("a field of the wrong type")
    if _time(data["created"]) is None:
        raise _Refused("no time of the answer")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _is_amount(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value < 2**53  # type: ignore[arg-type,operator]


def _or_none(is_sound: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or is_sound(value)


_SOUND: Final[dict[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("model", "prompt", "answer", "created"), _is_text),
    **dict.fromkeys(("endpoint", "episode"), _or_none(_is_text)),
    **dict.fromkeys(("input_tokens", "output_tokens"), _or_none(_is_count)),
    "cost": _or_none(_is_amount),
    "seconds": _is_amount,
    "attempts": _is_count,
    "seed": lambda value: type(value) is int,
    "mended": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "dropped": _is_count,
    "settings": lambda value: isinstance(value, dict),
}
