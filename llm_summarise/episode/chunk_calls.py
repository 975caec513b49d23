"""Asking about every chunk, as many at once as the pool allows; one that is too long is asked in halves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llm_summarise.asking.caller import Accept, Answered
from llm_summarise.asking.failures import Failure, TooLargeForLimit
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk, halves
from llm_summarise.episode.run import Run

MOST_DIVISIONS = 3
"""How often a chunk is halved whose answer is too long: an eighth of it should do, and a model that cuts off
every answer is found out."""

Question = tuple[str, str, Any]
"""What is asked about a chunk: instructions, question, schema."""

Test = Callable[[Chunk], Accept]
"""What says of an answer about a chunk what is wrong with it."""


@dataclass(frozen=True)
class Reading:
    """What came of one chunk: notes, or the reason why there are none."""

    chunk: Chunk
    answer: Answered[Any] | None = None
    failure: SummariseError | None = None


async def read_chunks(
    transcript: Transcript,
    chunks: Sequence[Chunk],
    about: Callable[[Chunk], Question],
    run: Run,
    seed: int,
    *,
    divide: bool = True,
    test: Test | None = None,
) -> list[Reading]:
    """Ask what `about` says of every chunk. One that is too long is asked about in halves if `divide`. An
    answer that `test` has something against is asked for again, and fails in the end; so is a cached one."""
    run.listener.expect(len(chunks))
    reader = _Reader(transcript, about, run, seed, divide, test)
    parts = await asyncio.gather(*(reader.read(chunk) for chunk in chunks))
    return [reading for part in parts for reading in part]


@dataclass(frozen=True)
class _Reader:
    transcript: Transcript
    about: Callable[[Chunk], Question]
    run: Run
    seed: int
    divide: bool
    test: Test | None

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
            accept = self.test and self.test(chunk)
            answer = await caller.ask(*asked, seed=seed, episode=self.transcript.name, accept=accept)
        except SummariseError as error:
            too_long = may_divide and isinstance(error, Failure) and error.split
            if too_long and (parts := halves(chunk, self.transcript)):
                if not isinstance(error, TooLargeForLimit):  # a limit may be another one next time
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
