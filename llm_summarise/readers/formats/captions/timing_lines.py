"""Timing lines as tools and people write them: odd arrows and separators, frames, other digits, stray marks.

The strict form `00:00:01.000 --> 00:00:02.000` is found by `blocks`; this module is asked about the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from llm_summarise.domain.text import plural

_LONGEST: Final = 200
"""Characters of a line that are looked at; what follows is speech."""

# Separators may have blanks beside them ("00:00: 01,000"), as a translator leaves them.
_PART: Final = r"(?: ?[:;.,'] ?\d{1,9})"
_CLOCK: Final = rf"(-? ?\d{{1,9}}{_PART}{{0,4}})"
_HEAD: Final = re.compile(r"[^\w\n-]{0,8}(?=-?\d)")
_NUMBER: Final = re.compile(r"\d{1,7}[.)#:]?[ ]+(?=-?\d{1,6}[:;.,]\d)")
_POINTING: Final = r" {0,3}(?:[-–—―=~_<]{0,4} ?[-–—=]? ?[>›»→⟶➔➜⇒⟹►]{1,3}) {0,3}"
_POINTED: Final = re.compile(r"[>›»→⟶➔➜⇒⟹►]|&gt;|&rarr;")

_ARROW_LINE: Final = re.compile(rf"{_CLOCK}{_POINTING}(?:{_CLOCK}(?![\w:]))?")
_COUNTED_LINE: Final = re.compile(r"(\d{1,9}) {0,3}-{2,3}> {0,3}(\d{1,9}) *$")
"""Whole numbers of some unit, which the rate of speech in the whole file tells."""

_POINTED_CLOCK: Final = re.compile(r"\d:\d\d[^\n]{0,20}-->")
_CLOCKS: Final = r"(\d{1,6}(?:[:;]\d{1,2}){1,3}(?:[.,:;]\d{1,9})?)"
_DASH_LINE: Final = re.compile(rf"{_CLOCKS}(?: {{1,4}}[-–—]{{1,3}} {{1,4}}|[-–—]{{2,3}}){_CLOCKS}(?= |$)")
_LIST_LINE: Final = re.compile(
    r"(\d{1,6}:\d\d:\d\d[.,:]\d{1,3}) {0,3}[,;|/ ] {0,3}(\d{1,6}:\d\d:\d\d[.,:]\d{1,3})(?= |$)"
)
_SINGLE: Final = re.compile(r"(\d{1,2}:\d\d:\d\d[.,:]\d{3})(?: *+[-–—>]{0,3}+ *+)$")
_SETTING: Final = re.compile(
    r"(?:[XY][12]:\d+|(?:align|position|line|size|vertical|region|[LAPSDT]):\S+|duration:\S*)(?: |$)",
    re.IGNORECASE,
)
_TIME_CODE: Final = re.compile(r"\d{1,3}[:;]\d\d[:;]\d\d[:;](\d{2,3})(?!\d)")
_SAME: Final = str.maketrans(
    {"−": "-", "：": ":", "∶": ":", "，": ",", "．": ".", "；": ";", "٫": ",", "‐": "-"}
)
_FRAME_RATES: Final = (25, 30, 60)


class TimingLine(NamedTuple):
    """What a line says: seconds, as far as given, and what stands behind the times and is speech."""

    start: float | None
    end: float | None
    rest: str


class TimingLines:
    """The odd timing lines of one text, and how many of them were mended. `counted`: times were whole
    numbers."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.mended = 0
        self.counted = False
        self._first = ""

    def read(self, line: str, *, alone: bool = False) -> TimingLine | None:
        """What `line` says, or None if it is no timing line. `alone`: it stands where a timing line has to
        stand, so one without colons, without an arrow or without an end counts too."""
        found = self._parsed(line.strip("\n"), alone=alone)
        if found is not None:
            self.mended += 1
            self._first = self._first or " ".join(line[:80].split())
        return found

    @staticmethod
    def has_arrow(text: str) -> bool:
        """Whether `text` holds an arrow of some kind."""
        return _POINTED.search(text) is not None

    def warnings(self) -> list[str]:
        """One that tells how many lines were mended, if any were."""
        if not self.mended:
            return []
        lines = plural(self.mended, "timing line")
        return [f"{lines} written in another way, read all the same, such as {self._first!r}"]

    @cached_property
    def rate(self) -> int:
        """Frames a second, if the last part of times such as `00:00:01:12` counts frames, otherwise 0: then
        it is a decimal fraction."""
        return frame_rate(_TIME_CODE.findall(self._text))

    @cached_property
    def _may_be_counted(self) -> bool:
        """Whether times may be whole numbers: no timing line of the text has a clock."""
        return _POINTED_CLOCK.search(self._text) is None

    def _parsed(self, line: str, *, alone: bool) -> TimingLine | None:
        short = plain(line[:_LONGEST])
        position = _first_time(short)
        match = _ARROW_LINE.match(short, position) or _DASH_LINE.match(short, position)
        if match is None and alone:
            match = _LIST_LINE.match(short, position)
        if match is not None and (_colons(match) or (alone and _decimals(match))):
            last = self._seconds(match[2]) if match[2] else None
            rest = short[match.end() :] + plain(line[_LONGEST:])
            return TimingLine(self._seconds(match[1]), last, speech_behind(rest))
        return self._alone(short, position) if alone else None

    def _alone(self, short: str, position: int) -> TimingLine | None:
        """One time, or two whole numbers, on a line for themselves."""
        if match := _SINGLE.match(short, position):
            return TimingLine(self._seconds(match[1]), None, "")
        match = _COUNTED_LINE.match(short, position)
        if match and int(match[1]) < int(match[2]) and self._may_be_counted:
            self.counted = True
            return TimingLine(float(match[1]), float(match[2]), "")
        return None

    def _seconds(self, written: str) -> float:
        return seconds(written, self.rate if ":" in written or ";" in written else 0)


