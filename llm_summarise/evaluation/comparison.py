"""Results of several systems on the same episodes, side by side: what all, some or one of them found, how far
they agree, and what changed between two of one model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import EpisodeSummary, MentionedItem, Statement, Tool, Topic
from llm_summarise.domain.transcript import Transcript, unique
from llm_summarise.episode.samples.agreement import (
    Agreement,
    agreement,
    evidence_overlap,
    mean_agreement,
    topic_closeness,
)
from llm_summarise.episode.samples.clusters import clustered
from llm_summarise.evaluation.figures import SystemFacts
from llm_summarise.evaluation.scores.evidence_scores import drop_rate

T = TypeVar("T")


@dataclass(frozen=True)
class SystemOutcome:
    """One system on one episode. `result` is what is shown: the samples merged, None if none succeeded.
    `results` are the single samples; `points` the points noted on the way, or the takeaways where the notes
    are not at hand."""

    facts: SystemFacts
    result: EpisodeSummary | None = None
    results: tuple[EpisodeSummary, ...] = ()
    points: tuple[Statement, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def grounded(self) -> float | None:
        """Share of the notes that were found in the transcript; None without notes."""
        dropped = None if self.result is None else drop_rate(self.result)
        return None if dropped is None else 1 - dropped


@dataclass(frozen=True, slots=True)
class FoundName:
    """Something by its name, and the systems that name it."""

    name: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the notes of one kind: `gone` and `new` ones, pairs of `reworded` ones (before, after)
    that rest on the same place, and how many stayed the `same`."""

    kind: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]
    same: int


@dataclass(frozen=True, slots=True)
class Changes:
    """From system `before` to system `after`, which ask the same model."""

    before: str
    after: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class EpisodeComparison:
    """All systems on one episode. `between` is by pairs of systems, `within` by system with several seeds."""

    transcript: Transcript
    outcomes: tuple[SystemOutcome, ...]
    tools: tuple[FoundName, ...]
    mentions: tuple[FoundName, ...]
    sponsors: tuple[FoundName, ...]
    between: Mapping[tuple[str, str], Agreement]
    within: Mapping[str, Agreement]
    changes: tuple[Changes, ...]

    @property
    def done(self) -> tuple[SystemOutcome, ...]:
        """The outcomes with a result."""
        return tuple(outcome for outcome in self.outcomes if outcome.result is not None)


def compared(transcript: Transcript, outcomes: Sequence[SystemOutcome]) -> EpisodeComparison:
    """The comparison of all that have a result."""
    done = [(o, o.result) for o in outcomes if o.result is not None]
    results = {o.facts.name: result for o, result in done}
    within = {
        o.facts.name: mean_agreement([agreement(a, b) for a, b in combinations(o.results, 2)])
        for o, _ in done
    }
    return EpisodeComparison(
        transcript=transcript,
        outcomes=tuple(outcomes),
        tools=found_names(results, lambda r: [(tool.name, len(tool.mentions)) for tool in r.tools]),
        mentions=found_names(results, lambda r: [(item.name, len(item.mentions)) for item in r.mentions]),
        sponsors=found_names(results, lambda r: [(sponsor.name, 1) for sponsor in r.sponsors]),
        between={
            (a.facts.name, b.facts.name): agreement(first, second)
            for (a, first), (b, second) in combinations(done, 2)
        },
        within={name: found for name, found in within.items() if found is not None},
        changes=tuple(
            Changes(a.facts.name, b.facts.name, changes_between(a, b))
            for (a, _), (b, _) in combinations(done, 2)
            if a.facts.model == b.facts.model
        ),
    )


def found_names(
    results: Mapping[str, EpisodeSummary], named: Callable[[EpisodeSummary], Iterable[tuple[str, int]]]
) -> tuple[FoundName, ...]:
    """What is `named` in each result, and how often, by folded name: what most systems have first, then the
    most often named."""
    by: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    mentions: dict[str, int] = {}
    for system, result in results.items():
        for name, times in named(result):
            key = fold_name(name) or name
            names.setdefault(key, name)
            by.setdefault(key, []).append(system)
            mentions[key] = max(mentions.get(key, 0), times)
    order = sorted(by, key=lambda key: (-len(set(by[key])), -mentions[key], names[key].casefold()))
    return tuple(FoundName(names[key], unique(by[key])) for key in order)


def topic_rows(results: Sequence[EpisodeSummary]) -> list[tuple[Topic, tuple[str, ...]]]:
    """Topics that start at about the same place, in order: one of them, and the title that each result has,
    "" for none."""
    clusters = clustered([result.topics for result in results], topic_closeness)
    rows = []
    for cluster in sorted(clusters, key=lambda c: c.centre.first_cue):
        titles = {side: topic.title for side, _, topic in cluster.members}
        rows.append((cluster.centre, tuple(titles.get(side, "") for side in range(len(results)))))
    return rows


def changes_between(before: SystemOutcome, after: SystemOutcome) -> tuple[Change, ...]:
    """What changed in topics, tools, mentions and points."""
    old, new = before.result, after.result
    assert old is not None
    assert new is not None
    return (
        _change("topics", old.topics, new.topics, topic_closeness, lambda topic: topic.title),
        _change("tools", old.tools, new.tools, _same_name, lambda tool: tool.name),
        _change("mentions", old.mentions, new.mentions, _same_name, lambda item: item.name),
        _change("points", before.points, after.points, _same_place, lambda point: point.text),
    )


def _same_name(a: Tool | MentionedItem, b: Tool | MentionedItem) -> float:
    return float(fold_name(a.name) == fold_name(b.name))


def _same_place(a: Statement, b: Statement) -> float:
    return evidence_overlap(a.evidence, b.evidence) or 0.0


def _change(
    kind: str,
    before: Sequence[T],
    after: Sequence[T],
    closeness: Callable[[T, T], float],
    words: Callable[[T], str],
) -> Change:
    pairs: list[tuple[int, str, str]] = []
    gone: list[tuple[int, str]] = []
    new: list[tuple[int, str]] = []
    for cluster in clustered([before, after], closeness):
        by_side = {side: (rank, words(item)) for side, rank, item in cluster.members}
        if len(by_side) == 2:
            pairs.append((by_side[0][0], by_side[0][1], by_side[1][1]))
        elif 0 in by_side:
            gone.append(by_side[0])
        else:
            new.append(by_side[1])
    return Change(
        kind,
        gone=tuple(text for _, text in sorted(gone)),
        new=tuple(text for _, text in sorted(new)),
        reworded=tuple((old, now) for _, old, now in sorted(pairs) if old != now),
        same=sum(old == now for _, old, now in pairs),
    )
