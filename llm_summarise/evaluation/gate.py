"""A quality gate: limits on metrics, and the scores that break them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from llm_summarise.domain.errors import SettingsError
from llm_summarise.evaluation.scores.metrics import METRICS, Better

_LIMIT: Final = re.compile(r"\s*(?P<metric>[\w.]+)\s*(?P<sign>>=|<=|=)\s*(?P<value>\S+)\s*")


@dataclass(frozen=True, slots=True)
class Limit:
    """The worst value of `metric` that passes, itself included.

    A metric that is best at 1 passes from `value` to its inverse: 0.8 stands for 0.8 to 1.25.
    """

    metric: str
    value: float

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value that pass."""
        better = METRICS[self.metric].better
        if better is Better.NEAR_ONE:
            return min(self.value, 1 / self.value), max(self.value, 1 / self.value)
        return (self.value, math.inf) if better is Better.HIGHER else (-math.inf, self.value)

    @property
    def rule(self) -> str:
        """The limit in words, as "at least 0.8"."""
        low, high = self.bounds
        if math.isinf(high):
            return f"at least {low:.6g}"
        return f"at most {high:.6g}" if math.isinf(low) else f"between {low:.6g} and {high:.6g}"

    def allows(self, value: float) -> bool:
        """Whether `value` passes; equal values pass in spite of rounding (1e-9), NaN never."""
        low, high = self.bounds
        return low - 1e-9 <= value <= high + 1e-9


@dataclass(frozen=True, slots=True)
class Breach:
    """A system that does not keep a limit. `value` is None where the metric was not measured."""

    system: str
    limit: Limit
    value: float | None

    def __str__(self) -> str:
        shown = "not measured" if self.value is None else f"{self.value:.6g}"
        return f"{self.system}: {self.limit.metric} is {shown}, must be {self.limit.rule}"


def parse_limit(text: str) -> Limit:
    """The limit in `METRIC=VALUE`, as given to `--fail-under`.

    `=` means "at least" for a metric that is better when higher and "at most" for one that is better when
    lower; `>=` and `<=` may be written where they say the same. Raises SettingsError otherwise.
    """
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise SettingsError(
            f"--fail-under {text}: not METRIC=VALUE", hint="for example --fail-under tools.f1=0.8"
        )
    name, sign = match["metric"], match["sign"]
    if name not in METRICS:
        raise SettingsError(f"--fail-under {text}: no metric is called {name!r}", hint=_suggestion(name))
    better = METRICS[name].better
    if (sign == ">=" and better is not Better.HIGHER) or (sign == "<=" and better is not Better.LOWER):
        raise SettingsError(
            f"--fail-under {text}: {name} is better when {better.value.replace('near', 'nearer to')}",
            hint=f"write {name}={match['value']}",
        )
    try:
        value = float(match["value"])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise SettingsError(f"--fail-under {text}: {match['value']!r} is not a number")
    if better is Better.NEAR_ONE and value <= 0:
        raise SettingsError(f"--fail-under {text}: {name} is a ratio, its limit must be above 0")
    return Limit(name, value)


def parse_limits(texts: Iterable[str]) -> tuple[Limit, ...]:
    """All limits of a command line, in order; SettingsError if a metric is named twice."""
    limits = tuple(parse_limit(text) for text in texts)
    names = [limit.metric for limit in limits]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"--fail-under {name}: given more than once")
    return limits


def breaches(limits: Sequence[Limit], scores: Mapping[str, Mapping[str, float | None]]) -> tuple[Breach, ...]:
    """What the systems in `scores` (system -> metric -> value, the mean over episodes) break, by system.

    A metric without a value breaks its limit: a gate that cannot measure does not open.
    """
    return tuple(
        Breach(system, limit, value)
        for system, row in scores.items()
        for limit in limits
        if (value := row.get(limit.metric)) is None or not limit.allows(value)
    )


def _suggestion(name: str) -> str:
    close = get_close_matches(name, METRICS, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known are {', '.join(METRICS)}"
