"""What a person, or a program, sees of a batch while it goes on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from llm_summarise.cli.show import clean, money, progress_bar, say, spent, told
from llm_summarise.domain.escaped_json import escaped, json_text
from llm_summarise.domain.text import plural, readable

if TYPE_CHECKING:
    from rich.progress import Progress

    from llm_summarise.batch.job import Counts, Outcome, Todo


class BatchProgress:
    """On a terminal a bar with episodes, calls, cached answers, cost and failures; elsewhere a line for each
    episode. With `jsonl`, each outcome is a line of JSON on stdout besides."""

    def __init__(self, *, quiet: bool, jsonl: bool) -> None:
        self._quiet = quiet
        self._jsonl = jsonl
        self._bar: Progress | None = None
        self._total = 0
        self._ended = 0
        self._failed = 0
        self._answers = _Answers()

    def begin(self, todo: Todo) -> None:
        self._total = len(todo.items) + sum(outcome.state == "failed" for outcome in todo.settled)
        if not self._quiet and sys.stderr.isatty() and todo.items:
            self._bar = _bar(self._total)

    def expect(self, calls: int) -> None:
        """How many answers are needed grows with every episode begun, so it is not shown."""

    def arrived(self, answer: Any) -> None:
        if answer is not None:
            self._answers.count(0 if answer.cached else answer.attempts, int(answer.cached), answer.cost)
            self._answers.live = True
            self._redraw()

    def announce(self, text: str) -> None:
        """What people should know at once."""
        if self._bar is not None:
            self._bar.console.print(clean(text), markup=False, highlight=False)
        elif not self._quiet:
            say(clean(text))

    def finished(self, outcome: Outcome) -> None:
        if self._jsonl:
            sys.stdout.buffer.write(json_line(outcome).encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
        if outcome.state == "skipped" or outcome.stop is not None:
            return
        self._ended += 1
        self._failed += outcome.state == "failed"
        if outcome.usage is not None and not self._answers.live:
            self._answers.count(outcome.usage.calls, outcome.usage.cached, outcome.usage.cost)
        if self._bar is None:
            if not self._quiet:
                say(f"[{self._ended}/{self._total}] {outcome.state:6} {line(outcome)}")
            return
        if outcome.state == "failed":
            self._bar.console.print(f"failed {line(outcome)}", markup=False, highlight=False)
        self._redraw()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _redraw(self) -> None:
        if self._bar is not None:
            text = self._answers.text + (f" · {self._failed} failed" if self._failed else "")
            self._bar.update(self._bar.task_ids[0], completed=self._ended, said=text)


class _Answers:
    """Calls, cached answers and their cost in US dollars. `live` tells that they are counted one by one as
    they arrive; other processes tell of them when an episode is done."""

    def __init__(self) -> None:
        self.live = False
        self._calls = 0
        self._cached = 0
        self._cost: float | None = 0.0

    def count(self, calls: int, cached: int, cost: float | None) -> None:
        self._calls += calls
        self._cached += cached
        if calls:
            self._cost = None if cost is None or self._cost is None else self._cost + cost

    @property
    def text(self) -> str:
        return f"{plural(self._calls, 'call')} · {self._cached} cached · {money(self._cost)}"


def _bar(total: int) -> Progress:
    from rich.progress import TextColumn, TimeElapsedColumn

    bar = progress_bar(TextColumn("episodes · {task.fields[said]}"), TimeElapsedColumn())
    bar.add_task("", total=total, said="0 calls")
    bar.start()
    return bar


def json_line(outcome: Outcome) -> str:
    """An outcome as one line of JSON; `result` is there where no file is written. Bytes of
    names that are no UTF-8 are written \\xNN."""
    name = readable(outcome.name)
    facts: dict[str, Any] = {
        "source": name,
        "status": outcome.state,
        "reason": outcome.reason and readable(outcome.reason).removeprefix(f"{name}: "),
        "outputs": {format: readable(path) for format, path in outcome.outputs.items()},
        "usage": outcome.usage and outcome.usage.model_dump(),
    }
    text = json_text(facts)
    return (
        f'{text[:-1]}, "result": {escaped(outcome.result)}}}\n' if outcome.result is not None else f"{text}\n"
    )


def line(outcome: Outcome) -> str:
    """An outcome as a person reads it."""
    if outcome.usage is None:
        return told(outcome.name, outcome.reason or "")
    usage = outcome.usage
    costs = f" · {money(usage.cost)}" if usage.calls and usage.cost != 0 else ""
    calls = f"{plural(usage.calls, 'call')} · {usage.cached} cached"
    return clean(f"{outcome.name} · {calls}{costs} · {usage.seconds:.1f} s")


def finish_lines(counts: Counts, todo: Todo, seconds: float) -> list[str]:
    """How a batch went: what became of the files, and what it took."""
    files = [f"{counts.done} done", f"{counts.current} up to date", f"{counts.failed} failed"]
    if counts.given_up:
        files.append(f"{counts.given_up} begun and given up")
    if counts.passed_over:
        files.append(f"{counts.passed_over} left for a better file of the same name")
    if todo.left:
        files.append(f"{todo.left} left for another time")
    usage = counts.usage.model_copy(update={"seconds": seconds})
    return [f"{todo.resolved.id} · {spent(usage)}", "episodes: " + ", ".join(files)]
