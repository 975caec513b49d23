"""Times as JSON holds them: numbers in some unit, clocks, durations of ISO 8601, moments of a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from llm_summarise.domain.clock import clock_seconds, number

MILLISECONDS: Final = 1000.0
TICKS: Final = 10_000_000.0
"""How many of them are a second; a tick is 100 ns."""

_LONGEST: Final = 40
_AMOUNT: Final = re.compile(r"(\d{1,12}(?:[.,]\d{1,12})?)\s*(s|sec|secs|seconds?|ms|msec)", re.IGNORECASE)
_SPELT: Final = re.compile(
    r"(?:P(?:0D)?T)?(?=\d)(?:(\d{1,4})\s*+h)?\s*+(?:(\d{1,5})\s*+m)?\s*+(?:(\d{1,9}(?:\.\d{1,12})?)\s*s)?",
    re.IGNORECASE,
)
_MILLISECOND_FIELD: Final = re.compile(r"(\d{1,4}:\d{1,2}:\d{1,2})[:;](\d{1,3})")
_RANGE: Final = re.compile(r"\s{0,9}(?:--?>|→|–|—|\sto\s|\s-\s|(?<=\d)-(?=\d))\s*")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def seconds(value: object, per_second: float = 1.0) -> float | None:
    """A time in seconds, to the millisecond; None if `value` is none. `per_second` is the unit of numbers."""
    if isinstance(value, str):
        return _of_text(value, per_second)
    if isinstance(value, dict):
        return _of_parts(value)
    if per_second == 1.0:
        return number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return number(value / per_second)
    except OverflowError:
        return None


def _of_text(text: str, per_second: float) -> float | None:
    text = text.strip().strip("[]()")
    if not text or len(text) > _LONGEST:
        return None
    try:
        return seconds(float(text), per_second)
    except ValueError:
        pass
    found = clock_seconds(text)
    return _spelt(text) if found is None else found


def _spelt(text: str) -> float | None:
    """Of a time with the names of its units, or with another sign before the last part."""
    if match := _AMOUNT.fullmatch(text):
        amount = float(match[1].replace(",", "."))
        return number(amount / 1000 if match[2].lower().startswith("ms") else amount)
    if (match := _SPELT.fullmatch(text)) and any(match.groups()):
        return number(3600 * int(match[1] or 0) + 60 * int(match[2] or 0) + float(match[3] or 0))
    if match := _MILLISECOND_FIELD.fullmatch(text):  # two digits are frames, of which nobody says how many
        return clock_seconds(f"{match[1]}.{match[2]}" if len(match[2]) == 3 else match[1])
    return None


def _of_parts(value: dict[str, Any]) -> float | None:
    """Of `{"seconds": "1", "nanos": 200000000}` and `{"relative": 1.2}`."""
    if "seconds" in value or "nanos" in value:
        whole, nanos = number(value.get("seconds", 0)), number(value.get("nanos", 0) or 0)
        return None if whole is None else round(whole + (nanos or 0) / 1e9, 3)
    for key, unit in (("relative", 1.0), ("ms", MILLISECONDS), ("milliseconds", MILLISECONDS)):
        if key in value:
            return seconds(value[key], unit) if not isinstance(value[key], dict) else None
    return None


def span(value: object, per_second: float = 1.0) -> tuple[float | None, float | None]:
    """Start and end of `[0, 1.2]`, `{"from": 0, "to": 1.2}`, `"0:05 --> 0:07"` or a list of one of them."""
    first, last = _ends(value[0] if isinstance(value, list) and len(value) == 1 else value)
    if isinstance(first, dict | list) or isinstance(last, dict | list):
        return None, None
    return seconds(first, per_second), seconds(last, per_second)


def _ends(value: object) -> tuple[object, object]:
    """The two ends of a span as they are written; None for what is missing."""
    if isinstance(value, list):
        return (value[0], value[1]) if len(value) == 2 else (None, None)
    if isinstance(value, dict):
        return _first_of(value, "from start begin gte"), _first_of(value, "to end stop lte")
    if isinstance(value, str) and len(value) <= 2 * _LONGEST and len(parts := _RANGE.split(value)) == 2:
        return parts[0], parts[1]
    return None, None


def _first_of(value: dict[str, Any], keys: str) -> object:
    return next((value[key] for key in keys.split() if key in value), None)


def moment(value: object) -> float | None:
    """Seconds since 1970 of a moment: a date with a time of day, or a number of (milli)seconds since then."""
    if isinstance(value, dict):
        value = value.get("absolute")
    if isinstance(value, str):
        if not _MOMENT.match(value):
            return None
        from datetime import UTC, datetime

        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if 1e9 <= value < 1e10:
        return float(value)
    return value / 1000 if 1e12 <= value < 1e13 else None


def since_the_first(
    starts: Sequence[object], ends: Sequence[object]
) -> tuple[list[float | None], list[float | None]]:
    """Moments as seconds since the first start; None for what is no moment."""
    first, last = [*map(moment, starts)], [*map(moment, ends)]
    zero = min((m for m in first if m is not None), default=0.0)
    return [m and number(m - zero) if m is not None else None for m in first], [
        number(m - zero) if m is not None else None for m in last
    ]
