"""Calls in the log of `llm` (`--log`), where `llm logs` shows them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from llm_summarise.asking.models.registry import user_folder


def is_logging() -> bool:
    """Whether the user has not switched logging off (`llm logs off`)."""
    return not (user_folder() / "logs-off").exists()


class Logbook:
    """Writes responses to the logs.db of `llm`, unless logging is switched off.

    One thread writes: writers beside each other lose rows ("database is locked"). Trouble is told to `warn`,
    once, and never costs an answer.
    """

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, response: Any) -> None:
        """Write a finished response soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="llm-summarise log", daemon=True)
            self._thread.start()
        self._waiting.put(response)

    def close(self) -> None:
        """Wait until all is written."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _write(self) -> None:
        told = False
        database: Any = None
        while (response := self._waiting.get()) is not None:
            try:
                if not is_logging():
                    continue
                if database is None:
                    import sqlite_utils

                    database = sqlite_utils.Database(user_folder() / "logs.db")
                response.log_to_db(database)
            except Exception as error:  # noqa: BLE001 - a log is never worth an answer
                if not told:
                    self._warn(f"calls are not logged: {type(error).__name__}: {error}")
                told = True
        if database is not None:
            database.close()
