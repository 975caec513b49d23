"""What a person sees while a run goes on and when it ends: all of it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from llm_summarise.cli.printing import out
from llm_summarise.domain.text import fold_space, one_line, plural, readable

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from llm_summarise.asking.caller import Answered
    from llm_summarise.batch.plan import BatchPlan
    from llm_summarise.domain.result import Usage
    from llm_summarise.episode.summarise import Plan

T = TypeVar("T")


def say(text: str) -> None:
    """One line on stderr."""
    print(one_line(text), file=sys.stderr, flush=True)  # noqa: T201


def clean(text: str) -> str:
    """`text` on one line and without what a terminal would obey: names of files may hold anything."""
    return fold_space(one_line(text))


def told(name: str, reason: str) -> str:
    """What became of a file, on one line that names it once."""
    return clean(f"{name}: {readable(reason).removeprefix(f'{readable(name)}: ')}")


def warner(quiet: bool) -> Callable[[str], None]:
    """What says a warning: nothing at all for `--quiet`."""
    return (lambda _text: None) if quiet else say


class Bar:
    """A progress bar on stderr while calls run; nothing where stderr is no terminal.

    It appears with the first call that has to wait, so that a run from the cache shows none.
    """

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._shown = not quiet and sys.stderr.isatty()
        self._progress: Progress | None = None
        self._total = 0
        self._done = 0
        self._cost = 0.0

    def expect(self, calls: int) -> None:
        self._total += calls
        self._update()

    def arrived(self, answer: Answered[Any] | None) -> None:
        self._done += 1
        if answer is not None and not answer.cached:
            self._cost += answer.cost or 0.0
        self._update()

    def announce(self, text: str) -> None:
        """What people should know at once."""
        if self._progress is not None:
            self._progress.console.print(clean(text), markup=False, highlight=False)
        elif not self._quiet:
            say(clean(text))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _update(self) -> None:
        if not self._shown:
            return
        if self._progress is None:
            from rich.progress import TextColumn, TimeElapsedColumn

            cost = TextColumn("${task.fields[cost]:.4f}")
            self._progress = progress_bar(TextColumn("answers"), TimeElapsedColumn(), cost)
            self._task = self._progress.add_task("", total=None, cost=0.0)
            self._progress.start()
        self._progress.update(self._task, total=self._total, completed=self._done, cost=self._cost)


def progress_bar(*columns: ProgressColumn) -> Progress:
    """A bar on stderr with counts and `columns` beside it, gone at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress

    return Progress(BarColumn(), MofNCompleteColumn(), *columns, console=Console(stderr=True), transient=True)


def run_with_bar(work: Callable[[Bar], Coroutine[Any, Any, T]], quiet: bool) -> T:
    """What `work` returns, run to its end under a progress bar; Ctrl-C ends it."""
    from llm_summarise.asking.loops import run_interruptible

    with Bar(quiet) as bar:
        return run_interruptible(work(bar))


def spent(usage: Usage) -> str:
    """Time, calls, tokens and money in one line."""
    tokens = f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    parts = [
        f"{usage.seconds:.1f} s",
        plural(usage.calls, "call"),
        f"{usage.cached} cached",
        tokens + (" (estimated)" if usage.estimated else ""),
        money(usage.cost),
    ]
    if usage.saved:
        parts.append(f"{money(usage.saved)} saved by the cache")
    if usage.mended or usage.dropped:
        parts.append(put_right(usage))
    if usage.not_kept:
        parts.append(f"{plural(usage.not_kept, 'answer')} not kept")
    return " · ".join(parts)


def put_right(usage: Usage) -> str:
    """What had to be done to answers before they were valid, empty if nothing."""
    parts = [f"{plural(usage.mended, 'answer')} mended"] if usage.mended else []
    parts += [f"{plural(usage.dropped, 'note')} left out"] if usage.dropped else []
    return ", ".join(parts)


def money(dollars: float | None) -> str:
    """US dollars; an unknown price is said to be unknown, never 0."""
    if dollars is None:
        return "cost unknown"
    return "$0" if dollars == 0 else f"${dollars:.4f}" if dollars < 1 else f"${dollars:.2f}"


def print_plan(planning: Coroutine[Any, Any, Plan | BatchPlan]) -> None:
    """Print what a run would do, on stdout."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.batch.plan import BatchPlan

    plan = run_interruptible(planning)
    lines = _batch_plan_lines(plan) if isinstance(plan, BatchPlan) else _plan_lines(plan)
    out("\n".join(lines))


def _plan_lines(plan: Plan) -> list[str]:
    """What a run would do, a line each."""
    sizes = f"{min(plan.chunks):,} to {max(plan.chunks):,} tokens" if plan.chunks else "no text"
    return _aligned({"model": plan.model, "chunks": f"{len(plan.chunks)} ({sizes})", **_expected(plan)})


def _batch_plan_lines(plan: BatchPlan) -> list[str]:
    """What a batch would do, a line each."""
    left = f", {plan.left} more are left for another time" if plan.left else ""
    episodes = f"{plan.episodes} to do, {plan.current} up to date{left}"
    failures = str(len(plan.unusable))
    facts = {"model": plan.model, "episodes": episodes, **_expected(plan), "failures": failures}
    return _aligned(facts) + [f"  {told(name, reason)}" for name, reason in plan.unusable]


def _expected(plan: Plan | BatchPlan) -> dict[str, str]:
    left_out = f"about {plan.skipped_tokens:,} tokens are left out"
    return {
        "calls": f"{plan.calls}, of them {plan.cached} cached"
        + (f", {plan.checks} to verify what is written" if plan.checks else ""),
        **({"adverts": left_out} if plan.skipped_tokens else {}),
        "tokens": f"about {plan.input_tokens:,} in, {plan.output_tokens:,} out",
        "cost": f"{'about ' if plan.cost else ''}{money(plan.cost)}",
    }


def _aligned(facts: Mapping[str, str]) -> list[str]:
    return [f"{name + ':':<9} {fact}" for name, fact in facts.items()]
