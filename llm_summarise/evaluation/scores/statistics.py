"""Whether one system is better than another: the episode is the unit, differences are paired.

Values only. Average the seeds of an episode first (`mean_rows`); then `compare_rows` gives, for each
metric, the mean difference with its paired-t interval, the exact paired sign-flip test, Holm's correction
over the metrics, and a verdict that says so when there are too few episodes for any.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from llm_summarise.evaluation.scores.metrics import METRICS, TESTED

CONFIDENCE: Final = 0.95
ALPHA: Final = 0.05
EXACT_UP_TO: Final = 20
"""Episodes up to which all sign flips are enumerated."""
SAMPLED_FLIPS: Final = 100_000

Row = Mapping[str, float | None]
"""The metrics of one episode."""


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean of at least one value."""
    held = list(values)
    return math.fsum(held) / len(held)


def mean_rows(rows: Sequence[Row]) -> dict[str, float | None]:
    """The mean of each metric over rows (the seeds of one episode, or episodes), where it is defined;
    None where it is defined in no row."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [v for row in rows if (v := row.get(name)) is not None] for name in names}
    return {name: mean(values) if values else None for name, values in columns.items()}


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its confidence interval; `low` and `high` are None for fewer than two values."""

    mean: float
    low: float | None
    high: float | None
    n: int


