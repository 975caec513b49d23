"""Files that several processes share: locked by one at a time, and never seen half written.

A lock is the system's (`flock`), so it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


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
def lock_file(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of `path`, which stays; go on without it after `seconds`, or where there is none to be
    had."""
    try:
        handle = _open(path)
    except OSError:
        yield
        return
    try:
        give_up = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            while not try_lock(handle) and time.monotonic() < give_up:
                time.sleep(0.002)
        yield
    finally:
        os.close(handle)


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
        temporary.unlink(missing_ok=True)
        raise


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
