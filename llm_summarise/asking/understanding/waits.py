"""How long a server asks to wait: said in headers, in fields of its error, or in its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

_UNITS: Final = {"ms": 0.001, "mil": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
"""Seconds of a unit, by how it begins; the first that fits counts."""

_UNIT = r"milliseconds?|millis|ms|minutes?|mins?|seconds?|secs?|hours?|hrs?|days?|[dhms]"
_PART = re.compile(rf"(\d{{1,9}}(?:\.\d{{1,12}})?)\s?({_UNIT})(?![a-z])", re.IGNORECASE)
_DURATION = rf"\d{{1,9}}(?:\.\d{{1,12}})?\s?(?:{_UNIT})(?![a-z])"
_ASKED = re.compile(
    r"(?:retry(?:ing)?|wait(?:ing)?|again|available|resets?)\b"
    rf"[^.\d]{{0,40}}?((?:{_DURATION})(?:[\s,]{{0,2}}(?:and )?(?:{_DURATION})){{0,4}})",
    re.IGNORECASE,
)
_BARE = re.compile(r"retry[-_ ]after[\"':= ]{1,4}(\d{1,7}(?:\.\d{1,9})?)\b", re.IGNORECASE)
_MOMENT = re.compile(
    r"\b(?:on|at|until|after|again|resets?)\b[^\d]{0,20}"
    r"(\d{4}-\d\d-\d\d(?:[T ]| at )?(?:\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)",
    re.IGNORECASE,
)
_RESETS: Final = ("requests", "tokens", "input-tokens", "output-tokens")
_LONGEST: Final = 400 * 86400.0


def seconds_in(text: str) -> float | None:
    """The duration `text` begins with: "7m12s", "1h2m", "30s", "59.3s", "20 seconds", "250ms", or a bare
    number of seconds. None if it is none."""
    text = text.strip()
    try:
        return max(0.0, float(text)) if text[:1].isdigit() or text[:1] == "-" else None
    except ValueError:
        pass
    total, found = 0.0, False
    for number, unit in _PART.findall(text[:80]):
        total += float(number) * next(s for begins, s in _UNITS.items() if unit.lower().startswith(begins))
        found = True
    return total if found else None


def asked_in(message: str) -> float | None:
    """The seconds to wait that a message names: "Please try again in 50m12s"."""
    if said := _ASKED.search(message):
        return seconds_in(said.group(1).replace("and ", ""))
    if said := _BARE.search(message):
        return float(said.group(1))
    return None


def until(text: str, now: datetime) -> float | None:
    """Seconds from `now` until the point of time that `text` is: ISO 8601, an HTTP date, or seconds or
    milliseconds since 1970. None if it is none or long past."""
    moment = _moment(text.strip())
    if moment is None:
        return None
    seconds = (moment - now).total_seconds()
    return max(0.0, seconds) if seconds < _LONGEST else None


def until_named_in(message: str, now: datetime) -> float | None:
    """Seconds until the point of time that a message names: "You will regain access on 2027-01-01"."""
    said = _MOMENT.search(message)
    return until(said.group(1).replace(" at ", " "), now) if said else None


def _moment(text: str) -> datetime | None:
    try:
        number = float(text)
    except ValueError:
        return _written(text)
    if not 1e9 < number < 1e14:
        return None
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)


def _written(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(re.sub(r"\s?(?:Z|UTC)$", "+00:00", text))
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            read = parsedate_to_datetime(text)
        except (TypeError, ValueError, IndexError):
            return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def of_headers(headers: Mapping[str, str], now: datetime) -> float | None:
    """The wait that `retry-after-ms` or `retry-after` ask for: seconds, a duration or a date. Names of
    headers are in lower case."""
    if (millis := seconds_in(headers.get("retry-after-ms", ""))) is not None:
        return millis / 1000
    asked = headers.get("retry-after", "")
    seconds = seconds_in(asked)
    return until(asked, now) if seconds is None and asked else seconds


def of_resets(headers: Mapping[str, str], now: datetime) -> float | None:
    """The wait until a limit that is used up is set back: of `x-ratelimit-reset-*`, `anthropic-ratelimit-*`
    and `x-ratelimit-reset`. Where none is said to be used up, the soonest."""
    used_up: list[float] = []
    others: list[float] = []
    for remaining, reset in _limits(headers):
        seconds = seconds_in(reset)
        if seconds is None or seconds > 1e9:
            seconds = until(reset, now)
        if seconds is not None:
            (used_up if remaining == "0" else others).append(seconds)
    return max(used_up) if used_up else min(others, default=None)


def _limits(headers: Mapping[str, str]) -> Iterable[tuple[str | None, str]]:
    """What remains of each limit, and when it is set back."""
    for prefix in ("x-ratelimit", "ratelimit"):
        for kind in ("", *(f"-{name}" for name in _RESETS)):
            if reset := headers.get(f"{prefix}-reset{kind}"):
                yield headers.get(f"{prefix}-remaining{kind}"), reset
    for name in _RESETS:
        if reset := headers.get(f"anthropic-ratelimit-{name}-reset"):
            yield headers.get(f"anthropic-ratelimit-{name}-remaining"), reset


def spoken(seconds: float) -> str:
    """`seconds` as one says them: "40 seconds", "50 minutes", "5 h 20 min", "3 days"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{round(seconds)} seconds"
    if minutes < 90:
        return f"{minutes} minutes"
    if minutes < 36 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} hours"
    return f"{round(seconds / 86400)} days"


def clock_time(seconds: float, now: datetime) -> str:
    """The local time in `seconds` from `now`, with the date unless it is today: "18:42"."""
    from datetime import timedelta

    here = now.astimezone()
    then = here + timedelta(seconds=seconds)
    return f"{then:%H:%M}" if then.date() == here.date() else f"{then:%H:%M} on {then:%Y-%m-%d}"
