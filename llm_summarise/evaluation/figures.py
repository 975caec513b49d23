"""What an evaluation found: scores by system, episode and seed, and what may be concluded from them.

Values only: the systems were run elsewhere. The episode is the unit: seeds are averaged first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import PurePath
from typing import Any

from llm_summarise.evaluation.controls import controls
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.judging.judge import JudgeFacts
from llm_summarise.evaluation.judging.judgements import ReaderAgreement, agreement_of_words
from llm_summarise.evaluation.scores.episode_scores import EpisodeScores
from llm_summarise.evaluation.scores.metrics import TESTED
from llm_summarise.evaluation.scores.statistics import Comparison, compare_rows, mean_rows, too_few


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What was measured. `prompts` are the versions (12 hex digits) of the template files by name, `folder`
    is where they were read, "shipped" for the package's own. `seeds` is how many samples each episode has.
    `of` is the name of the system whose samples were scored as one result, "" where they were scored one by
    one."""

    name: str
    model: str
    options: Mapping[str, Any] = field(default_factory=dict)
    endpoint: str | None = None
    folder: str = "shipped"
    prompts: Mapping[str, str] = field(default_factory=dict)
    seeds: int = 1
    of: str = ""


@dataclass(frozen=True)
class Trial:
    """One system on one episode: the scores of the seeds that gave a result, the reasons of those that did
    not."""

    scores: tuple[EpisodeScores, ...] = ()
    failures: tuple[str, ...] = ()

    @cached_property
    def row(self) -> dict[str, float | None]:
        """The mean over seeds of each metric; empty if all failed."""
        return mean_rows([scores.metrics() for scores in self.scores])


@dataclass(frozen=True)
class SystemScores:
    """One system on all episodes; `trials` is by episode, in the order of the evaluation."""

    facts: SystemFacts
    trials: Mapping[str, Trial]

    @cached_property
    def rows(self) -> dict[str, dict[str, float | None]]:
        """The metrics of each episode that has any."""
        return {episode: trial.row for episode, trial in self.trials.items() if trial.scores}

    @cached_property
    def mean(self) -> dict[str, float | None]:
        """The mean over episodes of each metric; empty for a system without a result."""
        return mean_rows(list(self.rows.values()))

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """(episode, reason) of everything that failed."""
        return tuple((e, reason) for e, trial in self.trials.items() for reason in trial.failures)


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """An episode that was evaluated. `readers` is the number of chapter lists it is scored against; counts of
    labels are None where a thing is not labelled."""

    name: str
    transcript: str
    cues: int
    duration: float | None
    tools: int
    readers: int
    people: int
    mentions: int | None = None
    sponsors: int | None = None
    key_points: int | None = None


@dataclass(frozen=True)
class Evaluation:
    """Everything an evaluation found. `controls` are the metrics of chance, simple methods and readers by
    their names, means over episodes. `comparisons` is by candidate and metric, against `baseline`, the name
    of a system, None if there is none. `judge` is who judged key points; `by_words` says how far the measure
    by content words agrees with a reader, None where no key points are labelled."""

    episodes: tuple[EpisodeFacts, ...]
    systems: tuple[SystemScores, ...]
    controls: Mapping[str, Mapping[str, float | None]]
    baseline: str | None = None
    comparisons: Mapping[str, Mapping[str, Comparison]] = field(default_factory=dict)
    judge: JudgeFacts | None = None
    by_words: ReaderAgreement | None = None

    @property
    def failures(self) -> tuple[str, ...]:
        """Each different failure once, as "system, episode: reason"; those of the judge last."""
        judge = self.judge.failures if self.judge else ()
        of_systems = tuple(
            dict.fromkeys(
                f"{system.facts.name}, {episode}: {reason}"
                for system in self.systems
                if not system.facts.of
                for episode, reason in system.failures
            )
        )
        return (*of_systems, *judge)


def evaluation(
    episodes: Sequence[GoldEpisode],
    systems: Sequence[SystemScores],
    baseline: str | None,
    judge: JudgeFacts | None = None,
) -> Evaluation:
    """The evaluation of `systems`; `baseline` names the one that the others are compared with, `judge` is who
    judged key points."""
    by_name = {system.facts.name: system for system in systems}
    comparisons: dict[str, Mapping[str, Comparison]] = {}
    if baseline is not None and by_name[baseline].rows:
        for name, system in by_name.items():
            if system.rows and baseline not in (name, system.facts.of):
                comparisons[name] = compare_rows(system.rows, by_name[baseline].rows)
    facts = tuple(_facts(episode) for episode in episodes)
    by_words = agreement_of_words() if any(episode.gold.key_points for episode in episodes) else None
    return Evaluation(facts, tuple(systems), controls(episodes), baseline, comparisons, judge, by_words)


def _facts(episode: GoldEpisode) -> EpisodeFacts:
    gold, transcript = episode.gold, episode.transcript
    return EpisodeFacts(
        name=episode.name,
        transcript=PurePath(transcript.name).name,
        cues=len(transcript.cues),
        duration=transcript.duration,
        tools=len(gold.tools),
        readers=len(gold.chapters),
        people=len(gold.people),
        mentions=_count(gold.mentions),
        sponsors=_count(gold.sponsors),
        key_points=_count(gold.key_points),
    )


def _count(labels: Sequence[object] | None) -> int | None:
    return None if labels is None else len(labels)


def enough_episodes(metrics: int = len(TESTED)) -> int:
    """The smallest number of episodes on which a difference in any of `metrics` could be significant."""
    return next(n for n in count(1) if not too_few(n, metrics))
