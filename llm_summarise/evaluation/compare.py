"""Drives systems over episodes, to see their results side by side."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.replies import ChunkReply
from llm_summarise.domain.result import EpisodeSummary, Statement, Usage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunk_calls import Reading
from llm_summarise.episode.chunking import Chunk, chunked, halves
from llm_summarise.episode.composition import Warn, open_store
from llm_summarise.episode.gathering.material import grounded
from llm_summarise.episode.gathering.notes import evidence
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.reading import prompt_for
from llm_summarise.episode.run import Run
from llm_summarise.episode.samples.merge import merge_samples
from llm_summarise.evaluation.comparison import EpisodeComparison, SystemOutcome, compared
from llm_summarise.evaluation.figures import SystemFacts
from llm_summarise.evaluation.metered_samples import Sample, failures_of, results_of, take_samples
from llm_summarise.evaluation.systems import System, facts_of, run_systems
from llm_summarise.grounding import Grounder


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
            return [_outcome(facts, t, samples, run) for t, samples in zip(transcripts, taken, strict=True)]

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


def _outcome(
    facts: SystemFacts, transcript: Transcript, samples: Sequence[Sample], run: Run
) -> SystemOutcome:
    results, failures = results_of(samples), failures_of(samples)
    if not results:
        return SystemOutcome(facts, failures=failures)
    shown = merge_samples(results, min_support=run.settings.min_support)
    return SystemOutcome(facts, shown, tuple(results), _points(transcript, shown, run), failures)


def _points(transcript: Transcript, result: EpisodeSummary, run: Run) -> tuple[Statement, ...]:
    """The points noted in the first sample, as far as the cache has them; else the takeaways."""
    readings: list[Reading] = []
    for chunk in chunked(transcript, run.chunk_tokens):
        found = _kept(chunk, transcript, run)
        if found is None:
            return tuple(result.takeaways)
        readings += found
    points = grounded(readings, Grounder(transcript)).points
    return tuple(Statement(text=p.note.text, evidence=[evidence(p.span, transcript)]) for p in points)


def _kept(chunk: Chunk, transcript: Transcript, run: Run) -> list[Reading] | None:
    """The notes on a chunk, or on both of its halves if it had to be split; None if they are not kept."""
    prompt = prompt_for(chunk, transcript, run)
    asked = (prompt.system, prompt.user, ChunkReply)
    seed = run.settings.seed
    answer = run.caller.peek(*asked, seed=seed)
    if answer is not None:
        return [Reading(chunk, answer=answer)]
    parts = halves(chunk, transcript) if run.caller.is_too_long(*asked, seed=seed) else None
    if parts is None:
        return None
    both = [_kept(part, transcript, run) for part in parts]
    return None if any(half is None for half in both) else [r for half in both for r in half or ()]
