"""diskcache, reduced to keeping bytes under names in one file. The only importer of diskcache.

Out of the box it unpickles what it finds (CVE-2025-69872), deletes files by the names it finds, evicts beyond
1 GB and obeys settings kept in the file. Used of it: the layout of its tables, which it makes and keeps up to
date, `Cache.set`, `delete`, `reset` and `close`, and a `Disk` of our own. Not used: reading, pickling, files
for values, eviction, expiry, tags, statistics, locks, transactions, `memoize`. Of what it does not promise,
only the way it waits while it makes its tables is replaced.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import diskcache

from llm_summarise.asking.store import connection as database
from llm_summarise.asking.store.patience import Patience
from llm_summarise.asking.store.rows import faults

_PAUSE: Final = 0.002
"""Seconds between two tries to make the tables."""

_IN_DATABASE: Final = 1
"""The mode of a row whose value is neither pickled nor in a file."""


class BytesDisk(diskcache.Disk):  # type: ignore[misc]
    """Names are str, values bytes inside the database. What is found there is not looked into."""

    def put(self, key: object) -> tuple[str, bool]:
        if type(key) is not str:
            raise TypeError("a cache key is a string")
        return key, True

    def get(self, *_: object) -> str:
        raise TypeError("nothing is read by diskcache")

    def store(self, value: object, read: bool, **_: object) -> tuple[int, int, None, memoryview]:
        if type(value) is not bytes or read:
            raise TypeError("a cache value is bytes")
        return 0, _IN_DATABASE, None, sqlite3.Binary(value)

    fetch = get

    def filename(self, *_: object) -> tuple[str, str]:
        raise TypeError("no value is kept in a file of its own")

    def remove(self, file_path: object) -> None:
        """Nothing: no value of ours is a file, so the name is that of somebody else's."""


class _PatientCache(diskcache.Cache):  # type: ignore[misc]
    """diskcache, which makes its tables for as long as there is patience: by itself it tries each statement
    for a minute, as long as the error says nothing but "database is locked"."""

    patience: Patience
    check_locks: Callable[[], None]
    give_up: float | None = None

    @property
    def _sql(self) -> Callable[..., Any]:
        if self.give_up is None:
            return super()._sql  # type: ignore[no-any-return]

        def execute(statement: str, *values: Any, **named: Any) -> Any:
            while True:
                run = super(_PatientCache, self)._sql  # which may open the database
                self.check_locks()
                try:
                    return run(statement, *values, **named)
                except sqlite3.OperationalError as error:
                    if "is locked" not in str(error):
                        raise
                    if self.give_up is None or self.patience.clock() >= self.give_up:
                        raise sqlite3.OperationalError(f"{error} by another process") from error
                    self.patience.sleep(_PAUSE)

        return execute


class BytesCache:
    """The database in `directory`, which `database.prepare` has looked at, to write to. It is made, used and
    closed in one thread.

    Making it, `set` and `delete` raise sqlite3.Error (OperationalError if diskcache itself does not work),
    and TimeoutError when another process keeps the database locked longer than `patience` lasts.
    """

    def __init__(self, directory: Path, patience: Patience) -> None:
        self._path = directory / database.DATABASE
        self._patience = patience
        self._wait = patience.milliseconds
        self._cache = _PatientCache.__new__(_PatientCache)
        self._cache.patience, self._cache.check_locks = patience, self._check_locks
        options = {**database.SETTINGS, "timeout": patience.left, "disk": BytesDisk}
        try:
            self._cache.give_up = patience.clock() + patience.left
            self._write(lambda: self._cache.__init__(str(directory), **options))  # type: ignore[misc]
            self._cache.give_up = None
        except BaseException:
            self.close()  # or the connection would stay open until it is collected
            raise

    def set(self, name: str, value: bytes) -> None:
        self._be_patient()
        self._write(lambda: self._cache.set(name, value, retry=False))

    def delete(self, name: str) -> bool:
        """Whether `name` was there."""
        self._be_patient()
        return bool(self._write(lambda: self._cache.delete(name, retry=False)))

    def _be_patient(self) -> None:
        """Let the connection wait as long as there is patience now."""
        if self._wait != self._patience.milliseconds:
            self._wait = self._patience.milliseconds
            with contextlib.suppress(AttributeError, TypeError, KeyError):
                self._cache.reset("sqlite_busy_timeout", self._wait, update=False)

    def _check_locks(self) -> None:
        """Raises OSError where files cannot be locked, which SQLite is long in finding out."""
        database.probe_locks(self._path.parent, self._patience)
        if self._patience.no_locks:
            raise OSError(f"files cannot be locked any more ({self._patience.no_locks})")

    def close(self) -> None:
        with contextlib.suppress(AttributeError):  # it was never opened
            self._cache.close()

    def _write(self, work: Callable[[], Any]) -> Any:
        try:
            self._check_locks()
            return work()
        except (sqlite3.Error, OSError, UnicodeDecodeError):
            raise
        except diskcache.Timeout:
            # Every failure at the start of a transaction becomes one: find the real one.
            self._check_locks()
            database.check_writable(self._path)
            raise TimeoutError("another process keeps it locked") from None
        except Exception as error:
            # Rows that are missing or there twice surprise diskcache where it unpacks them.
            with contextlib.closing(database.connect(self._path)) as connection:
                if found := faults(connection):
                    raise sqlite3.DatabaseError(f"damaged rows: {found[0]}") from error
            what = f"diskcache does not work ({type(error).__name__}: {error})"
            raise sqlite3.OperationalError(what) from error
