"""The chapters of an episode as all chapter formats need them: timed, ascending, without overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.labels import labels_of
from llm_summarise.render.view import RenderError, View
from llm_summarise.render.wording import clean

LONGEST_START: Final = 30.0
"""Seconds that the first chapter may start late and still be taken for the beginning."""

_LAST: Final = 1.0
"""Seconds given to a last chapter of which nothing tells the end."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """From `start` (inclusive) to `end` (exclusive), seconds; `end` is always later than `start`."""

    start: float
    end: float
    title: str
    sponsor: bool = False

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class NoChapters:
    """Why there are no chapters, and what would help."""

    reason: str
    hint: str

    def error(self) -> RenderError:
        return RenderError(self.reason, hint=self.hint)


def chapters_of(result: EpisodeSummary, view: View) -> tuple[Chapter, ...] | NoChapters:
    """The timed topics, the first from 0 on: players show no chapter before the first. What stands before a
    first topic that starts later than `LONGEST_START` becomes a chapter of its own; a first topic without a
    time starts at 0. Without advertisements (then a gap stays where one stood) if `view` says so."""
    timed = any(t.start is not None for t in result.topics)
    starts = [0.0 if timed and i == 0 and t.start is None else t.start for i, t in enumerate(result.topics)]
    topics = [
        (start, t)
        for start, t in zip(starts, result.topics, strict=True)
        if start is not None and (view.sponsors or not t.sponsor)
    ]
    chapters: list[Chapter] = []
    for begin, topic in sorted(topics, key=itemgetter(0)):
        start = round(max(0.0, begin), 3)
        if not chapters or start > chapters[-1].start:
            chapters[-1:] = [replace(c, end=min(c.end, start)) for c in chapters[-1:]]
            end = _end_after(start, result.source.duration if topic.end is None else topic.end)
            chapters.append(
                Chapter(start, end, clean(topic.title) or f"Part {len(chapters) + 1}", topic.sponsor)
            )
    return _from_zero(chapters, labels_of(result.language).intro) or _no_chapters(result, view)


def _from_zero(chapters: list[Chapter], intro: str) -> tuple[Chapter, ...]:
    if chapters and chapters[0].start > LONGEST_START:
        chapters.insert(0, Chapter(0.0, chapters[0].start, intro))
    return tuple([replace(c, start=0.0) for c in chapters[:1]] + chapters[1:])


def _end_after(start: float, end: float | None) -> float:
    return start + _LAST if end is None or round(end, 3) <= start else round(end, 3)


def chapters_or_error(result: EpisodeSummary, view: View) -> tuple[Chapter, ...]:
    """`chapters_of`, with RenderError where there are none."""
    found = chapters_of(result, view)
    if isinstance(found, NoChapters):
        raise found.error()
    return found


def _no_chapters(result: EpisodeSummary, view: View) -> NoChapters:
    name = result.source.path
    if result.source.duration is None:
        return NoChapters(
            f"{name}: no chapters, the transcript has no times",
            "use a WebVTT or SRT file, or --format markdown",
        )
    if result.topics and not view.sponsors:
        return NoChapters(f"{name}: no chapters besides advertisements", "show sponsors as chapters")
    return NoChapters(f"{name}: no chapters, no topic was found", "try another model or --format markdown")
