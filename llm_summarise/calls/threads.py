"""Blocking calls beside an event loop, in threads that nobody has to wait for."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(call: Callable[[], T]) -> T:
    """The result of `call`, run in a thread of its own.

    The thread is a daemon: a call that hangs in a plugin delays neither Ctrl-C nor the end of the program, as
    the threads of `asyncio.to_thread` would, which are joined at exit.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def succeed(result: T) -> None:
        if not future.done():
            future.set_result(result)

    def fail(error: BaseException) -> None:
        if not future.done():
            future.set_exception(error)

    def work() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            try:
                result = call()
            except StopIteration as error:  # which a future does not take
                loop.call_soon_threadsafe(fail, RuntimeError(str(error)))
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                loop.call_soon_threadsafe(fail, error)
            else:
                loop.call_soon_threadsafe(succeed, result)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), name="llm-summarise call", daemon=True).start()
    return await future
