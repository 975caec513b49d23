"""Blocking calls beside an event loop, in threads that nobody has to wait for."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

T = TypeVar("T")

HANDOVER: Final = 0.0005
"""Seconds after which a thread that computes lets the event loop go on. Python's 0.005 are lost each time the
loop comes back from the system, a dozen times a call: together 50 ms, and calls end in bursts."""

NAP: Final = 0.01
"""Seconds of a look at how busy an event loop is."""


async def in_thread(call: Callable[[], T]) -> T:
    """The result of `call`, run in a thread of its own.

    The thread is a daemon: a call that hangs in a plugin delays neither Ctrl-C nor the end of the program, as
    the threads of `asyncio.to_thread` would, which are joined at exit.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[Any], None], outcome: object) -> None:
        if not future.done():
            how(outcome)

    def work() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            try:
                result = call()
            except StopIteration as error:  # which a future does not take
                loop.call_soon_threadsafe(settle, future.set_exception, RuntimeError(str(error)))
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                loop.call_soon_threadsafe(settle, future.set_exception, error)
            else:
                loop.call_soon_threadsafe(settle, future.set_result, result)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), name="llm-summarise call", daemon=True).start()
    return await future


class BackgroundWorker:
    """Work beside the calls of one event loop, in threads, one piece at a time: several at once would only
    take the interpreter from each other, and from the calls."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()
        self._wanted = 0

    async def now(self, work: Callable[[], T]) -> T:
        """What `work` returns, for somebody who can do nothing without it."""
        self._wanted += 1
        try:
            async with self._free:
                with _handover.quick():
                    return await in_thread(work)
        finally:
            self._wanted -= 1

    async def later(self, work: Callable[[], T], hurry: asyncio.Event) -> T:
        """The same when nobody wants anything now and the loop is at rest, or when `hurry` is set."""
        while not hurry.is_set():
            if await _at_rest(hurry) and not self._wanted:
                break
        return await self.now(work)


async def _at_rest(hurry: asyncio.Event) -> bool:
    """Whether the loop has so little to do that it wakes in time who sleeps a little."""
    loop = asyncio.get_running_loop()
    due = loop.time() + NAP
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(due):
            await hurry.wait()
    return loop.time() - due < NAP / 2


class _Handover:
    """Sets the interval at which Python's threads take turns to HANDOVER for as long as anybody needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0.0

    @contextlib.contextmanager
    def quick(self) -> Iterator[None]:
        with self._lock:
            if not self._users:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(HANDOVER, self._before))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    sys.setswitchinterval(self._before)


_handover: Final = _Handover()
