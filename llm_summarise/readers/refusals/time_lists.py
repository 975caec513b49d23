"""Lists of chapters, contents and tracks: times or pages with titles, and nothing that was said."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from llm_summarise.domain.clock import seconds_from
from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import CHAPTERS, NotATranscript

_CLOCK: Final = r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:[.,]\d{1,3})?"
_FIRST: Final = re.compile(rf"\s*(?:[-*•]|\d{{1,3}}[.)])?\s*[\[(]?{_CLOCK}[\])]?\s*[-–—:|]*\s*(\S.*)$")
_LAST: Final = re.compile(
    rf"\s*(?:[-*•]|\d{{1,3}}[.)])?\s*(?P<title>\S.{{0,120}}?)\s*[-–—:|]*\s*[\[(]?{_CLOCK}[\])]?\s*$"
)
_CONTENTS: Final = re.compile(r"\s*\S.{2,}?(?:\.{4,}|(?:\. ){3,}|…{2,}|_{4,})\s*\d{1,4}\s*$")
_MATROSKA: Final = re.compile(r"CHAPTER\d+(?:NAME)?=")
_SHEET: Final = re.compile(r"\s*(?:TRACK \d+ AUDIO|INDEX \d+ \d+:\d\d:\d\d|FILE \".*\" \w+)")
_ENDINGS: Final = frozenset("0123456789)]")
_FEWEST: Final = 3
_TITLE: Final = 12
"""Words of a title at most."""

_GAP: Final = 40.0
"""Seconds between one chapter and the next, in the middle of all."""

_RATE: Final = 0.4
"""Words a second: people say two to three."""


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What list `excerpt` is."""
    if excerpt.head.startswith(";FFMETADATA") or excerpt.count(_MATROSKA) >= 1:
        return NotATranscript("a list of chapters", CHAPTERS)
    if excerpt.count(_SHEET) >= 3:
        return NotATranscript("a list of tracks (cue sheet)", CHAPTERS)
    ended = sum(line.rstrip()[-1:].isdecimal() for line in excerpt.lines)
    if ended >= _FEWEST and excerpt.count(_CONTENTS) >= _FEWEST and excerpt.share(_CONTENTS) >= 0.6:
        return NotATranscript("a table of contents")
    return NotATranscript("a list of chapters", CHAPTERS) if _is_chapters(excerpt) else None


def _is_chapters(excerpt: Excerpt) -> bool:
    if sum(len(line.split()) > 2 * _TITLE for line in excerpt.lines) > 0.25 * len(excerpt.lines):
        return False  # the lines are too long for titles
    found = [row for line in excerpt.lines if (row := _row(line))]
    if len(found) < max(_FEWEST, 0.75 * len(excerpt.lines)):
        return False
    times = [time for time, _ in found]
    return _far_apart(times) and _are_titles([title for _, title in found], times[-1] - times[0])


def _far_apart(times: list[float]) -> bool:
    """Whether times rise from the beginning on, with gaps as long as chapters."""
    gaps = sorted(b - a for a, b in pairwise(times))
    return times[0] <= 120 and gaps[0] >= 0 and gaps[len(gaps) // 2] >= _GAP


def _are_titles(titles: list[str], length: float) -> bool:
    """Whether texts are short, few for a talk of so many seconds, and no sentences."""
    words = sum(len(title.split()) for title in titles)
    sentences = sum(ends_sentence(title) and not title.endswith("?") for title in titles)
    longest = max(len(title.split()) for title in titles)
    return longest <= _TITLE and words < _RATE * length and sentences <= 0.2 * len(titles)


def _row(line: str) -> tuple[float, str] | None:
    if ":" not in line:
        return None
    if match := _FIRST.match(line):
        return seconds_from(match[1], match[2], match[3], None), match[4]
    if line.rstrip()[-1:] in _ENDINGS and (match := _LAST.match(line)):
        return seconds_from(match[2], match[3], match[4], None), match["title"]
    return None
