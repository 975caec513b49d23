"""Bytes to text: gzip, byte order marks, UTF-8 with a few broken bytes, UTF-16, and other encodings where
they are plausible."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.text import plural
from llm_summarise.readers import unpacking
from llm_summarise.readers.bounds import MoreThanIsRead, refuse_long
from llm_summarise.readers.unpacking import GZIP, unpacked

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
_UNPACK: Final = "unpack it first"
_AGAIN: Final = "fetch it again, or save it anew"
_CONVERT: Final = "convert it to WebVTT or SRT first"
_FILES: Final = (
    (b"ID3", "an MP3 recording", _SPEAK),
    (b"\xff\xfb", "an MP3 recording", _SPEAK),
    (b"\xff\xf3", "an MP3 recording", _SPEAK),
    (b"\xff\xf1", "an AAC recording", _SPEAK),
    (b"\xff\xf9", "an AAC recording", _SPEAK),
    (b"#!AMR", "an AMR recording", _SPEAK),
    (b"OggS", "an Ogg recording", _SPEAK),
    (b"fLaC", "a FLAC recording", _SPEAK),
    (b"RIFF", "a WAV or AVI recording", _SPEAK),
    (b"RF64", "a WAV recording", _SPEAK),
    (b"FORM", "an AIFF recording", _SPEAK),
    (b"caff", "a CAF recording", _SPEAK),
    (b"FLV\x01", "a Flash video", _SPEAK),
    (b"0&\xb2u\x8ef\xcf\x11", "a Windows Media recording", _SPEAK),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording", _SPEAK),
    (b"\x00\x00\x01\xba", "an MPEG video or subtitles in pictures (VobSub)", _SPEAK),
    (b"\x00\x00\x01\xb3", "an MPEG video", _SPEAK),
    (b"PG", "subtitles in pictures (PGS)", "read them with a program for text in pictures first"),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "an office document", _EXPORT),
    (b"{\\rtf", "an RTF document", _EXPORT),
    (b"bplist00", "a property list", None),
    (b"SQLite format 3\x00", "an SQLite database", None),
    (b"\x89PNG", "a picture", None),
    (b"GIF8", "a picture", None),
    (b"\xff\xd8\xff", "a picture", None),
    (b"\x7fELF", "a program", None),
    (b"MZ\x90", "a program", None),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x04\x22\x4d\x18", "an lz4 archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
)
_PRINTABLE: Final = (b"%PDF-", b"{\\rtf")
# What does not occur in text: C0 controls but backspace, tab, line ends, form feed, escape and the mark
# before times in CHAT.
_BINARY: Final = re.compile(r"[\x00-\x07\x0e-\x14\x16-\x1a\x1c-\x1f]")
_BINARY_SHARE: Final = 0.01
_SAMPLE: Final = 2**16
_A_GAP: Final = "\n" * 9
_BLANK_LINES: Final = re.compile(r"\n{10,}")


class Decoded(NamedTuple):
    """The text of some bytes, and what had to be mended for it."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """The text of `data`, unpacked, without a byte order mark, lines ended by a single line feed.

    Raises InputError, naming the value and the offset of the byte where one is to blame.
    """
    if data.startswith(GZIP):
        data = unpacked(data, name)
    if not data:
        raise InputError(name, "is empty")
    if data.startswith(_ZIP) and (document := _document(data, name)) is not None:
        return Decoded(document)
    if b"\x00" in data[:_SAMPLE] or data.startswith(_PRINTABLE):
        _refuse_known_files(data, name)
    text, warnings = _text(data, name)
    _refuse_binary(text, data, name)
    if f"{_A_GAP}\n" in text:
        text = _BLANK_LINES.sub(_A_GAP, text)
    try:
        refuse_long(text)
    except MoreThanIsRead as error:
        raise InputError(name, str(error), hint=error.hint) from None
    if not text or text.isspace():
        raise InputError(name, "is empty: it holds white space only")
    if not text.isascii() and _ENCODED_TWICE.search(text, 0, _SAMPLE):
        text, warnings = _mended(text, warnings)
    return Decoded(text, warnings)


def _refuse_binary(text: str, data: bytes, name: str) -> None:
    """Raises InputError if `text`, which is that of `data`, holds what text does not."""
    found = _BINARY.findall(text, 0, _SAMPLE)
    if "\x00" in found or len(found) > _BINARY_SHARE * min(len(text), _SAMPLE):
        offset = max(data.find(found[0].encode()), 0)
        raise InputError(name, f"is binary, not text (0x{ord(found[0]):02x} at offset {offset})")


def _mended(text: str, warnings: tuple[str, ...]) -> Decoded:
    from llm_summarise.readers.encodings import twice_encoded

    text, mended = twice_encoded(text)
    if mended:
        warnings = (
            *warnings,
            f"{plural(mended, 'letter')} encoded twice (UTF-8 read as Windows-1252); mended",
        )
    return Decoded(text, warnings)


def _document(data: bytes, name: str) -> str | None:
    """The text of a .docx or .odt; None for another archive."""
    from llm_summarise.readers.documents.packed_documents import markdown_of

    try:
        return markdown_of(data, unpacking.most_unpacked(len(data)))
    except ValueError as error:
        raise InputError(name, str(error), hint=_EXPORT) from None


def _refuse_known_files(data: bytes, name: str) -> None:
    for magic, what, hint in _FILES:
        if data.startswith(magic):
            raise InputError(name, f"is {what}, not a transcript", hint=hint)
    if data[4:8] == b"ftyp":
        raise InputError(name, "is an MP4 recording, not a transcript", hint=_SPEAK)
    if data[3:6] == b"STL" and data[:3].isdigit():
        raise InputError(name, "is subtitles in EBU STL, not a transcript", hint=_CONVERT)
    if data[257:262] == b"ustar":
        raise InputError(name, "is a tar archive, not a transcript", hint=_UNPACK)
    if data.startswith(_ZIP):
        _refuse_archive(data, name)


def _refuse_archive(data: bytes, name: str) -> None:
    """Says what a ZIP archive is, by the names of the files in it."""
    for mark, what, hint in _ZIPPED:
        if mark in data[:_SAMPLE] or mark in data[-_SAMPLE:]:
            reason = f"is {what}" if what.startswith("a broken") else f"is {what}, not a transcript"
            raise InputError(name, reason, hint=hint)
    raise InputError(name, "is a ZIP archive or an office document, not a transcript", hint=_EXPORT)


_ZIPPED: Final = (
    (b"application/epub+zip", "an e-book (EPUB)", _EXPORT),
    (b"opendocument.text", "a broken OpenDocument text", _AGAIN),
    (b"opendocument", "an OpenDocument file", _EXPORT),
    (b"word/document", "a broken Word document", _AGAIN),
    (b"xl/workbook", "an Excel table", "export it as CSV with the columns start, speaker and text"),
    (b"ppt/presentation", "a PowerPoint presentation", _EXPORT),
    (b".srt", "a ZIP archive with SRT in it", _UNPACK),
    (b".vtt", "a ZIP archive with WebVTT in it", _UNPACK),
    (b".txt", "a ZIP archive with text in it", _UNPACK),
)


def _text(data: bytes, name: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, len(mark), encoding, name)
    if wide := _utf16_without_mark(data):
        return _strictly(data, 0, wide, name)
    if b"\x00" in data[:_SAMPLE] and (told := _unmarked(data, name)):
        return told
    try:
        return Decoded(_lines(data).decode())
    except UnicodeDecodeError:
        _refuse_known_files(data, name)
        return _other(data, name)


def _lines(data: bytes) -> bytes:
    """Line ends made one line feed. Bytes, not text: a copy of bytes takes a quarter of the memory."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _strictly(data: bytes, skip: int, encoding: str, name: str) -> Decoded:
    try:
        if encoding == "utf-8":
            return Decoded(_lines(data[skip:]).decode())
        text = str(memoryview(data)[skip:], encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _with_marks(data, skip, name, share=_MARKED_SHARE)
        raise _undecodable(name, data, error.start + skip, encoding.upper()) from None
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)


