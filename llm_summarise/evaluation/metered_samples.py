"""Samples of one episode, each with what its answers took, whether paid for now or found in the cache."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.result import EpisodeSummary, Usage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.pipeline import summarise_transcript, usage
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.run import Run
from llm_summarise.episode.verification.verifying import verified


@dataclass(frozen=True)
class Sample:
    """What one seed gave: a result, or the reason why there is none."""

    seed: int
    result: EpisodeSummary | None = None
    failure: SummariseError | None = None


async def take_samples(transcripts: Sequence[Transcript], run: Run, store: AnswerStore) -> list[list[Sample]]:
    """For each transcript one sample for each seed of the run's settings, in order, as many at a time as
    there may be calls. Failures come back as values."""
    settings = run.settings
    seeds = settings.seeds
    transcripts = [transcript.renamed(settings.speakers) for transcript in transcripts]
    gate = asyncio.Semaphore(settings.concurrency)
    taken = await asyncio.gather(*(_sample(t, run, store, gate, seed) for t in transcripts for seed in seeds))
    return [taken[i : i + len(seeds)] for i in range(0, len(taken), len(seeds))]


def results_of(samples: Sequence[Sample]) -> list[EpisodeSummary]:
    """The results of the seeds that gave one."""
    return [sample.result for sample in samples if sample.result is not None]


def failures_of(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Why the other seeds gave none, as "seed 1: reason"."""
    return tuple(f"seed {s.seed}: {s.failure}" for s in samples if s.failure is not None)


async def _sample(
    transcript: Transcript, run: Run, store: AnswerStore, gate: asyncio.Semaphore, seed: int
) -> Sample:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    async with gate:
        meter = _Meter(store, run.listener)
        metered = replace(run, listener=meter)
        started = time.monotonic()
        try:
            sample = await summarise_transcript(transcript, metered, seed=seed, created=created)
            result = await verified(sample, transcript, metered, seed=seed)
        except SummariseError as error:
            return Sample(seed, failure=error)
        taken = meter.usage(time.monotonic() - started)
    return Sample(seed, result.model_copy(update={"usage": taken}))


class _Meter:
    """A listener that adds up what answers took, and passes on to another what it sees."""

    def __init__(self, store: AnswerStore, listener: ProgressListener) -> None:
        self._store = store
        self._listener = listener
        self._answers: list[Answered[Any]] = []
        self._seconds: list[float | None] = []

    def expect(self, calls: int) -> None:
        self._listener.expect(calls)

    def arrived(self, answer: Answered[Any] | None) -> None:
        if answer is not None:
            entry = self._store.get(answer.key)
            self._answers.append(answer)
            self._seconds.append(None if entry is None else entry.seconds)
        self._listener.arrived(answer)

    def usage(self, elapsed: float) -> Usage:
        """As if nothing had been in the cache. `seconds` are those of the calls, added up; where the cache
        does not know them, those of the whole sample if all of it was asked now."""
        known = [seconds for seconds in self._seconds if seconds is not None]
        timed = len(known) == len(self._seconds)
        now = not any(answer.cached for answer in self._answers)
        taken = usage([replace(answer, cached=False) for answer in self._answers])
        taken.cached = 0 if timed or now else len(self._answers)
        taken.seconds = round(sum(known) if timed else elapsed if now else 0.0, 3)
        return taken
