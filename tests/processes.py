"""Other processes of a test: which there are, and waiting for them, bounded by a deadline."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from pathlib import Path

DEADLINE = 60.0
"""Seconds after which a test gives up waiting."""


def children(pid: int) -> list[int]:
    """The processes that `pid` started, and those they started. Linux tells."""
    return [
        each
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in map(int, (task / "children").read_text().split())
        for each in (child, *children(child))
    ]


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has asked for its exit code has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for_end(pids: list[int]) -> None:
    """Until these processes have ended, which they may do a moment after their parent."""
    give_up = time.monotonic() + DEADLINE
    while not all(map(is_gone, pids)):
        assert time.monotonic() < give_up, [pid for pid in pids if not is_gone(pid)]
        threading.Event().wait(0.01)


def end(process: subprocess.Popen[bytes], number: int) -> tuple[int, bytes]:
    """The exit code after a signal, and what was said on stderr."""
    process.send_signal(number)
    try:
        _, stderr = process.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        raise
    return process.returncode, stderr