def _first_time(line: str) -> int:
    """Where the times begin, behind signs and a number of the caption."""
    head = _HEAD.match(line)
    position = head.end() if head else 0
    number = _NUMBER.match(line, position)
    return number.end() if number else position


def _colons(match: re.Match[str]) -> bool:
    return ":" in match[1] or ";" in match[1]


def _decimals(match: re.Match[str]) -> bool:
    """Whether both times are seconds with decimals, as `1.000 --> 3.000`: `1 -> 2` may be anything."""
    return match[2] is not None and all(re.search(r"\d[.,]\d", match[n]) for n in (1, 2))


def plain(line: str) -> str:
    """`line` with ordinary digits, blanks and signs, without invisible marks and character references."""
    if not line.isascii():
        line = unicodedata.normalize("NFKC", line.translate(_SAME))
        line = "".join(c for c in line if unicodedata.category(c) != "Cf").translate(_SAME)
        line = "".join(str(unicodedata.decimal(c, c)) for c in line)
    if "&" in line:
        line = line.replace("&gt;", ">").replace("&nbsp;", " ").replace("&rarr;", "→")
    return line.replace("\t", " ")


def speech_behind(rest: str) -> str:
    """What stands behind the times of a line, without settings such as `align:start` and `X1:100`."""
    rest = rest.lstrip("]) ").rstrip()
    while match := _SETTING.match(rest):
        rest = rest[match.end() :]
    return rest if any(map(str.isalpha, rest)) else ""


def frame_rate(last_parts: Iterable[str]) -> int:
    """The frames a second that these last parts of time codes, digits, can be: the lowest usual rate above
    all of them; 0 if they are no frames (three digits, or as many as 60)."""
    highest = 0
    for part in last_parts:
        if len(part) != 2:
            return 0
        highest = max(highest, int(part))
    return next((rate for rate in _FRAME_RATES if highest < rate), 0)


def seconds(written: str, rate: int = 0) -> float:
    """Seconds of a time of one to four parts with any separators; below 0 it is 0. With `rate` the last
    of four parts separated by colons counts frames."""
    if written.lstrip()[:1] == "-":
        return 0.0
    parts = re.findall(r"\d+", written)
    separators = re.findall(r"[^\d\s]", written)
    fraction = 0.0
    if len(parts) > 1 and _is_fraction(parts, separators):
        last = parts.pop()
        frames = rate and separators[-1] in ":;" and len(last) == 2
        fraction = int(last) / rate if frames else float(f"0.{last}")
    elif len(parts[-1]) in (5, 9) and len(parts) > (len(parts[-1]) == 5):  # 00:00:01000, 000001000
        parts[-1], fraction = parts[-1][:-3], int(parts[-1][-3:]) / 1000
        if len(parts[-1]) == 6:
            parts = [parts[-1][:2], parts[-1][2:4], parts[-1][4:]]
    whole = 0
    for part in parts[-3:]:
        whole = whole * 60 + int(part)
    return round(whole + fraction, 3)


def _is_fraction(parts: list[str], separators: list[str]) -> bool:
    """Whether the last part is a fraction of the second: behind a point or comma, of three digits, or a
    fourth."""
    return separators[-1] in ".,'" or len(parts) > 3 or len(parts[-1]) == 3
