"""What a summary is written from: the notes that were found in the transcript, the tools, both numbered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llm_summarise.domain.replies import ChunkNotes
from llm_summarise.domain.settings import Mentions
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.adverts import Advert
from llm_summarise.episode.gathering.headed_topics import at_headings
from llm_summarise.episode.gathering.mentions import NamedThings, SpokenNames, named_things
from llm_summarise.episode.gathering.merging import merged
from llm_summarise.episode.gathering.notes import GroundedNotes, ground
from llm_summarise.episode.gathering.numbered_notes import NumberedNote, numbered_notes
from llm_summarise.episode.source.one_name import under_one_name
from llm_summarise.grounding import Grounder
from llm_summarise.names import Catalogue

if TYPE_CHECKING:
    from llm_summarise.episode.chunk_calls import Reading


@dataclass(frozen=True)
class Lookup:
    """What notes are looked up in: all that can be made of a transcript before there are any."""

    grounder: Grounder
    spoken: SpokenNames

    @classmethod
    def of(cls, transcript: Transcript, catalogue: Catalogue, grounder: SharedGrounder) -> Lookup:
        return cls(grounder.get(), SpokenNames.of(transcript, catalogue))


class SharedGrounder:
    """The grounder of a transcript, made once by whoever needs it first, in whatever thread."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._making = threading.Lock()
        self._grounder: Grounder | None = None

    def get(self) -> Grounder:
        with self._making:
            if self._grounder is None:
                self._grounder = Grounder(self._transcript)
            return self._grounder


@dataclass(frozen=True)
class Material:
    """`dropped` counts by kind what was noted and is not in the transcript."""

    notes: GroundedNotes
    named: NamedThings
    numbered: list[NumberedNote]
    dropped: Counter[str]


def gathered(
    readings: Sequence[Reading],
    transcript: Transcript,
    catalogue: Catalogue,
    lookup: Lookup,
    wanted: Mentions,
    skipped: Sequence[Advert] = (),
) -> Material:
    """The notes of all chunks that were found in the transcript, and what follows from them. `wanted` are the
    mentions that were asked for: a model that notes others is not listened to. `skipped` are advertisements
    that it was not shown."""
    found = grounded(readings, lookup.grounder, transcript, skipped)
    notes = at_headings(found, transcript, _read(readings))
    notes = replace(notes, people=under_one_name(notes.people, transcript))
    named = named_things(notes, transcript, catalogue, lookup.spoken, lookup.grounder)
    if wanted == "tools":
        named = replace(named, items=[])
    numbered = numbered_notes(notes, [*named.tools, *named.items], transcript, lookup.grounder)
    return Material(notes, named, numbered, notes.dropped + Counter(mentions=named.dropped))


def _read(readings: Sequence[Reading]) -> list[range]:
    """The cues of each chunk that was answered."""
    return [reading.chunk.cues for reading in readings if reading.answer is not None]


def grounded(
    readings: Sequence[Reading], grounder: Grounder, transcript: Transcript, skipped: Sequence[Advert] = ()
) -> GroundedNotes:
    """The notes of all chunks that were found in the transcript, merged, and the adverts `skipped`."""
    parts, starts = [GroundedNotes(adverts=tuple(skipped))], [0]
    for reading in readings:
        notes = reading.answer.value.answer if reading.answer else None
        if isinstance(notes, ChunkNotes):
            parts.append(ground(notes, reading.chunk, grounder))
            starts.append(reading.chunk.cues[0])
    return merged(parts, starts, transcript)
