"""How a model is asked: what a user decides about calls, in one value."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llm_summarise.asking.retrying import Waits

if TYPE_CHECKING:
    from llm_summarise.asking.pool import Sleep


@dataclass(frozen=True)
class Policy:
    """`concurrency` is calls under way at a time, `timeout` seconds for one call, `max_cost` US dollars for
    all that is asked (None: no limit). `refresh` asks even what is cached, once a run; `cached_only` asks
    nothing. `requests_per_minute` and `tokens_per_minute` hold for all calls of a run in any 60 seconds; None
    is no limit. `waits` are those between attempts, `sleep` is how to wait, None: `asyncio.sleep`; `clock`
    tells seconds and only goes forward."""

    concurrency: int = 8
    timeout: float = 180.0
    refresh: bool = False
    cached_only: bool = False
    max_cost: float | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    waits: Waits = field(default_factory=Waits)
    sleep: Sleep | None = None
    clock: Callable[[], float] = time.monotonic
