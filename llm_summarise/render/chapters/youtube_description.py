"""Chapters as lines of text that YouTube, Spotify and Apple Podcasts all turn into chapters.

The strictest rule of the three wins: the first at 0:00, at least 3, ascending, at least 10 seconds each
(YouTube), titles of at most 40 characters without brackets or bullets, all of it no longer than a description
may be (5,000 characters on YouTube). Nobody demands fewer chapters than that, so that no more are joined;
Apple's advice of at most six an hour is a matter of how many are made.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.chapters.chapter_list import Chapter, NoChapters, chapters_of
from llm_summarise.render.content import disclosure
from llm_summarise.render.view import View
from llm_summarise.render.wording import clock, shorten

LEAST_COUNT: Final = 3
LEAST_SECONDS: Final = 10
LONGEST_TITLE: Final = 40
LONGEST_LIST: Final = 4500
"""Characters: what a description has room for beside a few sentences."""

_BULLET = re.compile(r"^(?:[\s•·‣◦▪●○*+#>–—-]+|\d{1,3}[.)]\s+)+")
_GERMAN_QUOTES = "„‚"


def render(result: EpisodeSummary, view: View) -> str:
    """`M:SS Title` lines; raises RenderError when the episode cannot fulfil the rules."""
    found = text_chapters(result, view)
    if isinstance(found, NoChapters):
        raise found.error()
    lines = [f"{clock(c.start)} {c.title}" for c in found]
    if view.disclosure:
        lines += ["", disclosure(result)]
    return "\n".join(lines) + "\n"


def text_chapters(result: EpisodeSummary, view: View) -> tuple[Chapter, ...] | NoChapters:
    """Chapters that obey the rules, or why there are none. Those too short are joined with a neighbour;
    the longer part gives the title. A left-out advertisement belongs to the chapter before it."""
    found = chapters_of(result, view)
    if isinstance(found, NoChapters):
        return found
    chapters = _joined(_whole_seconds(found, result.source.duration))
    if len(chapters) < LEAST_COUNT:
        return NoChapters(
            f"{result.source.path}: {len(chapters)} chapters of at least {LEAST_SECONDS} seconds,"
            f" players want {LEAST_COUNT}",
            "use --format chapters or vtt-chapters, which have no such rule",
        )
    return tuple(replace(c, title=_title(c.title, n)) for n, c in enumerate(chapters, start=1))


def _whole_seconds(found: Sequence[Chapter], duration: float | None) -> list[Chapter]:
    """The chapters on whole seconds, without gaps."""
    starts = [math.floor(c.start) for c in found]
    ends = [*starts[1:], math.floor(max(found[-1].end, duration or 0.0))]
    return [replace(c, start=s, end=e) for c, s, e in zip(found, starts, ends, strict=True)]


def _joined(chapters: list[Chapter]) -> list[Chapter]:
    """Joins the shortest chapter with its shorter neighbour until all are long enough and fit the room."""
    chapters = list(chapters)
    room = LONGEST_LIST - sum(map(_length, chapters))
    while len(chapters) > 1:
        i = min(range(len(chapters)), key=lambda n: chapters[n].seconds)
        if chapters[i].seconds >= LEAST_SECONDS and room >= 0:
            break
        before = chapters[i - 1].seconds if i else math.inf
        after = chapters[i + 1].seconds if i + 1 < len(chapters) else math.inf
        first = i - 1 if before <= after else i
        left, right = chapters[first], chapters[first + 1]
        kept = left if left.seconds >= right.seconds else right
        chapters[first : first + 2] = [replace(kept, start=left.start, end=right.end)]
        room += _length(left) + _length(right) - _length(chapters[first])
    return chapters


def _length(chapter: Chapter) -> int:
    """Characters its line has at most."""
    return len(clock(chapter.start)) + 2 + min(len(chapter.title), LONGEST_TITLE)


def _title(title: str, number: int) -> str:
    plain = "".join(
        c
        for c in title
        if c in _GERMAN_QUOTES or (unicodedata.category(c) not in ("Ps", "Pe") and c not in "<>")
    )
    plain = _BULLET.sub("", " ".join(plain.split())).strip()
    if not any(c.isprintable() and not c.isspace() for c in plain):
        plain = f"Part {number}"
    return shorten(plain, LONGEST_TITLE)
