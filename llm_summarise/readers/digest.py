"""What tells one content from another: a digest that is the same for a text on every checkout of it.

git writes CRLF where somebody wants it (`core.autocrlf`), and editors put a mark before UTF-8. A text is read
as the same with or without, so it has the same digest; that of a file with line feeds alone is its SHA-256.
"""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterable
from itertools import chain
from typing import Final

SAMPLE: Final = 2**16
"""Bytes at the beginning by which a text is told from anything else."""

BLOCK: Final = 2**20
"""Bytes at a time to read of a file."""

_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")
"""Beginnings of what is kept as it is: gzip, documents, and UTF-16, of which git converts nothing either."""


def content_digest(data: bytes | Iterable[bytes]) -> str:
    """SHA-256, in hexadecimal digits, of a file's content, given whole or in blocks of which the first has
    SAMPLE bytes or is all. Line ends of a text count as line feeds, and a byte order mark before it for
    nothing; of a recording, an archive or text in UTF-16 every byte counts."""
    blocks = iter((data,) if isinstance(data, bytes) else data)
    first = next(blocks, b"")
    digest = hashlib.sha256()
    if first.startswith(_PACKED) or b"\x00" in first[:SAMPLE]:
        for block in chain((first,), blocks):
            digest.update(block)
        return digest.hexdigest()
    held = b""  # a carriage return whose line feed may begin the next block
    for block in chain((first.removeprefix(BOM_UTF8),), blocks):
        whole = held + block
        held = whole[-1:] if whole.endswith(b"\r") else b""
        digest.update(with_line_feeds(whole[: len(whole) - len(held)]))
    digest.update(with_line_feeds(held))
    return digest.hexdigest()


def has_digest(data: bytes, known: str) -> bool:
    """Whether `known` is the digest of a file's content, or the SHA-256 of its very bytes, which results of
    earlier versions have."""
    return known in (content_digest(data), hashlib.sha256(data).hexdigest())


def with_line_feeds(text: bytes) -> bytes:
    """A text whose lines all end in a line feed."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text
