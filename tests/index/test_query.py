"""What is typed into a search means what the manual says, and is never an error of SQLite."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_summarise.domain.errors import SettingsError
from llm_summarise.index.database import TOKENS
from llm_summarise.index.query import fts5


def matches(query: str, *texts: str) -> list[str]:
    """The texts that a real full-text index finds."""
    connection = sqlite3.connect(":memory:")
    quoted = TOKENS.replace("'", "''")
    connection.execute(f"create virtual table t using fts5(body, tokenize='{quoted}')")
    connection.executemany("insert into t values (?)", [(text,) for text in texts])
    return [body for (body,) in connection.execute("select body from t where t match ?", [fts5(query)])]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("duckdb", "We moved it to DuckDB.", True),
        ("duckdb sqlite", "SQLite, and then DuckDB", True),
        ("duckdb sqlite", "only DuckDB", False),
        ('"machine learning"', "machine learning at sea", True),
        ('"machine learning"', "learning a machine", False),
        ("duck*", "DuckDB", True),
        ('"machine learn*"', "machine learning", True),
        ("machine -learning", "the machine is learning", False),
        ("machine -learning", "the machine stopped", True),
        ("caching", "it caches everything", True),
        ("Garcon", "the garçon said", True),
        ("C++", "it is written in C++.", True),
        ("C++", "vitamin C is good", False),
        ("c#", "a C# shop", True),
        ("AND", "sand and sea", True),
        ("NEAR(a b)", "near a or b", True),
        ("title:duckdb", "title: duckdb", True),
        ("isn't", "it isn't so", True),
    ],
)
def test_what_is_typed_means_what_the_manual_says(query: str, text: str, found: bool) -> None:
    assert matches(query, text) == ([text] if found else [])


@pytest.mark.parametrize("query", ["", "  ", "-", '""', "*", "-duckdb", "++", "?!"])
def test_a_query_without_a_word_to_look_for_says_so(query: str) -> None:
    with pytest.raises(SettingsError, match="no word to look for"):
        fts5(query)


@given(st.text(max_size=40))
@example('a" OR b')
@example('"unbalanced')
@example('a*"b')
@example("^a {b} (c) d:e")
@example("a\0b")
def test_no_text_is_a_syntax_error_for_sqlite(query: str) -> None:
    try:
        matches(query, "some text")
    except SettingsError:
        assert not any(letter.isalnum() for letter in query.split("-")[0].replace("-", "")) or "-" in query
