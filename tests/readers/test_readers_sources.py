"""What cannot be read is refused in one line that names the source and the reason."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from pathlib import Path

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.readers import parse, sources, unpacking
from llm_summarise.readers.sources import read_source, read_transcript


def reason(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        parse(data, "x")
    assert "\n" not in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty: it holds white space only"),
        (b" \n\t\r\n", "is empty: it holds white space only"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"Good morning.\x00\x01\x02", "is binary, not text (0x00 at offset 13)"),
        (b"\x01\x02\x03\x04", "is binary, not text (0x01 at offset 0)"),
        (b"ID3\x04\x00\x00\x00", "is an MP3 recording, not a transcript"),
        (b"\x00\x00\x00\x20ftypM4A ", "is an MP4 recording, not a transcript"),
        (b"%PDF-1.7 text", "is a PDF document, not a transcript"),
        (b"PK\x03\x04\x14\x00", "is a ZIP archive or an office document, not a transcript"),
        (b"caf\x81 noir", "cannot be decoded: byte 0x81 at offset 3 is not UTF-8"),
        (b"\xef\xbb\xbfa\xff\xff\xff\xffdef", "cannot be decoded: byte 0xff at offset 4 is not UTF-8"),
        (b"PK\x03\x04\x14\x00mimetypeapplication/epub+zip", "is an e-book (EPUB), not a transcript"),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "is an Excel table, not a transcript"),
        (b"\x1aE\xdf\xa3\x01\x00", "is a Matroska or WebM recording, not a transcript"),
        (b"PG\x00\x01\x02", "is subtitles in pictures (PGS), not a transcript"),
        (b"850STL25.01\x00", "is subtitles in EBU STL, not a transcript"),
        (b"\xff\xfea\x00b\x00\x00\xdc", "cannot be decoded: byte 0x00 at offset 6 is not UTF-16-LE"),
        (b"\xff\xfea\x00b", "cannot be decoded: byte 0x62 at offset 4 is not UTF-16-LE"),
        (gzip.compress(b"One line.", mtime=0)[:-12], "is a gzip file that was cut off"),
        (
            gzip.compress(b"One line.", mtime=0) + b"rest",
            "is a broken gzip file (something else follows the packed text)",
        ),
        (b"\x1f\x8b\x08\x00garbage", None),
        (gzip.compress(gzip.compress(b"One line.", mtime=0), mtime=0), None),
    ],
)
def test_unusable_bytes_are_refused_with_the_reason(data: bytes, expected: str | None) -> None:
    found = reason(data)
    assert expected is None or found == expected


def test_text_about_a_file_type_is_text() -> None:
    assert parse(b"ID3 tags are old. RIFF too.", "x").cues[0].text == "ID3 tags are old. RIFF too."


def test_windows_1252_is_read_where_it_is_plausible() -> None:
    text = "„Grüße“ – so heißt es: 5 € für Käse."
    assert parse(text.encode("cp1252"), "x").cues[0].text == text


def test_utf_16_without_a_mark_is_recognised() -> None:
    assert parse("Grüße aus Köln.".encode("utf-16-le"), "x").cues[0].text == "Grüße aus Köln."
    assert parse("Grüße aus Köln.".encode("utf-16-be"), "x").cues[0].text == "Grüße aus Köln."


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 3 * 2**20)
    packed = gzip.compress(b"a word and " * 10**6, mtime=0)
    assert len(packed) < 2**17
    assert reason(packed) == "unpacks to more than 3 MB"


def test_a_file_is_read_and_named_as_given(tmp_path: Path) -> None:
    path = tmp_path / "episode.txt"
    path.write_text("One line.")
    assert read_source(path) == (b"One line.", str(path))
    assert read_transcript(str(path)).name == str(path)


def test_a_minus_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"One line.")))
    assert read_transcript("-").name == sources.STDIN_NAME == "<stdin>"


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="<stdin>: standard input is closed"):
        read_transcript("-")


def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"One line.",))
    writer.start()
    assert read_transcript(pipe).cues[0].text == "One line."
    writer.join()


def test_a_missing_file_a_folder_and_a_strange_name_are_refused(tmp_path: Path) -> None:
    for source, expected in (
        (tmp_path / "none.vtt", "no such file"),
        (tmp_path, "is a directory"),
        (tmp_path / "a\x00b", "cannot be read"),
        (tmp_path / ("n" * 300), "cannot be read"),
        (tmp_path / "x.txt" / "y", "cannot be read"),
    ):
        (tmp_path / "x.txt").write_text("One line.")
        with pytest.raises(InputError) as caught:
            read_transcript(source)
        assert caught.value.reason.startswith(expected)
    with pytest.raises(InputError, match="llm-summarise batch"):
        read_transcript(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("One line.")
    path.chmod(0)
    with pytest.raises(InputError, match="no permission"):
        read_transcript(path)
