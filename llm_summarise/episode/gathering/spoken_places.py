"""Where the name of a mention stands among the lines of a transcript, and the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.sentences import SENTENCE_BREAK
from llm_summarise.episode.gathering.notes import NotedMention
from llm_summarise.episode.lines import SpokenLines
from llm_summarise.grounding import Grounder

EXCERPT: Final = 160
"""Characters of a mention's quote, at most: a sentence's worth around the name."""

LEAST_EXCERPT: Final = 20
"""Characters below which a sentence alone tells nothing ("In Flask.")."""

CONTEXT: Final = 1
"""Lines on each side of a name that tell what it may mean."""

LONGEST_NAME: Final = 200
"""Characters of a name that is looked for."""


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """Characters `start` (inclusive) to `end` (exclusive) of a line: names do not end where captions do."""

    line: int
    start: int
    end: int

    def context(self, lines: SpokenLines) -> str:
        """The line, with its neighbours."""
        return " ".join(lines.texts[max(0, self.line - CONTEXT) : self.line + CONTEXT + 1])


def noted_place(noted: NotedMention, lines: SpokenLines, grounder: Grounder) -> SpokenPlace | None:
    """Where a name is said that a model noted; None if nowhere in its passage.

    First the words it gives, then the name itself, each in the line it gives, then in the lines nearest to
    that, rather with the same capitals; words that differ a little from what is said are found if there are
    at least three of them.
    """
    near, passage = _lines_of(noted.near, lines), _lines_of(noted.passage, lines)
    for spelling in (noted.note.said, noted.note.name):
        for far in (False, True):
            some = list(_by_distance(near, passage)) if far else near
            for flags in (0, re.IGNORECASE):
                pattern = _pattern(spelling, flags)
                for line in some if pattern else ():
                    if pattern and (match := pattern.search(lines.texts[line])):
                        return SpokenPlace(line, match.start(), match.end())
    return _much_alike(noted, lines, grounder)


def _lines_of(cues: range, lines: SpokenLines) -> range:
    """The lines in which the cues stand."""
    return range(lines.place(cues[0], 0)[0], lines.place(cues[-1], 0)[0] + 1)


def _by_distance(near: range, passage: range) -> Iterator[int]:
    """The lines of `passage` around `near`, the nearest first."""
    for away in range(1, len(passage) + 1):
        for line in (near[0] - away, near[-1] + away):
            if line in passage:
                yield line


def _much_alike(noted: NotedMention, lines: SpokenLines, grounder: Grounder) -> SpokenPlace | None:
    """Where nearly the same words stand in one line."""
    span = grounder.locate(
        noted.note.said[:LONGEST_NAME], near=noted.near, within=(noted.passage[0], noted.passage[-1])
    )
    if span is None or span.first_cue not in noted.passage:
        return None
    line, start = lines.place(span.first_cue, span.start)
    last, end = lines.place(span.last_cue, span.end)
    return SpokenPlace(line, start, end) if last == line and end > start else None


def _pattern(spelling: str, flags: int) -> re.Pattern[str] | None:
    """The spelling as it may stand in running text: any case, any white space, whole words."""
    parts = [re.escape(part) for part in spelling[:LONGEST_NAME].split()]
    if not parts:
        return None
    words = r"\s+".join(parts)
    return re.compile(rf"(?<!\w){words}(?!\w)", flags)


def excerpt(text: str, start: int, end: int) -> str:
    """The sentence of `text` around start..end as it stands; of a long one about EXCERPT characters, cut
    between words; with its neighbours where it is hardly more than the name."""
    room = max(0, EXCERPT - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    if left > 0:
        blank = text.find(" ", left, start)
        left = blank + 1 if blank >= 0 else start
    if right < len(text):
        blank = text.rfind(" ", end, right)
        right = blank if blank >= 0 else end
    begin = max((m.end() for m in SENTENCE_BREAK.finditer(text, left, start)), default=left)
    stop = SENTENCE_BREAK.search(text, end, right)
    finish = stop.end() if stop else right
    if finish - begin >= LEAST_EXCERPT:
        left, right = begin, finish
    return text[left:right].strip()
