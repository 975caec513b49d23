"""Who is told how a run goes on: how many answers are needed, and each of them when it is there."""

from __future__ import annotations

from typing import Any, Protocol

from llm_summarise.asking.caller import Answered


class ProgressListener(Protocol):
    """Somebody who shows how a run goes on."""

    def expect(self, calls: int) -> None:
        """So many more answers are needed."""

    def arrived(self, answer: Answered[Any] | None) -> None:
        """One of them is there; None: it failed."""


class NoProgress:
    """A listener that shows nothing."""

    def expect(self, calls: int) -> None:
        pass

    def arrived(self, answer: Answered[Any] | None) -> None:
        pass
