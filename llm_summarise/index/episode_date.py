"""When an episode was recorded, and its number: as said at its beginning, or as its file is named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

OPENING: Final = 300.0
"""Seconds from the beginning in which the date of an episode is looked for."""

_MONTHS: Final = (
    "january february march april may june july august september october november december".split()
)
_MONTH: Final = "|".join(f"{month[:3]}(?:{month[3:]}|\\.)?" for month in _MONTHS)
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES: Final = (
    rf"(?P<month>{_MONTH})\s+(?:the\s+)?{_DAY},?\s+{_YEAR}",
    rf"{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+{_YEAR}",
    rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)",
)
_SAID: Final = tuple(
    re.compile(
        rf"\b(?:recorded|recording|episode(?:\s+number)?\s+\d+)\b[^.!?]{{0,60}}?\b{form}\b", re.IGNORECASE
    )
    for form in _DATES
)
_WRITTEN: Final = tuple(re.compile(rf"\b{form}(?!\d)", re.IGNORECASE) for form in _DATES)
_IN_NAME: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)([-_.]?)(?P<number>\d\d)\2(?P<day>\d\d)(?!\d)")
_NUMBER: Final = r"\bepisode,?\s+(?:number\s+)?#?(\d{1,5})\b"
_NUMBERS_SAID: Final = (
    re.compile(rf"{_NUMBER}[^.!?]{{0,40}}?\brecorded\b", re.IGNORECASE),
    re.compile(_NUMBER, re.IGNORECASE),
)


def episode_date(opening: Iterable[str], name: str) -> date | None:
    """The date that is named as that of the recording in the texts of the `opening` ("recorded October 23rd,
    2025", "episode 5, 3 May 2021"), else one in the file's name (2025-10-23, 20251023). None without: a
    month or a year alone is no date, nor is a date somebody talks about."""
    text = " ".join(opening)
    for pattern in _SAID:
        for found in pattern.finditer(text):
            if (day := _date(found)) is not None:
                return day
    stem = re.split(r"[\\/]", name)[-1]
    return next((day for found in _IN_NAME.finditer(stem) if (day := _date(found))), None)


def episode_number(opening: Iterable[str]) -> int | None:
    """The number that is named in the texts of the `opening` ("episode 528"): one with the date of the
    recording before any other, which may be that of an earlier episode. None if there is none."""
    text = " ".join(opening)
    found = next((found for pattern in _NUMBERS_SAID if (found := pattern.search(text))), None)
    return int(found[1]) if found else None


def written_date(text: str) -> date | None:
    """The date that the source itself writes: 2025-10-23, "October 23, 2025", "23 Oct 2025". None for a month
    or a year alone, and for 10/11/2025, which may be either."""
    for form in _WRITTEN:
        if (found := form.search(text)) and (day := _date(found)) is not None:
            return day
    return None


def written_number(text: str) -> int | None:
    """The number in "528", "#528", "Episode 528" or "S2E5" (the last of them); None without one."""
    numbers = re.findall(r"\d{1,6}", text)
    return int(numbers[-1]) if numbers else None


def _date(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = parts.get("number") or 1 + [m[:3] for m in _MONTHS].index(parts["month"][:3].lower())
    try:
        return date(int(parts["year"]), int(month), int(parts["day"]))
    except ValueError:
        return None
