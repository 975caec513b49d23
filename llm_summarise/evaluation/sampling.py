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
from llm_summarise.episode.pipeline import summarise_transcript
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.run import Run
from llm_summarise.episode.samples.merge import merge_samples


@dataclass(frozen=True)
class Sample:
    """What one seed gave: a result, or the reason why there is none."""

    seed: int
    result: EpisodeSummary | None = None
    failure: SummariseError | None = None


async def take_samples(
    transcript: Transcript, run: Run, store: AnswerStore, gate: asyncio.Semaphore
) -> list[Sample]:
    """One sample for each seed of the run's settings, in order. `gate` bounds how many episodes are in hand
    at a time; failures come back as values."""
    settings = run.settings
    seeds = range(settings.seed, settings.seed + settings.samples)
    return list(await asyncio.gather(*(_sample(transcript, run, store, gate, seed) for seed in seeds)))


def results_of(samples: Sequence[Sample]) -> list[EpisodeSummary]:
    """The results of the seeds that gave one."""
    return [sample.result for sample in samples if sample.result is not None]


def merged(samples: Sequence[Sample], min_support: float) -> EpisodeSummary | None:
    """What the samples agree on; None where one of them failed."""
    results = results_of(samples)
    return merge_samples(results, min_support=min_support) if len(results) == len(samples) else None


async def _sample(
    transcript: Transcript, run: Run, store: AnswerStore, gate: asyncio.Semaphore, seed: int
) -> Sample:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    async with gate:
        meter = _Meter(store, run.listener)
        started = time.monotonic()
        try:
            result = await summarise_transcript(
                transcript, replace(run, listener=meter), seed=seed, created=created
            )
        except SummariseError as error:
            return Sample(seed, failure=error)
        usage = meter.usage(time.monotonic() - started)
    return Sample(seed, result.model_copy(update={"usage": usage}))


class _Meter:
    """A listener that adds up what answers took, and passes on to another what it sees."""

    def __init__(self, store: AnswerStore, listener: ProgressListener) -> None:
        self._store = store
        self._watcher = listener
        self._answers: list[Answered[Any]] = []
        self._seconds: list[float | None] = []

    def expect(self, calls: int) -> None:
        self._watcher.expect(calls)

    def arrived(self, answer: Answered[Any] | None) -> None:
        if answer is not None:
            entry = self._store.get(answer.key)
            self._answers.append(answer)
            self._seconds.append(None if entry is None else entry.seconds)
        self._watcher.arrived(answer)

    def usage(self, elapsed: float) -> Usage:
        """As if nothing had been in the cache. `seconds` are those of the calls, added up; where the cache
        does not know them, those of the whole sample if all of it was asked now."""
        answers = self._answers
        known = [seconds for seconds in self._seconds if seconds is not None]
        timed = len(known) == len(answers)
        now = not any(answer.cached for answer in answers)
        costs = [answer.cost for answer in answers if answer.cost is not None]
        return Usage(
            calls=sum(answer.attempts for answer in answers),
            cached=0 if timed or now else len(answers),
            input_tokens=sum(answer.input_tokens or 0 for answer in answers),
            output_tokens=sum(answer.output_tokens or 0 for answer in answers),
            estimated=any(answer.input_tokens is None for answer in answers),
            cost=sum(costs) if len(costs) == len(answers) else None,
            saved=0.0,
            seconds=round(sum(known) if timed else elapsed if now else 0.0, 3),
        )
