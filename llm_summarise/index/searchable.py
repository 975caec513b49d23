"""Text as full-text search is given it, when it is written and when it is looked for.

SQLite divides text at blanks and marks. A sentence of Chinese, Japanese, Thai, Lao, Khmer or Burmese would be
one word of it, so its letters are set apart, and a word to look for becomes a phrase of them.
"""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.scripts.graphemes import unspaced_signs
from llm_summarise.domain.text import fold_signs

FUNCTION: Final = "searchable"
"""The name by which SQLite calls it."""

TOKENS: Final = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '+#'"
"""How full-text search cuts words: by their stems, without accents, with C++ and C# as words, and with the
vowel signs that letters of India carry."""


def searchable(text: str | None) -> str | None:
    """`text` with compatible signs made one, without vowel points, and with a blank around each letter of a
    script that has none between words."""
    if text is None or text.isascii():
        return text
    folded = fold_signs(text)
    return unspaced_signs().sub(r" \g<0> ", folded) if max(folded) > _FIRST_UNSPACED else folded


_FIRST_UNSPACED: Final = "\u0e00"


def trigger_statements(table: str, columns: tuple[str, ...]) -> tuple[str, str, str]:
    """SQL that keeps the search of a table as its rows are."""
    names = ", ".join(columns)
    new, old = (", ".join(f"{FUNCTION}({row}.{column})" for column in columns) for row in ("new", "old"))
    insert = f"insert into {table}_fts (rowid, {names}) values (new.rowid, {new});"  # noqa: S608 - our own names
    delete = f"insert into {table}_fts ({table}_fts, rowid, {names}) values ('delete', old.rowid, {old});"  # noqa: S608
    return (
        f"create trigger {table}_ai after insert on {table} begin {insert} end",
        f"create trigger {table}_ad after delete on {table} begin {delete} end",
        f"create trigger {table}_au after update on {table} begin {delete} {insert} end",
    )
