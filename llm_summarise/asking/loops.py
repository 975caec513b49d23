"""Running a coroutine to its end, wherever one is: in a program, a notebook, or under signals."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any, TypeVar

from llm_summarise.domain.errors import Interrupted
from llm_summarise.stopping import end_now, end_within_grace, handled

T = TypeVar("T")


async def all_of(work: Iterable[Awaitable[T]]) -> list[T]:
    """The results of all, in order; the first error only when all have ended.

    `asyncio.gather` would cancel the others' calls, which may be paid for already.
    """
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result. Works where a loop runs already, as in a notebook: there in a thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


def run_interruptible(work: Coroutine[Any, Any, T]) -> T:
    """As `run_to_end`, for a command: Ctrl-C, SIGTERM and SIGHUP cancel the work, and what hangs in a thread
    or computes cannot hold the process for more than `stopping.GRACE` seconds. A second one ends it at once.

    Raises Interrupted.
    """
    if threading.current_thread() is not threading.main_thread() or os.name == "nt":
        return run_to_end(work)
    received: list[int] = []
    at_work: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if received:
            end_now(number)
        received.append(number)
        end_within_grace(number)
        for loop, task in at_work:
            if not loop.is_closed():
                loop.call_soon_threadsafe(task.cancel)

    async def guarded() -> T:
        task = asyncio.ensure_future(work)
        at_work.append((asyncio.get_running_loop(), task))
        if received:
            task.cancel()
        return await task

    # Not the loop's own handlers: a loop that is busy never calls them.
    with handled(stop):
        try:
            result = asyncio.run(guarded())
        except BaseException as error:
            if not received:
                raise
            raise Interrupted(received[0]) from error
    if received:
        raise Interrupted(received[0])
    return result
