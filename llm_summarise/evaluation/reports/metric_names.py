"""What metrics are called in reports, and which of them stand in a table together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from llm_summarise.evaluation.scores.mention_scores import GROUPS
from llm_summarise.evaluation.scores.metrics import METRICS, Better

TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "Tools": {
        "tools.precision": "precision",
        "tools.recall": "recall",
        "tools.f1": "F1",
        "tools.strict_f1": "strict F1",
        "tools.grounded_f1": "grounded F1",
        "tools.named": "named",
        "tools.kinds": "kind",
        "tools.sponsors": "sponsor",
    },
    "Mentions": {
        "mentions.precision": "precision",
        "mentions.recall": "recall",
        "mentions.f1": "F1",
        "mentions.false": "false",
        "mentions.kinds": "kind",
        "mentions.sponsors": "sponsor",
    },
    "Mentions by group, precision": {f"mentions.{group}_precision": group for group in GROUPS},
    "Mentions by group, recall": {f"mentions.{group}_recall": group for group in GROUPS},
    "Sponsors": {
        "sponsors.precision": "seconds P",
        "sponsors.recall": "seconds R",
        "sponsors.f1": "seconds F1",
        "sponsors.iou": "IoU",
        "sponsors.named": "named",
        "sponsors.names_right": "names right",
        "sponsors.offers": "codes, addresses",
        "sponsors.offers_right": "of these right",
        "sponsors.statements": "statements in adverts",
    },
    "Chapters": {
        "chapters.f1_3s": "F1 3 s",
        "chapters.f1_15s": "F1 15 s",
        "chapters.pk": "Pk",
        "chapters.windowdiff": "WindowDiff",
        "chapters.count_ratio": "count",
    },
    "Key points and quotes": {
        "key_points.covered": "points, by words",
        "key_points.judged": "points, by judge",
        "quotes.picked": "quotes quotable",
        "quotes.covered": "quotable quoted",
    },
    "Evidence and people": {
        "evidence.verbatim": "verbatim",
        "evidence.exact": "exact",
        "evidence.placed": "in its line",
        "evidence.drop_rate": "dropped",
        "people.precision": "people P",
        "people.recall": "people R",
        "people.f1": "people F1",
        "people.roles": "role",
        "people.false_guests": "false guests",
    },
    "Cost of one episode": {
        "usage.cost": "US dollars",
        "usage.tokens": "tokens",
        "usage.seconds": "seconds of calls",
    },
}
"""The metrics that are shown under each heading, as they are called there."""

ALWAYS: Final = frozenset({"Tools", "Chapters", "Evidence and people", "Cost of one episode"})
"""Headings that stand there even where nothing under them is measured."""

_APART: Final = {
    "tools.f1": "tools F1",
    "tools.grounded_f1": "grounded F1",
    "mentions.f1": "mentions F1",
    "sponsors.f1": "sponsors F1",
    "chapters.f1_3s": "ch. F1 3 s",
    "chapters.f1_15s": "ch. F1 15 s",
    "chapters.pk": "Pk",
    "chapters.windowdiff": "WindowDiff",
    "people.f1": "people F1",
}
"""As they are called where the heading does not say what they are about."""
_ARROWS: Final = {Better.HIGHER: "", Better.LOWER: " ↓", Better.NEAR_ONE: " →1"}


def column(metric: str, heading: str | None = None) -> str:
    """The name of a column of numbers, with an arrow where higher is not better."""
    name = _APART[metric] if heading is None else TABLES[heading][metric]
    return f"{name}{_ARROWS[METRICS[metric].better]}>"
