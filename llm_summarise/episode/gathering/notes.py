"""Notes tied to the transcript: each note of a model with the passage its quote was found at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from llm_summarise.domain.replies import (
    ChunkNotes,
    Note,
    PersonNote,
    PointNote,
    QuoteNote,
    ToolNote,
    TopicNote,
)
from llm_summarise.domain.result import Evidence
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk
from llm_summarise.grounding import Grounder, Span

N = TypeVar("N", bound=Note)


@dataclass(frozen=True, slots=True)
class Grounded(Generic[N]):
    """A note and the passage it rests on. What the passage says is the transcript's, not the model's.

    `begins` is set where the chapter of a topic starts with another cue than the passage: with the next one,
    where the topic begins in the middle of a cue that another topic has already, or with that below a heading
    of the author's close by. `heading` is the title of that, None if the topic begins at none.
    """

    note: N
    span: Span
    begins: int | None = None
    heading: str | None = None

    @property
    def start(self) -> tuple[int, int]:
        """Cue and character the passage starts at."""
        return self.span.first_cue, self.span.start

    @property
    def cue(self) -> int:
        """The cue a chapter starts with that starts here."""
        return self.span.first_cue if self.begins is None else self.begins


@dataclass(frozen=True)
class GroundedNotes:
    """The notes that were found in the transcript, in order of the cues they start in; `dropped` counts by
    kind those that were not."""

    topics: tuple[Grounded[TopicNote], ...] = ()
    points: tuple[Grounded[PointNote], ...] = ()
    tools: tuple[Grounded[ToolNote], ...] = ()
    quotes: tuple[Grounded[QuoteNote], ...] = ()
    people: tuple[Grounded[PersonNote], ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> int:
        """Number of notes of all kinds."""
        return len(self.topics) + len(self.points) + len(self.tools) + len(self.quotes) + len(self.people)


def ground(notes: ChunkNotes, chunk: Chunk, grounder: Grounder) -> GroundedNotes:
    """Look up the quote of every note; a note whose quote is nowhere in the transcript is dropped.

    The number a note gives only chooses among several places with the same words: lines are easily
    miscounted, words are either there or not.
    """
    dropped: Counter[str] = Counter()

    def found(kind: str, some: Sequence[N]) -> tuple[Grounded[N], ...]:
        # A tool's own place is looked for in its quote, whoever names it there: "Which one?" "Celery."
        find = grounder.locate if kind == "tools" else grounder.quote
        kept = []
        for note in some:
            near = chunk.lines[note.cue - 1].cues if 0 < note.cue <= len(chunk.lines) else None
            span = find(note.quote, near=near, within=(chunk.cues[0], chunk.cues[-1]))
            if span is None:
                dropped[kind] += 1
            else:
                kept.append(Grounded(note, span))
        return in_order(kept)

    return GroundedNotes(
        topics=found("topics", notes.topics),
        points=found("points", notes.points),
        tools=found("tools", notes.tools),
        quotes=found("quotes", notes.quotes),
        people=found("people", notes.people),
        dropped=dropped,
    )


def in_order(some: Iterable[Grounded[N]]) -> tuple[Grounded[N], ...]:
    """Sorted by the place they rest on; equal places keep their order."""
    return tuple(sorted(some, key=lambda g: g.start))


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
