"""What people type into a search, as an expression of SQLite's full-text search (FTS5).

Words must all occur, in any order; "words in quotes" occur as they stand; duck* begins a word; -word must
not occur. Nothing else has a meaning: every word reaches FTS5 in quotes, so no text is a syntax error.
"""

from __future__ import annotations

import re

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.text import readable
from llm_summarise.index.searchable import searchable

_PART = re.compile(r'(?P<sign>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<star>\*?)')


def fts5(text: str) -> str:
    """The expression for `text`. Raises SettingsError if there is no word to look for."""
    wanted, unwanted = _sorted(text)
    if not wanted:
        hint = "llm-summarise search duckdb" + (" -spark" if unwanted else "")
        raise SettingsError(f"{text!r}: no word to look for", hint=hint)
    found = " AND ".join(wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def unwanted_in(text: str) -> str | None:
    """The expression for what must not occur, None where nothing is excluded."""
    return " OR ".join(_sorted(text)[1]) or None


def _sorted(text: str) -> tuple[list[str], list[str]]:
    """What must occur and what must not, each in the quotes of FTS5. Raises SettingsError for what is no
    text."""
    if readable(text) != text:
        raise SettingsError(f"{readable(text)}: is no text in UTF-8")
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in _PART.finditer(text.replace("\0", " ")):
        phrase = part["phrase"] if part["phrase"] is not None else part["word"]
        star = "*" if part["star"] or phrase.endswith("*") else ""
        phrase = phrase.rstrip("*")
        if not any(letter.isalnum() for letter in phrase):
            continue
        words = (searchable(phrase) or "").strip()
        (unwanted if part["sign"] else wanted).append('"' + words.replace('"', '""') + '"' + star)
    return wanted, unwanted
