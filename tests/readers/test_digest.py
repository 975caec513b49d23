"""A text has one digest, whatever its line ends are and whether there is a mark before it."""

from __future__ import annotations

import gzip
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.readers.digest import BLOCK, SAMPLE, content_digest, has_digest

LINES = st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=9))
MARK = b"\xef\xbb\xbf"


@given(LINES, st.sampled_from([b"\r\n", b"\r"]), st.booleans())
def test_line_ends_and_a_mark_do_not_count(lines: list[str], end: bytes, mark: bool) -> None:
    parts = [line.encode() for line in lines]
    text = b"\n".join(parts)
    if text.startswith(MARK):
        return
    assert content_digest(MARK * mark + end.join(parts)) == content_digest(text)
    assert content_digest(text) == hashlib.sha256(text).hexdigest()


@given(st.binary(max_size=40).map(lambda data: data.replace(b"\x00", b"\r")), st.integers(0, 40))
def test_blocks_give_the_same_digest_wherever_they_end(data: bytes, cut: int) -> None:
    padded = b"a" * SAMPLE + data
    at = SAMPLE + min(cut, len(data))
    assert content_digest(iter([padded[:at], padded[at:]])) == content_digest(padded)
    assert content_digest(iter([padded, b""])) == content_digest(padded)
    assert SAMPLE <= BLOCK


def test_what_is_no_text_counts_byte_by_byte() -> None:
    for data in (
        gzip.compress(b"x"),
        b"PK\x03\x04\r\n",
        b"RIFF\x00\r\n",
        "tide\r\n".encode("utf-16"),
        b"\x00\r",
    ):
        assert content_digest(data) == hashlib.sha256(data).hexdigest()


def test_a_digest_of_an_earlier_version_is_known_again() -> None:
    data = b"tide\r\nturns\r\n"
    assert has_digest(data, hashlib.sha256(data).hexdigest())
    assert has_digest(data, content_digest(b"tide\nturns\n"))
    assert not has_digest(data, content_digest(b"tide\n"))
