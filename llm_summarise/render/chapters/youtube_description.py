"""Chapters as lines of text that YouTube, Spotify and Apple Podcasts all turn into chapters.

The strictest rule of the three wins: the first at 0:00, at least 3, ascending, at least 30 seconds each,
titles of at most 40 characters without brackets or bullets.
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
from llm_summarise.render.labels import labels_of
from llm_summarise.render.view import View
from llm_summarise.render.wording import clock, shorten

LEAST_COUNT: Final = 3
LEAST_SECONDS: Final = 30
LONGEST_TITLE: Final = 40
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
    chapters = _joined(_from_zero(found, result.source.duration, labels_of(result.language).intro))
    if len(chapters) < LEAST_COUNT:
        return NoChapters(
            f"{result.source.path}: {len(chapters)} chapters of at least {LEAST_SECONDS} seconds,"
            f" players want {LEAST_COUNT}",
            "use --format chapters or vtt-chapters, which have no such rule",
        )
    return tuple(replace(c, title=_title(c.title, n)) for n, c in enumerate(chapters, start=1))


def _from_zero(found: Sequence[Chapter], duration: float | None, intro: str) -> list[Chapter]:
    """The chapters on whole seconds, without gaps, the first starting at 0."""
    starts = [math.floor(c.start) for c in found]
    ends = [*starts[1:], math.floor(max(found[-1].end, duration or 0.0))]
    chapters = [replace(c, start=s, end=e) for c, s, e in zip(found, starts, ends, strict=True)]
    if chapters[0].start >= LEAST_SECONDS:
        chapters.insert(0, Chapter(0, chapters[0].start, intro))
    chapters[0] = replace(chapters[0], start=0)
    return chapters


def _joined(chapters: list[Chapter]) -> list[Chapter]:
    """Joins the shortest chapter with its shorter neighbour until all are long enough."""
    chapters = list(chapters)
    while len(chapters) > 1:
        i = min(range(len(chapters)), key=lambda n: chapters[n].seconds)
        if chapters[i].seconds >= LEAST_SECONDS:
            break
        before = chapters[i - 1].seconds if i else math.inf
        after = chapters[i + 1].seconds if i + 1 < len(chapters) else math.inf
        first = i - 1 if before <= after else i
        left, right = chapters[first], chapters[first + 1]
        kept = left if left.seconds >= right.seconds else right
        chapters[first : first + 2] = [replace(kept, start=left.start, end=right.end)]
    return chapters


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
