"""diskcache, reduced to bytes under names in one file. The only importer of diskcache.

Out of the box it unpickles what it finds (CVE-2025-69872), deletes files by the names it finds, evicts beyond
1 GB and obeys settings kept in the file. Used of it: the layout of its table and settings, `Cache.set`,
`delete` and `close`, and a `Disk` of our own. Not used: pickling, files for values, eviction, expiry, tags,
statistics, locks, transactions, `memoize`, `[]` and `get`.

Leaned on beyond its documentation: `Cache._sql`, which gives the connection of the calling thread; without
it a hit goes through `Cache.get`, which takes longer.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import diskcache

from llm_summarise.asking.store.connection import DATABASE, LOCK_SECONDS, SETTINGS, connect

_IN_DATABASE: Final = 1
"""The mode of a row whose value is neither pickled nor in a file."""

_GET: Final = "SELECT mode, filename, value FROM Cache WHERE key = ? AND raw = 1 AND expire_time IS NULL"


class BytesDisk(diskcache.Disk):  # type: ignore[misc]
    """Names are str, values bytes inside the database. Whatever else is found there is not looked into."""

    def put(self, key: object) -> tuple[str, bool]:
        if type(key) is not str:
            raise TypeError("a cache key is a string")
        return key, True

    def get(self, key: object, raw: object) -> str:
        return key if raw == 1 and type(key) is str else ""

    def store(self, value: object, read: bool, **_: object) -> tuple[int, int, None, memoryview]:
        if type(value) is not bytes or read:
            raise TypeError("a cache value is bytes")
        return 0, _IN_DATABASE, None, sqlite3.Binary(value)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
        sound = mode == _IN_DATABASE and filename is None and not read
        return value if sound and type(value) is bytes else b""

    def filename(self, *_: object) -> tuple[str, str]:
        raise TypeError("no value is kept in a file of its own")

    def remove(self, file_path: object) -> None:
        """Nothing: no value of ours is a file, so the name is that of somebody else's."""


class BytesCache:
    """The database in `directory`, which `database.prepare` has looked at. Each thread that uses it has its
    own connection; `close` closes that of the calling thread.

    Methods raise sqlite3.Error, and TimeoutError when another process keeps the database locked for long.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / DATABASE
        self._cache = diskcache.Cache.__new__(diskcache.Cache)
        try:
            self._cache.__init__(str(directory), timeout=LOCK_SECONDS, disk=BytesDisk, **SETTINGS)
        except (ValueError, TypeError) as error:
            self._cache.close()
            raise _damage(error) from error
        except BaseException:
            self._cache.close()  # or the connection would stay open until it is collected
            raise

    def get(self, name: str) -> bytes | None:
        """The value under `name`; empty bytes for a row that this class could not have written."""
        # diskcache's own `get` asks for the time and three more columns: that is a third of a hit.
        sql = getattr(self._cache, "_sql", None)
        try:
            if sql is None:
                found: bytes | None = self._cache.get(name, retry=False)
                return found
            rows = sql(_GET, (name,)).fetchall()
            if not rows:
                return None
            ((mode, filename, value),) = rows
        except (ValueError, TypeError) as error:
            raise _damage(error) from error
        return BytesDisk.fetch(self._cache.disk, mode, filename, value, False)

    def set(self, name: str, value: bytes) -> None:
        self._write(lambda: self._cache.set(name, value, retry=False))

    def delete(self, name: str) -> bool:
        """Whether `name` was there."""
        return bool(self._write(lambda: self._cache.delete(name, retry=False)))

    def close(self) -> None:
        self._cache.close()

    def _write(self, work: Callable[[], Any]) -> Any:
        """diskcache turns every failure at the start of a transaction into a Timeout: find the real one."""
        try:
            return work()
        except (ValueError, TypeError) as error:
            raise _damage(error) from error
        except diskcache.Timeout:
            with contextlib.closing(connect(self._path)) as connection:
                connection.execute("PRAGMA busy_timeout=0")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            raise TimeoutError("another process keeps it locked") from None


def _damage(error: Exception) -> sqlite3.DatabaseError:
    """A row that is missing or there twice surprises diskcache where it unpacks the result."""
    return sqlite3.DatabaseError(f"damaged rows: {error}")
