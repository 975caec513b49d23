"""Times as TTML writes them: on a clock, as offsets, in frames or ticks; and within each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CLOCK: Final = re.compile(r"(?:(\d{1,6}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9})|[:;](\d{1,3})(?:\.\d+)?)?")
_OFFSET: Final = re.compile(r"(\d{1,15}(?:[.,]\d{1,9})?)(h|m|s|ms|f|t)?")
_UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}
_HIGHEST: Final = 1e12
_ROUNDING: Final = 0.1  # seconds


class Clock:
    """What the attributes of the root say about frames and ticks."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.frames = _number(attributes.get("frameRate")) or 30.0
        parts = [
            _number(part) for part in re.split(r"[ :/]+", attributes.get("frameRateMultiplier", "").strip())
        ]
        if len(parts) == 2 and parts[0] and parts[1]:
            self.frames *= parts[0] / parts[1]
        ticks = _number(attributes.get("tickRate"))
        self.ticks = ticks or (self.frames if "frameRate" in attributes else 1.0)

    def seconds(self, written: str | None) -> float | None:
        """Seconds of a time, None for none or one that cannot be read."""
        written = (written or "").strip()
        if match := _CLOCK.fullmatch(written):
            hours, minutes, secs, decimals, frames = match.groups()
            whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(secs)
            return whole + (float(f"0.{decimals}") if decimals else int(frames or 0) / self.frames)
        if match := _OFFSET.fullmatch(written):
            value = float(match[1].replace(",", "."))
            rate = {"f": self.frames, "t": self.ticks}.get(match[2])
            return value / rate if rate else value * _UNITS[match[2]]
        return None


@dataclass(slots=True)
class Timed:
    """The times of an element as written, in seconds, and those of the element it is in."""

    begin: float | None
    end: float | None
    duration: float | None
    outer: Timed | None

    def written_end(self) -> float | None:
        if self.end is None and self.duration is not None:
            return (self.begin or 0.0) + self.duration
        return self.end

    def absolute(self) -> bool:
        """Whether the times can only count from the beginning of the file: they pass the end of the outer
        element if they count from its beginning."""
        if self.outer is None or not self.outer.begin or self.begin is None:
            return False
        outer_end = self.outer.written_end()
        latest = self.written_end() if self.end is not None else self.begin
        inside = self.begin >= self.outer.begin - _ROUNDING
        return outer_end is not None and inside and (latest or 0.0) > outer_end - self.outer.begin + _ROUNDING

    def relative(self) -> bool:
        """Whether the times can only count from the beginning of the outer element."""
        begin = self.outer.begin if self.outer else None
        return begin is not None and self.begin is not None and self.begin < begin - _ROUNDING

    def resolved(self, *, relative: bool) -> tuple[float | None, float | None]:
        """Start and end from the beginning of the file."""
        offset = 0.0
        start, end = None, None
        if self.outer:
            start, end = self.outer.resolved(relative=relative)
            offset = (start or 0.0) if relative else 0.0
        if self.begin is not None:
            start = round(offset + self.begin, 3)
        if self.end is not None:
            end = round(offset + self.end, 3)
        elif self.duration is not None:
            end = round((start or 0.0) + self.duration, 3)
        return start, end


def _number(written: str | None) -> float | None:
    """A rate, which is above 0."""
    try:
        value = float(written) if written else 0.0
    except ValueError:
        return None
    return value if 0 < value < _HIGHEST else None
