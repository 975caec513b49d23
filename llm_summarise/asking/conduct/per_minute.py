"""The user's own limits: so many requests and tokens in any 60 seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

MINUTE: Final = 60.0
"""Seconds. What starts at 0 and what starts at 60 are not in one minute."""


@dataclass(eq=False)
class Started:
    """A call: when it starts (seconds of a clock that only goes forward), and its tokens."""

    at: float
    tokens: int


class MinuteLimits:
    """When the next call may start, so that no 60 seconds hold more than `requests` calls and `tokens`
    tokens; None: no limit. Calls start in the order in which they were booked."""

    def __init__(self, requests: int | None = None, tokens: int | None = None) -> None:
        self._requests = requests
        self._tokens = tokens
        self._started: deque[Started] = deque()

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return self._requests is not None or self._tokens is not None

    def allows(self, tokens: int) -> bool:
        """Whether a call of so many tokens can ever start."""
        return self._tokens is None or tokens <= self._tokens

    def book(self, now: float, tokens: int) -> Started:
        """The next call, at the first moment from `now` on at which it fits. Of more tokens than the limit
        the limit itself is booked: whether to ask at all is `allows`."""
        tokens = tokens if self._tokens is None else min(tokens, self._tokens)
        while self._started and self._started[0].at <= now - MINUTE:
            self._started.popleft()
        at = max(now, self._started[-1].at) if self._started else now
        calls, used = 1, tokens
        for one in reversed(self._started):
            calls += 1
            used += one.tokens
            if one.at + MINUTE > at and not self._fits(calls, used):
                at = one.at + MINUTE
                break
        booked = Started(at, tokens)
        self._started.append(booked)
        return booked

    def give_back(self, booked: Started) -> None:
        """A call that was booked and does not start."""
        if booked in self._started:
            self._started.remove(booked)

    def _fits(self, calls: int, tokens: int) -> bool:
        within = self._requests is None or calls <= self._requests
        return within and (self._tokens is None or tokens <= self._tokens)