def _with_marks(data: bytes, skip: int, name: str, *, share: float) -> Decoded:
    """UTF-8 with a replacement mark for each byte that is none. Raises InputError if they are too many: more
    than a few, and more than a share of all bytes."""
    text = data[skip:].decode(errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    first = _utf8_error(data).start
    if broken > max(_BROKEN_FEW, _BROKEN_SHARE * len(data)) or broken > share * len(data):
        raise _undecodable(name, data, first, "UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    told = f"{plural(broken, 'byte')} not UTF-8, the first at offset {first}; each became a replacement mark"
    return Decoded(text, (told,))


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


def _unmarked(data: bytes, name: str) -> Decoded | None:
    """UTF-16 without a mark, in letters that are not Western."""
    from llm_summarise.readers.encodings import wide

    encoding = wide(data)
    if encoding is None:
        return None
    told = f"read as {encoding.upper()}, which the file does not say"
    return _strictly(data, 0, encoding, name)._replace(warnings=(told,))


def _other(data: bytes, name: str) -> Decoded:
    """UTF-8 with a few broken bytes, or another encoding."""
    from llm_summarise.readers import encodings

    sample = data[:_SAMPLE]
    good = len(_UTF8_CHARACTER.findall(sample))
    bad = sample.decode(errors="replace").count("\ufffd")
    if good <= 2 * bad and (unmarked := _unmarked(data, name)):
        return unmarked
    if b"\x00" in sample:
        raise InputError(name, f"is binary, not text (0x00 at offset {data.index(0)})")
    if good > 2 * bad:
        return _with_marks(data, 0, name, share=1)
    encoding = encodings.guess(data)
    if encoding is None or (encoding == "cp1252" and 2 * good > 0.2 * sum(byte > 127 for byte in sample)):
        return _with_marks(data, 0, name, share=_BROKEN_LONE)
    text = _lines(data).decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    if broken > max(_BROKEN_FEW, _BROKEN_SHARE * len(data)):
        raise _undecodable(name, data, _utf8_error(data).start, "UTF-8")
    called = encodings.spoken_name(encoding)
    told = [] if encoding == "cp1252" else [f"not UTF-8; read as {called}, which its letters look like"]
    if broken:
        told.append(f"{plural(broken, 'byte')} not {called}; each became a replacement mark")
    return Decoded(text, tuple(told))


_ENCODED_TWICE: Final = re.compile("[\xc2-\xf4][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""What characters of UTF-8 become when their bytes are taken for Windows-1252."""

_BROKEN_FEW: Final = 3
_BROKEN_SHARE: Final = 0.001
"""Bytes that may be broken: a few, or this share of a file."""

_BROKEN_LONE: Final = 0.05
"""The share that even a few of them may be of a short text that has no other sign of being UTF-8."""

_MARKED_SHARE: Final = 0.2
"""The same if it has a mark."""

_UTF8_CHARACTER: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _undecodable(name: str, data: bytes, offset: int, encoding: str) -> InputError:
    value = data[offset] if offset < len(data) else data[-1]
    return InputError(
        name,
        f"cannot be decoded: byte 0x{value:02x} at offset {offset} is not {encoding}",
        hint="save the file as UTF-8",
    )
