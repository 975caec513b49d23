"""Drives systems over episodes with gold labels."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from llm_summarise.asking.models.protocol import EXTRACTIVE
from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.result import Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.composition import Warn, open_store
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.run import Run
from llm_summarise.evaluation.figures import Evaluation, SystemScores, Trial, episode_facts, evaluation
from llm_summarise.evaluation.gate import Breach, Limit, breaches
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.sampling import merged, results_of, take_samples
from llm_summarise.evaluation.scores.episode_scores import score_episode
from llm_summarise.evaluation.systems import System, facts_of, failed_facts, find, run_systems

NO_BASELINE = "none"


def with_baseline(systems: Sequence[System], name: str, base: Settings) -> tuple[list[System], str | None]:
    """The systems with the one that the others are compared with, and its name; `name` is a system's, a
    model's, or "none".

    The embedded model, where it was not asked for, is free and needs no network: it answers even where
    nothing may be asked (`cached_only`).
    """
    if name == NO_BASELINE:
        return list(systems), None
    found = find(name, systems)
    if found is not None:
        return list(systems), found.name
    update: dict[str, Any] = {"model": name, "options": {}, "prompts": None}
    if name == EXTRACTIVE:
        update |= {"samples": 1}
        if base.cached_only:
            update |= {"cached_only": False, "no_cache": True}
    return [*systems, System(name, base.model_copy(update=update))], name


async def evaluate(
    episodes: Sequence[GoldEpisode],
    systems: Sequence[System],
    baseline: str | None,
    *,
    warn: Warn,
    listener: ProgressListener,
) -> tuple[Evaluation, Usage]:
    """Every system on every episode, and what was asked and paid for it now.

    A failure is a value in its row. Raises the first one if no system has any result.
    """
    if not episodes or not systems:
        raise SettingsError("nothing to evaluate")
    with open_store(systems[0].settings, warn) as store:

        async def work(system: System, run: Run) -> list[SystemScores]:
            return await _scored(system, run, episodes, store)

        ran = await run_systems(systems, work, warn=warn, listener=listener)
    scores: list[SystemScores] = []
    for system in systems:
        outcome = ran.outcomes[system.name]
        scores += [_failed(system, episodes, outcome)] if isinstance(outcome, SummariseError) else outcome
    if not any(score.rows for score in scores):
        raise next(o for o in ran.outcomes.values() if isinstance(o, SummariseError))
    labelled = [(episode_facts(e.name, e.gold, e.transcript), e.gold, e.transcript) for e in episodes]
    return evaluation(labelled, scores, baseline), ran.usage


def broken_limits(found: Evaluation, limits: Sequence[Limit]) -> tuple[Breach, ...]:
    """The limits that are not kept; the baseline need not keep any, unless it stands alone."""
    alone = len(found.systems) == 1
    rows = {s.facts.name: s.mean for s in found.systems if alone or s.facts.name != found.baseline}
    return breaches(limits, rows)


async def _scored(
    system: System, run: Run, episodes: Sequence[GoldEpisode], store: AnswerStore
) -> list[SystemScores]:
    """The scores of a system seed by seed, and those of its samples as one result if there are several.

    Raises the first failure if there is nothing else.
    """
    gate = asyncio.Semaphore(run.settings.concurrency)
    taken = await asyncio.gather(*(take_samples(e.transcript, run, store, gate) for e in episodes))
    failed = [s.failure for samples in taken for s in samples if s.failure is not None]
    if failed and not any(results_of(samples) for samples in taken):
        raise failed[0]
    single: dict[str, Trial] = {}
    joint: dict[str, Trial] = {}
    for episode, samples in zip(episodes, taken, strict=True):
        failures = tuple(f"seed {s.seed}: {s.failure}" for s in samples if s.failure is not None)
        scores = [score_episode(r, episode.gold, episode.transcript) for r in results_of(samples)]
        single[episode.name] = Trial(tuple(scores), failures)
        if len(samples) > 1:
            one = merged(samples, run.settings.min_support)
            joint[episode.name] = (
                Trial((score_episode(one, episode.gold, episode.transcript),)) if one else Trial((), failures)
            )
    facts = facts_of(system, run)
    scored = [SystemScores(facts, single)]
    if joint:
        scored.append(SystemScores(replace(facts, name=f"{facts.name} (merged)", of=facts.name), joint))
    return scored


def _failed(system: System, episodes: Sequence[GoldEpisode], error: SummariseError) -> SystemScores:
    return SystemScores(
        failed_facts(system), {episode.name: Trial((), (str(error),)) for episode in episodes}
    )
