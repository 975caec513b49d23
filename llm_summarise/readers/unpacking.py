"""What gzip files hold, up to a size and a ratio that no transcript passes."""

from __future__ import annotations

import zlib
from typing import Final

from llm_summarise.domain.errors import InputError

GZIP: Final = b"\x1f\x8b"

MAX_UNPACKED: Final = 64 * 2**20
"""Bytes a gzip file or a document may unpack to; one that goes on is refused."""

MAX_RATIO: Final = 200
"""How many times its own size it may unpack to, beyond `_TRUSTED` bytes: speech takes a tenth of its size."""

_TRUSTED: Final = 4 * 2**20
_STEP: Final = 2**20
_FED: Final = 2**12


def most_unpacked(packed: int) -> int:
    """Bytes that a document of `packed` bytes may unpack to."""
    return min(MAX_UNPACKED, max(_TRUSTED, MAX_RATIO * packed))


def unpacked(data: bytes, name: str) -> bytes:
    """The content of a gzip file of one or more members."""
    out, view, at = bytearray(), memoryview(data), 0
    while at < len(data):
        if bytes(view[at : at + 2]) != GZIP:
            if not data[at:].strip(b"\x00"):
                break
            raise InputError(name, "is a broken gzip file (something else follows the packed text)")
        try:
            at = _unpack_member(view, at, out, name)
        except zlib.error as error:
            raise InputError(name, f"is a broken gzip file ({error})", hint="fetch it again") from None
    return bytes(out)


def _unpack_member(view: memoryview, at: int, out: bytearray, name: str) -> int:
    """Adds to `out` what is packed from `at` on; where that ends."""
    member = zlib.decompressobj(wbits=31)
    while not member.eof:
        fed: bytes | memoryview = member.unconsumed_tail
        if not fed:
            fed = view[at : at + _FED]
            at += len(fed)
        piece = member.decompress(fed, _STEP)
        out += piece
        if len(out) > MAX_UNPACKED:
            raise InputError(name, f"unpacks to more than {MAX_UNPACKED // 2**20} MB")
        if len(out) > max(_TRUSTED, MAX_RATIO * len(view)):
            raise InputError(name, f"unpacks to more than {MAX_RATIO} times its size, which no speech does")
        if not fed and not piece and not member.eof:
            raise InputError(name, "is a gzip file that was cut off", hint="fetch it again")
    return at - len(member.unused_data)
