"""An end for work that would never come to one: what is quadratic in a million characters takes hours."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def comes_to_an_end(seconds: int = 120) -> Iterator[None]:
    """Raises TimeoutError in the work inside that goes on for longer; patterns can be interrupted too."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"still at work after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def computes_no_longer_than(seconds: float) -> Iterator[None]:
    """The same in seconds of computing, so that a busy machine fails nothing."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"still at work after {seconds} seconds of computing")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
