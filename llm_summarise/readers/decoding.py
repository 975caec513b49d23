"""Bytes to text: gzip, byte order marks, UTF-8, UTF-16, and Windows-1252 where it is plausible."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import Final

from llm_summarise.domain.errors import InputError

MAX_UNPACKED: Final = 256 * 2**20
"""Bytes a gzip file may unpack to; one that goes on is refused."""

_STEP: Final = 2**20
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SPEAK: Final = "transcribe it first, for instance with whisper"
_EXPORT: Final = "export it as text, WebVTT or SRT first"
_FILES: Final = (
    (b"ID3", "an MP3 recording", _SPEAK),
    (b"\xff\xfb", "an MP3 recording", _SPEAK),
    (b"\xff\xf3", "an MP3 recording", _SPEAK),
    (b"OggS", "an Ogg recording", _SPEAK),
    (b"fLaC", "a FLAC recording", _SPEAK),
    (b"RIFF", "a WAV or AVI recording", _SPEAK),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording", _SPEAK),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"PK\x03\x04", "a ZIP archive or an office document", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "an office document", _EXPORT),
    (b"{\\rtf", "an RTF document", _EXPORT),
    (b"SQLite format 3\x00", "an SQLite database", None),
    (b"\x89PNG", "a picture", None),
    (b"\xff\xd8\xff", "a picture", None),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
)
_PRINTABLE: Final = (b"%PDF-", b"{\\rtf")
# What does not occur in text: C0 controls but backspace, tab, line ends, form feed and escape.
_BINARY: Final = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE: Final = 0.01
_SAMPLE: Final = 2**16
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")


def decode(data: bytes, name: str) -> str:
    """The text of `data`, unpacked, without a byte order mark, lines ended by a single line feed.

    Raises InputError, naming the value and the offset of the byte where one is to blame.
    """
    if data.startswith(_GZIP):
        data = _unpack(data, name)
    if not data:
        raise InputError(name, "is empty")
    if data.startswith(_ZIP) and (document := _document(data, name)) is not None:
        return document
    if b"\x00" in data[:_SAMPLE] or data.startswith(_PRINTABLE):
        _refuse_known_files(data, name)
    text = _text(data, name)
    found = _BINARY.findall(text, 0, _SAMPLE)
    if "\x00" in found or len(found) > _BINARY_SHARE * min(len(text), _SAMPLE):
        offset = max(data.find(found[0].encode()), 0)
        raise InputError(name, f"is binary, not text (0x{ord(found[0]):02x} at offset {offset})")
    if not text or text.isspace():
        raise InputError(name, "is empty: it holds white space only")
    return text


def _document(data: bytes, name: str) -> str | None:
    """The text of a .docx or .odt; None for another archive."""
    from llm_summarise.readers.documents.packed_documents import markdown_of

    try:
        return markdown_of(data, MAX_UNPACKED)
    except ValueError as error:
        raise InputError(name, str(error), hint=_EXPORT) from None


def _refuse_known_files(data: bytes, name: str) -> None:
    for magic, what, hint in _FILES:
        if data.startswith(magic):
            raise InputError(name, f"is {what}, not a transcript", hint=hint)
    if data[3:6] == b"STL" and data[:3].isdigit():
        raise InputError(name, "is EBU STL, subtitles in binary", hint="export it as SRT or WebVTT first")
    if data[4:8] == b"ftyp":
        raise InputError(name, "is an MP4 recording, not a transcript", hint=_SPEAK)


def _text(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, len(mark), encoding, name)
    if wide := _utf16_without_mark(data):
        return _strictly(data, 0, wide, name)
    try:
        return _lines(data).decode()
    except UnicodeDecodeError:
        _refuse_known_files(data, name)
        return _windows(data, name)


def _lines(data: bytes) -> bytes:
    """Line ends made one line feed. Bytes, not text: a copy of bytes takes a quarter of the memory."""
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\n", b"\n")
    return _LONE_RETURN.sub(b"\n", data) if b"\r" in data else data


def _strictly(data: bytes, skip: int, encoding: str, name: str) -> str:
    try:
        if encoding == "utf-8":
            return _lines(data[skip:]).decode()
        text = str(memoryview(data)[skip:], encoding)
    except UnicodeDecodeError as error:
        offset = _utf8_error(data).start if encoding == "utf-8" else error.start + skip
        raise _undecodable(name, data, offset, encoding.upper()) from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _utf16_without_mark(data: bytes) -> str | None:
    """Text in mostly Western letters has a zero in every second byte of UTF-16, and none in UTF-8."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < odd * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < even * 0.1:
        return "utf-16-be"
    return None


def _utf8_error(data: bytes) -> UnicodeDecodeError:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error
    raise AssertionError("called for data that is UTF-8")


def _windows(data: bytes, name: str) -> str:
    """Windows-1252, if the bytes above 127 are few, are all defined, and are not mostly UTF-8."""
    first = _utf8_error(data).start
    high = [byte for byte in data[:_SAMPLE] if byte > 127] or [data[first]]
    letters = sum(byte >= 0xC0 or byte in _TYPOGRAPHY for byte in high)
    utf8 = len(_UTF8_PAIR.findall(data[:_SAMPLE]))
    plausible = (
        len(high) <= 0.3 * min(len(data), _SAMPLE)
        and letters >= 0.8 * len(high)
        and utf8 * 2 <= 0.2 * len(high)
    )
    if plausible:
        try:
            return _lines(data).decode("cp1252")
        except UnicodeDecodeError as error:
            first = data.index(error.object[error.start])
    raise _undecodable(name, data, first, "UTF-8")


_TYPOGRAPHY: Final = frozenset("€‚„…ŠŒŽ‘’“”•–—™šœžŸ\xa0¡£§©«®°´·º»¿".encode("cp1252"))
_UTF8_PAIR: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _undecodable(name: str, data: bytes, offset: int, encoding: str) -> InputError:
    value = data[offset] if offset < len(data) else data[-1]
    return InputError(
        name,
        f"cannot be decoded: byte 0x{value:02x} at offset {offset} is not {encoding}",
        hint="save the file as UTF-8",
    )


def _unpack(data: bytes, name: str) -> bytes:
    """The content of a gzip file of one or more members."""
    out = bytearray()
    while data:
        member = zlib.decompressobj(wbits=31)
        try:
            out += member.decompress(data, _STEP)
            while not member.eof:
                piece = member.decompress(member.unconsumed_tail, _STEP)
                out += piece
                if len(out) > MAX_UNPACKED:
                    raise InputError(name, f"unpacks to more than {MAX_UNPACKED // 2**20} MB")
                if not piece and not member.unconsumed_tail and not member.eof:
                    raise InputError(name, "is a gzip file that was cut off", hint="fetch it again")
        except zlib.error as error:
            raise InputError(name, f"is a broken gzip file ({error})", hint="fetch it again") from None
        data = member.unused_data.lstrip(b"\x00")
        if data and not data.startswith(_GZIP):
            raise InputError(name, "is a broken gzip file (something else follows the packed text)")
    return bytes(out)
