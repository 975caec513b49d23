"""What a run asked, paid and saved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from llm_summarise.domain.result import Usage


@dataclass
class Ledger:
    """Sums over a run. `calls` counts every answer paid for, invalid and truncated ones included; `cached`
    the questions answered without a call; `mended` the answers that had to be put right, and `dropped` the
    notes left out of them, cached ones included. Cost is US dollars."""

    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    cost: float = 0.0
    saved: float = 0.0
    cost_unknown: bool = False
    saved_unknown: bool = False
    mended: int = 0
    dropped: int = 0

    def paid(self, input_tokens: int, output_tokens: int, cost: float | None, *, estimated: bool) -> None:
        """Count one answer of the model."""
        self.calls += 1
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens
        self.estimated |= estimated
        self.cost += cost or 0.0
        self.cost_unknown |= cost is None

    def spared(self, cost: float | None) -> None:
        """Count one question that needed no call; `cost` is what its answer had cost."""
        self.cached += 1
        self.saved += cost or 0.0
        self.saved_unknown |= cost is None

    def accepted(self, mended: Collection[str], dropped: int) -> None:
        """Count what was put right in a valid answer, and left out of it."""
        self.mended += bool(mended)
        self.dropped += dropped

    def usage(self, seconds: float = 0.0) -> Usage:
        """The sums as they stand in a result. A sum with an unknown part is unknown."""
        return Usage(
            calls=self.calls,
            cached=self.cached,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            estimated=self.estimated,
            cost=None if self.cost_unknown else self.cost,
            saved=None if self.saved_unknown else self.saved,
            seconds=seconds,
            mended=self.mended,
            dropped=self.dropped,
        )
