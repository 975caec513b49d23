"""One question at a time finds out what a server takes; no other call starts meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class Solo:
    """Keeps calls apart from one that tries something out, of one event loop."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._free = asyncio.Event()
        self._free.set()
        self._landed = asyncio.Event()
        self._under_way = 0

    @property
    def is_free(self) -> bool:
        """Whether a call may start."""
        return self._free.is_set()

    async def wait(self) -> None:
        """Until nobody tries anything out."""
        await self._free.wait()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """To be held by who decides what to try next, and tries it."""
        async with self._lock:
            try:
                yield
            finally:
                self._free.set()

    def keep_others_out(self) -> None:
        """Let no other call start until the turn ends."""
        self._free.clear()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around each call."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._landed.set()

    async def next_landing(self) -> bool:
        """Wait for the end of a call that is under way; False if there is none."""
        if not self._under_way:
            return False
        self._landed.clear()
        await self._landed.wait()
        return True
