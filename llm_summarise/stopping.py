"""Stopping when somebody asks for it: what hangs or computes holds the process for GRACE at most."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

GRACE: Final = 2.0
"""Seconds a run may take to stop; then the process ends, wherever it hangs."""

_SYSTEM: Final = tuple(n for name in ("SIGTERM", "SIGHUP") if (n := getattr(signal, name, None)))
SIGNALS: Final = (signal.SIGINT, *_SYSTEM)
"""By which a user (Ctrl-C), the system, and a terminal that is closed ask a process to stop."""

_armed: list[int] = []

Handler = Callable[[int, FrameType | None], None]


class Stopped(BaseException):
    """Raised where the program is when the system asks it to stop, as Ctrl-C raises KeyboardInterrupt."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def stopped_by_system() -> Iterator[None]:
    """Around all a program does: SIGTERM and SIGHUP raise Stopped, a second one ends it at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in _SYSTEM:
            signal.signal(each, lambda number, _frame: end_now(number))
        end_within_grace(number)
        raise Stopped(number)

    with handled(stop, _SYSTEM):
        yield


@contextmanager
def handled(handler: Handler, numbers: tuple[signal.Signals, ...] = SIGNALS) -> Iterator[None]:
    """Have these signals handled so meanwhile; those that are ignored, as under nohup, stay ignored. Does
    nothing in other threads than the first."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        known = {number: signal.getsignal(number) for number in numbers}
        before = {n: old for n, old in known.items() if old is not signal.SIG_IGN and old is not None}
    for number in before:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
        if _armed:  # a Python that is about to end no longer knows what to do about an alarm
            signal.setitimer(signal.ITIMER_REAL, 0)


def end_within_grace(number: int) -> None:
    """End the process GRACE seconds from now if it is still there. To be called by a signal's handler."""

    def end(*_ignored: object) -> None:
        end_now(number)

    timer = threading.Timer(GRACE, end)  # for waits in a thread or in C
    timer.daemon = True
    timer.start()
    if hasattr(signal, "setitimer"):  # for patterns, which let no other thread run
        signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        _armed.append(number)


def end_now(number: int) -> None:
    """End the process as `number` asks, and the processes it started. What is in the cache stays whole."""
    processes = sys.modules.get("multiprocessing")
    if processes is not None:
        for child in processes.active_children():
            child.kill()
    os._exit(128 + number)
