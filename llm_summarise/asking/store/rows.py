"""The rows of the cache by plain SQL, on any connection to it: to read, to look at all of them, and to remove
many. Every function raises sqlite3.Error."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import Final

_PAGE: Final = 500
_SOUND: Final = "mode = 1 AND filename IS NULL AND expire_time IS NULL AND typeof(value) = 'blob'"
"""A value as this program keeps it: neither pickled, nor in a file of its own, nor about to expire."""

_OURS: Final = f"raw = 1 AND typeof(key) = 'text' AND {_SOUND}"
ONE: Final = f"SELECT CASE WHEN {_SOUND} THEN value ELSE x'' END FROM Cache WHERE key = ? AND raw = 1"  # noqa: S608
"""The value under a name, empty if this program could not have written it."""

_MORE: Final = f"SELECT rowid, key FROM Cache WHERE rowid > ? AND {_OURS} ORDER BY rowid LIMIT {_PAGE}"  # noqa: S608
_STRANGE: Final = f"FROM Cache WHERE ({_OURS}) IS NOT 1"
_MEMOS: Final = "DELETE FROM Cache WHERE substr(key, 1, ?) = ? AND (? IS NULL OR store_time < ?)"


@dataclass(frozen=True)
class Check:
    """What the database looks like: what SQLite finds wrong with it, and how many rows this program could not
    have written."""

    faults: tuple[str, ...] = ()
    strange: int = 0


def has_table(connection: sqlite3.Connection) -> bool:
    """Whether the table of values has been made."""
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'Cache'").fetchall())


def names(connection: sqlite3.Connection) -> list[str]:
    """The names of all rows that this program could have written, oldest first."""
    found: list[str] = []
    last = -(2**63)
    while page := connection.execute(_MORE, (last,)).fetchall():
        last = page[-1][0]
        found += [_text(key) for _, key in page]
    return found


def faults(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What is wrong with the file as a database."""
    found = tuple(_text(row[0]) for row in connection.execute("PRAGMA integrity_check"))
    return () if found == ("ok",) else found


def check(connection: sqlite3.Connection) -> Check:
    (strange,) = connection.execute(f"SELECT count(*) {_STRANGE}").fetchone()
    return Check(faults(connection), strange)


def discard_strange(connection: sqlite3.Connection) -> int:
    return connection.execute(f"DELETE {_STRANGE}").rowcount


def discard_memos(connection: sqlite3.Connection, prefix: str, before: float | None) -> int:
    """Remove rows named `prefix...` and kept before `before` (seconds since 1970; None: all of them)."""
    return connection.execute(_MEMOS, (len(prefix), prefix, before, before)).rowcount


def clear(connection: sqlite3.Connection) -> int:
    return connection.execute("DELETE FROM Cache").rowcount


def compact(connection: sqlite3.Connection) -> int:
    """Shorten the file by what is free in it; the number of pages freed. It stays as it is while somebody
    else is using it, or there is no room for a copy."""
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA busy_timeout=2000")
        if free:
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return int(free)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
