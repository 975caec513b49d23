"""Times of day and of recordings: seconds as they are written, and what is written as seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

CLOCK: Final = r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?"
"""Groups: hours (None without), minutes, seconds, decimals. Hours may pass 99, minutes without hours 59."""


class ApproximateSeconds(float):
    """Seconds that are shown as approximate wherever they are shown: for templates, which get numbers."""


def clock(seconds: float, *, hours: bool = False, approximate: bool = False) -> str:
    """`M:SS` or, from one hour on and with `hours`, `H:MM:SS`; fractions are cut, so that a link never starts
    late, and negative times are 0. `~` stands before an approximate time."""
    if approximate or isinstance(seconds, ApproximateSeconds):
        return f"~{clock(float(seconds), hours=hours)}"
    whole = int(max(0.0, seconds))
    minutes, second = divmod(whole, 60)
    if whole < 3600 and not hours:
        return f"{minutes}:{second:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


def timestamp(seconds: float | None) -> str:
    """`HH:MM:SS`, fractions cut, or "-" for none; `~` before approximate seconds."""
    if seconds is None:
        return "-"
    shown = clock(float(seconds), hours=True).rjust(8, "0")
    return f"~{shown}" if isinstance(seconds, ApproximateSeconds) else shown


def timestamp_ms(seconds: float) -> str:
    """`HH:MM:SS.mmm`, rounded, as WebVTT writes times."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{timestamp(whole)}.{thousandths:03}"


def seconds_from(hours: str | None, minutes: str, secs: str, decimals: str | None) -> float:
    """Seconds, to the millisecond, of the four groups of `CLOCK`."""
    whole = int(minutes) * 60 + int(secs)
    if hours:
        whole += int(hours) * 3600
    if not decimals:
        return float(whole)
    return (whole * 1000 + int(decimals if len(decimals) == 3 else decimals[:3].ljust(3, "0"))) / 1000


TIME: Final = r"((?:\d{1,6}:)?\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?"
"""The same as CLOCK, hours and minutes in one group, as `Times` takes them."""


class Times(dict[str, int]):
    """Times of one file by the three groups of `TIME`: milliseconds up to the minute, computed once for each
    minute that occurs, as thousands of times share it."""

    def seconds(self, minutes: str, secs: str, decimals: str | None) -> float:
        """As `seconds_from` gives for the groups of CLOCK, to the millisecond."""
        if decimals is None:
            decimals = "000"
        elif len(decimals) != 3:
            decimals = decimals[:3].ljust(3, "0")
        return (self[minutes] + int(secs + decimals)) / 1000

    def __missing__(self, written: str) -> int:
        hours, _, minutes = written.rpartition(":")
        self[written] = (int(hours or 0) * 60 + int(minutes)) * 60_000
        return self[written]


def clock_seconds(text: str) -> float | None:
    """Seconds of a written time such as `1:02:03,500` or `62.5`; None if it is not one."""
    text = text.strip()
    if match := re.fullmatch(CLOCK, text):
        return seconds_from(*match.groups())
    return number(text)


def to_milliseconds(times: Sequence[float]) -> list[float]:
    """`round(time, 3)` of each of many times from 0 up to 1e9, in half the time: by whole thousandths, but
    where two of them are nearly as close."""
    return [
        whole / 1000
        if -0.49 < (exact := time * 1000) - (whole := int(exact + 0.5)) < 0.49
        else round(time, 3)
        for time in times
    ]


def number(value: object) -> float | None:
    """A time given as a number (or its text), in seconds; None if it is missing, negative or not finite."""
    if type(value) is float:  # as nearly all are
        result = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    else:
        try:
            result = float(value)
        except (ValueError, OverflowError):
            return None
    return round(result, 3) if 0 <= result < 1e9 else None
