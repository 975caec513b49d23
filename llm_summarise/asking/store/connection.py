"""The directory and SQLite file of the cache before anybody trusts them: made private, inspected, set aside.

Nothing here deletes a file. A path is only looked at, never opened other than by SQLite: closing any
descriptor of a database would drop the locks of every connection this process has to it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from llm_summarise.asking.store.patience import Patience
from llm_summarise.files import lock_file, lock_trouble

DATABASE: Final = "cache.db"

OPENING: Final = "open.lock"
"""Held by whoever prepares the database."""

BROKEN: Final = ".broken-"
"""What the name of a file that was set aside goes on with, before a number."""

FILES: Final = (DATABASE, DATABASE + "-wal", DATABASE + "-shm", DATABASE + "-journal")
"""The database and what SQLite keeps beside it."""

SETTINGS: Final[Mapping[str, int | str]] = {
    "statistics": 0,
    "tag_index": 0,
    "eviction_policy": "none",
    "size_limit": 2**62,
    "cull_limit": 0,
    "sqlite_auto_vacuum": 1,
    "sqlite_cache_size": 2**13,
    "sqlite_cell_size_check": 1,
    "sqlite_journal_mode": "wal",
    "sqlite_mmap_size": 0,  # a file cut short while it is mapped would end the process (SIGBUS)
    "sqlite_synchronous": 1,
    "sqlite_trusted_schema": 0,
    "disk_min_file_size": 2**15,
    "disk_pickle_protocol": 4,
}
"""All settings that diskcache keeps in the file, so that none is left to whoever opened it before."""

_COLUMNS: Final = {
    "Cache": "SELECT rowid, key, raw, store_time, expire_time, access_time, access_count, tag, size, mode,"
    " filename, value FROM Cache LIMIT 0",
    "Settings": "SELECT key, value FROM Settings LIMIT 0",
}
_INDEXES = re.compile(r"(Cache_\w+|sqlite_autoindex_\w+)\Z")
_TRIGGERS = re.compile(
    r"create trigger settings_(count|size)_(insert|update|delete) after (insert|update|delete) on cache"
    r" for each row begin update settings set value = value( [+-] (1|(new|old)\.size)){1,2}"
    r" where key = .(count|size).; end\Z"
)
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR_SHORT_READ}
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_EVICTING = {"cull_limit", "eviction_policy", "size_limit"}


class ForeignDatabase(Exception):
    """The file is a sound database, but of another program: it is neither used nor moved."""


def make_private(directory: Path) -> list[str]:
    """Make `directory` and its missing parents, readable by their owner only; what is worth a warning.

    A directory that exists keeps its permissions. Raises OSError when it cannot be made or is no directory.
    """
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
    found = directory.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(20, "not a directory", str(directory))
    if sys.platform == "win32":
        return []
    if found.st_mode & 0o022:
        return [f"others may write to the cache directory {directory} - chmod go-rwx '{directory}'"]
    if found.st_uid not in (os.geteuid(), 0):
        return [
            f"the cache directory {directory} belongs to somebody else, who can change what is kept in it"
        ]
    return []


def read_through(path: Path) -> None:
    """Read a file from beginning to end, which nobody of this process may have open. Raises OSError, but not
    for one that is missing or cannot be opened."""
    with contextlib.ExitStack() as opened:
        try:
            file = opened.enter_context(path.open("rb"))
        except OSError:
            return
        while file.read(2**20):
            pass


def set_aside(directory: Path, names: tuple[str, ...]) -> str | None:
    """Rename files of the database, keeping them all, to the first free `.broken-N`; that new name of the
    first of them, None if none existed. Raises OSError."""
    present = [name for name in names if os.path.lexists(directory / name)]
    if not present:
        return None
    number = 1
    while any(os.path.lexists(_broken(directory / name, number)) for name in names):
        number += 1
    for name in present:
        with contextlib.suppress(FileNotFoundError):
            (directory / name).rename(_broken(directory / name, number))
    return _broken(directory / present[0], number).name


def _broken(path: Path, number: int) -> Path:
    """`cache.db-wal` -> `cache.db.broken-1-wal`, where SQLite looks for it."""
    name, dash, companion = path.name.partition("-")
    return path.with_name(f"{name}{BROKEN}{number}{dash}{companion}")


def connect(
    path: Path, mode: str = "rw", *, any_thread: bool = False, seconds: float = 0.0
) -> sqlite3.Connection:
    """A plain connection in autocommit mode that obeys nothing written into the file; `mode` is "rw", "ro" or
    "immutable". It waits so many seconds for others. Raises sqlite3.Error."""
    how = "immutable=1" if mode == "immutable" else f"mode={mode}"
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?{how}",
        uri=True,
        timeout=seconds,
        isolation_level=None,
        check_same_thread=not any_thread,
    )
    for name in ("trusted_schema", "cell_size_check", "mmap_size", "cache_size"):
        connection.execute(f"PRAGMA {name}={SETTINGS['sqlite_' + name]}")
    connection.text_factory = bytes
    return connection


def is_unreadable(error: Exception) -> bool:
    """Whether `error` says that the disk fails, rather than what is on it."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF == sqlite3.SQLITE_IOERR and code != sqlite3.SQLITE_IOERR_SHORT_READ


def is_broken(error: Exception) -> bool:
    """Whether `error` says that the file is garbage, truncated or damaged, rather than locked, full or
    read-only."""
    if not isinstance(error, sqlite3.Error):
        return isinstance(error, UnicodeDecodeError)
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return not isinstance(error, sqlite3.OperationalError)
    return code in _BROKEN or code & 0xFF in _BROKEN or "unsupported file format" in str(error)


