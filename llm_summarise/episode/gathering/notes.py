"""Notes tied to the transcript: each note of a model with the passage its quote was found at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from llm_summarise.domain.replies import (
    ChunkNotes,
    MentionNote,
    Note,
    PersonNote,
    PointNote,
    QuoteNote,
    Role,
    SponsorNote,
    TopicNote,
)
from llm_summarise.domain.result import Evidence
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.adverts import Advert, Place, within
from llm_summarise.grounding import Grounder, Span, whole_sentences

N = TypeVar("N", bound=Note)


@dataclass(frozen=True, slots=True)
class Grounded(Generic[N]):
    """A note and the passage it rests on. What the passage says is the transcript's, not the model's.

    `begins` is set where the chapter of a topic starts with another cue than the passage: with the next one,
    where the topic begins in the middle of a cue that another topic has already, or with that below a heading
    of the author's close by. `heading` is the title of that, None if the topic begins at none. `goes_on`
    tells of a topic that it stands where a passage was cut, so that it may be the one before.
    """

    note: N
    span: Span
    begins: int | None = None
    heading: str | None = None
    goes_on: bool = False

    @property
    def start(self) -> tuple[int, int]:
        """Cue and character the passage starts at."""
        return self.span.first_cue, self.span.start

    @property
    def cue(self) -> int:
        """The cue a chapter starts with that starts here."""
        return self.span.first_cue if self.begins is None else self.begins


@dataclass(frozen=True, slots=True)
class NotedMention:
    """A mention as it is noted: `near` are the cues of the line it gives, `passage` those of its chunk."""

    note: MentionNote
    near: range
    passage: range


@dataclass(frozen=True)
class GroundedNotes:
    """The notes that were found in the transcript, in order of the cues they start in; `dropped` counts by
    kind those that were not. Where mentions are named is not looked for yet."""

    topics: tuple[Grounded[TopicNote], ...] = ()
    points: tuple[Grounded[PointNote], ...] = ()
    mentions: tuple[NotedMention, ...] = ()
    quotes: tuple[Grounded[QuoteNote], ...] = ()
    people: tuple[Grounded[PersonNote], ...] = ()
    adverts: tuple[Advert, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> int:
        """Number of notes of all kinds."""
        kinds = (self.topics, self.points, self.mentions, self.quotes, self.people, self.adverts)
        return sum(map(len, kinds))

    def outside_adverts(self) -> GroundedNotes:
        """Without the topics, points, quotes and people of advertisements. Mentions stay: results tell
        which of them are advertised."""

        def kept(some: Iterable[Grounded[N]]) -> tuple[Grounded[N], ...]:
            return tuple(note for note in some if not within(note.start, self.adverts))

        return replace(
            self,
            topics=kept(self.topics),
            points=kept(self.points),
            quotes=kept(self.quotes),
            people=kept(self.people),
        )


def ground(notes: ChunkNotes, chunk: Chunk, grounder: Grounder) -> GroundedNotes:
    """Look up the quote of every note; a note whose quote is nowhere in the transcript is dropped.

    The number a note gives only chooses among several places with the same words: lines are easily
    miscounted, words are either there or not.
    """
    dropped: Counter[str] = Counter()

    def found(kind: str, some: Sequence[N]) -> tuple[Grounded[N], ...]:
        kept = []
        for note in some:
            span = grounder.quote(
                note.quote, near=line_of(note.cue, chunk), within=(chunk.cues[0], chunk.cues[-1])
            )
            if span is None:
                dropped[kind] += 1
            else:
                kept.append(Grounded(note, span))
        return in_order(kept)

    adverts = [Advert(g.note, g.start, _end(g, chunk, grounder)) for g in found("sponsors", notes.sponsors)]
    return GroundedNotes(
        topics=found("topics", notes.topics),
        points=found("points", notes.points),
        mentions=tuple(
            NotedMention(note, line_of(note.cue, chunk) or chunk.cues, chunk.cues) for note in notes.mentions
        ),
        quotes=found("quotes", notes.quotes),
        people=found("people", [person for person in notes.people if person.role is not Role.MENTIONED]),
        adverts=tuple(adverts),
        dropped=dropped,
    )


def quoted(notes: ChunkNotes) -> list[Note]:
    """The notes that rest on a quote, of all kinds."""
    people = [person for person in notes.people if person.role is not Role.MENTIONED]
    return [*notes.topics, *notes.points, *notes.quotes, *people, *notes.sponsors]


def line_of(number: int, chunk: Chunk) -> range | None:
    """The cues of a numbered line of a chunk; None if there is no such line."""
    return chunk.lines[number - 1].cues if 0 < number <= len(chunk.lines) else None


def _end(advert: Grounded[SponsorNote], chunk: Chunk, grounder: Grounder) -> Place:
    """Where an advertisement ends: behind its last words, else behind its last line, and in any case behind
    the words it is noted by. The line may go on with what is no advertisement any more."""
    own = advert.span.last_cue, advert.span.end
    line = line_of(min(advert.note.last_cue, len(chunk.lines)), chunk)
    if line is None:
        return own
    last = chunk.lines[min(advert.note.last_cue, len(chunk.lines)) - 1].pieces[-1]
    said = grounder.quote(advert.note.last_words, near=line, within=(line[0], line[-1]))
    if said is not None and said.first_cue in line:
        return max(own, (said.last_cue, said.end))
    return max(own, (last.cue, last.end))


def in_order(some: Iterable[Grounded[N]]) -> tuple[Grounded[N], ...]:
    """Sorted by the place they rest on; equal places keep their order."""
    return tuple(sorted(some, key=lambda g: g.start))


def support(span: Span, transcript: Transcript) -> Evidence:
    """What a reader is shown for a statement: the passage it rests on in whole sentences, for half of one
    seldom tells enough to judge by."""
    return evidence(whole_sentences(span, transcript.cues), transcript)


def evidence(span: Span, transcript: Transcript) -> Evidence:
    """What a reader is shown for a passage: its words, who said them and when."""
    start, approximate = transcript.moment(span.first_cue, span.start)
    return Evidence(
        cue=span.first_cue,
        start=start,
        approximate=approximate,
        speaker=transcript.cues[span.first_cue].speaker,
        quote=span.text,
    )
