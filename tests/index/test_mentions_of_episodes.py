"""What is mentioned in many episodes: which books are recommended, by whom, when, and whose they are."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.domain.replies import MentionKind, Owner, Prominence
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.index.build import build_index
from llm_summarise.index.listing import Wanted, in_episodes, mentioned
from llm_summarise.index.lookup import VERSION, search
from tests.mention_samples import AUTHOR, chart_result
from tests.samples import sample_result


def of_another_episode(result: EpisodeSummary, path: str) -> EpisodeSummary:
    facts = {"path": path, "sha256": hashlib.sha256(path.encode()).hexdigest()}
    return result.model_copy(update={"source": result.source.model_copy(update=facts)}, deep=True)


def of_tools_alone() -> EpisodeSummary:
    """Notes on software that name nothing else, and hold no points."""
    result = sample_result()
    for topic in result.topics:
        topic.points = []
    for tool in result.tools:
        tool.prominence, tool.owner = Prominence.PASSING, Owner.OTHER
    return result.model_copy(update={"mentions": [], "sponsors": []})


def indexed(folder: Path, *results: EpisodeSummary) -> Path:
    folder.mkdir(exist_ok=True)
    for n, result in enumerate(results):
        (folder / f"{n}.json").write_text(result.model_dump_json())
    db = folder / "episodes.db"
    report = asyncio.run(build_index([str(folder)], db, Settings(), warn=lambda _: None))
    assert report.failures == []
    return db


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Two episodes about charts, in the newer of which a book is but named, and one about software."""
    later = of_another_episode(chart_result(), "2024-03-01-more.vtt")
    later.mentions[0].prominence = Prominence.PASSING
    later.mentions[0].name = "Quiet Shoal"
    earlier = of_another_episode(chart_result(), "2021-02-03-charts.vtt")
    return indexed(tmp_path / "results", later, earlier, of_tools_alone())


