"""The first half of the way: every chunk read by the model, and what it noted found in the transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.failures import Failure
from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.replies import ChunkNotes, ChunkReply
from llm_summarise.domain.result import Coverage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk, halves
from llm_summarise.episode.merging import merged
from llm_summarise.episode.notes import GroundedNotes, ground
from llm_summarise.episode.prompts.questions import chunk_prompt
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.run import Run
from llm_summarise.grounding import Grounder

PLACES_SHOWN = 3
"""Failed chunks named in an error, which is one line."""

MOST_DIVISIONS = 3
"""How often a chunk is halved whose answer is too long: an eighth of it should do, and a model that cuts off
every answer is found out."""

Question = tuple[str, str, Any]
"""What is asked about a chunk: instructions, question, schema."""


@dataclass(frozen=True)
class Reading:
    """What came of one chunk: notes, or the reason why there are none."""

    chunk: Chunk
    answer: Answered[Any] | None = None
    failure: SummariseError | None = None


class Incomplete(SummariseError):
    """Some chunks have no notes. What was answered is in the cache; `failure` is the first reason."""

    def __init__(self, readings: Sequence[Reading], transcript: Transcript) -> None:
        failed = [r for r in readings if r.failure is not None]
        first = failed[0].failure
        assert first is not None
        self.failure = first
        self.exit_code = first.exit_code
        if isinstance(first, Failure) and first.fatal:
            # No key, no such model: nothing about these chunks.
            super().__init__(first.message, hint=first.hint)
            return
        places = "; ".join(place(r.chunk, transcript) for r in failed[:PLACES_SHOWN])
        if len(failed) > PLACES_SHOWN:
            places += f"; and {len(failed) - PLACES_SHOWN} more"
        message = f"{len(failed)} of {len(readings)} chunks failed ({places}): {first.message}"
        kept = "finished answers are kept: the same command asks only for what is missing"
        super().__init__(message, hint=f"{first.hint}; {kept}" if first.hint else kept)


async def take_notes(transcript: Transcript, chunks: Sequence[Chunk], run: Run, seed: int) -> list[Reading]:
    """Ask for notes on every chunk, all at once as far as the pool allows; failures come back as values."""

    def about(chunk: Chunk) -> Question:
        prompt = prompt_for(chunk, transcript, run)
        return prompt.system, prompt.user, ChunkReply

    return await read_chunks(transcript, chunks, about, run, seed)


async def read_chunks(
    transcript: Transcript,
    chunks: Sequence[Chunk],
    about: Callable[[Chunk], Question],
    run: Run,
    seed: int,
    *,
    divide: bool = True,
) -> list[Reading]:
    """Ask what `about` says of every chunk. One that is too long is asked about in halves if `divide`."""
    run.listener.expect(len(chunks))
    reader = _Reader(transcript, about, run, seed, divide)
    parts = await asyncio.gather(*(reader.read(chunk) for chunk in chunks))
    return [reading for part in parts for reading in part]


@dataclass(frozen=True)
class _Reader:
    transcript: Transcript
    about: Callable[[Chunk], Question]
    run: Run
    seed: int
    divide: bool

    async def read(self, chunk: Chunk, divisions: int = 0) -> list[Reading]:
        """Notes on one chunk, or on its halves where the whole is too long to be answered."""
        may_divide = self.divide and divisions < MOST_DIVISIONS
        async with self.run.in_flight:
            read = await self._read_whole(chunk, may_divide)
        return [read] if isinstance(read, Reading) else await self._read_halves(read, divisions)

    async def _read_whole(self, chunk: Chunk, may_divide: bool) -> Reading | tuple[Chunk, Chunk]:
        """Notes on one chunk, or the halves that have to be read instead."""
        caller, seed = self.run.caller, self.seed
        asked = await self.run.in_background(self.about, chunk)
        if may_divide and caller.is_too_long(*asked, seed=seed) and (parts := halves(chunk, self.transcript)):
            return parts
        try:
            answer = await caller.ask(*asked, seed=seed, episode=self.transcript.name)
        except SummariseError as error:
            too_long = may_divide and isinstance(error, Failure) and error.split
            if too_long and (parts := halves(chunk, self.transcript)):
                caller.mark_too_long(*asked, seed=seed)
                return parts
            self.run.listener.arrived(None)
            return Reading(chunk, failure=error)
        self.run.listener.arrived(answer)
        return Reading(chunk, answer=answer)

    async def _read_halves(self, parts: tuple[Chunk, Chunk], divisions: int) -> list[Reading]:
        self.run.listener.expect(1)
        both = await asyncio.gather(*(self.read(part, divisions + 1) for part in parts))
        return [*both[0], *both[1]]


def prompt_for(chunk: Chunk, transcript: Transcript, run: Run) -> Prompt:
    """What the model is asked about a chunk, with the names from the catalogue that may occur in it."""
    hints = run.catalogue.hints("\n".join(chunk.texts(transcript))) if run.hints else []
    return chunk_prompt(chunk, transcript, run.prompts, run.settings, hints)


def grounded(readings: Sequence[Reading], grounder: Grounder) -> GroundedNotes:
    """The notes of all chunks that were found in the transcript, merged."""
    parts, starts = [], []
    for reading in readings:
        assert reading.answer is not None
        notes = reading.answer.value.answer
        if isinstance(notes, ChunkNotes):
            parts.append(ground(notes, reading.chunk, grounder))
            starts.append(reading.chunk.cues[0])
    return merged(parts, starts, grounder.cue_count)


def coverage(readings: Sequence[Reading], dropped: Mapping[str, int], kept: int) -> Coverage:
    """How much of a transcript was read, and what became of the notes."""
    failed = [r for r in readings if r.failure is not None]
    return Coverage(
        chunks=len(readings),
        ok=len(readings) - len(failed),
        cached=sum(r.answer is not None and r.answer.cached for r in readings),
        failed=len(failed),
        missing=[(r.chunk.cues[0], r.chunk.cues[-1]) for r in failed],
        dropped=dict(dropped),
        kept=kept,
    )


def place(chunk: Chunk, transcript: Transcript) -> str:
    """Where a chunk stands: by time if there are times, and by number of cue, from 0, both inclusive."""
    first, last = chunk.cues[0], chunk.cues[-1]
    cues = f"cues {first}-{last}"
    start, end = transcript.cues[first].start, transcript.cues[last].start
    return cues if start is None else f"{timestamp(start)}-{timestamp(end)}, {cues}"
