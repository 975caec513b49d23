"""A comparison as data, with the whole result of every system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from llm_summarise.evaluation.comparison import EpisodeComparison, SystemOutcome
from llm_summarise.evaluation.reports.comparison_report import failures_of, name_of
from llm_summarise.evaluation.reports.system_facts import system_data

SCHEMA_VERSION: Final = "1.0"


def data_of(compared: Sequence[EpisodeComparison]) -> dict[str, Any]:
    """Values that JSON has; None where a figure is not defined or not known."""
    return {
        "schema_version": SCHEMA_VERSION,
        "systems": [system_data(outcome.facts) for outcome in compared[0].outcomes],
        "episodes": [_episode(one) for one in compared],
        "failures": list(failures_of(compared)),
    }


def _episode(one: EpisodeComparison) -> dict[str, Any]:
    return {
        "name": name_of(one),
        "results": {outcome.facts.name: _outcome(outcome) for outcome in one.outcomes},
        "tools": [asdict(tool) for tool in one.tools],
        "mentions": [asdict(item) for item in one.mentions],
        "sponsors": [asdict(sponsor) for sponsor in one.sponsors],
        "agreement": [{"systems": list(pair), **asdict(found)} for pair, found in one.between.items()],
        "agreement_of_seeds": {name: asdict(found) for name, found in one.within.items()},
        "changes": [asdict(changes) for changes in one.changes],
    }


def _outcome(outcome: SystemOutcome) -> dict[str, Any]:
    return {
        "grounded": outcome.grounded,
        "failures": list(outcome.failures),
        "result": None if outcome.result is None else outcome.result.model_dump(mode="json"),
    }
