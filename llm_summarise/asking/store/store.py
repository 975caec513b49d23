"""Where answers are kept.

Nothing is unpickled, evicted or deleted unasked; a value that is not what was put in is a miss; and a cache
that fails costs a warning, never an answer that was paid for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from llm_summarise.asking.keys import version_of
from llm_summarise.asking.store import rows
from llm_summarise.asking.store.connection import FILES, why
from llm_summarise.asking.store.connections import VERIFY
from llm_summarise.asking.store.entry import DamagedValue, Entry, pack, pack_memo, unpack, unpack_memo
from llm_summarise.asking.store.patience import Patience
from llm_summarise.asking.store.resilient import ResilientCache

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

__all__ = ["MEMO", "AnswerStore", "Entry", "NullStore", "Store"]

MEMO: Final = "memo:"
"""Memos are kept beside the answers, under names that no key can have."""

SALVAGE_SECONDS: Final = 10.0
"""That long a run brings back answers before it goes on."""

_KEY = re.compile(r"[0-9a-f]{64}\Z")


class AnswerStore(Protocol):
    """What keeps answers. None of this raises for a cache that fails: it warns, and an answer that could not
    be kept is a `put` that returns False."""

    def get(self, key: str) -> Entry | None: ...
    def put(self, key: str, entry: Entry) -> bool: ...
    def delete(self, key: str) -> bool: ...
    def iterate(self) -> Iterator[tuple[str, Entry]]: ...
    def get_memo(self, name: str) -> bytes | None: ...
    def put_memo(self, name: str, value: bytes) -> bool: ...
    def submit(self, work: Callable[[], T], /) -> Future[T]: ...
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

    def submit(self, work: Callable[[], T], /) -> Future[T]:
        from concurrent.futures import Future

        done: Future[T] = Future()
        done.set_result(work())
        return done

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Store:
    """Answers by key in `directory`, shared by any number of processes and threads.

    It opens when it is first used and makes nothing before there is something to keep. `warn` is told of each
    kind of trouble once. What cannot be kept is remembered as long as the store is open, so that nobody asks
    for it twice, and tried again later; `not_kept` counts the answers of which that is true. A database found
    damaged is set aside, and its answers are brought back at once (`brought_back` counts them).

    `patience` is how long others are waited for; by default all stores on a directory share one. Raises
    CacheError only for a directory with a `$VARIABLE` in its name.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        warn: Callable[[str], None],
        patience: Patience | None = None,
    ) -> None:
        self._cache = ResilientCache(directory, warn, patience)
        self._remembered: dict[str, bytes] = {}
        self.directory = self._cache.directory
        self.brought_back = 0

    @property
    def not_kept(self) -> int:
        """How many answers would not survive the end of this process."""
        return sum(1 for name in list(self._remembered) if _KEY.match(name))

    def get(self, key: str) -> Entry | None:
        """The entry kept under `key`; None for a miss, and for a value that is damaged or cannot be read."""
        value = self._read(key)
        if value is None:
            return None
        try:
            return unpack(key, value)
        except DamagedValue as error:
            self._say_damaged(key, error)
            return None

    def put(self, key: str, entry: Entry) -> bool:
        """Keep `entry`; True once it would survive the end of this process, False (and a warning) if not.

        May wait for other processes: call it from a thread where that matters. Raises ValueError for a key
        that is none.
        """
        if not _KEY.match(key):
            raise ValueError(f"not a key: {key!r}")
        try:
            value = pack(key, entry)
        except (ValueError, TypeError, RecursionError) as error:
            self._cache.say("pack", f"an answer is not kept, the cache cannot hold it: {error}")
            return False
        return self._write(key, value)

    def delete(self, key: str) -> bool:
        """Whether `key` was there and now is gone."""
        remembered = self._remembered.pop(key, None) is not None
        return self._cache.remove(key) or remembered

    def all_keys(self) -> list[str]:
        """The keys of all answers, in the order in which they were first kept."""
        names = self._cache.names()
        if self._cache.set_aside:
            self._bring_back()
            names = self._cache.names()
        return [name for name in names if _KEY.match(name)]

    def iterate(self) -> Iterator[tuple[str, Entry]]:
        """All sound answers, in the order in which they were first kept; of damaged ones it warns."""
        for key in self.all_keys():
            entry = self.get(key)
            try:
                if entry is not None and isinstance(entry.parts.prompt, str):
                    yield key, entry
            except DamagedValue as error:
                self._say_damaged(key, error)

    def fault(self, key: str) -> str | None:
        """What is wrong with the value of `key`, looked at in full; None if nothing is."""
        value = self._cache.read(key)
        if value is None:
            return "cannot be read"
        try:
            parts = unpack(key, value).parts
            if version_of(key, parts) is None:
                return "its key is not that of its parts"
        except (DamagedValue, TypeError) as error:
            return str(error)
        return None

    def check(self) -> rows.Check:
        """Look at everything in the database. Raises CacheError if it cannot be read."""
        found = self._cache.check()
        self._bring_back()
        return found

    def start_anew(self, reason: str) -> None:
        """Set the database aside as damaged (`reason` goes into the warning) and go on with a new one."""
        self._cache.start_anew(reason)
        self._bring_back()

    def discard_strange(self) -> int:
        """Remove the rows that this program did not write; how many."""
        return self._cache.administer(rows.discard_strange)

    def discard_memos(self, before: float | None = None) -> int:
        """Remove the memos kept before `before` (seconds since 1970), all of them by default; how many."""
        return self._cache.administer(lambda connection: rows.discard_memos(connection, MEMO, before))

    def clear(self) -> int:
        """Remove everything, memos too; the number of answers there were."""
        count = len(self.all_keys())
        self._cache.administer(rows.clear)
        return count

    def compact(self) -> None:
        """Give the space of what was removed back to the system, as far as others who use the cache allow."""
        self._cache.administer(rows.compact)

    def bytes_on_disk(self) -> int:
        """Bytes of the database and the files SQLite keeps beside it."""
        paths = [self.directory / name for name in FILES]
        return sum(path.stat().st_size for path in paths if path.is_file())

    def get_memo(self, name: str) -> bytes | None:
        """A note kept beside the answers, None if there is none."""
        key = _memo_key(name)
        value = self._read(key)
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
        return self._write(key, pack_memo(key, value))

    def submit(self, work: Callable[[], T], /) -> Future[T]:
        """Do `work`, which uses this store and may take long, in the thread that the store has for others."""
        return self._cache.submit(work)

    def close(self) -> None:
        """Close the database, after one more try to write what could not be kept. The store may be used
        again: it opens again."""
        self._try_again()
        self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _read(self, name: str) -> bytes | None:
        remembered = self._remembered.get(name) if self._remembered else None
        if remembered is not None:
            return remembered
        value = self._cache.read(name)
        if self._cache.set_aside:
            self._bring_back()
            value = self._cache.read(name)
        return value

    def _write(self, name: str, value: bytes) -> bool:
        kept = self._cache.write(name, value)
        if not kept:
            self._remembered[name] = value
        elif self._remembered:
            self._remembered.pop(name, None)
            self._try_again()
        if self._cache.set_aside:
            self._bring_back()
        return kept

    def _try_again(self) -> None:
        """Write what is remembered, up to the first failure."""
        for name, value in list(self._remembered.items()):
            if not self._cache.write(name, value):
                return
            self._remembered.pop(name, None)

    def _bring_back(self) -> None:
        """Salvage what was set aside just now, and say so."""
        from llm_summarise.asking.store.salvage import bring_back

        while self._cache.set_aside:
            name, reason = self._cache.set_aside.pop()
            try:
                clock = self._cache.patience.clock
                found = bring_back(self, self.directory / name, seconds=SALVAGE_SECONDS, clock=clock)
                self.brought_back += found.added
                count = f", {found.kept} of {found.found} answers brought back" if found.found else ""
                rest = "" if found.whole else f" - {VERIFY} --repair brings back the rest"
            except OSError as error:
                count, rest = "", f", and cannot be read: {why(error)}"
            text = f"the cache in {self.directory} is damaged ({reason}); set aside as {name} and made anew"
            self._cache.say(f"broken {name}", f"{text}{count}{rest}")

    def _say_damaged(self, name: str, error: Exception) -> None:
        self._cache.say("value", f"damaged in the cache, so asked again: {name[:16]} ({error}) - {VERIFY}")


def _memo_key(name: str) -> str:
    return MEMO + name.encode("utf-8", "backslashreplace").decode()
