"""How long a run waits for others to let go of a cache, and how often it complains: once, in all.

Both belong to a directory, not to an object: a run opens the same cache several times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

SECONDS: Final = 4.0
"""That is how long a run waits for a cache that lets nobody in."""

OVERDRAFT: Final = 1.0
"""Seconds that failing attempts may take after all patience is used up; then there are no more attempts."""

TROUBLE: Final = "trouble"
"""The kind of what is said of a cache that cannot be read, locked or written: these have one cause."""

_MOST_LISTENERS: Final = 32


class Patience:
    """Seconds that may be waited in all, by `clock` and `sleep`. Only waits in vain use it up; whoever is let
    in to write gets all of it back, so that a cache which is busy is waited for as often as need be.

    Once it is used up, attempts are made without waiting. When these take long themselves, as on a disk that
    hangs, it is `gone`, and nothing is tried any more.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._whole = seconds
        self._spent = self.spent_on_turns = 0.0
        self.no_locks: str | None = None
        self.disk_fails = False  # so that what looks like damage may be none

    @property
    def left(self) -> float:
        """Seconds to wait at most, now."""
        return max(0.0, self._whole - self._spent)

    @property
    def milliseconds(self) -> int:
        return int(self.left * 1000)

    @property
    def gone(self) -> bool:
        return self._spent > self._whole + OVERDRAFT

    @property
    def left_for_turn(self) -> float:
        """Seconds to wait at most for one's turn to open the cache: somebody who never ends theirs may well
        let others write."""
        return min(self.left, max(0.0, self._whole - self.spent_on_turns))

    def spend(self, seconds: float) -> None:
        self._spent += seconds

    def refill(self) -> None:
        self._spent = 0.0

    def end(self, reason: str) -> None:
        """Nothing is worth waiting for: the file system has no locks, as it says in `reason`."""
        self.no_locks = reason
        self._spent = max(self._spent, self._whole)


class _Directory:
    """What is known of the cache in one directory: patience, and what was said to whom."""

    def __init__(self) -> None:
        self.patience = Patience()
        self.said: dict[Callable[[str], None], set[str]] = {}

    def heard(self, listener: Callable[[str], None]) -> set[str]:
        if listener not in self.said and len(self.said) >= _MOST_LISTENERS:
            del self.said[next(iter(self.said))]
        return self.said.setdefault(listener, set())


_directories: dict[Path, _Directory] = {}


def patience_with(directory: Path) -> Patience:
    """The patience this process has with a directory."""
    return _directories.setdefault(directory, _Directory()).patience


def say_once(directory: Path, listener: Callable[[str], None], kind: str, text: str) -> None:
    """Tell `listener` of one kind of trouble with a directory, the first time."""
    heard = _directories.setdefault(directory, _Directory()).heard(listener)
    if kind not in heard:
        heard.add(kind)
        listener(text)


def was_said(directory: Path, listener: Callable[[str], None], kind: str) -> bool:
    return directory in _directories and kind in _directories[directory].heard(listener)