def paired_interval(differences: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Student's t interval for the mean of paired differences (at least one)."""
    n, centre = len(differences), mean(differences)
    if n < 2:
        return Interval(centre, None, None, n)
    spread = math.sqrt(math.fsum((d - centre) ** 2 for d in differences) / (n - 1))
    half = t_quantile((1 + confidence) / 2, n - 1) * spread / math.sqrt(n)
    return Interval(centre, centre - half, centre + half, n)


@dataclass(frozen=True, slots=True)
class SignFlip:
    """Two-sided paired sign-flip test of "the mean difference is 0".

    `p` is the share of sign assignments whose sum is at least as far from 0 as the observed one. `exact`
    tells that all 2**n were enumerated; otherwise `flips` were drawn, and the observed one counts as one
    more of them. `least` is the smallest p that these differences could have given.
    """

    p: float
    n: int
    exact: bool
    flips: int
    least: float


def sign_flip(
    differences: Sequence[float],
    *,
    exact_up_to: int = EXACT_UP_TO,
    samples: int = SAMPLED_FLIPS,
    seed: int = 0,
) -> SignFlip:
    """The test on paired differences; a difference of 0 has no sign and does not count.

    Up to `exact_up_to` differences all sums are enumerated, in two halves that are then combined; beyond,
    `samples` assignments are drawn with `seed`.
    """
    values = [abs(d) for d in differences if d]
    n = len(values)
    if not n:
        return SignFlip(1.0, 0, True, 1, 1.0)
    # rounding may not decide whether two equal sums are equal
    bound = abs(math.fsum(differences)) - 1e-12 * math.fsum(values)
    if n <= exact_up_to:
        hits, total = _flips_beyond(values, bound), 1 << n
        return SignFlip(min(1.0, hits / total), n, True, total, min(1.0, 2 / total))
    rng = random.Random(seed)
    hits = 0
    for _ in range(samples):
        signs = rng.getrandbits(n)
        hits += abs(sum(v if signs >> i & 1 else -v for i, v in enumerate(values))) >= bound
    return SignFlip((hits + 1) / (samples + 1), n, False, samples, 1 / (samples + 1))


def _flips_beyond(values: Sequence[float], bound: float) -> int:
    """Sign assignments of `values` whose sum s has |s| >= bound."""
    if bound <= 0:
        return 1 << len(values)
    left, right = _sums(values[: len(values) // 2]), sorted(_sums(values[len(values) // 2 :]))
    return sum(len(right) - bisect_left(right, bound - s) + bisect_right(right, -bound - s) for s in left)


def _sums(values: Sequence[float]) -> list[float]:
    sums = [0.0]
    for value in values:
        sums = [s + sign for s in sums for sign in (value, -value)]
    return sums


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction [Holm 1979] of one p for each name, in the order given."""
    ordered = sorted(p_values.items(), key=lambda item: item[1])
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, (name, p) in enumerate(ordered):
        highest = max(highest, min(1.0, (len(ordered) - rank) * p))
        adjusted[name] = highest
    return {name: adjusted[name] for name in p_values}


class Verdict(StrEnum):
    """What the comparison of two systems in one metric allows to say."""

    TOO_FEW = "n too small"
    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "no difference shown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A candidate against a baseline in one metric.

    `differences` are candidate - baseline by episode, `interval` their mean; for a metric near 1 they are
    differences of the distances from 1. `p` is Holm-adjusted over the metrics compared together.
    `verdict` is BETTER or WORSE (in the metric's direction) where p <= ALPHA.
    """

    metric: str
    candidate: float
    baseline: float
    differences: dict[str, float]
    interval: Interval
    test: SignFlip
    p: float
    verdict: Verdict


def compare_rows(
    candidate: Mapping[str, Row],
    baseline: Mapping[str, Row],
    metrics: Sequence[str] = TESTED,
) -> dict[str, Comparison]:
    """Each of `metrics` compared over the episodes (keys) in which both systems have it.

    Metrics that no episode has for both are left out, of the correction too.
    """
    made = {
        name: comparison
        for name in metrics
        if (comparison := _compare(name, candidate, baseline)) is not None
    }
    adjusted = holm({name: comparison.test.p for name, comparison in made.items()})
    return {
        name: replace(comparison, p=adjusted[name], verdict=_verdict(comparison, adjusted[name], len(made)))
        for name, comparison in made.items()
    }


def _compare(name: str, candidate: Mapping[str, Row], baseline: Mapping[str, Row]) -> Comparison | None:
    pairs = {
        episode: (ours, theirs)
        for episode, row in candidate.items()
        if (ours := row.get(name)) is not None and (theirs := baseline.get(episode, {}).get(name)) is not None
    }
    if not pairs:
        return None
    metric = METRICS[name]
    differences = {episode: metric.difference(*pair) for episode, pair in pairs.items()}
    test = sign_flip(list(differences.values()))
    return Comparison(
        metric=name,
        candidate=mean(ours for ours, _ in pairs.values()),
        baseline=mean(theirs for _, theirs in pairs.values()),
        differences=differences,
        interval=paired_interval(list(differences.values())),
        test=test,
        p=test.p,
        verdict=Verdict.NOT_SHOWN,
    )


def too_few(episodes: int, tests: int = 1) -> bool:
    """Whether no result on so many episodes could be significant in `tests` metrics tested together.

    The smallest p of a two-sided sign-flip test is 2 / 2**episodes, and Holm multiplies the smallest of
    all by their number: 6 episodes are the least for one metric, 9 for seven.
    """
    return tests * 2 / (1 << episodes) > ALPHA


def _verdict(comparison: Comparison, p: float, tests: int) -> Verdict:
    if too_few(comparison.interval.n, tests):
        return Verdict.TOO_FEW
    if p > ALPHA:
        return Verdict.NOT_SHOWN
    better = METRICS[comparison.metric].is_gain(comparison.interval.mean)
    return Verdict.BETTER if better else Verdict.WORSE


def t_quantile(p: float, df: int) -> float:
    """The value that Student's t with `df` degrees of freedom stays below with probability `p`, 0 < p < 1."""
    if not 0 < p < 1 or df <= 0:
        raise ValueError(f"t quantile needs 0 < p < 1 and df > 0, not p={p}, df={df}")
    if p < 0.5:
        return -t_quantile(1 - p, df)
    low, high = 0.0, 1.0
    while _t_tail(high, df) > 1 - p:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        if _t_tail(middle, df) > 1 - p:
            low = middle
        else:
            high = middle
    return middle


def _t_tail(t: float, df: int) -> float:
    """P(T > t) for t >= 0: a finite series for whole degrees of freedom [Abramowitz & Stegun 26.7.3-4]."""
    angle, odd = math.atan(t / math.sqrt(df)), df % 2
    series, term = 0.0, math.cos(angle) if odd else 1.0
    for n in range(1 + odd, df + odd, 2):
        series += term
        term *= n / (n + 1) * math.cos(angle) ** 2
    within = math.sin(angle) * series
    return (1 - (2 / math.pi * (angle + within) if odd else within)) / 2
