"""The first half of the way: every chunk is read by the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llm_summarise.asking.failures import Failure
from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.replies import ChunkReply
from llm_summarise.domain.result import Coverage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunk_calls import Question, Reading, read_chunks
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.material import Lookup
from llm_summarise.episode.prompts.questions import chunk_prompt
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.run import Run

PLACES_SHOWN = 3
"""Failed chunks named in an error, which is one line."""


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
        if len(failed) < len(readings):
            kept += "; --keep-going does without it"
        super().__init__(message, hint=f"{first.hint}; {kept}" if first.hint else kept)


async def take_notes(
    transcript: Transcript, chunks: Sequence[Chunk], run: Run, seed: int
) -> tuple[list[Reading], Lookup]:
    """The notes on every chunk, or why there are none, and what they are looked up in.

    Raises Incomplete when chunks failed and the settings do not say `keep_going`, or all of them failed.
    """

    def about(chunk: Chunk) -> Question:
        prompt = prompt_for(chunk, transcript, run)
        return prompt.system, prompt.user, ChunkReply

    async with run.while_waiting(Lookup.of, transcript, run.catalogue) as prepared:
        readings = await read_chunks(transcript, chunks, about, run, seed)
        answered = sum(reading.answer is not None for reading in readings)
        if answered < len(readings) and not (run.settings.keep_going and answered):
            raise Incomplete(readings, transcript)
        return readings, await prepared()


def prompt_for(chunk: Chunk, transcript: Transcript, run: Run) -> Prompt:
    """What the model is asked about a chunk, with the names from the catalogue that may occur in it."""
    names = run.names_in("\n".join(chunk.texts(transcript)))
    return chunk_prompt(chunk, transcript, run.prompts, run.settings, names)


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
    start, end = transcript.stamp(first), transcript.stamp(last)
    return cues if start is None else f"{timestamp(start)}-{timestamp(end)}, {cues}"
