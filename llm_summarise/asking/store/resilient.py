"""The database of the cache kept usable, whatever happens to it: every kind of trouble ends in a warning.

Opened late, set aside when it is garbage, made anew when it was removed, only read when it cannot be written.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llm_summarise.asking.store import connection as database
from llm_summarise.asking.store.rows import Check, Rows
from llm_summarise.domain.errors import CacheError

if TYPE_CHECKING:
    from llm_summarise.asking.store.bytes_cache import BytesCache

VERIFY: Final = "llm-summarise cache verify"
_FAILURES: Final = (sqlite3.Error, OSError, UnicodeDecodeError)  # the last from damaged names


class MendedCache:
    """Bytes by name in `directory`, which it opens when it is first used; it makes nothing before there is
    something to keep.

    Each thread that uses it has a connection of its own, and has to end it with `close_mine`. `say` is told
    of trouble: its kind and a sentence. `only_read` opens it faster, for a look: writes are refused.
    """

    def __init__(self, directory: Path, say: Callable[[str, str], None], *, only_read: bool = False) -> None:
        self.directory = directory
        self.path = directory / database.DATABASE
        self._say = say
        self._only_read = only_read
        self._mutex = threading.RLock()
        self._cache: BytesCache | None = None
        self._reader: Rows | None = None
        self._off = False
        self._file: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None

    @property
    def connections(self) -> tuple[BytesCache | Rows, ...]:
        """What is open."""
        return tuple(each for each in (self._cache, self._reader) if each is not None)

    def close_mine(self) -> None:
        """Close the connection of the calling thread; others keep theirs."""
        if self._cache is not None:
            self._cache.close()

    def read(self, name: str) -> bytes | None:
        """The value under `name`: None if there is none or it cannot be read, empty for a strange row."""
        source = self._cache or self._reader or self._open(create=False)
        if source is None:
            return None
        try:
            return source.get(name)
        except _FAILURES as error:
            self._say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {VERIFY}")
            return None

    def names(self) -> list[str]:
        """All names, in the order in which they were first kept."""
        if (self._cache or self._reader or self._open(create=False)) is None:
            return []
        try:
            if self._reader is not None:
                return self._reader.names()
            with Rows(self.path, "ro") as rows:
                return rows.names()
        except _FAILURES as error:
            self._say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {VERIFY}")
            return []

    def write(self, name: str, value: bytes) -> bool:
        """Whether `value` is kept: it then survives the end of this process. May wait for other processes.

        After writing it looks whether the file is still the cache: a removed one takes all with it.
        """
        for _ in range(3):
            if self._cache is None:
                self._open(create=True)
            if self._cache is None:
                return False
            try:
                self._cache.set(name, value)
                failure = None
            except _FAILURES as error:
                failure = error
                self._cache.close()  # ends what may be left of a transaction
                self._log = None
            if _identity(self.path) != self._file:
                self._say(
                    "removed", f"the cache in {self.directory} was removed while in use; it is made anew"
                )
                self.drop()
            elif failure is None and self._log_is_current():
                return True
            elif failure is None:
                self.drop()
            elif database.is_broken(failure):
                self.start_anew(failure)
            else:
                self._say_not_kept(failure)
                return False
        self._say_not_kept(OSError("it is removed or damaged again and again"))
        return False

    def remove(self, name: str) -> bool:
        """Whether `name` was there and now is gone."""
        if self._cache is None:
            self._open(create=False)
        if self._cache is None:
            return False
        try:
            return self._cache.delete(name)
        except _FAILURES as error:
            self._cache.close()
            self._say("delete", f"nothing can be removed from the cache in {self.directory}: {_why(error)}")
            return False

    def check(self) -> Check:
        """Look at the whole database. Raises CacheError if it cannot be read."""
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

    def administer(self, work: Callable[[Rows], int]) -> int:
        """What `work` gives for the rows, on a connection of its own; 0 if there is no database. Raises
        CacheError if it fails."""
        if (self._cache or self._reader or self._open(create=False)) is None:
            return 0
        try:
            with Rows(self.path) as rows:
                return work(rows)
        except _FAILURES as error:
            raise CacheError(f"the cache in {self.directory} cannot be changed: {_why(error)}") from error

    def start_anew(self, error: Exception) -> None:
        """Set the database aside as damaged, for the reason `error`; the next write makes a new one."""
        self.drop()
        try:
            with database.opening_turn(self.directory):
                self._set_aside(error)
        except OSError as failure:
            self._off = True
            self._say_not_kept(failure)

    def drop(self) -> None:
        """Close what the calling thread can close and forget the rest: the next use opens again."""
        with self._mutex:
            for connection in (self._cache, self._reader):
                if connection is not None:
                    connection.close()
            self._cache = self._reader = None

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
                    self._say(warning, warning)
                with database.opening_turn(self.directory):
                    self._open_sound()
            except database.ForeignDatabase as error:
                self._off = True
                self._say("write", f"answers are not kept, {self.path} is not a cache: {error}")
            except _FAILURES as error:
                self._open_to_read(error)
            return self._cache or self._reader

    def _open_sound(self) -> None:
        for _ in range(2):
            try:
                for warning in database.prepare(self.directory):
                    self._say(warning, warning)
                if self._only_read and self._open_plainly():
                    return
                from llm_summarise.asking.store.bytes_cache import BytesCache

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

    def _set_aside(self, error: Exception) -> None:
        kept = database.set_aside(self.directory, database.FILES)
        what = f"the cache in {self.directory} is damaged ({_why(error)})"
        self._say(
            "broken", f"{what}; set aside as {kept} and made anew, {VERIFY} --repair brings back the rest"
        )

    def _log_is_current(self) -> bool:
        """Whether the write-ahead log that was written to is still there. Nobody removes it while others have
        the database open, but a child that inherited a connection does not count."""
        log = _identity(Path(f"{self.path}-wal"))
        if self._log is None:
            self._log = log
        return log == self._log

    def _say_not_kept(self, error: Exception) -> None:
        self._say("write", f"answers are not kept, the cache in {self.directory} fails: {_why(error)}")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this is, whatever its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
