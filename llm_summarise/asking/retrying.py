"""When a failed call is tried again: each class of failure says how often, the server or a formula how
soon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from llm_summarise.asking.failures import Failure

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from llm_summarise.asking.pool import Sleep

T = TypeVar("T")


@dataclass(frozen=True)
class Waits:
    """Seconds between attempts: `first` x 2^n up to `longest`, plus up to `jitter` at random. What a server
    asks for (Retry-After) is taken instead, with the jitter, unless it is more than `patience`: then the call
    fails at once rather than keep everybody waiting."""

    first: float = 1.0
    longest: float = 60.0
    jitter: float = 1.0
    patience: float = 300.0


async def retry(
    attempt: Callable[[int], Awaitable[T]],
    waits: Waits,
    *,
    sleep: Sleep | None = None,
    on_retry: Callable[[Failure, float], None],
) -> T:
    """Call `attempt` with its number, from 1, until it succeeds or fails for good.

    `on_retry` is told of the failure and the seconds until the next attempt. Raises the last Failure; any
    other exception at once.
    """
    from tenacity import AsyncRetrying, retry_if_exception_type

    attempts = AsyncRetrying(
        retry=retry_if_exception_type(Failure),
        stop=lambda state: _is_last(state, waits),
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
    return state.attempt_number >= failure.attempts or (failure.retry_after or 0) > waits.patience


def _seconds(state: RetryCallState, waits: Waits) -> float:
    """How long to wait before the next attempt."""
    from tenacity import wait_exponential_jitter, wait_random

    asked = _failure(state).retry_after
    if asked is None:
        return wait_exponential_jitter(initial=waits.first, max=waits.longest, jitter=waits.jitter)(state)
    return asked + min(wait_random(0, waits.jitter)(state), asked)
