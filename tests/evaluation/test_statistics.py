"""The statistics against scipy, and against values worked out by hand."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.evaluation.scores.metrics import METRICS, TESTED
from llm_summarise.evaluation.scores.statistics import (
    Verdict,
    compare_rows,
    holm,
    mean_rows,
    paired_interval,
    sign_flip,
    t_quantile,
    too_few,
)

pytestmark = pytest.mark.xdist_group("scipy")  # which takes seconds to import


def draw(n: int, seed: int = 0, shift: float = 0.3) -> list[float]:
    rng = random.Random(seed)
    return [rng.gauss(shift, 1) for _ in range(n)]


@pytest.mark.parametrize("df", [1, 2, 3, 5, 9, 19, 30, 100, 499])
def test_the_t_quantile_is_that_of_scipy(df: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    for p in (0.001, 0.025, 0.3, 0.6, 0.9, 0.975, 0.995, 0.9995):
        assert t_quantile(p, df) == pytest.approx(float(stats.t.ppf(p, df)), rel=1e-9)


def test_the_t_quantile_of_one_half_is_zero() -> None:
    assert t_quantile(0.5, 4) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_a_t_quantile_of_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="0 < p < 1"):
        t_quantile(p, 3)


@pytest.mark.parametrize("n", [2, 6, 19])
def test_the_paired_interval_is_that_of_scipy(n: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    ours, theirs = draw(n, 1), draw(n, 2)
    expected = stats.ttest_rel(ours, theirs).confidence_interval(0.9)
    interval = paired_interval([a - b for a, b in zip(ours, theirs, strict=True)], confidence=0.9)
    assert interval.low == pytest.approx(float(expected.low), rel=1e-9)
    assert interval.high == pytest.approx(float(expected.high), rel=1e-9)


def test_one_difference_has_a_mean_but_no_interval() -> None:
    interval = paired_interval([0.25])
    assert (interval.mean, interval.low, interval.high, interval.n) == (0.25, None, None, 1)


@pytest.mark.parametrize("n", [3, 6, 11])
def test_the_exact_sign_flip_test_is_that_of_scipy(n: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    differences = draw(n, n)
    expected = stats.permutation_test(
        (differences,), lambda x, axis: x.mean(axis=axis), permutation_type="samples", n_resamples=math.inf
    )
    test = sign_flip(differences)
    assert test.exact
    assert test.flips == 2**n
    assert test.p == pytest.approx(float(expected.pvalue), rel=1e-12)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=8))
def test_equal_sums_count_as_ties_however_they_are_rounded(tenths: list[int]) -> None:
    exact = [Fraction(t, 10) for t in tenths]
    sums = [
        abs(sum(s * d for s, d in zip(signs, exact, strict=True)))
        for signs in product((1, -1), repeat=len(exact))
    ]
    expected = sum(s >= abs(sum(exact)) for s in sums) / len(sums)
    assert sign_flip([t / 10 for t in tenths]).p == pytest.approx(expected, rel=1e-12)


def test_six_equal_gains_give_the_smallest_p_of_six_episodes() -> None:
    test = sign_flip([0.1] * 6)
    assert test.p == test.least == 2 / 64


def test_a_difference_of_zero_has_no_sign() -> None:
    assert sign_flip([0.0, 0.5, 0.0]).p == sign_flip([0.5]).p == 1.0
    assert sign_flip([0.0, 0.0]).p == 1.0


def test_beyond_the_limit_flips_are_drawn_and_said_to_be() -> None:
    differences = draw(14, 5)
    exact = sign_flip(differences)
    drawn = sign_flip(differences, exact_up_to=10, samples=20_000)
    assert exact.exact
    assert not drawn.exact
    assert drawn.flips == 20_000
    assert drawn == sign_flip(differences, exact_up_to=10, samples=20_000)
    # five standard errors of a share of 20,000
    assert abs(drawn.p - exact.p) < 5 * math.sqrt(exact.p * (1 - exact.p) / 20_000)


def test_holm_by_hand() -> None:
    adjusted = holm({"a": 0.04, "b": 0.01, "c": 0.03})
    assert adjusted == pytest.approx({"a": 0.06, "b": 0.03, "c": 0.06})
    assert list(adjusted) == ["a", "b", "c"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_holm_keeps_the_order_and_never_lowers_a_p(values: list[float]) -> None:
    p_values = {str(i): p for i, p in enumerate(values)}
    adjusted = holm(p_values)
    for a in p_values:
        assert p_values[a] <= adjusted[a] <= 1
        assert all(adjusted[a] <= adjusted[b] for b in p_values if p_values[a] <= p_values[b])


def test_a_mean_over_seeds_leaves_out_what_is_not_defined() -> None:
    rows = [{"a": 1.0, "b": None, "c": None}, {"a": 2.0, "b": 5.0, "c": None}]
    assert mean_rows(rows) == {"a": 1.5, "b": 5.0, "c": None}


def test_the_least_number_of_episodes_grows_with_the_number_of_metrics() -> None:
    assert [next(n for n in range(1, 20) if not too_few(n, tests)) for tests in (1, 2, 4, 7)] == [6, 7, 8, 9]
    assert too_few(5)


def rows(values: list[float], metric: str) -> dict[str, dict[str, float | None]]:
    return {f"e{i}": {metric: value} for i, value in enumerate(values)}


def test_with_five_episodes_nothing_is_said_but_that_they_are_too_few() -> None:
    metric = "tools.f1"
    made = compare_rows(rows([0.9] * 5, metric), rows([0.1] * 5, metric))[metric]
    assert made.verdict is Verdict.TOO_FEW
    assert made.interval.mean == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("metric", "ours", "verdict"),
    [
        ("tools.f1", 0.9, Verdict.BETTER),
        ("tools.f1", 0.1, Verdict.WORSE),
        ("chapters.pk", 0.9, Verdict.WORSE),
        ("chapters.pk", 0.1, Verdict.BETTER),
        ("chapters.count_ratio", 1.1, Verdict.BETTER),
        ("chapters.count_ratio", 2.0, Verdict.WORSE),
    ],
)
def test_the_direction_of_the_metric_decides_what_is_better(
    metric: str, ours: float, verdict: Verdict
) -> None:
    made = compare_rows(rows([ours] * 6, metric), rows([0.5] * 6, metric), [metric])[metric]
    assert made.p == 2 / 64
    assert made.verdict is verdict


def test_episodes_that_only_one_system_has_are_left_out() -> None:
    ours = {"a": {"tools.f1": 1.0}, "b": {"tools.f1": None}, "c": {"tools.f1": 0.5}}
    theirs = {"a": {"tools.f1": 0.25}, "b": {"tools.f1": 0.5}}
    made = compare_rows(ours, theirs, ["tools.f1", "people.f1"])
    assert list(made) == ["tools.f1"]
    assert made["tools.f1"].differences == {"a": 0.75}
    assert made["tools.f1"].baseline == 0.25


def test_p_values_are_corrected_over_the_metrics_compared_together() -> None:
    metrics = ["tools.f1", "people.f1"]
    ours = {f"e{i}": dict.fromkeys(metrics, 0.9) for i in range(7)}
    theirs = {f"e{i}": dict.fromkeys(metrics, 0.5) for i in range(7)}
    made = compare_rows(ours, theirs, metrics)
    assert {c.test.p for c in made.values()} == {2 / 128}
    assert {c.p for c in made.values()} == {4 / 128}


def test_the_tested_metrics_are_few_and_known() -> None:
    assert set(TESTED) <= set(METRICS)
    assert 1 <= len(TESTED) <= 9


@settings(max_examples=30)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_a_sign_flip_p_is_a_share_of_all_flips(differences: list[float]) -> None:
    test = sign_flip(differences)
    assert test.least <= test.p <= 1
    assert (test.p * test.flips) == pytest.approx(round(test.p * test.flips), abs=1e-6)
    assert sign_flip([-d for d in differences]).p == test.p
