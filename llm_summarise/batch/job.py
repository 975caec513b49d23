"""What a batch is told to do, what becomes of each file, and how it ends: values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.errors import BudgetReached, ModelError, SettingsError, SummariseError
from llm_summarise.domain.result import Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.usage import total
from llm_summarise.episode.progress_listener import NoProgress
from llm_summarise.readers.folders import Item
from llm_summarise.render import FORMATS, View

State = Literal["done", "failed", "skipped"]

UP_TO_DATE: Final = "up to date"


@dataclass(frozen=True)
class Job:
    """What is to be done with each episode. Without `output` results are handed back instead of written.

    `force` also does what is up to date, and replaces files of others. `fail_fast` ends the batch with the
    first failure. `limit` is the number of episodes to do at most, `part` a shard such as "3/10".
    """

    settings: Settings
    view: View
    formats: tuple[str, ...] = ("markdown",)
    output: Path | None = None
    force: bool = False
    fail_fast: bool = False
    limit: int | None = None
    part: str | None = None

    def __post_init__(self) -> None:
        for name in self.formats:
            if name not in FORMATS:
                raise SettingsError(f"unknown format {name!r}", hint=f"use one of {', '.join(FORMATS)}")

    @property
    def with_page(self) -> bool:
        """Whether a page over all episodes is to be written."""
        return self.output is not None and "html" in self.formats

    @property
    def again(self) -> bool:
        """Whether what is up to date is done again."""
        return self.force or self.settings.refresh

    def outputs(self, item: Item) -> dict[str, str]:
        """The paths of an episode's results by format, below the output folder."""
        return {name: item.stem + FORMATS[name].suffix for name in self.formats}

    def written(self, item: Item) -> dict[str, str]:
        """The same paths as they are opened."""
        assert self.output is not None
        return {name: str(self.output / path) for name, path in self.outputs(item).items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `outputs` are the paths of its results by format; `result` is the result as
    JSON where none is written. `said` are warnings. `stop` is an exit code where every other episode would
    end the same way."""

    name: str
    state: State
    reason: str | None = None
    outputs: dict[str, str] = field(default_factory=dict)
    usage: Usage | None = None
    result: str | None = None
    said: tuple[str, ...] = ()
    stop: int | None = None


@dataclass(frozen=True)
class Todo:
    """The episodes to do, what has become of the other files already, and how many episodes a limit leaves
    for later. `fingerprint` is that of all that shapes a result and the look of its files, but the
    transcript."""

    items: tuple[Item, ...]
    settled: tuple[Outcome, ...]
    fingerprint: str
    resolved: ResolvedModel
    left: int = 0


class Display(Protocol):
    """Somebody who shows how a batch goes on. Of calls it is told as a `ProgressListener` is."""

    def expect(self, calls: int) -> None: ...
    def arrived(self, answer: Any) -> None: ...

    def begin(self, todo: Todo) -> None:
        """The batch begins."""

    def finished(self, outcome: Outcome) -> None:
        """One file is done with, whatever became of it."""


class NoDisplay(NoProgress):
    """A display that shows nothing."""

    def begin(self, todo: Todo) -> None:
        pass

    def finished(self, outcome: Outcome) -> None:
        pass


@dataclass
class Counts:
    """How a batch ended: files by what became of them, what was asked and paid, failures with reasons.
    `stopped` is what made an end of the whole batch; `given_up` counts the episodes it met."""

    done: int = 0
    current: int = 0
    failed: int = 0
    passed_over: int = 0
    given_up: int = 0
    stopped: SummariseError | None = None
    usage: Usage = field(default_factory=lambda: Usage(cost=0.0, saved=0.0))
    failures: list[tuple[str, str]] = field(default_factory=list)


class Reporter:
    """Counts outcomes and passes them on."""

    def __init__(self, display: Display, warn: Callable[[str], None]) -> None:
        self.display = display
        self.counts = Counts()
        self._warn = warn
        self._said: set[str] = set()

    def __call__(self, outcome: Outcome) -> None:
        counts = self.counts
        counts.done += outcome.state == "done"
        counts.current += outcome.reason == UP_TO_DATE
        counts.passed_over += outcome.state == "skipped" and outcome.reason != UP_TO_DATE
        if outcome.stop is not None:
            counts.given_up += 1
            counts.stopped = counts.stopped or _of_all(outcome)
        elif outcome.state == "failed":
            counts.failed += 1
            counts.failures.append((outcome.name, outcome.reason or ""))
        if outcome.usage is not None:
            counts.usage = total([counts.usage, outcome.usage])
        for text in outcome.said:
            if text not in self._said:
                self._said.add(text)
                self._warn(text)
        self.display.finished(outcome)

    def is_over(self, job: Job) -> bool:
        """Whether no other episode is to be begun."""
        return self.counts.stopped is not None or (job.fail_fast and self.counts.failed > 0)

    @property
    def out_of_money(self) -> bool:
        """Whether it is the limit of cost that stopped the batch: what is under way may still end well."""
        stopped = self.counts.stopped
        return stopped is not None and stopped.exit_code == BudgetReached.exit_code

    @property
    def model_failed(self) -> bool:
        """Whether it is the model that stopped the batch: nobody asks it any more."""
        stopped = self.counts.stopped
        return stopped is not None and stopped.exit_code == ModelError.exit_code


def _of_all(outcome: Outcome) -> SummariseError:
    """The error of one episode as that of the batch."""
    error = SummariseError(outcome.reason or "")
    error.exit_code = outcome.stop or SummariseError.exit_code
    return error
