"""Files that several processes share: locked by one at a time, and never seen half written.

A lock is the system's (`flock`), so it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FIRST_WAIT: Final = 0.002
LONGEST_WAIT: Final = 0.02
"""Seconds between two tries to lock a file; each wait is twice the last."""

ABANDONED: Final = 3600.0
"""Seconds after which a temporary file is nobody's any more."""

NO_LOCKS: Final = {
    getattr(errno, name, None) for name in ("ENOLCK", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL")
}
"""What a file system says that has no locks."""


DISK_GONE: Final = {
    getattr(errno, name, None)
    for name in (
        *("EIO", "ESTALE", "ENODEV", "ENXIO", "ENOTCONN", "ESHUTDOWN", "ECONNABORTED", "EREMOTEIO"),
        *("EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT"),
    )
}
"""What is said of a disk that fails, or is not there any more."""


def try_lock(handle: int) -> bool:
    """Lock an open file until it is closed; False if somebody else has it. Raises OSError where files cannot
    be locked."""
    if fcntl is None:
        raise OSError(errno.ENOSYS, "this platform cannot lock files")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_locked(path: Path) -> int | None:
    """The handle of the file at `path`, made if need be and locked; None if somebody else has it, or its last
    holder has just removed it. Raises OSError."""
    handle = _open(path)
    try:
        if try_lock(handle) and is_at(path, handle):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def remove_locked(path: Path, handle: int) -> None:
    """Remove a file while it is still locked, so that whoever locks it afterwards sees that it is gone."""
    try:
        with contextlib.suppress(OSError):
            if is_at(path, handle):
                path.unlink()
    finally:
        os.close(handle)


def is_at(path: Path, handle: int) -> bool:
    """Whether an open file is still the one at `path`."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def lock_file(
    path: Path,
    seconds: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[OSError | None]:
    """Hold the lock of `path`, which stays; go on without it after `seconds`, or where there is none to be
    had. Gives the reason why it is not held: TimeoutError while somebody else has it."""
    try:
        handle = _open(path)
    except OSError as error:
        yield error
        return
    try:
        yield _wait_for(handle, seconds, clock, sleep)
    finally:
        os.close(handle)


def _wait_for(
    handle: int, seconds: float, clock: Callable[[], float], sleep: Callable[[float], None]
) -> OSError | None:
    give_up = clock() + seconds
    wait = FIRST_WAIT
    try:
        while not try_lock(handle):
            if clock() >= give_up:
                return TimeoutError(errno.ETIMEDOUT, "somebody else has it")
            sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
    except OSError as error:
        return error
    return None


def lock_trouble(path: Path) -> OSError | None:
    """Why files as SQLite locks them (`fcntl`) cannot be locked where `path` is, a file made if need be that
    nobody locks in that way; None if they can, or nobody knows."""
    if fcntl is None:
        return None
    try:
        handle = _open(path)
    except OSError as error:
        return error if error.errno in DISK_GONE else None
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, InterruptedError):  # another computer has it, locked in the other way
        return None
    except OSError as error:
        return error
    finally:
        os.close(handle)
    return None


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it, with the permissions of the one it replaces; what is
    no regular file, such as a pipe, is written to as it is. Raises OSError."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sweep(path)


def _sweep(path: Path) -> None:
    """Remove what writers of the same file left beside it that were killed long ago."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f".{glob.escape(path.name)}.????????.tmp"):
            if time.time() - left.stat().st_mtime > ABANDONED:
                left.unlink()


def open_regular(path: Path, *, links: bool = True) -> BufferedReader:
    """Open what is a regular file for reading. A pipe or a device is refused instead of waited for, and
    without `links` a link too. Raises OSError."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    )
    if not stat.S_ISREG(path.stat(follow_symlinks=links).st_mode):  # opening a device may do something
        raise OSError(errno.EINVAL, "is no regular file", str(path))
    handle = os.open(path, flags | (0 if links else getattr(os, "O_NOFOLLOW", 0)))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "is no regular file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: Path, most: int, *, links: bool = True) -> bytes:
    """The bytes of a regular file of at most `most`. Raises OSError."""
    with open_regular(path, links=links) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"has more than {most:,} bytes", str(path))
    return data


def leads_out(path: Path, folder: Path) -> bool:
    """Whether `path`, with all links followed, is outside of `folder`."""
    root = os.path.realpath(folder)
    try:
        return os.path.commonpath([root, os.path.realpath(path)]) != root
    except ValueError:  # on another drive, or no path at all
        return True


def _open(path: Path) -> int:
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)
