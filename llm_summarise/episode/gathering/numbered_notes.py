"""The notes of an episode, numbered: what the last prompt shows, and what its citations mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.replies import PersonNote, PointNote, QuoteNote, TopicNote
from llm_summarise.domain.result import Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.source.outline import keeps_title
from llm_summarise.grounding import Grounder, Span

AUTHOR = "author"
"""Last field of a topic that begins at a heading of the author's and bears its title."""

MAX_TOOLS = 40
"""Tools shown to the model that writes the summary, the most often named ones: it needs their spelling."""


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """One numbered line of the episode prompt. `span` is what a citation of it rests on; `topic` or `quote`
    is set where the note is one."""

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
    timed = [(topic.start, 0, _of_topic(topic, transcript, grounder)) for topic in notes.topics]
    adverts = sponsored(notes.topics)
    statements: Iterable[Grounded[PointNote] | Grounded[QuoteNote]] = (*notes.points, *notes.quotes)
    for item in statements:
        if not within(item.start, adverts):
            timed.append((item.start, 1, _of_statement(item, transcript)))
    in_time = [note for *_, note in sorted(timed, key=lambda entry: entry[:2])]
    people = {(p.note.name, p.note.role): _of_person(p) for p in reversed(notes.people)}
    often = sorted((t for t in tools if not t.sponsor), key=lambda t: -len(t.mentions))[:MAX_TOOLS]
    return [*in_time, *reversed(people.values()), *(_of_tool(t, transcript, grounder) for t in often)]


def _of_topic(topic: Grounded[TopicNote], transcript: Transcript, grounder: Grounder) -> NumberedNote:
    kind = "sponsor" if topic.note.sponsor else "topic"
    start = timestamp(transcript.stamp(topic.cue))
    said = grounder.quote(topic.note.summary, near=topic.span.first_cue)
    span = said if said is not None and said.exact else topic.span
    fields: tuple[str, ...] = (kind, start, _field(topic.note.title), _field(topic.note.summary))
    if topic.heading is not None and keeps_title(topic.note.title, topic.heading):
        fields = (kind, start, _field(topic.heading), _field(topic.note.summary), AUTHOR)
    return NumberedNote(fields, span, topic)


def _of_statement(item: Grounded[PointNote] | Grounded[QuoteNote], transcript: Transcript) -> NumberedNote:
    if isinstance(item.note, PointNote):
        return NumberedNote(("point", _field(item.note.text)), item.span)
    speaker = transcript.cues[item.span.first_cue].speaker or "unknown"
    quote = Grounded(item.note, item.span)
    return NumberedNote(("quote", _field(speaker), _field(item.span.text)), item.span, quote=quote)


def _of_person(person: Grounded[PersonNote]) -> NumberedNote:
    return NumberedNote(("person", _field(person.note.name), person.note.role.value), person.span)


def _of_tool(tool: Tool, transcript: Transcript, grounder: Grounder) -> NumberedNote:
    """A tool rests on the words that name it first."""
    mention = tool.mentions[0]
    text = transcript.cues[mention.cue].text
    span = grounder.quote(mention.quote, near=mention.cue) or Span(
        mention.cue, mention.cue, 0, len(text), text, True, 1.0
    )
    return NumberedNote(("tool", _field(tool.name), tool.kind.value, str(len(tool.mentions))), span)


def _field(text: str) -> str:
    """A text as one field of a note: on one line, without the separator."""
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
