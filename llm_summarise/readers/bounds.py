"""How much is read at all: more than anybody says, and never more than half a gigabyte of memory."""

from __future__ import annotations

import sys
from typing import Final

MAX_CHARACTERS: Final = 12_000_000
"""Characters of captions, text or a page: sixty hours of captions with a time for each word have fewer."""

MAX_LINES: Final = 1_000_000
"""Lines of any file."""

MAX_ROWS: Final = 300_000
"""Lines with words of a text, rows of a table: 150 hours with a line for each sentence have fewer. What
is kept of each takes up to two kilobytes, however short it is."""

MAX_VALUES: Final = 2_500_000
"""Values of JSON: twenty hours with a dozen for each word have fewer. Each takes a hundred bytes."""

MAX_TEXT: Final = 64 * 2**20
"""Bytes that a text of JSON may take in memory, where one character beyond all others makes four of each."""


class MoreThanIsRead(ValueError):
    """A file with more of something than is read; the message says of what."""

    hint = "split it"


def refuse_long(text: str) -> None:
    """Raises MoreThanIsRead for a text that is too long for what it seems to be."""
    if text.count("\n") > MAX_LINES:
        raise MoreThanIsRead(f"has more than {MAX_LINES:,} lines")
    if not text[:99].lstrip("\ufeff \t\n").startswith(("{", "[")):
        if len(text) > MAX_CHARACTERS:
            raise MoreThanIsRead(f"has more than {MAX_CHARACTERS // 1_000_000} million characters")
    elif sys.getsizeof(text) > MAX_TEXT + 100:
        raise MoreThanIsRead(f"takes more than {MAX_TEXT // 2**20} MB of memory as text")


def refuse_many_rows(text: str, what: str = "lines") -> None:
    """Raises MoreThanIsRead for a text with more lines than are read one by one; blank ones do not count."""
    if (
        text.count("\n") > MAX_ROWS
        and sum(not line.isspace() for line in text.split("\n") if line) > MAX_ROWS
    ):
        raise MoreThanIsRead(f"has more than {MAX_ROWS:,} {what}")


def refuse_many_values(text: str) -> None:
    """Raises MoreThanIsRead for JSON of more values than are read; an object counts as three."""
    if len(text) > MAX_VALUES and 3 * text.count("{") + text.count("[") + text.count(",") > MAX_VALUES:
        raise MoreThanIsRead(f"is JSON of more than {MAX_VALUES / 1e6:g} million values")
