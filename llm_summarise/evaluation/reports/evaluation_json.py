"""An evaluation as data: every score of every seed, the reasons, the comparisons, and what was measured."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from llm_summarise.evaluation.figures import Evaluation, SystemScores
from llm_summarise.evaluation.gate import Breach
from llm_summarise.evaluation.reports.evaluation_report import reasons
from llm_summarise.evaluation.reports.system_facts import system_data
from llm_summarise.evaluation.scores.metrics import METRICS
from llm_summarise.evaluation.scores.statistics import Comparison

SCHEMA_VERSION: Final = "1.1"


def data_of(found: Evaluation, broken: tuple[Breach, ...] = ()) -> dict[str, Any]:
    """Values that JSON has; None where a metric is not defined or not known."""
    return {
        "schema_version": SCHEMA_VERSION,
        "metrics": {name: {"better": m.better.value, "meaning": m.meaning} for name, m in METRICS.items()},
        "episodes": [asdict(episode) for episode in found.episodes],
        "systems": [_system(system) for system in found.systems],
        "controls": {name: dict(row) for name, row in found.controls.items()},
        "baseline": found.baseline,
        "comparisons": {
            name: {metric: _comparison(c) for metric, c in by.items()}
            for name, by in found.comparisons.items()
        },
        "judge": None if found.judge is None else asdict(found.judge),
        "agreement_of_words": None if found.by_words is None else asdict(found.by_words),
        "failures": list(found.failures),
        "broken_limits": [
            {"system": b.system, "metric": b.limit.metric, "limit": b.limit.value, "value": b.value}
            for b in broken
        ],
    }


def _system(system: SystemScores) -> dict[str, Any]:
    return {
        **system_data(system.facts),
        "merged_samples_of": system.facts.of or None,
        "mean": system.mean,
        "episodes": {
            episode: {
                "mean": trial.row,
                "seeds": [scores.metrics() for scores in trial.scores],
                "reasons": [list(reasons(scores)) for scores in trial.scores],
                "failures": list(trial.failures),
            }
            for episode, trial in system.trials.items()
        },
    }


def _comparison(c: Comparison) -> dict[str, Any]:
    return {
        "candidate": c.candidate,
        "baseline": c.baseline,
        "difference": c.interval.mean,
        "interval": [c.interval.low, c.interval.high],
        "by_episode": c.differences,
        "p": c.p,
        "p_uncorrected": c.test.p,
        "least_p": c.test.least,
        "exact": c.test.exact,
        "verdict": c.verdict.value,
    }
