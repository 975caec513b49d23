"""When a failed call is tried again: each class of failure says how often, the server or a formula how
soon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from llm_summarise.asking.failures import Failure, Overloaded, RateLimited

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from llm_summarise.asking.pool import Sleep

T = TypeVar("T")


@dataclass(frozen=True)
class Waits:
    """Seconds between attempts: `first` x 2^n up to `longest`, plus up to `jitter` at random. What a server
    asks for (Retry-After) is taken instead, with the jitter, unless it is more than `patience`: then the call
    fails at once, and says when to come back, rather than keep everybody waiting.

    Besides the attempts of each failure, all waits together have an end. Where the provider asks for fewer
    calls, no more than `limited` seconds (429) or `overloaded` seconds (503 and the like) are waited without
    an answer to anybody; then the run ends, once for all that wait. Any other question is given up after
    `overloaded` seconds of waits of its own."""

    first: float = 1.0
    longest: float = 60.0
    jitter: float = 1.0
    patience: float = 90.0
    limited: float = 300.0
    overloaded: float = 120.0

    def in_all(self, failure: Failure) -> float:
        """Seconds of waits without an answer after which `failure` is for good."""
        rated = isinstance(failure, RateLimited) and not isinstance(failure, Overloaded)
        return self.limited if rated else self.overloaded

    def asks_too_much(self, failure: Failure) -> bool:
        """Whether the server asks for a longer wait than anybody would sit through."""
        return (failure.retry_after or 0) > self.patience


async def retry(
    attempt: Callable[[int], Awaitable[T]],
    waits: Waits,
    *,
    sleep: Sleep | None = None,
    on_retry: Callable[[Failure, float], None],
    gives_up: Callable[[Failure, float], bool] = lambda _failure, _seconds: False,
) -> T:
    """Call `attempt` with its number, from 1, until it succeeds or fails for good.

    `on_retry` is told of the failure and the seconds until the next attempt; `gives_up` is asked before that
    whether such a wait is too much. Raises the last Failure; any other exception at once.
    """
    from tenacity import AsyncRetrying, retry_if_exception_type

    attempts = AsyncRetrying(
        retry=retry_if_exception_type(Failure),
        stop=lambda state: _is_last(state, waits) or gives_up(_failure(state), state.upcoming_sleep),
        wait=lambda state: _seconds(state, waits),
        before_sleep=lambda state: on_retry(_failure(state), state.upcoming_sleep),
        sleep=sleep or asyncio.sleep,
        reraise=True,
    )
    async for state in attempts:
        with state:
            return await attempt(state.retry_state.attempt_number)
    raise AssertionError("tenacity ends by returning or raising")


def _failure(state: RetryCallState) -> Failure:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Failure)  # the only type that is retried
    return error


def _is_last(state: RetryCallState, waits: Waits) -> bool:
    failure = _failure(state)
    if state.attempt_number >= failure.attempts or waits.asks_too_much(failure):
        return True
    return not failure.slows and state.idle_for + state.upcoming_sleep > waits.in_all(failure)


def _seconds(state: RetryCallState, waits: Waits) -> float:
    """How long to wait before the next attempt."""
    from tenacity import wait_exponential_jitter, wait_random

    asked = _failure(state).retry_after
    if asked is None:
        return wait_exponential_jitter(initial=waits.first, max=waits.longest, jitter=waits.jitter)(state)
    return asked + min(wait_random(0, waits.jitter)(state), asked)
