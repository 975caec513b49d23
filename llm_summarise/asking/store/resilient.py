"""The cache kept usable, whatever happens to its file: every kind of trouble ends in a warning.

A file that is garbage is set aside, one that was removed is made anew, one that cannot be written is only
read. Others are waited for as long as there is patience (patience.py), which is little in all.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from llm_summarise.asking.store import connection as database
from llm_summarise.asking.store import rows
from llm_summarise.asking.store.connection import why
from llm_summarise.asking.store.connections import FAILURES, Connections
from llm_summarise.domain.errors import CacheError

T = TypeVar("T")

_MOST_DAMAGED: Final = 3
_MOST_TRIES: Final = 15
"""Of one write, while others write all the time."""


class ResilientCache(Connections):
    """Bytes by name in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep.
    """

    def read(self, name: str) -> bytes | None:
        """The value under `name`: None if there is none or it cannot be read, empty for a strange row."""
        if self.patience.gone:
            return None
        started = self.patience.clock()
        try:
            while self._reader is not None or self._open_reader():
                if self._mode == "rw":
                    database.probe_locks(self.directory, self.patience)
                with self._lock:
                    if self._reader is not None and self._mode == "rw" and self.patience.no_locks:
                        self._reader.close()
                        self._reader = None
                    if self._reader is not None:  # or else it was closed just now, in another thread
                        self._be_patient(self._reader)
                        # All rows are fetched: a cursor left open would keep others from emptying the log.
                        found = self._reader.execute(rows.ONE, (name,)).fetchall()
                        return found[0][0] if found else None
        except FAILURES as error:
            self.patience.spend(self.patience.clock() - started)
            if self._is_broken(error) and self._mode == "rw":
                self._in_writing_thread(partial(self._leave, self._file, error))
            else:
                self._say_unreadable(error)
        return None

    def names(self) -> list[str]:
        """All names, in the order in which they were first kept."""
        try:
            return self._look(rows.names) or []
        except FAILURES as error:
            self._say_unreadable(error)
            return []

    def write(self, name: str, value: bytes) -> bool:
        """Whether `value` is kept: it then survives the end of this process. May wait for other processes."""
        return self._in_writing_thread(lambda: self._write(name, value))

    def remove(self, name: str) -> bool:
        """Whether `name` was there and now is gone."""
        return os.path.lexists(self._path) and self._in_writing_thread(lambda: self._remove(name))

    def check(self) -> rows.Check:
        """Look at the whole database. Raises CacheError if it cannot be read."""
        try:
            return self._look(rows.check) or rows.Check()
        except FAILURES as error:
            if database.is_broken(error):
                return rows.Check(faults=(why(error),))
            raise CacheError(f"the cache in {self.directory} cannot be read: {why(error)}") from error

    def administer(self, work: Callable[[sqlite3.Connection], int]) -> int:
        """What `work` gives on a connection of its own; 0 if there is no database. Raises CacheError if it
        fails."""
        try:
            return self._look(work) or 0
        except FAILURES as error:
            raise CacheError(f"the cache in {self.directory} cannot be changed: {why(error)}") from error

    def start_anew(self, reason: str) -> None:
        """Set the database aside as damaged, for that reason; the next write makes a new one."""
        self._in_writing_thread(lambda: self._start_anew(sqlite3.DatabaseError(reason)))

    def _write(self, name: str, value: bytes) -> bool:
        damaged = 0
        for _ in range(_MOST_TRIES):
            if self._is_hopeless() or not (self._writer or self._open_writer()):
                return False
            seen, started = database.progress(self._path), self.patience.clock()
            failure = self._set(name, value)
            if self._is_gone():  # and has taken with it what was written
                self._drop()
            elif failure is None and self._log_is_current():
                self.patience.refill()
                return True
            elif failure is None:
                self._drop()
            elif self._is_broken(failure):
                self._start_anew(failure)
            elif not self._is_busy(failure, seen):
                self.patience.spend(self.patience.clock() - started)
                self._say_not_kept(failure)
                return False
            else:  # others write meanwhile: it is our turn some time
                continue
            damaged += 1
            if damaged == _MOST_DAMAGED:
                break
        self._say_not_kept(OSError("it is removed or damaged again and again, or never free"))
        return False

    def _is_busy(self, failure: Exception, seen: object) -> bool:
        """Whether `failure` came of others who write, rather than hold what they do not use: they have let go
        by now, or written since the log was as `seen`."""
        if isinstance(failure, TimeoutError):
            return True
        return "is locked" in str(failure) and database.progress(self._path) != seen

    def _leave(self, file: tuple[int, int] | None, error: Exception) -> None:
        """Start anew, unless another thread or process has done so since `file` was found damaged."""
        if file is not None and file == self._file == database.identity(self._path):
            self._start_anew(error)
        else:
            self._drop()

    def _is_hopeless(self) -> bool:
        """Whether that has shown; without a try, for SQLite makes a hundred by itself, in ten seconds."""
        try:
            self._check_locks()
            if self.patience.gone:
                raise OSError("it takes too long")
        except OSError as error:
            self._say_not_kept(error)
            return True
        return False

    def _set(self, name: str, value: bytes) -> Exception | None:
        """Write with the writer that is open; what went wrong."""
        writer = self._writer
        if writer is not None:
            try:
                writer.set(name, value)
            except FAILURES as error:
                writer.close()  # ends what may be left of a transaction
                self._log = None
                return error
        return None

    def _remove(self, name: str) -> bool:
        writer = self._writer or self._open_writer()
        if writer is None:
            return False
        try:
            return writer.delete(name)
        except FAILURES as error:
            writer.close()
            self.say("delete", f"nothing can be removed from the cache in {self.directory}: {why(error)}")
            return False

    def _start_anew(self, error: Exception) -> None:
        self._drop()
        try:
            with self._opening, database.opening_turn(self.directory, self.patience):
                self._set_aside(error)
        except OSError as failure:
            self._unusable = True
            self._say_not_kept(failure)

    def _look(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` gives on a connection of its own, which remembers no page; None without a database."""
        if self._reader is None and not self._open_reader():
            return None
        seconds, started = self.patience.left, self.patience.clock()
        with contextlib.closing(database.connect(self._path, self._mode, seconds=seconds)) as connection:
            try:
                return work(connection)
            except FAILURES:
                self.patience.spend(self.patience.clock() - started)
                raise
