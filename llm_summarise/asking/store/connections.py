"""The connections of a cache: opened late, on a database that was looked at, and closed around forks.

A read uses one plain connection, under a lock, in the thread that asks. Writing is left to diskcache, whose
connections belong to threads, so all of it is done in one thread. A fork meets both closed, so that parent
and child never share a connection.

Where files have no locks (some homes on NFS), answers are read as if nobody wrote, and none are written: the
ways SQLite has to do without (`nolock`, `unix-dotfile`) end in a damaged file as soon as two programs differ
in the way they take.
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
from llm_summarise.asking.store.patience import TROUBLE, Patience, patience_with, say_once
from llm_summarise.domain.errors import CacheError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from llm_summarise.asking.store.bytes_cache import BytesCache

T = TypeVar("T")

VERIFY: Final = "llm-summarise cache verify"
_LOCKED: Final = ("is locked", "locking protocol", "files cannot be locked")

FAILURES: Final = (sqlite3.Error, OSError, UnicodeDecodeError)  # the last from damaged names


class Connections:
    """To read from and to write to the database in `directory`. `warn` is told of each kind of trouble once.

    `set_aside` has the name and the reason of each database that was found damaged, for whoever brings back
    its answers. Raises CacheError only for a directory whose name diskcache would change.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        warn: Callable[[str], None],
        patience: Patience | None = None,
    ) -> None:
        self._homeless = False
        try:
            self.directory = Path(directory).expanduser().absolute()
        except RuntimeError:  # nobody knows where the home is, so nothing is made there
            self.directory = Path(directory)
            self._homeless = True
        if os.path.expandvars(self.directory) != str(self.directory):
            raise CacheError(f"a cache directory cannot have a variable in its name: {self.directory}")
        self._path = self.directory / database.DATABASE
        self._warn = warn
        self.patience = patience or patience_with(self.directory)
        self.set_aside: list[tuple[str, str]] = []
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
        self._wait = 0
        self._unwritable = False
        self._unusable = self._homeless
        self._resumed = threading.Event()

    def _be_patient(self, connection: sqlite3.Connection) -> None:
        """Let the reader wait as long as there is patience now."""
        if self._wait != self.patience.milliseconds:
            self._wait = self.patience.milliseconds
            connection.execute(f"PRAGMA busy_timeout={self._wait}").close()

    def _open_reader(self) -> bool:
        """Whether there is a database that can be read."""
        with self._opening:
            self._say_homeless()
            if self._reader is None and not self._unusable and os.path.lexists(self._path):
                started = self.patience.clock()
                try:
                    self._check_locks()
                    self._mode = "rw"
                    self._reader = self._open_sound(self._connect_reader, to_write=False)
                    self._file = identity(self._path)
                except (*FAILURES, database.ForeignDatabase) as error:
                    self.patience.spend(self.patience.clock() - started)
                    self._refuse(error)
                    if not isinstance(error, database.ForeignDatabase):
                        self._reader = self._connect_unsound(error)
                    self._unusable = self._reader is None
            return self._reader is not None

    def _connect_unsound(self, error: Exception) -> sqlite3.Connection | None:
        # SQLite makes files to read, and locks them, unless told that nothing will change.
        hopeless = database.is_unreadable(error) or any(words in str(error) for words in _LOCKED)
        modes = ("immutable",) if hopeless else ("ro", "immutable")
        for mode in modes:
            self._mode = mode
            with contextlib.suppress(*FAILURES):
                return self._connect_reader()
        return None

    def _connect_reader(self) -> sqlite3.Connection | None:
        """None if the file was set aside just now, or is still empty."""
        if not os.path.lexists(self._path):
            return None
        self._wait = self.patience.milliseconds
        reader = database.connect(self._path, self._mode, any_thread=True, seconds=self.patience.left)
        with contextlib.ExitStack() as failing:
            failing.callback(reader.close)
            if rows.has_table(reader):
                failing.pop_all()
                return reader
        return None

    def _open_writer(self) -> BytesCache | None:
        """The writer, on a database made if need be; None if it cannot be written."""
        with self._opening:
            self._say_homeless()
            if self._unusable or self._unwritable:
                return None
            started = self.patience.clock()
            if self._reader is not None and self._is_gone():
                self._close_reader()
            try:
                self._check_locks()
                self._writer = self._open_sound(self._connect_writer, to_write=True)
                self._file, self._log = identity(self._path), None
            except (*FAILURES, database.ForeignDatabase) as error:
                self.patience.spend(self.patience.clock() - started)
                self._refuse(error)
            return self._writer

    def _check_locks(self) -> None:
        """Raises OSError where files cannot be locked."""
        database.probe_locks(self.directory, self.patience)
        if self.patience.no_locks:
            raise OSError(f"{_LOCKED[-1]} there ({self.patience.no_locks}) - choose another with --cache-dir")

    def _connect_writer(self) -> BytesCache:
        try:
            from llm_summarise.asking.store.bytes_cache import BytesCache
        except (ImportError, AttributeError) as error:
            raise sqlite3.OperationalError(f"diskcache cannot be used: {error}") from error
        return BytesCache(self.directory, self.patience)

    def _open_sound(self, connect: Callable[[], T], *, to_write: bool) -> T:
        """What `connect` opens, after a look at the database; one that is damaged is set aside before."""
        for warning in database.make_private(self.directory):
            self.say(warning, warning)
        with database.opening_turn(self.directory, self.patience):
            for _ in range(2):
                try:
                    self._check_locks()
                    for warning in self._prepared(to_write):
                        self.say(warning, warning)
                    return connect()
                except (sqlite3.Error, UnicodeDecodeError) as error:
                    if not self._is_broken(error):
                        raise
                    self._set_aside(error)
        raise OSError("it is damaged again and again")

    def _prepared(self, to_write: bool) -> list[str]:
        return database.prepare(self.directory, to_write=to_write, seconds=self.patience.left)

    def _is_broken(self, error: Exception) -> bool:
        """Whether the database is damaged; that is not said of one on a disk that fails."""
        self.patience.disk_fails |= database.is_unreadable(error)
        return database.is_broken(error) and not self.patience.disk_fails

    def _set_aside(self, error: Exception) -> None:
        """Rename the files of a damaged database. Raises OSError, also where it only looks damaged since the
        disk cannot read it."""
        self._close_reader()
        self._file = None
        try:
            database.read_through(self._path)
        except OSError:
            self.patience.disk_fails = True
            raise
        if kept := database.set_aside(self.directory, database.FILES):
            self.set_aside.append((kept, why(error)))

    def _close_reader(self) -> None:
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = None

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

    def _refuse(self, error: Exception) -> None:
        """Write nothing more, for the reason `error`; a lock of somebody else's will pass."""
        if isinstance(error, database.ForeignDatabase):
            self._unusable = True
            self.say(TROUBLE, f"answers are not kept, {self._path} is not a cache: {error}")
        else:
            self._unwritable = "is locked" not in str(error)
            self._say_not_kept(error)

    def say(self, kind: str, text: str) -> None:
        """Warn of one kind of trouble, once."""
        say_once(self.directory, self._warn, kind, text)

    def _say_not_kept(self, error: Exception) -> None:
        self.say(TROUBLE, f"answers are not kept, the cache in {self.directory} fails: {why(error)}")

    def _say_unreadable(self, error: Exception) -> None:
        self.say(TROUBLE, f"the cache in {self.directory} cannot be read: {why(error)} - {VERIFY}")

    def _say_homeless(self) -> None:
        if self._homeless:
            self.say(TROUBLE, "answers are not kept, nobody knows where home is - set HOME, or --cache-dir")

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

    def _drop(self) -> None:
        """Close both connections: the next use opens again."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        self._unwritable = False
        self._close_reader()

    def _begin_to_write(self) -> None:
        self._writing_thread = threading.get_ident()

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

    def _in_writing_thread(self, work: Callable[[], T]) -> T:
        return work() if threading.get_ident() == self._writing_thread else self.submit(work).result()