def ask(db: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def names(db: Path, **wanted: str) -> list[str]:
    return [row.name for row in mentioned(db, Wanted(**wanted), limit=0)[0]]


def test_books_are_told_apart_from_films_and_people(db: Path) -> None:
    assert set(names(db, kind="book")) == {"The Quiet Shoal", "The Drowned Meridian"}
    assert set(names(db, kind="works")) == {*names(db, kind="books"), "Fathom Line"}
    assert names(db, kind="person") == ["Oriel Fanshawe"]
    assert "LibreOffice" in names(db, kind="tools")
    assert "Gannet Maps" not in names(db)


def test_which_books_are_recommended_in_which_episodes(db: Path) -> None:
    (found,), total = in_episodes(db, Wanted(kind="book", prominence="recommended"))
    assert total == 1
    assert (found.name, found.url, found.place.date) == (
        "The Quiet Shoal",
        "https://example.org/shoal",
        "2021-02-03",
    )
    assert (found.place.place, found.place.speaker) == ("0:00:50", AUTHOR)
    assert "read one book this year" in found.place.quote
    (row,) = ask(db, "select name, kind, date, time, speaker, owner from recommended")
    assert row == ("The Quiet Shoal", "book", "2021-02-03", "0:00:50", AUTHOR, "other")


def test_the_first_place_is_never_in_an_advertisement(db: Path) -> None:
    (book,) = {row.place.cue for row in in_episodes(db, Wanted("shoal"))[0]}
    assert book == 5
    (row,) = [row for row in mentioned(db, Wanted(kind="book"))[0] if row.episodes == 2 and row.recommended]
    assert (row.mentions, row.recommended, row.years) == (4, 1, {"2021": 1, "2024": 1})


def test_two_spellings_of_one_title_are_one_book_of_two_episodes(db: Path) -> None:
    rows, _ = in_episodes(db, Wanted("shoal", kind="book"))
    assert [(row.place.date, row.prominence) for row in rows] == [
        ("2024-03-01", "passing"),
        ("2021-02-03", "recommended"),
    ]


def test_a_film_of_the_same_title_is_another_work(tmp_path: Path) -> None:
    result = chart_result()
    film = result.mentions[0].model_copy(update={"kind": MentionKind.FILM})
    result.mentions.append(film)
    db = indexed(tmp_path / "results", result)
    assert names(db, kind="film") == ["The Quiet Shoal", "Fathom Line"]
    assert "The Quiet Shoal" in names(db, kind="book")


def test_the_guests_own_things_are_found_by_their_owner(db: Path) -> None:
    assert set(names(db, owner="guest")) == {"The Drowned Meridian", "okonjocharts.example"}
    assert names(db, owner="show", kind="company") == []
    assert names(db, owner="show") == ["Salt and Paper letter"]
    assert set(names(db, prominence="discussed", since="2024")) == {
        "The Drowned Meridian",
        "Oriel Fanshawe",
        "okonjocharts.example",
    }


def test_search_knows_kinds_points_and_sponsors(db: Path) -> None:
    assert {hit.item_kind for hit in search(db, kind="book").hits} == {"book"}
    assert {hit.what for hit in search(db, "train", kind="film").hits} == {"Fathom Line"}
    assert {hit.what for hit in search(db, "fanshawe", kind="person").hits} == {"Oriel Fanshawe"}
    found = {(hit.kind, hit.what) for hit in search(db, "earnest").hits}
    assert found == {("statement", "Errors on charts were made in earnest.")}
    offers = {(hit.what, hit.quote) for hit in search(db, "salty").hits if hit.kind == "sponsor"}
    assert offers == {("Gannet Maps", "SALTY gannetmaps.example")}
    assert ask(db, "select distinct code, url from offers where url is not null") == [
        ("SALTY", "gannetmaps.example")
    ]


def test_points_stand_with_the_chapter_they_belong_to(db: Path) -> None:
    rows = ask(db, "select distinct topic, point, speaker, time from points order by time")
    assert rows[0] == ("Learning to read a coast", "One book taught him.", AUTHOR, "0:00:50")
    assert rows[-1][0] == "Keeping errors"
    assert len(rows) == 4


def test_results_that_do_not_tell_how_much_a_name_matters_say_so(tmp_path: Path) -> None:
    old = json.loads(sample_result().model_dump_json())
    del old["mentions"]
    for tool in old["tools"]:
        del tool["prominence"], tool["owner"]
    db = indexed(tmp_path / "results", EpisodeSummary.model_validate({**old, "schema_version": "1.0"}))
    assert ask(db, "select distinct prominence, owner from episode_items") == [(None, None)]
    assert "DuckDB" in names(db, kind="tools")
    assert names(db, prominence="discussed") == []


def test_an_index_of_an_earlier_version_says_what_to_do(db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute(f"pragma user_version = {VERSION - 1}")
    connection.close()
    for work in (lambda: search(db, "x"), lambda: mentioned(db, Wanted())):
        with pytest.raises(
            InputError, match="an earlier version of this program - remove it and index again"
        ):
            work()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"kind": "gadget"}, "--kind gadget: is not known - known: library, .*book"),
        ({"prominence": "high"}, "--prominence high: is not known - known: passing, discussed, recommended"),
        ({"owner": "me"}, "--owner me: is not known - known: guest, show, other"),
        ({"since": "lately"}, "is no date"),
    ],
)
def test_what_cannot_be_wanted_says_what_can(db: Path, given: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        mentioned(db, Wanted(**given))


def test_the_command_line_lists_mentions(db: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from llm_summarise.cli import main

    def said(*arguments: str) -> str:
        with pytest.raises(SystemExit) as raised:
            main([*arguments, "--db", str(db)])
        assert raised.value.code == 0
        return capfd.readouterr().out

    header = said("mentions", "--kind", "books", "--csv").splitlines()[0]
    assert header == "name,kind,episodes,recommended,mentions,first,last,url,2021,2024"
    rows = [line.split("\t") for line in said("mentions", "shoal").splitlines()]
    assert rows[0] == ["name", "kind", "date", "episode", "time", "times", "weight", "speaker", "quote"]
    assert [row[1:3] for row in rows[1:]] == [["book", "2024-03-01"], ["book", "2021-02-03"]]
    listed = json.loads(said("mentions", "--by-episode", "--prominence", "recommended", "--json"))
    assert [(row["name"], row["prominence"], row["start"]) for row in listed] == [
        ("The Quiet Shoal", "recommended", 50.0)
    ]
    assert json.loads(said("search", "--kind", "film", "--json"))[0]["item_kind"] == "film"
    assert said("mentions", "nobody-said-this") == ""
