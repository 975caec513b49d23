"""The notes of an episode as numbered rows: what the last prompt shows, and what its citations mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.replies import PointNote, QuoteNote, TopicNote
from llm_summarise.domain.result import Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.notes import Grounded, GroundedNotes
from llm_summarise.grounding import Grounder, Span

MAX_TOOLS = 40
"""Tools shown to the model that writes the summary, the most often named ones: it needs their spelling."""


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """One numbered line of the episode prompt. `span` is what a citation of it rests on; `topic` or `quote`
    is set where the row is one."""

    fields: tuple[str, ...]
    span: Span
    topic: Grounded[TopicNote] | None = None
    quote: Grounded[QuoteNote] | None = None


def numbered_notes(
    notes: GroundedNotes, tools: Sequence[Tool], transcript: Transcript, grounder: Grounder
) -> list[NumberedNote]:
    """The notes as the model is shown them: topics, points and quotes in order of time, people, tools.

    Points and quotes from advertisements are left out. A topic's quote only says where it begins; whoever
    cites the topic means its summary, so where that was said word for word, those words are the evidence.
    """
    timed: list[tuple[tuple[int, int, int], NumberedNote]] = []
    for topic in notes.topics:
        kind = "sponsor" if topic.note.sponsor else "topic"
        start = timestamp(transcript.cues[topic.cue].start)
        said = grounder.quote(topic.note.summary, near=topic.span.first_cue)
        span = said if said is not None and said.exact else topic.span
        row = NumberedNote((kind, start, _field(topic.note.title), _field(topic.note.summary)), span, topic)
        timed.append(((*topic.start, 0), row))
    adverts = sponsored(notes.topics)
    statements: Iterable[Grounded[PointNote] | Grounded[QuoteNote]] = (*notes.points, *notes.quotes)
    for item in statements:
        if within(item.start, adverts):
            continue
        if isinstance(item.note, PointNote):
            row = NumberedNote(("point", _field(item.note.text)), item.span)
        else:
            speaker = transcript.cues[item.span.first_cue].speaker or "unknown"
            quote = Grounded(item.note, item.span)
            row = NumberedNote(("quote", _field(speaker), _field(item.span.text)), item.span, quote=quote)
        timed.append(((*item.start, 1), row))
    result = [row for _, row in sorted(timed, key=lambda pair: pair[0])]
    persons = {
        (p.note.name, p.note.role.value): NumberedNote(
            ("person", _field(p.note.name), p.note.role.value), p.span
        )
        for p in reversed(notes.people)
    }
    often = sorted((t for t in tools if not t.sponsor), key=lambda t: -len(t.mentions))[:MAX_TOOLS]
    named = [
        NumberedNote(
            ("tool", _field(t.name), t.kind.value, str(len(t.mentions))), _span(t, transcript, grounder)
        )
        for t in often
    ]
    return [*result, *reversed(persons.values()), *named]


def _field(text: str) -> str:
    """A text as one field of a row: on one line, without the separator."""
    return fold_space(text).replace(" | ", " / ")


Place = tuple[int, int]
"""A cue and a character of its text."""

Adverts = Sequence[tuple[Place, Place | None]]
"""What is advertisement: start inclusive, end exclusive, None for the end of the episode."""


def sponsored(topics: Sequence[Grounded[TopicNote]]) -> Adverts:
    """What is advertisement: from the start of each sponsor topic to that of the next topic."""
    ends = [topic.start for topic in topics[1:]]
    return [(t.start, end) for t, end in zip_longest(topics, ends) if t.note.sponsor]


def within(place: Place, adverts: Adverts) -> bool:
    """Whether a place is in one of the advertisements."""
    return any(start <= place and (end is None or place < end) for start, end in adverts)


def _span(tool: Tool, transcript: Transcript, grounder: Grounder) -> Span:
    """Where a tool is first named."""
    mention = tool.mentions[0]
    span = grounder.quote(mention.quote, near=mention.cue)
    text = transcript.cues[mention.cue].text
    return span or Span(mention.cue, mention.cue, 0, len(text), text, True, 1.0)
