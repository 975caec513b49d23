"""Drives systems over episodes, to see their results side by side."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.result import EpisodeSummary, Statement, Usage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.composition import Warn, open_store
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.run import Run
from llm_summarise.episode.samples.merge import merge_samples
from llm_summarise.evaluation.comparison import EpisodeComparison, SystemOutcome, compared
from llm_summarise.evaluation.figures import SystemFacts
from llm_summarise.evaluation.metered_samples import Sample, failures_of, results_of, take_samples
from llm_summarise.evaluation.systems import System, facts_of, run_systems


async def compare(
    transcripts: Sequence[Transcript], systems: Sequence[System], *, warn: Warn, listener: ProgressListener
) -> tuple[list[EpisodeComparison], Usage]:
    """Every system on every episode, in this order, and what was asked and paid for it now.

    A failure is a value. Raises the first one if no system has any result.
    """
    if not transcripts or not systems:
        raise SettingsError("nothing to compare")
    with open_store(systems[0].settings, warn) as store:

        async def work(system: System, run: Run) -> list[SystemOutcome]:
            taken = await take_samples(transcripts, run, store)
            facts = facts_of(system, run)
            return [_outcome(facts, samples, run) for samples in taken]

        ran = await run_systems(systems, work, warn=warn, listener=listener)
    columns = [_column(system, ran.outcomes[system.name], len(transcripts)) for system in systems]
    if not any(outcome.result for column in columns for outcome in column):
        raise ran.error or SummariseError(columns[0][0].failures[0])
    rows = zip(transcripts, zip(*columns, strict=True), strict=True)
    return [compared(transcript, row) for transcript, row in rows], ran.usage


def _column(
    system: System, found: list[SystemOutcome] | SummariseError, episodes: int
) -> list[SystemOutcome]:
    """What a system gave on each episode; its one failure on all of them if it could not be asked."""
    if isinstance(found, SummariseError):
        return [SystemOutcome(facts_of(system), failures=(str(found),))] * episodes
    return found


def _outcome(facts: SystemFacts, samples: Sequence[Sample], run: Run) -> SystemOutcome:
    results, failures = results_of(samples), failures_of(samples)
    if not results:
        return SystemOutcome(facts, failures=failures)
    shown = merge_samples(results, min_support=run.settings.min_support)
    return SystemOutcome(
        facts, shown, tuple(results), _points(results[0]) or tuple(shown.takeaways), failures
    )


def _points(result: EpisodeSummary) -> tuple[Statement, ...]:
    """All that was noted, whether or not the summary cites it."""
    return tuple(point for topic in result.topics for point in topic.points)
