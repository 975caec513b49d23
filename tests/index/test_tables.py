"""The parts of an index: dates, queries, and results as rows."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.index.database import TOKENS
from llm_summarise.index.episode_date import episode_date, episode_number
from llm_summarise.index.query import fts5
from llm_summarise.index.tables import COLUMNS, REFERENCES, SEARCHED, rows_of
from tests.samples import GUEST, HOST, sample_result, sample_transcript

# Dates


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("This is the show, episode 528, recorded October 23rd, 2025.", date(2025, 10, 23)),
        ("recorded Monday, March the 2nd 2020", date(2020, 3, 2)),
        ("It was recorded live at the harbour on 4 July 2019, and here it is.", date(2019, 7, 4)),
        ("recorded on 2021-12-31", date(2021, 12, 31)),
        ("RECORDED SEPT. 11th, 2019", None),
        ("Recorded Sep 11th, 2019", date(2019, 9, 11)),
        ("episode number 97, January 16, 2017", date(2017, 1, 16)),
        ("It has been around since February 2006.", None),
        ("I was born on May 3rd, 1980, and started to code.", None),
        ("recorded in a barn. On May 3rd, 1980 I was born.", None),
        ("recorded February 31st, 2020", None),
        ("recorded in October 2025", None),
    ],
)
def test_the_date_is_the_one_named_as_that_of_the_recording(said: str, when: date | None) -> None:
    assert episode_date([said], "episode.vtt") == when


def test_a_date_may_run_over_several_lines() -> None:
    assert episode_date(["episode 259, recorded", "April 6th,", "2020"], "x.txt") == date(2020, 4, 6)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("talks/2025-10-23-tides.vtt", date(2025, 10, 23)),
        ("tides_20251023.srt", date(2025, 10, 23)),
        ("tides.2025.10.23.txt", date(2025, 10, 23)),
        ("2025-10-23/tides.txt", None),
        ("2025-1023.txt", None),
        ("20251399.txt", None),
        ("1202510230.txt", None),
        ("episode-528.txt", None),
    ],
)
def test_else_it_is_the_one_in_the_name_of_the_file(name: str, when: date | None) -> None:
    assert episode_date(["Hello and welcome."], name) == when


def test_what_is_said_goes_before_the_name() -> None:
    assert episode_date(["recorded May 1st, 2020"], "2024-01-01.txt") == date(2020, 5, 1)


def test_the_number_of_an_episode_is_the_one_that_is_said() -> None:
    assert episode_number(["welcome to episode number 12 of the show"]) == 12
    assert episode_number(["welcome", "to Episode", "528."]) == 528
    assert episode_number(["the last episode was good"]) is None
    assert (
        episode_number(["You know him from episode 12.", "This is episode 99, recorded May 3rd, 2021"]) == 99
    )


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_the_search_for_a_date(text: str, name: str) -> None:
    assert episode_date([text, "recorded", text], name) is None or True in (c.isdigit() for c in text + name)


# Queries


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


# Rows


def test_every_part_of_a_result_becomes_a_row() -> None:
    result = sample_result()
    rows = rows_of(result, sample_transcript(), cues=True)
    assert {table: len(part) for table, part in rows.parts.items()} == {
        "appearances": len(result.people),
        "topics": len(result.topics),
        "statements": len(result.summary) + len(result.takeaways),
        "mentions": sum(len(tool.mentions) for tool in result.tools),
        "quotes": len(result.quotes),
        "sponsors": len(result.sponsors),
        "cues": 47,
    }
    assert set(rows.named["tools"]) == {tool.name for tool in result.tools}
    assert set(rows.named["people"]) == {HOST, GUEST}
    assert rows.episode["summary"] == " ".join(statement.text for statement in result.summary)


def test_the_columns_of_rows_are_those_of_the_tables() -> None:
    rows = rows_of(sample_result(), sample_transcript(), cues=True)
    for table, part in rows.parts.items():
        for row in part:
            assert {"id", "episode"} | set(row) == set(COLUMNS[table])
    assert {"id"} | set(rows.episode) == set(COLUMNS["episodes"])


def test_every_table_comes_after_those_it_refers_to() -> None:
    order = list(COLUMNS)
    for table, columns in COLUMNS.items():
        for column in columns:
            if column in REFERENCES:
                assert order.index(REFERENCES[column]) < order.index(table)
    assert set(SEARCHED) <= set(order)


def test_the_date_is_looked_for_in_the_first_minutes_of_the_transcript() -> None:
    late = Transcript((Cue("recorded May 3rd, 2021", 400.0),), "x.vtt", "webvtt", "0" * 64)
    early = Transcript((Cue("recorded May 3rd, 2021", 40.0),), "x.vtt", "webvtt", "0" * 64)
    assert rows_of(sample_result(), late).episode["date"] is None
    assert rows_of(sample_result(), early).episode["date"] == "2021-05-03"
    assert rows_of(sample_result(), path="2020-02-02.vtt").episode["date"] == "2020-02-02"
