"""Drives systems over episodes with gold labels."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.result import EpisodeSummary, Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.usage import total
from llm_summarise.episode.composition import Warn, open_store
from llm_summarise.episode.models import resolve_model
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.run import Run
from llm_summarise.episode.samples.merge import merge_samples
from llm_summarise.evaluation.figures import Evaluation, SystemScores, Trial, evaluation
from llm_summarise.evaluation.gate import Breach, Limit, breaches
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.judging.judge import Judge, open_judge
from llm_summarise.evaluation.metered_samples import Sample, failures_of, results_of, take_samples
from llm_summarise.evaluation.scores.episode_scores import EpisodeScores, score_episode
from llm_summarise.evaluation.scores.point_scores import sayings_of
from llm_summarise.evaluation.systems import System, facts_of, find, run_systems

NO_BASELINE = "none"


def with_baseline(systems: Sequence[System], name: str, base: Settings) -> tuple[list[System], str | None]:
    """The systems with the one that the others are compared with, and its name; `name` is a system's, a
    model's, or "none".

    A model that computes in this process is free and needs no network: as a baseline that nobody asked for
    it answers even where nothing may be asked (`cached_only`).
    """
    if name == NO_BASELINE:
        return list(systems), None
    found = find(name, systems)
    if found is not None:
        return list(systems), found.name
    update: dict[str, Any] = {"model": name, "options": {}, "prompts": None}
    if base.cached_only and _computes(name):
        update |= {"cached_only": False, "no_cache": True}
    return [*systems, System(name, base.model_copy(update=update))], name


def _computes(model: str) -> bool:
    """Whether the model answers in this process; False for one that is not known: running it says why."""
    try:
        return resolve_model(Settings(model=model)).in_process
    except SummariseError:
        return False


async def evaluate(
    episodes: Sequence[GoldEpisode],
    systems: Sequence[System],
    baseline: str | None,
    *,
    warn: Warn,
    listener: ProgressListener,
    judged_by: Settings | None = None,
) -> tuple[Evaluation, Usage]:
    """Every system on every episode, and what was asked and paid for it now; `judged_by` names the model that
    says which key points are covered.

    A failure is a value in its row. Raises the first one if no system has any result.
    """
    if not episodes or not systems:
        raise SettingsError("nothing to evaluate")
    async with open_judge(judged_by, warn, listener) as judge:
        with open_store(systems[0].settings, warn) as store:

            async def work(system: System, run: Run) -> list[SystemScores]:
                return await _scored(system, run, episodes, store, judge)

            ran = await run_systems(systems, work, warn=warn, listener=listener)
        facts = await judge.facts() if judge else None
        usage = total([ran.usage, judge.usage]) if judge else ran.usage
    scores = [score for system in systems for score in _rows(system, episodes, ran.outcomes[system.name])]
    if not any(score.rows for score in scores) and ran.error is not None:
        raise ran.error
    return evaluation(episodes, scores, baseline, facts), usage


def broken_limits(found: Evaluation, limits: Sequence[Limit]) -> tuple[Breach, ...]:
    """The limits that are not kept; the baseline need not keep any, unless it stands alone."""
    alone = len(found.systems) == 1
    rows = {s.facts.name: s.mean for s in found.systems if alone or s.facts.name != found.baseline}
    return breaches(limits, rows)


async def _scored(
    system: System, run: Run, episodes: Sequence[GoldEpisode], store: AnswerStore, judge: Judge | None
) -> list[SystemScores]:
    """The scores of a system seed by seed, and those of its samples as one result if there are several.

    Raises the first failure if there is nothing else.
    """
    taken = await take_samples([episode.transcript for episode in episodes], run, store)
    failed = [s.failure for samples in taken for s in samples if s.failure is not None]
    if failed and not any(map(results_of, taken)):
        raise failed[0]
    pairs = list(zip(episodes, taken, strict=True))
    facts = facts_of(system, run)
    single = {e.name: await _trial(e, results_of(s), judge, failures_of(s)) for e, s in pairs}
    if run.settings.samples == 1:
        return [SystemScores(facts, single)]
    merged = replace(facts, name=f"{facts.name} (merged)", of=facts.name)
    joint = {e.name: await _merged_trial(e, s, run.settings.min_support, judge) for e, s in pairs}
    return [SystemScores(facts, single), SystemScores(merged, joint)]


async def _trial(
    episode: GoldEpisode,
    results: Sequence[EpisodeSummary],
    judge: Judge | None,
    failures: tuple[str, ...] = (),
) -> Trial:
    scores = await asyncio.gather(*(_judged(result, episode, judge) for result in results))
    return Trial(tuple(scores), failures)


async def _judged(result: EpisodeSummary, episode: GoldEpisode, judge: Judge | None) -> EpisodeScores:
    """The scores of one result, with what the judge says of key points, if there is one."""
    gold, flags = episode.gold, None
    if judge is not None and gold.key_points:
        flags = await judge.covered(gold.key_points, sayings_of(result), episode.name)
    return score_episode(result, gold, episode.transcript, flags)


async def _merged_trial(
    episode: GoldEpisode, samples: Sequence[Sample], min_support: float, judge: Judge | None
) -> Trial:
    """The samples of an episode scored as one result; a failure if any of them failed."""
    if failures := failures_of(samples):
        return Trial((), failures)
    return await _trial(episode, [merge_samples(results_of(samples), min_support=min_support)], judge)


def _rows(
    system: System, episodes: Sequence[GoldEpisode], found: list[SystemScores] | SummariseError
) -> list[SystemScores]:
    """The scores of a system; its one failure on all episodes if it has none."""
    if isinstance(found, SummariseError):
        return [SystemScores(facts_of(system), {e.name: Trial((), (str(found),)) for e in episodes})]
    return found
