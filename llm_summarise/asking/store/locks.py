"""One call for one key, across tasks and processes.

Take the lock, look into the cache again, and only then ask. The lock is a file that the system unlocks when
its holder dies, however it dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import random
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from llm_summarise.files import open_locked, remove_locked

FOLDER: Final = "locks"
FIRST_WAIT: Final = 0.005
LONGEST_WAIT: Final = 0.2
"""Seconds between two tries to get a lock that another process holds; each wait is 1.5 times the last."""

_NAME = re.compile(r"[0-9a-f]{16,64}\Z")
_FOR_GOOD: Final = {
    getattr(errno, name, None)
    for name in ("EROFS", "EACCES", "EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "ENOLCK", "ENOTDIR", "ELOOP")
}


@dataclass
class _Turn:
    """The tasks of one event loop that want one key."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tasks: int = 0


class KeyLocks:
    """Locks in `directory`/locks, one file for each key that is being asked for; a file is removed after use.
    What killed holders left is swept before the first lock is taken: nobody may ask for their keys again.

    Where locking files is impossible (a read-only directory, a file system or platform without `flock`), the
    tasks of this event loop still wait for each other, and `warn` is told once.
    """

    def __init__(self, directory: str | os.PathLike[str], *, warn: Callable[[str], None]) -> None:
        self._folder = Path(directory).expanduser().absolute() / FOLDER
        self._warn = warn
        self._turns: dict[tuple[int, str], _Turn] = {}
        self._across_processes = True
        self._warned = False
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
                try:
                    yield
                finally:
                    if handle is not None:
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
            self.sweep()
        wait = FIRST_WAIT
        while self._across_processes:
            try:
                handle = self._try(path)
            except OSError as error:
                self._do_without(error)
                return None
            if handle is not None:
                return handle
            await asyncio.sleep(wait * random.uniform(0.75, 1.25))
            wait = min(wait * 1.5, LONGEST_WAIT)
        return None

    def _try(self, path: Path) -> int | None:
        """The handle of the locked file, None if somebody else has it. Raises OSError."""
        try:
            return open_locked(path)
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return open_locked(path)

    def _do_without(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(
                f"keys cannot be locked in {self._folder} ({error.strerror}): "
                "another process may ask the same question at the same time"
            )
        if error.errno in _FOR_GOOD:
            self._across_processes = False
