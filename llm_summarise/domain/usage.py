"""What several answers or results cost together."""

from __future__ import annotations

from collections.abc import Iterable

from llm_summarise.domain.result import Usage


def total(usages: Iterable[Usage]) -> Usage:
    """The sum of all; a cost is unknown if one of them is, seconds are added up."""
    known = list(usages)
    return Usage(
        calls=sum(u.calls for u in known),
        answers=sum(u.answers for u in known),
        cached=sum(u.cached for u in known),
        input_tokens=sum(u.input_tokens for u in known),
        output_tokens=sum(u.output_tokens for u in known),
        estimated=any(u.estimated for u in known),
        cost=total_cost(u.cost for u in known),
        saved=total_cost(u.saved for u in known),
        seconds=sum(u.seconds for u in known),
    )


def total_cost(costs: Iterable[float | None]) -> float | None:
    """The sum in US dollars; None (unknown) if one of them is."""
    each = list(costs)
    return None if None in each else sum(cost or 0.0 for cost in each)
