"""The cache as any thread may use it, also after a fork: each call is done by a thread that has a connection.

What becomes of the database itself is the matter of `resilient`.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from llm_summarise.asking.store import connection as database
from llm_summarise.asking.store.resilient import MendedCache
from llm_summarise.asking.store.rows import Check, Rows
from llm_summarise.domain.errors import CacheError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class GuardedCache:
    """Bytes by name in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep. The thread that made
    it talks to the database itself; calls from other threads go through one worker thread, so at most two
    connections exist and `close`, called by the maker, ends both. `submit` does work in that thread. `warn`
    is told of each kind of trouble once. `only_read` opens it faster, for a look: writes are refused. Raises
    CacheError only for a directory whose name diskcache would change.
    """

    def __init__(
        self, directory: str | os.PathLike[str], warn: Callable[[str], None], *, only_read: bool = False
    ) -> None:
        self.directory = Path(directory).expanduser().absolute()
        if os.path.expandvars(self.directory) != str(self.directory):
            raise CacheError(f"a cache directory cannot have a variable in its name: {self.directory}")
        self._warn = warn
        self._only_read = only_read
        self._said: set[str] = set()
        self._start()
        _caches.add(self)

    def _start(self) -> None:
        self._pid = os.getpid()
        self._owner = threading.get_ident()
        self._mutex = threading.Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._helper = 0
        self._cache = MendedCache(self.directory, self.say, only_read=self._only_read)

    def read(self, name: str) -> bytes | None:
        """See `MendedCache.read`."""
        if threading.get_ident() == self._owner and os.getpid() == self._pid:
            return self._cache.read(name)  # as `_here` would, on the path of every hit
        return self._here(lambda: self._cache.read(name))

    def write(self, name: str, value: bytes) -> bool:
        """See `MendedCache.write`."""
        return self._here(lambda: self._cache.write(name, value))

    def remove(self, name: str) -> bool:
        """See `MendedCache.remove`."""
        return self._here(lambda: self._cache.remove(name))

    def names(self) -> list[str]:
        """See `MendedCache.names`."""
        return self._here(lambda: self._cache.names())

    def check(self) -> Check:
        """See `MendedCache.check`."""
        return self._here(lambda: self._cache.check())

    def start_anew(self, reason: str) -> None:
        """See `MendedCache.start_anew`."""
        self._here(lambda: self._cache.start_anew(sqlite3.DatabaseError(reason)))

    def administer(self, work: Callable[[Rows], int]) -> int:
        """See `MendedCache.administer`."""
        return self._here(lambda: self._cache.administer(work))

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
        self._worker, self._helper = None, 0

    def disconnect_if_mine(self) -> None:
        """Close the database if the calling thread can: before a fork, so that the child inherits nothing."""
        if self._pid == os.getpid() and self._owner == threading.get_ident():
            self._disconnect()

    def _disconnect(self) -> None:
        if self._worker is not None:
            self._worker.submit(self._cache.close_mine).result()
        self._cache.drop()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do `work`, which may use the cache, in the worker thread."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        with self._mutex:
            if self._worker is None:
                from concurrent.futures import ThreadPoolExecutor

                _watch_forks_first()
                self._worker = ThreadPoolExecutor(1, "cache", initializer=self._begin_to_help)
        return self._worker.submit(work)

    def _begin_to_help(self) -> None:
        self._helper = threading.get_ident()

    def _here(self, work: Callable[[], T]) -> T:
        """Do `work` in a thread that may: a connection belongs to one."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        if threading.get_ident() in (self._owner, self._helper):
            return work()
        return self.submit(work).result()

    def _leave_to_parent(self) -> None:
        """After a fork the connections are the parent's. Closing them here would touch its locks, so they are
        kept from being collected as well."""
        import ctypes

        for connection in self._cache.connections:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
        self._start()


_caches: weakref.WeakSet[GuardedCache] = weakref.WeakSet()
_watches: Final[list[int]] = []


def _watch_forks() -> None:
    """Close connections before a fork. Of several watches the latest does it."""
    number = len(_watches)
    _watches.append(number)

    def close() -> None:
        if number == _watches[-1]:
            for cache in list(_caches):
                cache.disconnect_if_mine()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=close)


@functools.cache
def _watch_forks_first() -> None:
    """Watch once more, now that there are executors: before a fork these take a lock that is needed to close
    a worker's connection, and whoever watches last comes first."""
    _watch_forks()


_watch_forks()
