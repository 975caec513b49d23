"""The rows of the cache without diskcache between: to read where nothing may be written, to look at all of
them, and to remove many."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from llm_summarise.asking.store.connection import connect

_PAGE: Final = 500
_OURS: Final = (
    "raw = 1 AND mode = 1 AND filename IS NULL AND expire_time IS NULL"
    " AND typeof(key) = 'text' AND typeof(value) = 'blob'"
)
_ONE: Final = f"SELECT value FROM Cache WHERE key = ? AND {_OURS}"  # noqa: S608
_MORE: Final = f"SELECT rowid, key FROM Cache WHERE rowid > ? AND {_OURS} ORDER BY rowid LIMIT {_PAGE}"  # noqa: S608
_FORWARDS: Final = f"SELECT key, value FROM Cache NOT INDEXED WHERE {_OURS} ORDER BY rowid"  # noqa: S608
_BACKWARDS: Final = f"{_FORWARDS} DESC"
_STRANGE: Final = f"FROM Cache WHERE ({_OURS}) IS NOT 1"
_MEMOS: Final = "DELETE FROM Cache WHERE substr(key, 1, ?) = ? AND (? IS NULL OR store_time < ?)"


@dataclass(frozen=True)
class Check:
    """What the database looks like: what SQLite finds wrong with it, and how many rows this program could not
    have written."""

    faults: tuple[str, ...] = ()
    strange: int = 0


class Rows:
    """The rows of the database at `path`. Every method raises sqlite3.Error."""

    def __init__(self, path: Path, mode: str = "rw") -> None:
        self._connection = connect(path, mode, any_thread=True)

    def get(self, key: str) -> bytes | None:
        """The value under `key`, None if there is none that this program could have written."""
        row = self._connection.execute(_ONE, (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def names(self) -> list[str]:
        """The names of all rows that this program could have written, oldest first."""
        return list(self._names())

    def _names(self) -> Iterator[str]:
        last = -(2**63)
        while rows := self._connection.execute(_MORE, (last,)).fetchall():
            last = rows[-1][0]
            for _, key in rows:
                yield key.decode("utf-8", "replace")

    def all_rows(self, *, backwards: bool = False) -> Iterator[tuple[str, bytes]]:
        """Names and values in the order of the table itself, without an index that could be damaged."""
        for key, value in self._connection.execute(_BACKWARDS if backwards else _FORWARDS):
            yield key.decode("utf-8", "replace"), value

    def check(self) -> Check:
        """What is wrong with the file as a database, and the number of strange rows in it."""
        found = [
            row[0].decode("utf-8", "replace") for row in self._connection.execute("PRAGMA integrity_check")
        ]
        (strange,) = self._connection.execute(f"SELECT count(*) {_STRANGE}").fetchone()
        return Check(() if found == ["ok"] else tuple(found), strange)

    def discard_strange(self) -> int:
        return self._connection.execute(f"DELETE {_STRANGE}").rowcount

    def discard_memos(self, prefix: str, before: float | None) -> int:
        """Remove rows named `prefix...` and kept before `before` (seconds since 1970; None: all of them)."""
        return self._connection.execute(_MEMOS, (len(prefix), prefix, before, before)).rowcount

    def clear(self) -> int:
        return self._connection.execute("DELETE FROM Cache").rowcount

    def compact(self) -> int:
        """Shorten the file by what is free in it; the number of pages freed. It stays as it is while somebody
        else is using it, or there is no room for a copy."""
        (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
        with contextlib.suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA busy_timeout=2000")
            if free:
                self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return int(free)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
