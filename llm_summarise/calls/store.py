"""Where answers are kept.

Nothing is unpickled, evicted or deleted unasked; a value that is not what was put in is a miss; and a cache
that fails costs a warning, never an answer that was paid for.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, Self, TypeVar

from llm_summarise.calls import database
from llm_summarise.calls.entry import DamagedValue, Entry, pack, pack_memo, unpack, unpack_memo
from llm_summarise.calls.rows import Rows
from llm_summarise.core.errors import CacheError

if TYPE_CHECKING:
    from llm_summarise.calls.bytes_cache import BytesCache

P = ParamSpec("P")
T = TypeVar("T")
Warn = Callable[[str], None]

MEMO: Final = "memo:"
"""Memos are kept beside the answers, under names that no key can have."""

_KEY = re.compile(r"[0-9a-f]{64}\Z")
_VERIFY: Final = "llm-summarise cache verify"
_FAILURES: Final = (sqlite3.Error, OSError)


class AnswerStore(Protocol):
    """What keeps answers. None of this raises for a cache that fails: it warns, and an answer that could not
    be kept is a `put` that returns False."""

    def get(self, key: str) -> Entry | None: ...
    def put(self, key: str, entry: Entry) -> bool: ...
    def delete(self, key: str) -> bool: ...
    def iterate(self) -> Iterator[tuple[str, Entry]]: ...
    def get_memo(self, name: str) -> bytes | None: ...
    def put_memo(self, name: str, value: bytes) -> bool: ...
    def close(self) -> None: ...


class NullStore:
    """Keeps nothing, as asked for (`--no-cache`)."""

    def get(self, _key: str, /) -> Entry | None:
        return None

    def put(self, _key: str, _entry: Entry, /) -> bool:
        return True

    def delete(self, _key: str, /) -> bool:
        return False

    def iterate(self) -> Iterator[tuple[str, Entry]]:
        return iter(())

    def get_memo(self, _name: str, /) -> bytes | None:
        return None

    def put_memo(self, _name: str, _value: bytes, /) -> bool:
        return True

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Store:
    """Answers by key in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep. The thread that uses
    it first talks to the database itself; calls from other threads go through one worker thread, so at most
    two connections exist and `close` ends both. `warn` is told of each kind of trouble once. Raises
    CacheError only for a directory whose name diskcache would change.
    """

    def __init__(self, directory: str | os.PathLike[str], *, warn: Warn) -> None:
        self.directory = Path(directory).expanduser().absolute()
        if os.path.expandvars(self.directory) != str(self.directory):
            raise CacheError(f"a cache directory cannot have a variable in its name: {self.directory}")
        self.path = self.directory / database.DATABASE
        self._warn = warn
        self._said: set[str] = set()
        self._start()

    def _start(self) -> None:
        self._pid: int = os.getpid()
        self._mutex = threading.RLock()
        self._owner: int | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._cache: BytesCache | None = None
        self._reader: Rows | None = None
        self._off: bool = False
        self._file: tuple[int, int] | None = None

    def get(self, key: str) -> Entry | None:
        """The entry kept under `key`; None for a miss, and for a value that is damaged or cannot be read."""
        value = self._here(self._read, key)
        if value is None:
            return None
        try:
            return unpack(key, value)
        except DamagedValue as error:
            self._say_damaged(key, error)
            return None

    def put(self, key: str, entry: Entry) -> bool:
        """Keep `entry`; True once it would survive the end of this process, False (and a warning) if not.

        May wait up to a minute for other processes: call it from a thread where that matters. Raises
        ValueError for a key that is none, TypeError or ValueError for an entry that JSON cannot hold.
        """
        if not _KEY.match(key):
            raise ValueError(f"not a key: {key!r}")
        return self._here(self._write, key, pack(key, entry))

    def delete(self, key: str) -> bool:
        """Whether `key` was there and now is gone."""
        return self._here(self._remove, key)

    def keys(self) -> list[str]:
        """The keys of all answers, in the order in which they were first kept."""
        return [name for name in self._here(self._names) if _KEY.match(name)]

    def iterate(self) -> Iterator[tuple[str, Entry]]:
        """All sound answers, in the order in which they were first kept; of damaged ones it warns."""
        for key in self.keys():
            entry = self.get(key)
            if entry is not None:
                yield key, entry

    def get_memo(self, name: str) -> bytes | None:
        """A note kept beside the answers, None if there is none."""
        key = _memo_key(name)
        value = self._here(self._read, key)
        if value is None:
            return None
        try:
            return unpack_memo(key, value)
        except DamagedValue as error:
            self._say_damaged(name, error)
            return None

    def put_memo(self, name: str, value: bytes) -> bool:
        """Keep a note beside the answers; as `put`."""
        key = _memo_key(name)
        return self._here(self._write, key, pack_memo(key, value))

    def close(self) -> None:
        """Close the database. The store may be used again: it opens again."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        worker, cache = self._worker, self._cache
        if worker is not None:
            if cache is not None:
                worker.submit(cache.close).result()
            worker.shutdown()
        self._drop()
        self._worker = self._owner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # Threads and processes

    def _here(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` in a thread that may: a connection belongs to one."""
        if self._pid != os.getpid():
            self._leave_to_parent()
        me = threading.get_ident()
        if self._owner is None:
            with self._mutex:
                self._owner = self._owner or me
        if self._owner == me:
            return work(*args, **kwargs)
        with self._mutex:
            if self._worker is None:
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
            self._say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {_VERIFY}")
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
            self._say("read", f"the cache in {self.directory} cannot be read: {_why(error)} - {_VERIFY}")
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
            if not self._same_file():
                self._say(
                    "removed", f"the cache in {self.directory} was removed while in use; it is made anew"
                )
                self._drop()
            elif failure is None:
                return True
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
            self._say("delete", f"nothing can be removed from the cache in {self.directory}: {_why(error)}")
            return False

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
        from llm_summarise.calls.bytes_cache import BytesCache

        for _ in range(2):
            try:
                for warning in database.prepare(self.directory):
                    self._say(warning, warning)
                self._cache = BytesCache(self.directory)
                found = self.path.stat()
                self._file = (found.st_dev, found.st_ino)
                return
            except sqlite3.Error as error:
                if not database.is_broken(error):
                    raise
                self._set_aside(error)
        raise OSError("it is damaged again and again")

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
        self._say("broken", f"{what}; it is set aside as {kept} and made anew")

    def _same_file(self) -> bool:
        try:
            found = self.path.stat()
        except OSError:
            return False
        return self._file == (found.st_dev, found.st_ino)

    def _drop(self) -> None:
        with self._mutex:
            for connection in (self._cache, self._reader):
                if connection is not None:
                    connection.close()
            self._cache = self._reader = None

    # Warnings

    def _say(self, kind: str, text: str) -> None:
        if kind not in self._said:
            self._said.add(kind)
            self._warn(text)

    def _say_damaged(self, name: str, error: Exception) -> None:
        self._say("value", f"damaged in the cache, so asked again: {name[:16]} ({error}) - {_VERIFY}")

    def _say_not_kept(self, error: Exception) -> None:
        self._say("write", f"answers are not kept, the cache in {self.directory} fails: {_why(error)}")


def _memo_key(name: str) -> str:
    return MEMO + name.encode("utf-8", "backslashreplace").decode()


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
