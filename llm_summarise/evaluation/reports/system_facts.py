"""What comparisons and evaluations say of their systems in the same words: as data, and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llm_summarise.evaluation.figures import SystemFacts
from llm_summarise.evaluation.reports.report import Bullets, Section, Table


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


def system_tables(systems: Sequence[SystemFacts]) -> tuple[Table, Table]:
    """The models with their options, and the versions of their prompts by folder."""
    models = tuple(
        (s.name, s.model, " ".join(f"{k}={v}" for k, v in s.options.items()), str(s.seeds), s.folder)
        for s in systems
    )
    folders = {s.folder: s.prompts for s in systems}
    names = dict.fromkeys(name for prompts in folders.values() for name in prompts)
    versions = tuple((name, *(p.get(name, "-") for p in folders.values())) for name in names)
    columns = ("system", "model", "options", "seeds>", "prompts")
    return Table(columns, models), Table(("prompt file", *folders), versions)


def failure_sections(failures: tuple[str, ...]) -> tuple[Section, ...]:
    """What failed, if anything did."""
    return (Section("What failed", (Bullets(failures),)),) if failures else ()
