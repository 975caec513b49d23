"""The cache file kept usable: bytes under names, with every kind of trouble ending in a warning.

Opened late, shared with other threads and processes, left to the parent after a fork; set aside when it is
garbage, made anew when it was removed, only read when it may not be written.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from llm_summarise.calls import database
from llm_summarise.calls.rows import Check, Rows
from llm_summarise.core.errors import CacheError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from llm_summarise.calls.bytes_cache import BytesCache

P = ParamSpec("P")
T = TypeVar("T")

VERIFY: Final = "llm-summarise cache verify"
_FAILURES: Final = (sqlite3.Error, OSError, UnicodeDecodeError)  # the last from damaged names


class GuardedCache:
    """Bytes by name in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep. The thread that made
    it talks to the database itself; calls from other threads go through one worker thread, so at most two
    connections exist and `close`, called by the maker, ends both. `warn` is told of each kind of trouble
    once. `only_read` opens it faster, for a look: writes are refused. Raises CacheError only for a directory
    whose name diskcache would change.
    """

    def __init__(
        self, directory: str | os.PathLike[str], warn: Callable[[str], None], *, only_read: bool = False
    ) -> None:
        self.directory = Path(directory).expanduser().absolute()
        if os.path.expandvars(self.directory) != str(self.directory):
            raise CacheError(f"a cache directory cannot have a variable in its name: {self.directory}")
        self.path = self.directory / database.DATABASE
        self._warn = warn
        self._only_read = only_read
        self._said: set[str] = set()
        self._start()

    def _start(self) -> None:
        self._pid: int = os.getpid()
        self._mutex = threading.RLock()
        self._owner = threading.get_ident()
        self._worker: ThreadPoolExecutor | None = None
        self._cache: BytesCache | None = None
        self._reader: Rows | None = None
        self._off: bool = False
        self._file: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None

    def read(self, name: str) -> bytes | None:
        """The value under `name`: None if there is none or it cannot be read, empty for a strange row."""
        if threading.get_ident() == self._owner and os.getpid() == self._pid:
            return self._read(name)  # as `_here` would, on the path of every hit
        return self._here(self._read, name)

    def write(self, name: str, value: bytes) -> bool:
        """Whether `value` is kept: it then survives the end of this process. May wait for other processes."""
        return self._here(self._write, name, value)

    def remove(self, name: str) -> bool:
        """Whether `name` was there and now is gone."""
        return self._here(self._remove, name)

    def names(self) -> list[str]:
        """All names, in the order in which they were first kept."""
        return self._here(self._names)

    def check(self) -> Check:
        """Look at the whole database. Raises CacheError if it cannot be read."""
        return self._here(self._check)

    def start_anew(self, reason: str) -> None:
        """Set the database aside as damaged; the next write makes a new one."""
        self._here(self._replace, sqlite3.DatabaseError(reason))

    def administer(self, work: Callable[[Rows], int]) -> int:
        """What `work` gives for the rows, 0 if there is no database. Raises CacheError if it fails."""
        return self._here(self._administer, work)

    def bytes_on_disk(self) -> int:
        """Bytes of the database and the files SQLite keeps beside it."""
        return sum(
            path.stat().st_size for name in database.FILES if (path := self.directory / name).is_file()
        )

    def say(self, kind: str, text: str) -> None:
        """Warn of one kind of trouble, once."""
        if kind not in self._said:
            self._said.add(kind)
            self._warn(text)

    def close(self) -> None:
        """Close the database. The store may be used again: it opens again."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        self._disconnect()
        if self._worker is not None:
            self._worker.shutdown()
        self._worker = None

    def disconnect_if_mine(self) -> None:
        """Close the database if the calling thread can: before a fork, so that the child inherits nothing."""
        if self._pid == os.getpid() and self._owner == threading.get_ident():
            self._disconnect()

    def _disconnect(self) -> None:
        worker, cache = self._worker, self._cache
        if worker is not None and cache is not None:
            worker.submit(cache.close).result()
        self._drop()

    # Threads and processes

    def _here(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` in a thread that may: a connection belongs to one."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        if threading.get_ident() == self._owner:
            return work(*args, **kwargs)
        with self._mutex:
            if self._worker is None:
                from concurrent.futures import ThreadPoolExecutor

                self._worker = ThreadPoolExecutor(1, "cache")
        return self._worker.submit(work, *args, **kwargs).result()

    def _leave_to_parent(self) -> None:
        """After a fork the connections are the parent's. Closing them here would touch its locks, so they are
        kept from being collected as well."""
        import ctypes

        for connection in (self._cache, self._reader):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
        self._start()

    # The work, in one thread

    def _read(self, key: str) -> bytes | None:
        source = self._cache or self._reader or self._open(create=False)
        if source is None:
            return None
        try:
            return source.get(key)
        except _FAILURES as error:
            self.say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {VERIFY}")
            return None

    def _names(self) -> list[str]:
        if (self._cache or self._reader or self._open(create=False)) is None:
            return []
        try:
            if self._reader is not None:
                return self._reader.names()
            with Rows(self.path, "ro") as rows:
                return rows.names()
        except _FAILURES as error:
            self.say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {VERIFY}")
            return []

    def _write(self, key: str, value: bytes) -> bool:
        """Set, then look whether the file written to is still the cache: a removed one takes all with it."""
        for _ in range(3):
            if self._cache is None:
                self._open(create=True)
            if self._cache is None:
                return False
            try:
                self._cache.set(key, value)
                failure = None
            except _FAILURES as error:
                failure = error
                self._cache.close()  # ends what may be left of a transaction
                self._log = None
            if _identity(self.path) != self._file:
                self.say(
                    "removed", f"the cache in {self.directory} was removed while in use; it is made anew"
                )
                self._drop()
            elif failure is None and self._log_is_current():
                return True
            elif failure is None:
                self._drop()
            elif database.is_broken(failure):
                self._replace(failure)
            else:
                self._say_not_kept(failure)
                return False
        self._say_not_kept(OSError("it is removed or damaged again and again"))
        return False

    def _remove(self, key: str) -> bool:
        if self._cache is None:
            self._open(create=False)
        if self._cache is None:
            return False
        try:
            return self._cache.delete(key)
        except _FAILURES as error:
            self._cache.close()
            self.say("delete", f"nothing can be removed from the cache in {self.directory}: {_why(error)}")
            return False

    def _check(self) -> Check:
        if (self._cache or self._reader or self._open(create=False)) is None:
            return Check()
        try:
            if self._reader is not None:
                return self._reader.check()
            with Rows(self.path, "ro") as rows:
                return rows.check()
        except _FAILURES as error:
            if database.is_broken(error):
                return Check(faults=(_why(error),))
            raise CacheError(f"the cache in {self.directory} cannot be read: {_why(error)}") from error

    def _administer(self, work: Callable[[Rows], int]) -> int:
        """`work` on a connection of its own. Raises CacheError."""
        if (self._cache or self._reader or self._open(create=False)) is None:
            return 0
        try:
            with Rows(self.path) as rows:
                return work(rows)
        except _FAILURES as error:
            raise CacheError(f"the cache in {self.directory} cannot be changed: {_why(error)}") from error

    # Opening

    def _open(self, *, create: bool) -> BytesCache | Rows | None:
        """The open database; None if there is none (and none is to be made), or it cannot be used."""
        with self._mutex:
            if self._off or self._cache or self._reader:
                return self._cache or self._reader
            if not create and not os.path.lexists(self.path):
                return None
            try:
                for warning in database.make_private(self.directory):
                    self.say(warning, warning)
                with database.opening_turn(self.directory):
                    self._open_sound()
            except database.ForeignDatabase as error:
                self._off = True
                self.say("write", f"answers are not kept, {self.path} is not a cache: {error}")
            except _FAILURES as error:
                self._open_to_read(error)
            _open_caches.add(self)
            return self._cache or self._reader

    def _open_sound(self) -> None:
        for _ in range(2):
            try:
                for warning in database.prepare(self.directory):
                    self.say(warning, warning)
                if self._only_read and self._open_plainly():
                    return
                from llm_summarise.calls.bytes_cache import BytesCache

                self._cache = BytesCache(self.directory)
                self._file, self._log = _identity(self.path), None
                return
            except (sqlite3.Error, UnicodeDecodeError) as error:
                if not database.is_broken(error):
                    raise
                self._set_aside(error)
        raise OSError("it is damaged again and again")

    def _open_plainly(self) -> bool:
        """Open a sound database without diskcache, which takes 20 ms to import. What is not sound takes the
        long way, which knows what to do about it."""
        try:
            reader = Rows(self.path)
            try:
                reader.get("")
            except _FAILURES:
                reader.close()
                return False
        except _FAILURES:
            return False
        self._reader = reader
        return True

    def _open_to_read(self, error: Exception) -> None:
        """What may not be written can perhaps be read. SQLite needs files of its own even for that, unless it
        is told that nothing will change."""
        for mode in ("ro", "immutable"):
            try:
                reader = Rows(self.path, mode)
                reader.get("")
            except _FAILURES:
                continue
            self._reader = reader
            break
        self._off = self._reader is None
        self._say_not_kept(error)

    def _replace(self, error: Exception) -> None:
        self._drop()
        try:
            with database.opening_turn(self.directory):
                self._set_aside(error)
        except OSError as failure:
            self._off = True
            self._say_not_kept(failure)

    def _set_aside(self, error: Exception) -> None:
        kept = database.set_aside(self.directory, database.FILES)
        what = f"the cache in {self.directory} is damaged ({_why(error)})"
        self.say(
            "broken", f"{what}; set aside as {kept} and made anew, {VERIFY} --repair brings back the rest"
        )

    def _log_is_current(self) -> bool:
        """Whether the write-ahead log that was written to is still there. Nobody removes it while others have
        the database open, but a child that inherited a connection does not count."""
        log = _identity(Path(f"{self.path}-wal"))
        if self._log is None:
            self._log = log
        return log == self._log

    def _drop(self) -> None:
        with self._mutex:
            for connection in (self._cache, self._reader):
                if connection is not None:
                    connection.close()
            self._cache = self._reader = None

    def _say_not_kept(self, error: Exception) -> None:
        self.say("write", f"answers are not kept, the cache in {self.directory} fails: {_why(error)}")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this is, whatever its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _close_before_fork() -> None:
    for cache in list(_open_caches):
        cache.disconnect_if_mine()


_open_caches: weakref.WeakSet[GuardedCache] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_close_before_fork)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
