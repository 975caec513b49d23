"""The rows of the cache, read without diskcache: where it may not be written, and to look at all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from llm_summarise.calls.database import connect

_OURS: Final = "raw = 1 AND mode = 1 AND filename IS NULL AND typeof(key) = 'text' AND typeof(value) = 'blob'"
_PAGE: Final = 500
_ONE: Final = f"SELECT value FROM Cache WHERE key = ? AND {_OURS}"  # noqa: S608
_MORE: Final = f"SELECT rowid, key FROM Cache WHERE rowid > ? AND {_OURS} ORDER BY rowid LIMIT {_PAGE}"  # noqa: S608


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
        return [name for _, name in self._pages()]

    def _pages(self) -> Iterator[tuple[int, str]]:
        last = -1
        while True:
            rows = self._connection.execute(_MORE, (last,)).fetchall()
            for rowid, key in rows:
                last = rowid
                yield rowid, key.decode("utf-8", "replace")
            if len(rows) < _PAGE:
                return

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
