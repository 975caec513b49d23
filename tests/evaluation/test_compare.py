"""`llm-summarise compare`: the same episode as several systems see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llm_summarise.domain.replies import ToolKind
from llm_summarise.domain.result import EpisodeSummary, Mention, Tool
from llm_summarise.evaluation.comparison import (
    SystemOutcome,
    changes_between,
    compared,
    found_names,
    topic_rows,
)
from llm_summarise.evaluation.figures import SystemFacts
from tests.fault_server import FaultServer, Request, status
from tests.inprocess import Program
from tests.samples import sample_result, sample_transcript
from tests.seeded import Script, by_seed, chunk, episode, write_episode

TOPICS = {"The lunch box": "Welcome back", "Stations": "four hundred stations is no longer"}
POINTS = {"Shade helps.": "put the sensor in the shade", "Spiders live in gauges.": "Half of all faults"}
SCRIPTS = {
    0: Script({"DuckDB": "Duck DB", "SQLite": "SQLite", "FastAPI": "FastAPI"}, TOPICS, POINTS),
    1: Script({"DuckDB": "Duck DB", "SQLite": "SQLite"}, TOPICS, POINTS),
}


@pytest.fixture
def server(fault_server: FaultServer) -> FaultServer:
    fault_server.respond = by_seed(SCRIPTS)
    return fault_server


def with_tools(*names: str) -> EpisodeSummary:
    mention = Mention(cue=0, start=0.0, surface="x", quote="x")
    return sample_result().model_copy(
        update={"tools": [Tool(name=n, kind=ToolKind.OTHER, mentions=[mention]) for n in names]}
    )


def outcome(name: str, result: EpisodeSummary | None, *, model: str = "m") -> SystemOutcome:
    results = () if result is None else (result,)
    points = () if result is None else tuple(result.takeaways)
    return SystemOutcome(SystemFacts(name, model), result, results, points)


# --- values


def test_tools_of_all_systems_stand_before_those_of_some_and_of_one() -> None:
    results = {
        "A": with_tools("Duck DB", "SQLite"),
        "B": with_tools("DuckDB", "MQTT"),
        "C": with_tools("duckdb", "MQTT"),
    }
    assert [(t.name, t.by) for t in found_names(results, lambda r: [(t.name, 1) for t in r.tools])] == [
        ("Duck DB", ("A", "B", "C")),
        ("MQTT", ("B", "C")),
        ("SQLite", ("A",)),
    ]


def test_topics_of_two_systems_share_a_row_where_they_start_together() -> None:
    ours = sample_result()
    theirs = ours.model_copy(
        update={"topics": [ours.topics[0].model_copy(update={"title": "Another title"}), *ours.topics[2:]]}
    )
    rows = topic_rows([ours, theirs])
    assert [titles for _, titles in rows][:2] == [
        (ours.topics[0].title, "Another title"),
        (ours.topics[1].title, ""),
    ]
    assert len(rows) == len(ours.topics)


def test_changes_tell_what_is_gone_new_and_reworded() -> None:
    before = sample_result()
    after = sample_result()
    after.tools = [t for t in after.tools if t.name != "MQTT"]
    after.tools[0].name = "raspberry-pi"
    after.topics[1].title = "Shade"
    after.takeaways = after.takeaways[1:]
    topics, tools, _, points = changes_between(outcome("A", before), outcome("B", after))
    assert (topics.gone, topics.new, topics.same) == ((), (), 7)
    assert topics.reworded == (("Where a sensor must not be", "Shade"),)
    assert (tools.gone, tools.new, tools.reworded) == (("MQTT",), (), (("Raspberry Pi", "raspberry-pi"),))
    assert (points.gone, points.same) == ((before.takeaways[0].text,), 3)


def test_only_systems_of_one_model_are_told_apart_note_by_note() -> None:
    result = sample_result()
    made = compared(
        sample_transcript(),
        [outcome("A", result), outcome("B", result), outcome("C", result, model="n"), outcome("D", None)],
    )
    assert [(c.before, c.after) for c in made.changes] == [("A", "B")]
    assert list(made.between) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert {found.tools for found in made.between.values()} == {1.0}
    assert [o.facts.name for o in made.done] == ["A", "B", "C"]


# --- the command


def test_two_models_side_by_side_and_the_second_run_asks_nothing(
    program: Program, talk: Path, server: FaultServer
) -> None:
    args = ["compare", talk, "-m", "fault", "-m", "extractive"]
    data = program.json(*args)
    (one,) = data["episodes"]
    assert [s["name"] for s in data["systems"]] == ["fault", "extractive"]
    assert one["results"]["fault"]["result"]["headline"] == "A headline"
    assert one["results"]["fault"]["grounded"] == 1.0
    by_both = {t["name"] for t in one["tools"] if t["by"] == ["fault", "extractive"]}
    assert {"DuckDB", "SQLite", "FastAPI"} == by_both
    (between,) = one["agreement"]
    found = len(one["results"]["extractive"]["result"]["tools"])
    assert between["tools"] == pytest.approx(3 / found)
    calls = server.calls
    code, out, _ = program(*args, "-f", "terminal")
    assert (code, server.calls) == (0, calls)
    for words in ("roof.vtt", "A headline", "all: ", "only extractive: ", "fault and extractive"):
        assert words in out


def test_seeds_of_one_model_are_compared_with_each_other(
    program: Program, talk: Path, server: FaultServer
) -> None:
    data = program.json("compare", talk, "-m", "fault", "--samples", 2)
    (one,) = data["episodes"]
    assert one["agreement_of_seeds"]["fault"]["tools"] == pytest.approx(2 / 3)
    assert one["agreement_of_seeds"]["fault"]["boundaries"] == 1.0
    support = {t["name"]: t["support"] for t in one["results"]["fault"]["result"]["tools"]}
    assert support == {"DuckDB": 1.0, "SQLite": 1.0}


def test_options_after_a_model_are_its_own(program: Program, talk: Path, server: FaultServer) -> None:
    data = program.json(
        "compare", talk, *"-m fault -o temperature 0 -m fault -o temperature 1 -m fault-plain".split()
    )
    assert [s["name"] for s in data["systems"]] == [
        "fault temperature=0",
        "fault temperature=1",
        "fault-plain",
    ]
    sent = {(r.body["model"], r.body.get("temperature")) for r in server.requests}
    assert sent == {("fault-api", 0), ("fault-api", 1), ("fault-plain-api", None)}
    assert server.calls == 6
    (changes,) = data["episodes"][0]["changes"]
    assert (changes["before"], changes["after"]) == ("fault temperature=0", "fault temperature=1")


def test_two_folders_of_prompts_show_what_changed_in_the_notes(
    program: Program, talk: Path, server: FaultServer, tmp_path: Path
) -> None:
    own = tmp_path / "brief"
    own.mkdir()
    (own / "chunk.system.j2").write_text("Be brief.\n")
    less = Script(
        {"SQLite": "SQLite", "MQTT": "MQTT"},
        {"Boxes": "Welcome back"},
        {"Keep it in the shade.": "put the sensor in the shade"},
    )

    def respond(request: Request) -> str:
        usual = by_seed(SCRIPTS)(request)
        if request.system.startswith("Be brief."):
            return chunk(less, request.prompt)
        return usual

    server.respond = respond
    args = ["compare", talk, "-m", "fault", "--prompts", "shipped", "--prompts", own]
    (changes,) = program.json(*args)["episodes"][0]["changes"]
    assert (changes["before"], changes["after"]) == ("fault prompts=shipped", "fault prompts=brief")
    by_kind = {change["kind"]: change for change in changes["changes"]}
    assert by_kind["tools"]["gone"] == ["DuckDB", "FastAPI"]
    assert by_kind["tools"]["new"] == ["MQTT"]
    assert by_kind["topics"]["gone"] == ["Stations"]
    assert by_kind["topics"]["reworded"] == [["The lunch box", "Boxes"]]
    assert by_kind["points"]["reworded"] == [["Shade helps.", "Keep it in the shade."]]
    assert by_kind["points"]["gone"] == ["Spiders live in gauges."]
    _, out, _ = program(*args, "-f", "markdown", "--cached-only")
    assert "tools: 1 the same, 0 reworded, 2 only in fault prompts=shipped, 1 only in" in out
    assert "- \\- DuckDB" in out
    assert "- \\+ MQTT" in out


def test_a_system_that_fails_is_named_and_the_others_are_shown(
    program: Program, talk: Path, server: FaultServer
) -> None:
    server.react = lambda r: status(400) if r.body["model"] == "fault-plain-api" else None
    data = program.json("compare", talk, "-m", "fault", "-m", "fault-plain", "-m", "nobody", code=3)
    results = data["episodes"][0]["results"]
    assert results["fault"]["result"] is not None
    assert results["fault-plain"]["result"] is None
    assert len(data["failures"]) == 2
    code, out, _ = program("compare", talk, "-m", "nobody", "-q")
    assert (code, out) == (2, "")


def test_several_episodes_have_a_summary_over_all(
    program: Program, talk: Path, server: FaultServer, tmp_path: Path
) -> None:
    second = write_episode(tmp_path, "second", shift=3)
    page = tmp_path / "page.html"
    code, out, _ = program("compare", talk, second, "-m", "fault", "-m", "extractive", "--output", page, "-q")
    assert (code, out) == (0, "")
    html = page.read_text(encoding="utf-8")
    for words in ("Over all episodes", "roof.vtt", "second.vtt", "<rect"):
        assert words in html


def test_a_missing_file_or_a_wrong_folder_ends_before_anything_is_asked(
    program: Program, talk: Path, server: FaultServer
) -> None:
    assert program("compare", "nowhere.vtt", "-m", "fault")[0] == 1
    assert program("compare", talk, "-m", "fault", "--prompts", "nowhere")[0] == 2
    assert program("compare", talk, "-m", "fault", "-f", "pdf")[0] == 2
    assert server.calls == 0


def test_the_script_answers_an_episode_prompt_with_all_its_topics() -> None:
    rows: list[Any] = [("1", "topic", "00:00:00 | First | x"), ("2", "point", "A point")]
    assert '"note":1' in episode(Script(), rows)
