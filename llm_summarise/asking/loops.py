"""Running a coroutine to its end, wherever one is: in a program, a notebook, or under signals."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from llm_summarise.domain.errors import Interrupted

T = TypeVar("T")

GRACE = 2.0
"""Seconds a run may take to stop after Ctrl-C; then the process ends, wherever it hangs."""


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
    """As `run_to_end`, for a command: Ctrl-C and SIGTERM cancel the work, and what hangs in a thread cannot
    hold the process for more than GRACE seconds.

    Raises Interrupted.
    """
    received: list[int] = []

    async def guarded() -> T:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)

        def stop(number: int) -> None:
            received.append(number)
            task.cancel()
            killer = threading.Timer(GRACE, os._exit, (128 + number,))
            killer.daemon = True
            killer.start()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
        try:
            return await task
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    if threading.current_thread() is not threading.main_thread() or os.name == "nt":
        return run_to_end(work)
    try:
        return asyncio.run(guarded())
    except asyncio.CancelledError:
        if not received:
            raise
        raise Interrupted(received[0]) from None
