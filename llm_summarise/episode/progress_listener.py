"""Who is told how a run goes on: how many answers are needed, and each of them when it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from llm_summarise.asking.caller import Answered


class ProgressListener(Protocol):
    """Somebody who shows how a run goes on."""

    def expect(self, calls: int) -> None:
        """So many more answers are needed."""

    def arrived(self, answer: Answered[Any] | None) -> None:
        """One of them is there; None: it failed."""


@runtime_checkable
class Announcer(Protocol):
    """A listener that also shows what people should know at once: that a run waits, and for what."""

    def announce(self, text: str) -> None:
        """One line."""


class NoProgress:
    """A listener that shows nothing."""

    def expect(self, calls: int) -> None:
        pass

    def arrived(self, answer: Answered[Any] | None) -> None:
        pass


@dataclass(frozen=True)
class Progress:
    """How far a run is: answers `needed` so far (it grows when a chunk has to be divided), of them `arrived`,
    and of those `cached` and `failed`."""

    needed: int = 0
    arrived: int = 0
    cached: int = 0
    failed: int = 0


class ProgressCallback:
    """A listener that calls `tell` with the state after each change. What `tell` raises ends the run."""

    def __init__(self, tell: Callable[[Progress], object]) -> None:
        self._tell = tell
        self._state = Progress()

    def expect(self, calls: int) -> None:
        self._become(replace(self._state, needed=self._state.needed + calls))

    def arrived(self, answer: Answered[Any] | None) -> None:
        state = self._state
        self._become(
            replace(
                state,
                arrived=state.arrived + 1,
                cached=state.cached + (answer is not None and answer.cached),
                failed=state.failed + (answer is None),
            )
        )

    def _become(self, state: Progress) -> None:
        self._state = state
        self._tell(state)
