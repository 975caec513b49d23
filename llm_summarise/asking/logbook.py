"""Calls in the log of `llm` (`--log`), where `llm logs` shows them."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from llm_summarise.asking.models.registry import user_folder
from llm_summarise.files import lock_file, lock_trouble

DATABASE: Final = "logs.db"
LOCK: Final = "logs.db.llm-summarise.lock"
"""Whoever of us writes holds it: `llm` makes and changes its tables in many small steps, and writers between
two of them lose rows, or all of them fail."""

LONGEST: Final = 30.0
IDLE: Final = 4.0
"""Seconds that the end of a run waits for the log: while others write to it, and while nobody does."""

_SLICE: Final = 0.5
_PAUSE: Final = 0.05
_MOST_TRIES: Final = 20
_RACES: Final = ("already exists", "duplicate column", "no such table", "schema has changed")
"""What is said to one of two programs that make the tables at the same time."""


def is_logging() -> bool:
    """Whether the user has not switched logging off (`llm logs off`)."""
    return not (user_folder() / "logs-off").exists()


class Logbook:
    """Writes responses to the logs.db of `llm`, unless logging is switched off.

    One thread writes, one process at a time, and tries again as long as the log is in use. Trouble never
    costs an answer: `close` tells `warn` how many calls are not logged, and why.
    """

    def __init__(
        self,
        warn: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._warn = warn
        self._clock = clock
        self._sleep = sleep
        self._waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._added = self._lost = 0
        self._reason = ""
        self._closing: float | None = None
        self._moved = 0.0
        self._seen: list[tuple[int, int]] = []
        self._database: Any = None

    def add(self, response: Any) -> None:
        """Write a finished response soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="llm-summarise log", daemon=True)
            self._thread.start()
        self._added += 1
        self._waiting.put(response)

    def close(self) -> None:
        """Wait until all is written: as long as the log is written to, and not for ever."""
        if self._thread is None:
            return
        self._seen = _states()
        self._closing = self._moved = self._clock()
        self._waiting.put(None)
        self._thread.join()
        self._thread = self._closing = None
        if self._lost:
            self._warn(f"{self._lost} of {self._added} calls are not logged: {self._reason}")
        self._added = self._lost = 0

    def _write(self) -> None:
        while (response := self._waiting.get()) is not None:
            failure = self._log(response)
            if failure is not None:
                self._lost += 1
                self._reason = f"{type(failure).__name__}: {failure}"
        self._shut()

    def _log(self, response: Any) -> Exception | None:
        """Write one response, for as long as that may come to something; why it could not be done."""
        tries = 0
        while True:
            try:
                if is_logging():
                    with lock_file(user_folder() / LOCK, _SLICE, clock=self._clock, sleep=self._sleep):
                        response.log_to_db(self._open())
                return None
            except Exception as error:  # noqa: BLE001 - a log is never worth an answer
                self._shut()
                tries += 1
                if tries > 1 and isinstance(error, sqlite3.IntegrityError):
                    return None  # all of it was written before
                if not self._may_pass(error, tries) or self._is_late():
                    return error
            self._sleep(_PAUSE)

    def _open(self) -> Any:
        if self._database is None:
            import sqlite_utils

            path = user_folder() / DATABASE
            self._database = sqlite_utils.Database(sqlite3.connect(path, timeout=_SLICE))
        return self._database

    def _shut(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _may_pass(self, error: Exception, tries: int) -> bool:
        """Whether a later try may do better."""
        if not isinstance(error, sqlite3.Error):
            return False
        if "locked" in str(error):
            return tries > 1 or lock_trouble(user_folder() / LOCK) is None
        return tries < _MOST_TRIES and any(words in str(error) for words in _RACES)

    def _is_late(self) -> bool:
        """Whether somebody waits for the end, and has waited long enough."""
        if self._closing is None:
            return False
        seen, now = _states(), self._clock()
        if seen != self._seen:
            self._seen, self._moved = seen, now
        return now - self._closing > LONGEST or now - self._moved > IDLE


def _states() -> list[tuple[int, int]]:
    """What changes when anybody writes to the log."""
    return [_state(user_folder() / name) for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal")]


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns
