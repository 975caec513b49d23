"""Times as people write them into text: `[04:04]`, `(1:02:03)`, `[[00:00:05](url)]`, `0:12 - 0:15`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from llm_summarise.domain.clock import seconds_from

# Hours, minutes, seconds, decimals; frames (`:12`, `;12`) are passed over.
_CLOCK: Final = r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9})|[:;]\d{2,3})?(?!\d|[:.,]\d)"
_HALF: Final = r"(?:[ \t]?([AaPp])\.?[Mm]\b\.?)?"
_RANGE: Final = rf"{_CLOCK}{_HALF}(?:[ \t]*(?:-->|->|→|[-–—~〜]|to|bis)[ \t]*{_CLOCK}{_HALF})?"
_TARGET: Final = r"(?:\([^\s()]{1,500}\))?\]?"

LEADING: Final = re.compile(
    rf"([*_`]{{0,3}})([\[(（【{{<]{{0,2}})[*_`]{{0,3}}{_RANGE}"
    rf"([*_`]{{0,3}})([\])）】}}>]{{0,2}})({_TARGET})([*_`]{{0,3}})"
)
_SECONDS: Final = re.compile(
    r"[\[(][ \t]?(\d{1,6}(?:\.\d{1,6})?)[ \t]?(s)?"
    r"(?:[ \t]*(?:-->|->|→|[-–—])[ \t]*(\d{1,6}(?:\.\d{1,6})?)[ \t]?(s)?)?"
    r"[ \t]?[\])]"
)
_WITHIN: Final = re.compile(
    rf"(?<![\w\[(])(?:([*_]{{0,2}}\[{{1,2}})[ \t]?{_RANGE}[ \t]?\]{_TARGET}[*_]{{0,2}}"
    rf"|(\(){_RANGE}\)|(【){_RANGE}】)"
)
_BEFORE_FIGURES: Final = "*_`[(（【{< \t"
"""What may stand before the figures of a time; at most eight of them."""

SEPARATORS: Final = " \t:：|•·–—-"
BEHIND: Final = "behind"
"""The shape of a time without brackets between a name and words."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A written time: seconds, the bracket it stands in ("" for none, "link" for a link), and where."""

    start: float
    end: float | None
    shape: str
    first: int
    stop: int


def _seconds(parts: tuple[str | None, ...]) -> float:
    """Seconds of the five groups of a clock with its half of the day."""
    hours, minutes, seconds, decimals, half = parts
    if half and hours is None:  # 10:30 am is no 10 minutes
        hours, minutes, seconds = minutes, str(seconds), "0"
    time = seconds_from(hours, str(minutes), str(seconds), decimals)
    if half and hours is not None:
        time += 43200 * ((half in "pP") - (int(hours) == 12))
    return max(0.0, time)


def leading(text: str) -> Stamp | None:
    """The time at the very start of `text`, with its brackets and emphasis."""
    if not text[:16].lstrip(_BEFORE_FIGURES)[:1].isdigit():
        return None
    match = LEADING.match(text)
    if match is None and text[:1] in ("[", "("):
        return _in_seconds(text)
    if match is None or not _sane(match[4], match[5], match[3]):
        return None
    opened, closed, target = match[2], match[14], match[15]
    if bool(opened) != bool(closed + target):
        return None
    shape = "link" if len(target) > 2 else opened[-1:]
    stop = match.end() if match[1] or match[16] != match[13] else match.end(15)
    if match[1] and not (match[13] or match[16]):  # `**[1:02] Ada:**` is emphasised as a whole
        stop = match.end(15)
    if not shape and text[stop : stop + 1] not in ("", *SEPARATORS, "\n", "*"):
        return None
    end = _seconds(match.groups()[7:12]) if match[9] else None
    start = _seconds(match.groups()[2:7])
    return Stamp(start, end if end is None or end >= start else None, shape, 0, stop)


def _in_seconds(text: str) -> Stamp | None:
    """A time in brackets that is a number of seconds: `[12.5s]`, `[12.50 → 14.02]`."""
    match = _SECONDS.match(text)
    if match is None or not (match[3] or match[2] or match[4]):
        return None
    start, end = float(match[1]), float(match[3]) if match[3] else None
    return Stamp(start, end if end is None or end >= start else None, text[0], 0, match.end())


def _sane(minutes: str, seconds: str, hours: str | None) -> bool:
    return int(seconds) < 60 and (hours is None or int(minutes) < 60)


def within(text: str) -> Iterator[Stamp]:
    """The times in brackets anywhere in `text`."""
    if ":" not in text or not ("[" in text or "(" in text or "【" in text):
        return
    for match in _WITHIN.finditer(text):
        at = next(i for i in (1, 12, 23) if match[i])
        hours, minutes, seconds = match[at + 1], match[at + 2], match[at + 3]
        if not _sane(minutes, seconds, hours):
            continue
        groups = match.groups()
        start = _seconds(groups[at : at + 5])
        shape = "link" if "](" in match[0] else match[at][-1]
        yield Stamp(start, None, shape, match.start(), match.end())


def steady(times: list[float]) -> float:
    """The share of `times` that are not earlier than the one before; 1 for one alone."""
    if len(times) < 2:
        return 1.0
    return sum(a <= b for a, b in pairwise(times)) / (len(times) - 1)
