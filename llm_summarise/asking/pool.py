"""How many calls are under way at a time, and when none may start because the provider asked for a pause."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from llm_summarise.asking.conduct.per_minute import MinuteLimits, Started

Sleep = Callable[[float], Awaitable[None]]

_RECOVERY: Final = 8
"""Successes after which one withdrawn place is given back."""


class Pool:
    """A rolling pool of `size` places, entered in order of arrival.

    `slow_down` closes it for a while and halves its places, never below one; they come back one by one as
    calls succeed. `limits` are the user's own, `on_limit` is told of the seconds that one makes a call wait.
    `sleep` waits for seconds, `asyncio.sleep` outside of tests; `clock` tells seconds. `paused` is how many
    seconds of pauses there were since a call last went well.
    """

    def __init__(
        self,
        size: int,
        *,
        sleep: Sleep | None = None,
        limits: MinuteLimits | None = None,
        on_limit: Callable[[float], None] = lambda _seconds: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if size < 1:
            raise ValueError(f"a pool of {size} places would never start a call; use 1 or more")
        self.size = size
        self.places = size
        self.taken = 0
        self.paused = 0.0
        self._limits = limits or MinuteLimits()
        self._on_limit = on_limit
        self._clock = clock
        self._sleep = sleep or asyncio.sleep
        self._queue: deque[asyncio.Future[None]] = deque()
        self._successes = 0
        self._pause: asyncio.Future[None] | None = None
        self._pause_seconds = 0.0

    @asynccontextmanager
    async def place(self, *, again: bool = False, tokens: int = 0) -> AsyncIterator[Started]:
        """Wait for a place, for the end of a pause and for the limits, and hold the place. A call that had a
        place before goes first (`again`): whoever wants the same answer is waiting for it longest. `tokens`
        are those it will take; whoever knows better afterwards says so in what this yields."""
        await self._enter(again)
        try:
            yield await self._start(tokens)
        finally:
            self._leave()

    async def _start(self, tokens: int) -> Started:
        """Once neither a pause nor a limit is in the way."""
        while True:
            while self._pause is not None and not self._pause.done():
                await asyncio.wait([self._pause])
            if not self._limits.is_set:
                return Started(0.0, tokens)
            now = self._clock()
            booked = self._limits.book(now, tokens)
            if booked.at <= now:
                return booked
            try:
                self._on_limit(booked.at - now)
                await self._sleep(booked.at - now)
            except BaseException:
                self._limits.give_back(booked)
                raise
            if self._pause is None or self._pause.done():
                return booked
            self._limits.give_back(booked)

    def give_back(self, started: Started) -> None:
        """Tell of a call that got a place and was not made."""
        self._limits.give_back(started)

    def paused_after(self, seconds: float) -> float:
        """What `paused` would be if a pause of so many seconds were asked for now."""
        pausing = self._pause is not None and not self._pause.done()
        return self.paused + max(0.0, seconds - self._pause_seconds if pausing else seconds)

    def slow_down(self, seconds: float) -> None:
        """Let no call start for `seconds`; the first of several to ask for a pause takes places away."""
        pausing = self._pause is not None and not self._pause.done()
        self._successes = 0
        if not pausing:
            self.places = max(1, self.places // 2)
        if not pausing or seconds > self._pause_seconds:
            self.paused = self.paused_after(seconds)
            self.close()
            self._pause_seconds = seconds
            self._pause = asyncio.ensure_future(self._sleep(seconds))

    def succeeded(self) -> None:
        """Tell of a call that went well."""
        self.paused = 0.0
        if self.places == self.size:
            return
        self._successes += 1
        if self._successes >= _RECOVERY:
            self._successes = 0
            self.places += 1
            self._let_in()

    def close(self) -> None:
        """Stop a pause that is still on."""
        if self._pause is not None:
            self._pause.cancel()

    async def _enter(self, again: bool) -> None:
        if self.taken < self.places and not self._queue:
            self.taken += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if again:
            self._queue.appendleft(turn)
        else:
            self._queue.append(turn)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place came together with the cancellation
                self._leave()
            raise

    def _leave(self) -> None:
        self.taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._queue and self.taken < self.places:
            turn = self._queue.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)
