"""Time that goes by only while everybody waits."""

from __future__ import annotations

import asyncio
import heapq

QUIET = 60
"""Turns of the event loop after which everybody is taken to wait."""


class Clock:
    """A clock and its `sleep`: whoever is to wake first wakes when nobody else has anything to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0
        self._driver: asyncio.Task[None] | None = None

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._asleep, (self.now + seconds, self._count, waking))
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive())
        await waking

    async def _drive(self) -> None:
        while self._asleep:
            for _ in range(QUIET):
                await asyncio.sleep(0)
            at, _, waking = heapq.heappop(self._asleep)
            if not waking.done():
                self.now = at
                waking.set_result(None)
