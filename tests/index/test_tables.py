"""Results as rows of the tables of an index."""

from __future__ import annotations

from llm_summarise.index.tables import COLUMNS, REFERENCES, SEARCHED, rows_of
from tests.samples import GUEST, HOST, sample_result, sample_transcript


def test_every_part_of_a_result_becomes_a_row() -> None:
    result = sample_result()
    named = [*result.tools, *result.mentions]
    rows = rows_of(result, sample_transcript(), cues=True)
    assert {table: len(part) for table, part in rows.parts.items()} == {
        "appearances": len(result.people),
        "topics": len(result.topics),
        "statements": len(result.summary)
        + len(result.takeaways)
        + sum(len(topic.points) for topic in result.topics),
        "episode_items": len(named),
        "mentions": sum(len(item.mentions) for item in named),
        "quotes": len(result.quotes),
        "sponsors": len(result.sponsors),
        "cues": 47,
    }
    assert {row["name"] for row in rows.named["items"].values()} == {item.name for item in named}
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
