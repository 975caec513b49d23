"""The quality gate: what `--fail-under` accepts, and what it lets through."""

from __future__ import annotations

import math

import pytest

from llm_summarise.domain.errors import SettingsError
from llm_summarise.evaluation.gate import Limit, breaches, parse_limit, parse_limits
from llm_summarise.evaluation.scores.metrics import METRICS


@pytest.mark.parametrize("text", ["tools.f1=0.8", "tools.f1>=0.8", " tools.f1 = .8 "])
def test_a_limit_is_a_metric_and_a_value(text: str) -> None:
    assert parse_limit(text) == Limit("tools.f1", 0.8)


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_can_have_a_limit(name: str) -> None:
    limit = parse_limit(f"{name}=0.5")
    assert limit.allows(0.5)
    assert limit.rule.split()[0] in {"at", "between"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tools.f1", "not METRIC=VALUE - for example --fail-under tools.f1=0.8"),
        ("tools.f=0.8", "no metric is called 'tools.f' - did you mean tools.f1?"),
        ("nonsense=0.8", "no metric is called 'nonsense' - known are tools.precision, tools.recall,"),
        ("tools.f1=high", "'high' is not a number"),
        ("tools.f1=nan", "'nan' is not a number"),
        ("tools.f1<=0.8", "tools.f1 is better when higher - write tools.f1=0.8"),
        ("chapters.pk>=0.4", "chapters.pk is better when lower - write chapters.pk=0.4"),
        ("chapters.count_ratio>=1", "chapters.count_ratio is better when nearer to one"),
        ("chapters.count_ratio=0", "must be above 0"),
    ],
)
def test_a_wrong_limit_says_what_is_right(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_limit(text)
    assert str(caught.value).startswith(f"--fail-under {text}: ")
    assert message in str(caught.value)


def test_a_metric_named_twice_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"tools\.f1: given more than once"):
        parse_limits(["tools.f1=0.8", "tools.f1=0.9"])


def test_breaches_follow_the_direction_of_each_metric() -> None:
    limits = parse_limits(["tools.f1=0.8", "chapters.pk=0.4", "chapters.count_ratio=0.8"])
    scores = {
        "good": {"tools.f1": 0.8, "chapters.pk": 0.4, "chapters.count_ratio": 1.25},
        "bad": {"tools.f1": 0.79, "chapters.pk": 0.41, "chapters.count_ratio": 1.3},
    }
    assert [str(breach) for breach in breaches(limits, scores)] == [
        "bad: tools.f1 is 0.79, must be at least 0.8",
        "bad: chapters.pk is 0.41, must be at most 0.4",
        "bad: chapters.count_ratio is 1.3, must be between 0.8 and 1.25",
    ]


@pytest.mark.parametrize("row", [{"tools.f1": None}, {}, {"tools.f1": math.nan}])
def test_what_was_not_measured_does_not_pass(row: dict[str, float | None]) -> None:
    (breach,) = breaches(parse_limits(["tools.f1=0"]), {"m": row})
    assert breach.system == "m"


def test_a_mean_that_rounding_made_a_hair_smaller_passes() -> None:
    assert Limit("tools.f1", 0.3).allows((0.1 + 0.2 + 0.6) / 3)
    assert Limit("tools.f1", 0.8).allows(0.8 - 1e-12)
