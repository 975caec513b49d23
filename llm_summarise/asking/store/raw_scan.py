"""Values of a database that SQLite refuses, found in the bytes of its file: pages, and what is left of them.

A row is known by the head of its record, which is the same for every row of a cache, and found in any page,
sound or not. What does not fit into the page follows in a chain of others. Pages of the write-ahead log count
in the place of those they replace. The format: sqlite.org/fileformat2.html. Whether a value is what was put
in shows its own checksum, later.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

_HEAD: Final = re.compile(rb"[\x0c-\x20]\x00\x81\x0d")
"""Length of the head, then the types of the first columns: none (the number of the row), 64 bytes of text."""

_COLUMNS: Final = 12
_KEY: Final = re.compile(rb"[0-9a-f]{64}")
_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_FIRST_BLOB: Final = 12
_LARGEST: Final = 2**29
_PAGE: Final = 4096
_LEAF: Final = 13
_MAGIC: Final = b"SQLite format 3\0"
_LOG_HEAD: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_LONGEST_PREFIX: Final = 18
"""Bytes of a cell before its record: two numbers."""


def found_rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names (64 hexadecimal digits) and values in the file at `path` and its log, a name more than once if
    there are several versions of its value. Raises OSError."""
    with path.open("rb") as file:
        size = _page_size(file)
        count = -(-path.stat().st_size // size)
        log = Path(f"{path}-wal")
        if not log.is_file():
            yield from _Pages(file, size, count).rows()
            return
        with log.open("rb") as frames:
            yield from _Pages(file, size, count, frames, _log_pages(frames, size)).rows()
        yield from _Pages(file, size, count).rows()


def _page_size(file: BinaryIO) -> int:
    head = file.read(18)
    size = int.from_bytes(head[16:18], "big") if head.startswith(_MAGIC) else _PAGE
    size = 65536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else _PAGE


def _log_pages(frames: BinaryIO, size: int) -> dict[int, int]:
    """Where in the log the last version of each page stands."""
    head = frames.read(_LOG_HEAD.size)
    salts = _LOG_HEAD.unpack(head)[4:6] if len(head) == _LOG_HEAD.size else None
    if salts and head[:3] != b"\x37\x7f\x06":
        salts = None  # the head is lost: every frame may be one of the last
    places: dict[int, int] = {}
    place = _LOG_HEAD.size
    while len(head := frames.read(_FRAME.size)) == _FRAME.size:
        number, _, *rest = _FRAME.unpack(head)
        if salts is None or tuple(rest[:2]) == salts:
            places[number] = place + _FRAME.size
        place += _FRAME.size + size
        frames.seek(place)
    return places


class _Pages:
    """The pages of a database: those of the file, or of the log where it has a newer one."""

    def __init__(
        self,
        file: BinaryIO,
        size: int,
        count: int,
        log: BinaryIO | None = None,
        places: Mapping[int, int] | None = None,
    ) -> None:
        self._file = file
        self._size = size
        self._log = log
        self._places = places or {}
        self._numbers = [*range(1, count + 1), *sorted(number for number in self._places if number > count)]

    def rows(self) -> Iterator[tuple[str, bytes]]:
        for number in self._numbers:
            page = self._page(number)
            if b"\x00\x81\x0d" not in page:
                continue
            cells = _cells(page, 100 if number == 1 else 0)
            for head in _HEAD.finditer(page):
                if cells is None or any(0 < head.start() - cell <= _LONGEST_PREFIX for cell in cells):
                    row = self._row(page, head.start())
                    if row is not None:
                        yield row

    def _page(self, number: int) -> bytes:
        file, place = self._file, (number - 1) * self._size
        if self._log is not None and number in self._places:
            file, place = self._log, self._places[number]
        file.seek(place)
        return file.read(self._size).ljust(self._size, b"\0")

    def _row(self, page: bytes, start: int) -> tuple[str, bytes] | None:
        """The row whose record begins there, None if it is none."""
        head = page[start]
        types = _types(page[start + 1 : start + head])
        key = _KEY.match(page, start + head)
        if types is None or key is None or types[-1] < _FIRST_BLOB or types[-1] % 2:
            return None
        sizes = [_SIZES[kind] if kind < len(_SIZES) else max(0, kind - 12) // 2 for kind in types]
        whole = head + sum(sizes)
        if whole > _LARGEST:
            return None
        record = self._record(page, start, whole)
        return key[0].decode(), record[whole - sizes[-1] :]

    def _record(self, page: bytes, start: int, whole: int) -> bytes:
        """The bytes of a record: in the page and those that follow. Shorter where the chain breaks."""
        local = self._local(whole)
        parts = [page[start : start + local]]
        left = whole - local
        following = page[start + local : start + local + 4]
        while left > 0 and any(following):
            more = self._page(int.from_bytes(following, "big"))
            following = more[:4]
            parts.append(more[4 : 4 + left])
            left -= self._size - 4
        return b"".join(parts)

    def _local(self, whole: int) -> int:
        """How many bytes of a record stand in the page itself."""
        if whole <= self._size - 35:
            return whole
        least = (self._size - 12) * 32 // 255 - 23
        local = least + (whole - least) % (self._size - 4)
        return local if local <= self._size - 35 else least


def _cells(page: bytes, start: int) -> list[int] | None:
    """Where the cells of a page begin: others in it were removed. None for a page whose head is lost."""
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    end = start + 8 + 2 * count
    if page[start] != _LEAF or not count > 0 or end > len(page):
        return None
    cells = [int.from_bytes(page[at : at + 2], "big") for at in range(start + 8, end, 2)]
    return cells if all(end <= cell < len(page) for cell in cells) else None


def _types(data: bytes) -> list[int] | None:
    """The numbers that the head of a record holds; None if they are not those of a row."""
    found, number = [], 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found if len(found) == _COLUMNS and not number else None
