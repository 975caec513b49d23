"""A system as data: what comparisons and evaluations say of it in the same words."""

from __future__ import annotations

from typing import Any

from llm_summarise.evaluation.figures import SystemFacts


def system_data(facts: SystemFacts) -> dict[str, Any]:
    """Values that JSON has: the model, its options and prompts."""
    return {
        "name": facts.name,
        "model": facts.model,
        "endpoint": facts.endpoint,
        "options": {k: v if isinstance(v, int | float | bool) else str(v) for k, v in facts.options.items()},
        "seeds": facts.seeds,
        "prompts": {"folder": facts.folder, "versions": dict(facts.prompts)},
    }
