"""Signs of life of those who hold lock files: a process that is stopped keeps its locks for ever.

Whoever holds a file sets its time again and again, from a thread: a loop that is busy is no dead one.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Final

BEAT: Final = 1.0
"""Seconds between two signs of life."""


class Heartbeat:
    """Touches open files as long as they are in it."""

    def __init__(self) -> None:
        self._handles: set[int] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._over = threading.Event()

    def add(self, handle: int) -> None:
        """Touch an open file now, and once a beat."""
        with self._lock:
            _touch(handle)
            self._handles.add(handle)
            if self._thread is None:
                self._over = threading.Event()
                self._thread = threading.Thread(
                    target=self._beat, args=(self._over,), name="locks", daemon=True
                )
                self._thread.start()

    def remove(self, handle: int) -> None:
        """Touch it no more; to be called before it is closed."""
        with self._lock:
            self._handles.discard(handle)
            if not self._handles:
                self._over.set()
                self._thread = None

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(BEAT):
            with self._lock:
                for handle in self._handles:
                    _touch(handle)


def _touch(handle: int) -> None:
    with contextlib.suppress(OSError, TypeError):  # TypeError: a system that knows files by name alone
        os.utime(handle)
