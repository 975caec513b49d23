"""What a batch would ask and cost, without asking."""

from __future__ import annotations

from dataclasses import dataclass, field

from llm_summarise.batch.driver import named
from llm_summarise.batch.job import Job, Todo
from llm_summarise.domain.errors import SummariseError
from llm_summarise.episode.composition import Warn, open_run


@dataclass
class BatchPlan:
    """Totals over the `episodes` to do; `current` are up to date, `left` are for another time. Calls, tokens
    and cost: see `single.Plan`. `unusable` are files with the reason why nothing can be done with them."""

    model: str
    episodes: int = 0
    current: int = 0
    left: int = 0
    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    checks: int = 0
    skipped_tokens: int = 0
    unusable: list[tuple[str, str]] = field(default_factory=list)


async def plan_batch(todo: Todo, job: Job, *, warn: Warn) -> BatchPlan:
    """Add up what each episode would ask; no model is asked and nothing is written."""
    from llm_summarise.episode.summarise import planned
    from llm_summarise.readers.sources import read_transcript

    failed = [(o.name, o.reason or "") for o in todo.settled if o.state == "failed"]
    total = BatchPlan(todo.resolved.id, left=todo.left, unusable=failed)
    total.current = sum(outcome.outputs != {} for outcome in todo.settled)
    settings = named(job.settings, todo).model_copy(update={"cached_only": True})
    async with open_run(settings, warn) as run:
        for item in todo.items:
            try:
                plan = await planned(read_transcript(item.name), run)
            except SummariseError as error:
                total.unusable.append((item.name, str(error).removeprefix(f"{item.name}: ")))
                continue
            total.episodes += 1
            total.calls += plan.calls
            total.cached += plan.cached
            total.checks += plan.checks
            total.skipped_tokens += plan.skipped_tokens
            total.input_tokens += plan.input_tokens
            total.output_tokens += plan.output_tokens
            total.cost = None if total.cost is None or plan.cost is None else total.cost + plan.cost
    return total
