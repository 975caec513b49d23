"""An end for a file that would take hours to read: the last resort, for readers take linear time.

What is counted is computing time, so that a busy machine or a suspended one refuses nothing. A signal ends
it, which patterns obey too; where there is none (on Windows, outside of the main thread), there is no limit.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from llm_summarise.domain.errors import InputError

SECONDS: Final = 60.0
SECONDS_PER_MILLION: Final = 10.0
"""Computing time that a file may take: so much, and so much more for each million of its characters."""

VARIABLE: Final = "LLM_SUMMARISE_READING_SECONDS"
"""The variable of the environment that says how many seconds a file of any length may take instead."""


_LONGEST: Final = 1e6


class _TimeIsUp(BaseException):
    """No Exception: what readers expect of broken texts must not catch it."""


@contextmanager
def time_limit(characters: int, name: str) -> Iterator[None]:
    """Raises InputError about the file `name` if reading so many characters inside takes too long."""
    if not _can_be_interrupted():
        yield
        return
    seconds = _seconds_wanted() or SECONDS + SECONDS_PER_MILLION * characters / 1e6
    at_work = True

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if at_work:
            raise _TimeIsUp

    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except _TimeIsUp:
        reason = f"was given up after {seconds:.3g} seconds of computing, where others take one"
        raise InputError(name, reason, hint="give it the transcript itself: WebVTT, SRT or text") from None
    finally:
        at_work = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _seconds_wanted() -> float:
    """What the environment says, 0 if it says nothing of use."""
    try:
        seconds = float(os.environ.get(VARIABLE, "0"))
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < _LONGEST else 0.0


def _can_be_interrupted() -> bool:
    """Whether this is the main thread of a system with timers, and nobody else uses this one."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
        and signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    )