def prepare(directory: Path, *, to_write: bool, seconds: float) -> list[str]:
    """Make the database file sound to open: private, a file of its own, with none but our settings. With
    `to_write` it is made if there is none, and has to be writable. Waits so many seconds for others.

    Returns what is worth a warning. Raises ForeignDatabase, sqlite3.Error, OSError.
    """
    path = directory / DATABASE
    warnings = _set_aside_strangers(directory)
    if to_write:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    elif not path.exists():
        return warnings
    with contextlib.closing(connect(path, seconds=seconds)) as connection:
        if _check_schema(connection):
            warnings += _reset_settings(connection)
        if to_write:
            _begin(connection)
    return warnings


def check_writable(path: Path) -> None:
    """Raises sqlite3.Error unless the database can be written to at once."""
    with contextlib.closing(connect(path)) as connection:
        _begin(connection)


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def _set_aside_strangers(directory: Path) -> list[str]:
    """Links, pipes and folders in the place of a database file; a rollback journal that names another file:
    SQLite would play it back and delete what it names."""
    warnings = []
    for name in FILES:
        try:
            mode = (directory / name).lstat().st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(mode) or (name.endswith("-journal") and _names_a_file(directory / name)):
            kept = set_aside(directory, (name,))
            warnings.append(f"{directory / name} has no business in a cache; set aside as {kept}")
    return warnings


def _names_a_file(journal: Path) -> bool:
    """Whether a journal ends with the name of a super-journal (sqlite.org/fileformat2.html, section 3): a
    cache, one database alone, never writes that."""
    with journal.open("rb") as file:
        file.seek(max(0, journal.stat().st_size - len(_JOURNAL_MAGIC)))
        return file.read() == _JOURNAL_MAGIC


def _check_schema(connection: sqlite3.Connection) -> bool:
    """Whether the tables of a cache are there (not yet in a new database). Raises ForeignDatabase."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    found = [(_text(kind), _text(name), _text(sql)) for kind, name, sql in rows]
    for kind, name, sql in found:
        _check_object(kind, name, sql)
    tables = {name for kind, name, _ in found if kind == "table"}
    try:
        for table in tables:
            connection.execute(_COLUMNS[table])
    except sqlite3.OperationalError as error:
        if "no such column" in str(error):
            raise ForeignDatabase(str(error)) from error
        raise
    return "Settings" in tables


def _check_object(kind: str, name: str, sql: str) -> None:
    """Raises ForeignDatabase for what no cache has, sqlite3.DatabaseError for a trigger that was changed."""
    if (kind == "table" and name in _COLUMNS) or (kind == "index" and _INDEXES.match(name)):
        return
    if kind == "trigger" and _TRIGGERS.match(" ".join(sql.lower().split())):
        return
    if kind == "trigger" and name.startswith("Settings_"):
        raise sqlite3.DatabaseError(f"{name} was changed")
    raise ForeignDatabase(f"it holds a {kind} named {name}")


def _reset_settings(connection: sqlite3.Connection) -> list[str]:
    """Settings live in the file, become attributes and PRAGMAs of whoever opens it: ours, or none."""
    counters = {"count", "size", "hits", "misses"}
    rows = connection.execute("SELECT rowid, key, value FROM Settings").fetchall()
    strange, changed = [], set()
    for rowid, raw_key, raw_value in rows:
        if raw_key is None:
            raise sqlite3.DatabaseError("a setting without a name")
        key = _text(raw_key)
        value = _text(raw_value) if isinstance(raw_value, bytes) else raw_value
        if key in counters and isinstance(value, int):
            continue
        if key not in SETTINGS or value != SETTINGS[key]:
            strange.append((rowid,))
            changed.add(key)
    connection.executemany("DELETE FROM Settings WHERE rowid = ?", strange)
    if changed & _EVICTING:
        return ["another program had told the cache to throw answers away; that is switched off again"]
    return []


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@contextlib.contextmanager
def opening_turn(directory: Path, patience: Patience) -> Iterator[None]:
    """One process at a time prepares the database; without a lock where there is none to be had, or nobody
    lets go of it. Ends all patience where files have no locks."""
    started = patience.clock()
    probe_locks(directory, patience)
    with lock_file(
        directory / OPENING, patience.left_for_turn, clock=patience.clock, sleep=patience.sleep
    ) as failure:
        waited = patience.clock() - started
        patience.spent_on_turns = 0.0 if failure is None else patience.spent_on_turns + waited
        if failure is not None:
            patience.spend(waited)
        yield


def probe_locks(directory: Path, patience: Patience) -> None:
    """End all patience if files in `directory` cannot be locked, or not any more: SQLite takes the failure of
    a lock for a lock of somebody else's, and tries for ten seconds, in which nobody can stop it."""
    if patience.no_locks is None and directory.is_dir() and (trouble := lock_trouble(directory / OPENING)):
        patience.end(why(trouble))


def progress(path: Path) -> tuple[int, int] | None:
    """Something that changes when anybody writes to the database at `path`."""
    with contextlib.suppress(OSError):
        log = Path(f"{path}-wal").stat()
        return log.st_size, log.st_mtime_ns
    return None


def identity(path: Path) -> tuple[int, int] | None:
    """Which file this is, whatever its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def why(error: Exception) -> str:
    """What a user is told of `error`."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
