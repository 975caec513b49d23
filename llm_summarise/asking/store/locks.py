"""One call for one key, across tasks and processes.

Take the lock, look into the cache again, and only then ask. The lock is a file that the system unlocks when
its holder dies, however it dies. A holder that lives shows it by the time of the file; one that was stopped
does not, and is not waited for.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from llm_summarise.asking.store.connection import probe_locks
from llm_summarise.asking.store.heartbeat import Heartbeat
from llm_summarise.asking.store.patience import TROUBLE, patience_with, say_once, was_said
from llm_summarise.files import DISK_GONE, NO_LOCKS, open_locked, remove_locked

FOLDER: Final = "locks"
FIRST_WAIT: Final = 0.005
LONGEST_WAIT: Final = 0.2
"""Seconds between two tries to get a lock that another process holds; each wait is 1.5 times the last."""

STALLED: Final = 4.0
"""Seconds without a sign of life after which a holder is not waited for."""

_NAME = re.compile(r"[0-9a-f]{16,64}\Z")
_FAILING: Final = DISK_GONE | {
    getattr(errno, name, None) for name in ("ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM")
}
"""What is said where nothing more can be made or opened."""

_FOR_GOOD: Final = {
    getattr(errno, name, None)
    for name in (
        *("EACCES", "EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "ENOLCK", "EINVAL", "ENOTDIR", "ELOOP"),
        *("EDEADLK", "ENAMETOOLONG"),
    )
} | _FAILING - {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""What goes on failing, so that no more locks are tried."""


@dataclass
class _Turn:
    """The tasks of one event loop that want one key."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tasks: int = 0


class KeyLocks:
    """Locks in `directory`/locks, one file for each key that is being asked for; a file is removed after use.
    What killed holders left is swept before the first lock is taken: nobody may ask for their keys again.

    Where locking files is impossible (a read-only directory, a file system or platform without `flock`), the
    tasks of this event loop still wait for each other, and `warn` is told once, unless it knows already that
    the cache in `directory` fails. `clock` and `sleep` are what a holder that was stopped is noticed by.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        warn: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._directory = Path(directory)
        self._across_processes = True
        try:
            self._directory = self._directory.expanduser().absolute()
        except RuntimeError:  # nobody knows where the home is; the store says so
            self._across_processes = False
        self._folder = self._directory / FOLDER
        self._warn = warn
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[tuple[int, str], _Turn] = {}
        self._heartbeat = Heartbeat()
        self._signs: dict[Path, tuple[int, float]] = {}
        self._has_stalled = False
        self._swept = False

    @contextlib.asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Hold the lock of `key`, waiting for it as long as its holder lives; a wait can be cancelled."""
        name = (id(asyncio.get_running_loop()), key)
        turn = self._turns.setdefault(name, _Turn())
        turn.tasks += 1
        try:
            async with turn.lock:
                handle = await self._wait(self._path(key))
                if handle is not None:
                    self._heartbeat.add(handle)
                try:
                    yield
                finally:
                    if handle is not None:
                        self._heartbeat.remove(handle)
                        remove_locked(self._path(key), handle)
        finally:
            turn.tasks -= 1
            if not turn.tasks:
                del self._turns[name]

    def sweep(self) -> int:
        """Remove the files that killed holders left behind; how many."""
        removed = 0
        with contextlib.suppress(OSError):
            for path in list(self._folder.glob("*.lock")):
                with contextlib.suppress(OSError):
                    handle = self._try(path)
                    if handle is not None:
                        remove_locked(path, handle)
                        removed += 1
        return removed

    def _path(self, key: str) -> Path:
        name = key if _NAME.match(key) else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{name}.lock"

    async def _wait(self, path: Path) -> int | None:
        """The handle of the locked file, None where there is no locking."""
        if not self._swept:
            self._swept = True
            if self._across_processes:
                self.sweep()
        wait = FIRST_WAIT
        while self._across_processes:
            try:
                handle = self._try(path)
            except OSError as error:
                self._do_without(error)
                return None
            if handle is not None:
                self._signs.pop(path, None)
                return handle
            if self._is_stalled(path):
                return None
            await self._sleep(wait * random.uniform(0.75, 1.25))
            wait = min(wait * 1.5, LONGEST_WAIT)
        return None

    def _try(self, path: Path) -> int | None:
        """The handle of the locked file, None if somebody else has it. Raises OSError."""
        try:
            return open_locked(path)
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return open_locked(path)

    def _is_stalled(self, path: Path) -> bool:
        """Whether the holder has shown no sign of life for long: as seen from here, or, once one has stalled,
        by the time of the file alone, so that not each of its locks is waited for."""
        try:
            beat = path.stat().st_mtime_ns
        except OSError:
            beat = 0  # it is free by now, unless that goes on
        now = self._clock()
        last, since = self._signs.get(path, (None, now))
        if last != beat:
            self._signs[path] = (beat, since := now)
        old = self._has_stalled and beat and time.time() - beat / 1e9 > STALLED
        if not old and now - since <= STALLED:
            return False
        if not beat:  # a file that can be opened, and is not there
            self._do_without(OSError(errno.ESTALE, os.strerror(errno.ESTALE)))
            return True
        self._has_stalled = True
        text = f"a process that has stopped holds locks in {self._folder}: what it was asking is asked here"
        say_once(self._directory, self._warn, "stalled", text)
        return True

    def _do_without(self, error: OSError) -> None:
        text = (
            f"keys cannot be locked in {self._folder} ({error.strerror}): "
            "another process may ask the same question at the same time"
        )
        if error.errno in NO_LOCKS:
            probe_locks(self._directory, patience_with(self._directory))
        if error.errno in _FAILING or patience_with(self._directory).no_locks:
            # The store will soon not do any better.
            say_once(self._directory, self._warn, TROUBLE, f"{text}, and answers may not be kept")
        elif not was_said(self._directory, self._warn, TROUBLE):
            say_once(self._directory, self._warn, "locks", text)
        if error.errno in _FOR_GOOD:
            self._across_processes = False
