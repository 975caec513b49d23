"""The notes of an episode, numbered: what the last prompt shows, and what its citations mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.replies import PersonNote, PointNote, QuoteNote, TopicNote
from llm_summarise.domain.result import MentionedItem, Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.source.outline import keeps_title
from llm_summarise.grounding import Grounder, Span

AUTHOR = "author"
"""Last field of a topic that begins at a heading of the author's and bears its title."""

GOES_ON = "goes on"
"""Last field of a topic that stands where a passage was cut."""

MAX_MENTIONS = 40
"""Names shown to the model that writes the summary, the most prominent ones: it needs their spelling."""


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """One numbered line of the episode prompt. `span` is what a citation of it rests on; `topic` or `quote`
    is set where the note is one."""

    fields: tuple[str, ...]
    span: Span
    topic: Grounded[TopicNote] | None = None
    quote: Grounded[QuoteNote] | None = None

    @property
    def states(self) -> bool:
        """Whether the note says something, a point or a quote, and not only where or by whom."""
        return self.fields[0] in ("point", "quote")


def numbered_notes(
    notes: GroundedNotes, named: Sequence[Tool | MentionedItem], transcript: Transcript, grounder: Grounder
) -> list[NumberedNote]:
    """The notes as the model is shown them: topics, points and quotes in order of time, people, and what is
    `named`, the most prominent first. `notes` hold nothing from advertisements; what is only advertised is
    left out.
    """
    timed = [(topic.start, 0, _of_topic(topic, transcript)) for topic in notes.topics]
    statements: Iterable[Grounded[PointNote] | Grounded[QuoteNote]] = (*notes.points, *notes.quotes)
    timed += [(item.start, 1, _of_statement(item, transcript)) for item in statements]
    in_time = [note for *_, note in sorted(timed, key=lambda entry: entry[:2])]
    people = {(p.note.name, p.note.role): _of_person(p) for p in reversed(notes.people)}
    often = sorted((n for n in named if not n.sponsor), key=_rank)[:MAX_MENTIONS]
    return [*in_time, *reversed(people.values()), *(_of_mention(n, transcript, grounder) for n in often)]


def _rank(named: Tool | MentionedItem) -> tuple[int, int]:
    """What matters most comes first; of equals, what is named most often."""
    return named.prominence.rank, -len(named.mentions)


def _of_topic(topic: Grounded[TopicNote], transcript: Transcript) -> NumberedNote:
    title, last = topic.note.title, [GOES_ON] if topic.goes_on else []
    if topic.heading is not None and keeps_title(title, topic.heading):
        title, last = topic.heading, [AUTHOR]
    fields = ("topic", timestamp(transcript.stamp(topic.cue)), _field(title), *last)
    return NumberedNote(fields, topic.span, topic)


def _of_statement(item: Grounded[PointNote] | Grounded[QuoteNote], transcript: Transcript) -> NumberedNote:
    if isinstance(item.note, PointNote):
        return NumberedNote(("point", _field(item.note.text)), item.span)
    speaker = transcript.cues[item.span.first_cue].speaker or "unknown"
    quote = Grounded(item.note, item.span)
    return NumberedNote(("quote", _field(speaker), _field(item.span.text)), item.span, quote=quote)


def _of_person(person: Grounded[PersonNote]) -> NumberedNote:
    return NumberedNote(("person", _field(person.note.name), person.note.role.value), person.span)


def _of_mention(named: Tool | MentionedItem, transcript: Transcript, grounder: Grounder) -> NumberedNote:
    """What is named rests on the words that name it first."""
    mention = named.mentions[0]
    text = transcript.cues[mention.cue].text
    span = grounder.quote(mention.quote, near=mention.cue) or Span(
        mention.cue, mention.cue, 0, len(text), text, True, 1.0
    )
    fields = ("mention", _field(named.name), named.kind.value, str(len(named.mentions)))
    return NumberedNote(fields, span)


def _field(text: str) -> str:
    """A text as one field of a note: on one line, without the separator."""
    return fold_space(text).replace(" | ", " / ")
