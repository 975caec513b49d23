"""An index of many episodes: real files, real SQLite, the command line, Datasette."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.index.build import IndexReport, build_index
from llm_summarise.index.listing import Wanted, mentioned
from llm_summarise.index.lookup import Hit, search
from llm_summarise.render.output import OutputError
from tests.command import EXAMPLE, program
from tests.samples import GUEST, HOST, sample_result, sample_transcript


def build(*paths: Path, db: Path, **given: Any) -> IndexReport:
    with_cues = given.pop("with_cues", False)
    work = build_index(
        [str(path) for path in paths], db, Settings(**given), warn=lambda _: None, with_cues=with_cues
    )
    return asyncio.run(work)


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.failures)


def result_of(name: str, **changes: Any) -> EpisodeSummary:
    """The sample's result as if it were of another episode, `name`."""
    whole = sample_result()
    source = whole.source.model_copy(
        update={"path": name, "sha256": hashlib.sha256(name.encode()).hexdigest()}
    )
    return whole.model_copy(update={"source": source, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three results, two of them with dates in their names."""
    made = tmp_path / "results"
    (made / "older").mkdir(parents=True)
    for place, name in (
        ("older/a.json", "2020-05-17-a.vtt"),
        ("b.json", "2024-11-01-b.vtt"),
        ("c.json", "undated.vtt"),
    ):
        (made / place).write_text(result_of(name, title=f"Episode {place[-6]}").model_dump_json())
    return made


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "episodes.db"


def ask(db: Path, query: str, *values: Any) -> list[Any]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def content(db: Path) -> dict[str, list[Any]]:
    tables = [name for (name,) in ask(db, "select name from sqlite_master where type = 'table'")]
    return {
        name: ask(db, f'select * from "{name}"')
        for name in tables
        if "_fts" not in name and "stat" not in name
    }


# Building


def test_results_need_no_call_and_a_second_run_writes_nothing(folder: Path, db: Path) -> None:
    assert counts(build(folder, db=db)) == (3, 0, 0, 0)
    before, stamp = content(db), db.read_bytes()
    assert counts(build(folder, db=db)) == (0, 0, 3, 0)
    assert content(db) == before
    assert db.read_bytes() == stamp


def test_results_and_database_may_move_together(folder: Path, db: Path, tmp_path: Path) -> None:
    build(folder, db=db)
    assert sorted(path for (path,) in ask(db, "select path from files")) == [
        "results/b.json",
        "results/c.json",
        "results/older/a.json",
    ]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.rename(elsewhere / "results")
    db.rename(elsewhere / "episodes.db")
    report = build(elsewhere / "results", db=elsewhere / "episodes.db")
    assert counts(report) == (0, 0, 3, 0)


def test_the_database_is_whole_and_its_references_hold(folder: Path, db: Path) -> None:
    build(folder, db=db)
    assert ask(db, "pragma foreign_key_check") == []
    assert ask(db, "pragma integrity_check") == [("ok",)]
    assert {row[3] for row in ask(db, "pragma foreign_key_list(mentions)")} == {"episode", "item", "speaker"}
    named = [*sample_result().tools, *sample_result().mentions]
    mentions = sum(len(item.mentions) for item in named)
    assert ask(db, "select count(*) from mentions") == [(3 * mentions,)]
    assert ask(db, "select count(*) from tools") == [(len(sample_result().tools),)]
    assert ask(db, "select name from people order by name") == [(HOST,), (GUEST,)]


def test_a_changed_result_replaces_the_rows_of_its_episode_alone(folder: Path, db: Path) -> None:
    build(folder, db=db)
    before = ask(db, "select id, title from episodes order by id")
    changed = result_of(
        "2024-11-01-b.vtt", title="Episode B, again", quotes=[], tools=[], mentions=[], topics=[]
    )
    (folder / "b.json").write_text(changed.model_dump_json())
    assert counts(build(folder, db=db)) == (0, 1, 2, 0)
    after = ask(db, "select id, title from episodes order by id")
    assert [id_ for id_, _ in after] == [id_ for id_, _ in before]
    assert len({*after} - {*before}) == 1
    ((id_,),) = ask(db, "select id from episodes where title = 'Episode B, again'")
    assert ask(db, "select count(*) from mentions where episode = ?", id_) == [(0,)]
    assert {hit.title for hit in search(db, "mqtt").hits} == {"Episode a", "Episode c"}


def test_a_file_with_another_transcript_replaces_the_episode_it_held(folder: Path, db: Path) -> None:
    build(folder, db=db)
    (folder / "c.json").write_text(result_of("corrected.vtt", title="Corrected").model_dump_json())
    assert counts(build(folder, db=db)) == (0, 1, 2, 0)
    assert ask(db, "select count(*) from episodes") == [(3,)]


def test_what_no_episode_names_any_more_is_forgotten(folder: Path, db: Path) -> None:
    build(folder, db=db)
    for path in folder.rglob("*.json"):
        result = EpisodeSummary.model_validate_json(path.read_text())
        path.write_text(
            result.model_copy(
                update={"tools": result.tools[:1], "mentions": [], "quotes": []}
            ).model_dump_json()
        )
    build(folder, db=db)
    assert ask(db, "select name from tools") == [(sample_result().tools[0].name,)]
    assert ask(db, "select count(*) from items_fts where items_fts match 'mqtt'") == [(0,)]


def test_two_results_of_one_transcript_are_one_episode(folder: Path, db: Path) -> None:
    (folder / "d.json").write_text(result_of("undated.vtt", title="The same").model_dump_json())
    report = build(folder, db=db)
    assert counts(report) == (3, 0, 0, 0)
    assert [Path(name).name for name, _ in report.doubles] == ["d.json"]
    assert counts(build(folder, db=db)) == (0, 0, 3, 0)


def test_files_that_cannot_be_used_do_not_stop_the_others(
    folder: Path, db: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from llm_summarise.cli import main

    (folder / "bad.json").write_text('{"schema_version": "1.0", "title": 3}')
    (folder / "future.json").write_text(
        result_of("f.vtt").model_dump_json().replace('"schema_version":"1.1"', '"schema_version":"9.0"')
    )
    (folder / "broken.json").write_bytes(b'{"schema_version": "1.0", "so')
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 50)
    report = build(folder, db=db)
    assert counts(report) == (3, 0, 0, 4)
    assert {Path(name).name for name, _ in report.failures} == {
        "bad.json", "future.json", "broken.json", "binary.txt",
    }  # fmt: skip
    with pytest.raises(SystemExit) as raised:
        main(["index", str(folder), "-O", str(db)])
    said = capfd.readouterr().err
    assert raised.value.code == 3
    assert "bad.json: is no result of this version" in said
    assert "0 added, 0 updated, 3 unchanged" in said


def test_transcripts_are_summarised_unless_a_result_is_made_of_them(tmp_path: Path, db: Path) -> None:
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "tide 2023-03-04.vtt").write_bytes(EXAMPLE.read_bytes())
    assert counts(build(talks, db=db)) == (1, 0, 0, 0)
    assert counts(build(talks, db=db)) == (0, 0, 1, 0)
    assert ask(db, "select date, model from episodes") == [("2023-03-04", "extractive")]
    assert search(db, "", tool="sqlite").total > 0
    assert counts(build(talks, db=db, length="short")) == (0, 1, 0, 0)
    sha256 = hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()
    whole = sample_result()
    given = whole.model_copy(update={"source": whole.source.model_copy(update={"sha256": sha256})})
    (talks / "result.json").write_text(given.model_dump_json())
    assert counts(build(talks, db=db)) == (0, 1, 0, 0)
    assert ask(db, "select model from episodes") == [("gpt-sample",)]


def test_the_lines_of_transcripts_are_kept_when_asked_for(tmp_path: Path, db: Path) -> None:
    talk = tmp_path / "tide.vtt"
    talk.write_bytes(EXAMPLE.read_bytes())
    build(talk, db=db)
    assert ask(db, "select count(*) from cues") == [(0,)]
    assert search(db, "lives in the real world").total == 0
    assert counts(build(talk, db=db, with_cues=True)) == (0, 1, 0, 0)
    assert ask(db, "select count(*) from cues")[0][0] > 100
    hits = search(db, "welcome small machines").hits
    assert [(hit.kind, hit.speaker) for hit in hits if hit.kind == "line"] == [("line", "Mara Lindqvist")]


def test_a_result_finds_lines_and_date_in_a_transcript_still_there(tmp_path: Path, db: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text(
        "00:00:01 This is episode 12, recorded May 3rd, 2021.\n\n00:00:09 Let us talk about tides.\n"
    )
    whole = sample_result()
    sha256 = hashlib.sha256(talk.read_bytes()).hexdigest()
    source = whole.source.model_copy(update={"path": str(talk), "sha256": sha256})
    (tmp_path / "r.json").write_text(whole.model_copy(update={"source": source}).model_dump_json())
    build(tmp_path / "r.json", db=db, with_cues=True)
    assert ask(db, "select date, number from episodes") == [("2021-05-03", 12)]
    assert ask(db, "select text from cues order by cue")[1] == ("Let us talk about tides.",)
    talk.write_text("something else entirely was written over it\n")
    other = tmp_path / "other.db"
    build(tmp_path / "r.json", db=other, with_cues=True)
    assert ask(other, "select date, (select count(*) from cues) from episodes") == [(None, 0)]


def test_a_database_of_somebody_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.db"
    connection = sqlite3.connect(own)
    connection.execute("create table episodes (mine)")
    connection.commit()
    connection.close()
    before = own.read_bytes()
    for work in (lambda: build(folder, db=own), lambda: search(own, "x")):
        with pytest.raises(InputError, match="no index of episodes"):
            work()
    assert own.read_bytes() == before
    text = tmp_path / "notes.txt"
    text.write_text("my notes, not a database, and long enough to be read as one" * 20)
    with pytest.raises(InputError, match="cannot be used as an index"):
        build(folder, db=text)


def test_nothing_to_index_says_so_and_leaves_no_database(tmp_path: Path, db: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no transcripts in it"):
        build(tmp_path / "empty", db=db)
    assert not db.exists()


def test_a_killed_run_leaves_a_whole_index_that_the_next_one_completes(folder: Path, db: Path) -> None:
    for n in range(90):
        (folder / f"more-{n:03}.json").write_text(result_of(f"more-{n}.vtt").model_dump_json())
    process = subprocess.Popen(program("index", folder, "-O", db, "-q"))
    while process.poll() is None and not (db.exists() and db.stat().st_size > 500_000):
        time.sleep(0.005)
    process.kill()
    process.wait()
    report = build(folder, db=db)
    assert report.added + report.unchanged == 93
    assert ask(db, "select count(*), count(distinct sha256) from episodes") == [(93, 93)]
    assert ask(db, "pragma integrity_check") == [("ok",)]
    assert ask(db, "select count(*) from files") == [(93,)]


@pytest.mark.slow
def test_two_processes_write_one_index_together(folder: Path, db: Path) -> None:
    """Each of them half of the episodes, with the same tools and people in all."""
    halves = [folder.parent / "one", folder.parent / "two"]
    for half in halves:
        half.mkdir()
        for n in range(60):
            (half / f"{n:03}.json").write_text(result_of(f"{half.name}-{n}.vtt").model_dump_json())
    processes = [
        subprocess.Popen(program("index", half, "-O", db, "-q"), stderr=subprocess.PIPE) for half in halves
    ]
    tools_named = len(sample_result().tools)
    said = [process.communicate(timeout=90)[1] for process in processes]
    assert said == [b"", b""]
    assert ask(db, "select count(*) from episodes") == [(120,)]
    assert ask(db, "select count(*), count(distinct name) from tools") == [(tools_named, tools_named)]
    assert ask(db, "pragma foreign_key_check") == []
    assert [path.name for path in db.parent.iterdir() if path.name.endswith(".tmp")] == []


def test_an_index_that_cannot_be_written_says_so_in_one_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        build(folder, db=tmp_path / "file" / "episodes.db")


# Looking things up


@pytest.fixture
def filled(folder: Path, db: Path) -> Path:
    build(folder, db=db)
    return db


def places(hits: list[Hit]) -> list[tuple[str | None, int | None]]:
    return [(hit.date, hit.cue) for hit in hits]


def test_hits_stand_by_date_then_time_with_the_words_and_who_said_them(filled: Path) -> None:
    found = search(filled, "mqtt", limit=0)
    assert found.hits[0].date == "2024-11-01"
    assert [hit.date for hit in found.hits] == sorted(
        (h.date for h in found.hits), key=lambda d: d or "", reverse=True
    )
    cues = sample_transcript().cues
    mentions = [hit for hit in found.hits if hit.kind == "mention"]
    assert len(mentions) == 3 * len([cue for cue in cues if "MQTT" in cue.text])
    for hit in mentions:
        assert hit.cue is not None
        assert (hit.quote, hit.speaker, hit.start) == (
            cues[hit.cue].text,
            cues[hit.cue].speaker,
            cues[hit.cue].start,
        )
    assert mentions[0].place == "0:01:42"


def test_one_place_is_one_hit_whatever_was_found_there(filled: Path) -> None:
    found = search(filled, "mqtt", limit=0)
    placed = [(hit.episode, hit.cue) for hit in found.hits if hit.cue is not None]
    assert len(placed) == len(set(placed))
    assert search(filled, "mqtt", limit=2).hits == found.hits[:2]
    assert search(filled, "mqtt", limit=2).total == found.total


def test_a_tool_is_found_by_its_name_where_it_was_said_otherwise(tmp_path: Path, db: Path) -> None:
    whole = result_of("x.vtt")
    mention = (
        whole.tools[0]
        .mentions[0]
        .model_copy(update={"surface": "duck dee bee", "quote": "in duck dee bee then"})
    )
    tool = whole.tools[0].model_copy(update={"name": "DuckDB", "mentions": [mention]})
    (tmp_path / "x.json").write_text(
        whole.model_copy(update={"tools": [tool], "mentions": []}).model_dump_json()
    )
    build(tmp_path / "x.json", db=db)
    (hit,) = [hit for hit in search(db, "duckdb").hits if hit.kind == "mention"]
    assert (hit.what, hit.quote) == ("DuckDB", "in duck dee bee then")


def test_filters_narrow_what_is_found(filled: Path) -> None:
    everything = search(filled, "the", limit=0)
    by_guest = search(filled, "the", speaker="okafor", limit=0)
    assert 0 < by_guest.total < everything.total
    assert {hit.speaker for hit in by_guest.hits} == {GUEST}
    late = search(filled, "mqtt", since="2021", limit=0)
    assert {hit.date for hit in late.hits} == {"2024-11-01"}
    assert late.undated == 1
    assert search(filled, "mqtt", since="2024-11-01").total == late.total
    assert search(filled, "mqtt", since="2024-11-02").total == 0
    only = search(filled, "bad", tool="mqtt", limit=0)
    assert {(hit.kind, hit.what) for hit in only.hits} == {("mention", "MQTT")}
    assert all("bad" in hit.quote for hit in only.hits)


def test_people_and_episodes_are_found_too(filled: Path) -> None:
    assert f"{GUEST} (guest)" in {hit.what for hit in search(filled, "tomas").hits}
    assert {hit.kind for hit in search(filled, '"Episode a"').hits} == {"episode"}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"text": ""}, "nothing to look for"),
        ({"text": "x", "since": "yesterday"}, "is no date"),
        ({"text": "", "tool": "mqt"}, "no tool is called mqt - known: MQTT"),
        ({"text": "", "tool": "zzz"}, "llm-summarise tools lists them"),
    ],
)
def test_what_cannot_be_looked_up_says_what_can(filled: Path, given: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        search(filled, given.pop("text"), **given)  # type: ignore[arg-type]


def test_tools_are_counted_by_episode_and_year_without_advertisements(filled: Path) -> None:
    rows, total = mentioned(filled, Wanted(kind="tools"), limit=0)
    sponsored = {tool.name for tool in sample_result().tools if tool.sponsor}
    assert sponsored
    assert not {row.name for row in rows} & sponsored
    (row,) = [row for row in rows if row.name == "MQTT"]
    assert (row.episodes, row.years) == (3, {"2020": 1, "2024": 1})
    assert (row.first, row.last) == ("2020-05-17", "2024-11-01")
    assert [r.episodes for r in rows] == sorted((r.episodes for r in rows), reverse=True)
    assert mentioned(filled, Wanted(kind="tools"), limit=1)[1] == total == len(rows)
    assert {row.episodes for row in mentioned(filled, Wanted(kind="tools", since="2021"))[0]} == {1}


def test_the_command_line_prints_tables_json_and_csv(filled: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from llm_summarise.cli import main

    def said(*arguments: str) -> str:
        with pytest.raises(SystemExit) as raised:
            main([*arguments, "--db", str(filled)])
        assert raised.value.code == 0
        return capfd.readouterr().out

    rows = [line.split("\t") for line in said("search", "mqtt").splitlines()]
    assert rows[0] == ["date", "episode", "time", "speaker", "found", "quote"]
    assert rows[1][:1] == ["2024-11-01"]
    hits = json.loads(said("search", "mqtt", "--json"))
    assert len(hits) == len(rows) - 1
    assert set(hits[0]) == {
        "kind",
        "title",
        "date",
        "path",
        "start",
        "approximate",
        "cue",
        "speaker",
        "what",
        "quote",
        "item_kind",
    }
    assert (
        said("search", "mqtt", "--csv").splitlines()[0]
        == "kind,title,date,path,start,approximate,cue,speaker,what,quote,item_kind"
    )
    assert (
        said("tools", "--csv").splitlines()[0]
        == "tool,kind,episodes,recommended,mentions,first,last,url,2020,2024"
    )
    assert json.loads(said("tools", "--json", "--limit", "1"))[0]["episodes"] == 3
    assert said("search", "unheard-of-word") == ""


def test_search_needs_neither_models_nor_the_writing_side(filled: Path) -> None:
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "llm_summarise",
        "search",
        "mqtt",
        "--db",
        str(filled),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "llm_summarise.index.lookup" in imported
    assert not imported & {
        "llm",
        "sqlite_utils",
        "jinja2",
        "llm_summarise.domain.result",
        "llm_summarise.index.build",
    }


def test_no_index_yet_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no index - llm-summarise index FOLDER -O .*none\.db"):
        search(tmp_path / "none.db", "x")
    assert not (tmp_path / "none.db").exists()


# Datasette


@pytest.mark.slow
def test_datasette_serves_it_as_it_is(filled: Path) -> None:
    pytest.importorskip("datasette")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(filled), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/-/versions.json", timeout=5)
                break
            except OSError:
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                time.sleep(0.1)

        def get(path: str) -> Any:
            with urllib.request.urlopen(base + path, timeout=30) as answer:
                text = answer.read().decode()
            return json.loads(text) if ".json" in path else text

        listed = get("/episodes.json")
        visible = {table["name"] for table in listed["tables"] if not table["hidden"]}
        assert {"episodes", "topics", "items", "mentions", "quotes", "people", "statements"} <= visible
        assert {view["name"] for view in listed["views"]} >= {
            "tools_by_episodes",
            "who_said_what_when",
            "guests",
        }
        page = get("/episodes/mentions?_search=mqtt")
        assert "_search" in page
        assert HOST in page or GUEST in page  # the label of a foreign key
        for view in listed["views"]:
            rows = get(f"/episodes/{view['name']}.json?_shape=array")
            assert rows or view["name"] in ("recommended", "points")  # of which the sample has none
        found = get("/episodes/mentions.json?_search=mqtt&_shape=array")
        assert len(found) == 3 * len([cue for cue in sample_transcript().cues if "MQTT" in cue.text])
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("सेम के पौधे पाले से मर जाते हैं", "पौधे"),
        ("今天我们讨论机器学习的问题", "机器"),
        ("วันนี้น้ำท่วมท่าเรือ", "น้ำท่วม"),
        ("灯台の話をしますｶﾞﾗｽ", "ガラス"),
        ("مَرْحَبًا بِكُم", "مرحبا"),
        ("အကြောင်းပြောပါမယ်", "အကြောင်း"),
        ("cafe\u0301 am Hafen", "café"),
        ("데이터를 봅니다", "데이터*"),
    ],
    ids=["Hindi", "Chinese", "Thai", "Japanese", "Arabic", "Burmese", "decomposed", "Korean"],
)
def test_a_word_of_any_script_is_found(folder: Path, db: Path, said: str, word: str) -> None:
    (folder / "d.json").write_text(result_of("said.vtt", title=said).model_dump_json())
    build(folder, db=db)
    assert [hit.title for hit in search(db, word).hits] == [said]
    assert search(db, "पौ", speaker=None).hits == []


def test_a_title_that_changed_is_found_by_its_new_words_alone(folder: Path, db: Path) -> None:
    for title in ("机器学习", "港口潮汐"):
        (folder / "c.json").write_text(result_of("undated.vtt", title=title).model_dump_json())
        build(folder, db=db)
    assert [hit.title for hit in search(db, "潮汐").hits] == ["港口潮汐"]
    assert search(db, "机器").hits == []
