"""Totals of what was sent and paid; a total with an unknown part is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from llm_summarise.domain.result import Usage


def total(usages: Iterable[Usage]) -> Usage:
    """The sum of every field, seconds too. `cost` and `saved` are None if any of them is; the total is
    `estimated` if any part is."""
    parts = list(usages)
    counts = ("calls", "answers", "cached", "input_tokens", "output_tokens", "mended", "dropped", "not_kept")
    added = (*counts, "seconds")
    return Usage(
        **{name: sum(getattr(part, name) for part in parts) for name in added},
        estimated=any(part.estimated for part in parts),
        cost=total_cost(part.cost for part in parts),
        saved=total_cost(part.saved for part in parts),
    )


def total_cost(costs: Iterable[float | None]) -> float | None:
    """The sum in US dollars, 0.0 for no costs; None if any of them is unknown (None)."""
    amount = 0.0
    for cost in costs:
        if cost is None:
            return None
        amount += cost
    return amount
