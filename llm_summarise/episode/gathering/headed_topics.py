"""Topics and the author's headings: what a model noted near a heading begins at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from llm_summarise.domain.replies import TopicNote
from llm_summarise.domain.text import first_words
from llm_summarise.domain.transcript import Heading, Transcript
from llm_summarise.episode.gathering.adverts import within
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.source.outline import author_chapters, chapter_title, keeps_title
from llm_summarise.grounding import Span

NEAR: Final = 500
"""Characters, two or three lines of a prompt, within which a topic belongs to a heading."""


def at_headings(notes: GroundedNotes, transcript: Transcript, read: Sequence[range]) -> GroundedNotes:
    """The notes, of which each topic near a heading of the author's begins there; of several the nearest,
    rather one of the same title. A heading at which the model noted none gets one of its own, so that the
    last prompt can make a chapter of it, if it stands in one of the passages `read`."""
    chapters = author_chapters(transcript)
    if not chapters or not notes.kept:
        return notes
    offsets = [0, *accumulate(len(cue.text) + 1 for cue in transcript.cues)]
    topics = list(notes.topics)
    taken: set[int] = set()
    missing: list[Grounded[TopicNote]] = []
    for heading in (heading for heading in chapters if not within((heading.cue, 0), notes.adverts)):
        at = _nearest(heading, topics, taken, offsets)
        if at is not None:
            taken.add(at)
            topics[at] = replace(
                topics[at], begins=heading.cue, heading=chapter_title(heading), goes_on=False
            )
        elif _is_missing(heading, topics, read):
            missing.append(_own_topic(heading, transcript))
    return replace(notes, topics=tuple(sorted([*topics, *missing], key=lambda t: (t.cue, t.start))))


def _is_missing(heading: Heading, topics: Sequence[Grounded[TopicNote]], read: Sequence[range]) -> bool:
    """Whether no topic begins with the cue of a heading that stands in one of the passages `read`."""
    return any(heading.cue in cues for cues in read) and all(t.cue != heading.cue for t in topics)


def _nearest(
    heading: Heading, topics: Sequence[Grounded[TopicNote]], taken: set[int], offsets: Sequence[int]
) -> int | None:
    """Index of the topic that belongs to the heading: one that begins in its cue already, else the nearest
    that has its title, else the nearest of all. An advertisement stays where it is."""
    place = offsets[heading.cue]
    first = bisect_right(topics, place - NEAR, key=lambda t: offsets[t.span.first_cue] + t.span.start)
    best: tuple[bool, bool, int, int] | None = None
    for at in range(max(0, first - 1), len(topics)):
        topic = topics[at]
        away = offsets[topic.span.first_cue] + topic.span.start - place
        if away > NEAR and topic.cue != heading.cue:
            break
        here = topic.cue == heading.cue
        if at in taken or not (here or abs(away) <= NEAR):
            continue
        named = keeps_title(topic.note.title, heading.title)
        rank = (not here, not named, abs(away), at)
        best = rank if best is None else min(best, rank)
    return None if best is None else best[-1]


def _own_topic(heading: Heading, transcript: Transcript) -> Grounded[TopicNote]:
    """A topic of the author's alone, resting on the first words below the heading."""
    text = transcript.cues[heading.cue].text
    quote = first_words(text)
    span = Span(heading.cue, heading.cue, 0, len(quote), quote, True, 1.0)
    title = chapter_title(heading)
    note = TopicNote(cue=0, quote=quote, title=title)
    return Grounded(note, span, heading=title)
