"""The cache kept usable, whatever happens to its file: every kind of trouble ends in a warning.

A read uses one plain connection, under a lock, in the thread that asks. Writing is left to diskcache, whose
connections belong to threads, so all of it is done in one thread. Both open late; a file that is garbage is
set aside, one that was removed is made anew, one that cannot be written is only read. A fork meets both
closed, so that parent and child never share a connection.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from llm_summarise.asking.store import connection as database
from llm_summarise.asking.store import forks, rows
from llm_summarise.asking.store.connection import identity, why
from llm_summarise.domain.errors import CacheError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from llm_summarise.asking.store.bytes_cache import BytesCache

T = TypeVar("T")

VERIFY: Final = "llm-summarise cache verify"
_FAILURES: Final = (sqlite3.Error, OSError, UnicodeDecodeError)  # the last from damaged names


class ResilientCache:
    """Bytes by name in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep. `warn` is told of each
    kind of trouble once. Raises CacheError only for a directory whose name diskcache would change.
    """

    def __init__(self, directory: str | os.PathLike[str], warn: Callable[[str], None]) -> None:
        self.directory = Path(directory).expanduser().absolute()
        if os.path.expandvars(self.directory) != str(self.directory):
            raise CacheError(f"a cache directory cannot have a variable in its name: {self.directory}")
        self._path = self.directory / database.DATABASE
        self._warn = warn
        self._said: set[str] = set()
        self.start()
        forks.watch(self)

    def start(self) -> None:
        """Begin as if nothing had been opened; also in the child of a fork, which does not have the threads
        that may hold the locks."""
        self._opening = threading.RLock()  # taken before `_lock` where both are
        self._lock = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._mode = "rw"
        self._writer: BytesCache | None = None
        self._executor: ThreadPoolExecutor | None = None
        self._writing_thread = 0
        self._file: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None
        self._unwritable = self._unusable = False
        self._resumed = threading.Event()

    def read(self, name: str) -> bytes | None:
        """The value under `name`: None if there is none or it cannot be read, empty for a strange row."""
        try:
            while self._reader is not None or self._open_reader():
                with self._lock:
                    if self._reader is not None:  # or else it was closed just now, in another thread
                        # All rows are fetched: a cursor left open would keep others from emptying the log.
                        found = self._reader.execute(rows.ONE, (name,)).fetchall()
                        return found[0][0] if found else None
        except _FAILURES as error:
            self._say_unreadable(error)
        return None

    def names(self) -> list[str]:
        """All names, in the order in which they were first kept."""
        try:
            return self._look(rows.names) or []
        except _FAILURES as error:
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
        except _FAILURES as error:
            if database.is_broken(error):
                return rows.Check(faults=(why(error),))
            raise CacheError(f"the cache in {self.directory} cannot be read: {why(error)}") from error

    def administer(self, work: Callable[[sqlite3.Connection], int]) -> int:
        """What `work` gives on a connection of its own; 0 if there is no database. Raises CacheError if it
        fails."""
        try:
            return self._look(work) or 0
        except _FAILURES as error:
            raise CacheError(f"the cache in {self.directory} cannot be changed: {why(error)}") from error

    def start_anew(self, reason: str) -> None:
        """Set the database aside as damaged, for that reason; the next write makes a new one."""
        self._in_writing_thread(lambda: self._start_anew(sqlite3.DatabaseError(reason)))

    def say(self, kind: str, text: str) -> None:
        """Warn of one kind of trouble, once."""
        if kind not in self._said:
            self._said.add(kind)
            self._warn(text)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do `work`, which may use the cache, in the writing thread, after what was submitted before."""
        with self._lock:
            if self._executor is None:
                from concurrent.futures import ThreadPoolExecutor

                forks.watch_writers()
                self._executor = ThreadPoolExecutor(1, "cache", initializer=self._begin_to_write)
            executor = self._executor
        return executor.submit(work)  # without the lock: before a fork this waits for those who want it

    def close(self) -> None:
        """Close the database, once what was submitted is done. It opens again when it is used again."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is None:
            self._drop()
        else:
            executor.submit(self._drop).result()
            executor.shutdown()

    def _begin_to_write(self) -> None:
        self._writing_thread = threading.get_ident()

    def _in_writing_thread(self, work: Callable[[], T]) -> T:
        return work() if threading.get_ident() == self._writing_thread else self.submit(work).result()

    def _write(self, name: str, value: bytes) -> bool:
        for _ in range(3):
            writer = self._writer or self._open_writer()
            if writer is None:
                return False
            failure: Exception | None = None
            try:
                writer.set(name, value)
            except _FAILURES as error:
                failure = error
                writer.close()  # ends what may be left of a transaction
                self._log = None
            if self._is_gone():  # and has taken with it what was written
                self._drop()
            elif failure is None and self._log_is_current():
                return True
            elif failure is None:
                self._drop()
            elif database.is_broken(failure):
                self._start_anew(failure)
            else:
                self._say_not_kept(failure)
                return False
        self._say_not_kept(OSError("it is removed or damaged again and again"))
        return False

    def _remove(self, name: str) -> bool:
        writer = self._writer or self._open_writer()
        if writer is None:
            return False
        try:
            return writer.delete(name)
        except _FAILURES as error:
            writer.close()
            self.say("delete", f"nothing can be removed from the cache in {self.directory}: {why(error)}")
            return False

    def _start_anew(self, error: Exception) -> None:
        self._drop()
        try:
            with self._opening, database.opening_turn(self.directory):
                self._set_aside(error)
        except OSError as failure:
            self._unusable = True
            self._say_not_kept(failure)

    def _drop(self) -> None:
        """Close both connections: the next use opens again."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        self._unwritable = False
        self._close_reader()

    def _is_gone(self) -> bool:
        """Whether the file that was opened is no longer the cache; that is said, unless it was set aside."""
        if self._file is not None and identity(self._path) == self._file:
            return False
        if self._file is not None:
            self.say("removed", f"the cache in {self.directory} was removed while in use; it is made anew")
        return True

    def _log_is_current(self) -> bool:
        """Whether the write-ahead log that was written to is still there. Nobody removes it while others have
        the database open, but whoever opens and closes the file itself loses all locks of this process."""
        log = identity(Path(f"{self._path}-wal"))
        if self._log is None:
            self._log = log
        return log == self._log

    def _look(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` gives on a connection of its own, which remembers no page; None without a database."""
        if self._reader is None and not self._open_reader():
            return None
        with contextlib.closing(database.connect(self._path, self._mode)) as connection:
            return work(connection)

    def _open_reader(self) -> bool:
        """Whether there is a database that can be read."""
        with self._opening:
            if self._reader is None and not self._unusable and os.path.lexists(self._path):
                try:
                    self._mode = "rw"
                    self._reader = self._open_sound(self._connect_reader, to_write=False)
                    self._file = identity(self._path)
                except (*_FAILURES, database.ForeignDatabase) as error:
                    self._refuse(error)
                    if not isinstance(error, database.ForeignDatabase):
                        self._reader = self._connect_unsound()
                    self._unusable = self._reader is None
            return self._reader is not None

    def _connect_unsound(self) -> sqlite3.Connection | None:
        for mode in ("ro", "immutable"):  # SQLite makes files to read, unless told that nothing will change
            self._mode = mode
            with contextlib.suppress(*_FAILURES):
                return self._connect_reader()
        return None

    def _connect_reader(self) -> sqlite3.Connection | None:
        """None if the file was set aside just now, or is still empty."""
        if not os.path.lexists(self._path):
            return None
        reader = database.connect(self._path, self._mode, any_thread=True)
        with contextlib.ExitStack() as failing:
            failing.callback(reader.close)
            if rows.has_table(reader):
                failing.pop_all()
                return reader
        return None

    def _open_writer(self) -> BytesCache | None:
        """The writer, on a database made if need be; None if it cannot be written."""
        with self._opening:
            if self._unusable or self._unwritable:
                return None
            if self._reader is not None and self._is_gone():
                self._close_reader()
            try:
                self._writer = self._open_sound(self._connect_writer, to_write=True)
                self._file, self._log = identity(self._path), None
            except (*_FAILURES, database.ForeignDatabase) as error:
                self._refuse(error)
            return self._writer

    def _connect_writer(self) -> BytesCache:
        try:
            from llm_summarise.asking.store.bytes_cache import BytesCache
        except (ImportError, AttributeError) as error:
            raise sqlite3.OperationalError(f"diskcache cannot be used: {error}") from error
        return BytesCache(self.directory)

    def _open_sound(self, connect: Callable[[], T], *, to_write: bool) -> T:
        """What `connect` opens, after a look at the database; one that is damaged is set aside before."""
        for warning in database.make_private(self.directory):
            self.say(warning, warning)
        with database.opening_turn(self.directory):
            for _ in range(2):
                try:
                    for warning in database.prepare(self.directory, to_write=to_write):
                        self.say(warning, warning)
                    return connect()
                except (sqlite3.Error, UnicodeDecodeError) as error:
                    if not database.is_broken(error):
                        raise
                    self._set_aside(error)
        raise OSError("it is damaged again and again")

    def _set_aside(self, error: Exception) -> None:
        self._close_reader()
        self._file = None
        kept = database.set_aside(self.directory, database.FILES)
        remedy = f"set aside as {kept} and made anew, {VERIFY} --repair brings back the rest"
        self.say("broken", f"the cache in {self.directory} is damaged ({why(error)}); {remedy}")

    def _close_reader(self) -> None:
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = None

    def _refuse(self, error: Exception) -> None:
        """Write nothing more, for the reason `error`; a lock of somebody else's will pass."""
        if isinstance(error, database.ForeignDatabase):
            self._unusable = True
            self.say("write", f"answers are not kept, {self._path} is not a cache: {error}")
        else:
            self._unwritable = "locked" not in str(error)
            self._say_not_kept(error)

    def _say_not_kept(self, error: Exception) -> None:
        self.say("write", f"answers are not kept, the cache in {self.directory} fails: {why(error)}")

    def _say_unreadable(self, error: Exception) -> None:
        self.say("read", f"the cache in {self.directory} cannot be read: {why(error)} - {VERIFY}")

    def pause_writing(self) -> None:
        """Before a fork: close the database, and let the writing thread rest until `resume`."""
        closed = threading.Event()

        def rest() -> None:
            self._drop()
            closed.set()
            self._resumed.wait()

        if threading.get_ident() == self._writing_thread:
            self._drop()
        elif self._executor is not None:
            self._resumed.clear()
            with contextlib.suppress(RuntimeError):  # the interpreter ends
                self._executor.submit(rest)
                closed.wait()

    def pause_reading(self) -> None:
        """Before a fork: let nobody open the database until `resume`."""
        self._opening.acquire()
        self._close_reader()

    def resume(self) -> None:
        self._opening.release()
        self._resumed.set()
