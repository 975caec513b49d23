"""`llm-summarise eval`: real answers over HTTP, scored; what is measured equals what was computed by hand."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.cli.arguments import numbered
from llm_summarise.cli.reports import asked
from llm_summarise.config import load_settings
from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.progress_listener import NoProgress
from llm_summarise.evaluation.evaluate import with_baseline
from llm_summarise.evaluation.figures import enough_episodes
from llm_summarise.evaluation.gold_files import candidates, load_episodes
from llm_summarise.evaluation.scores.metrics import METRICS
from llm_summarise.evaluation.systems import Asked, find, systems_of
from tests.fault_server import FaultServer, Request, key_refused
from tests.fault_server import answer as good
from tests.inprocess import Program
from tests.seeded import Script, by_seed, write_episode, write_gold

TOPICS = {"The lunch box": "Welcome back", "Stations": "four hundred stations is no longer"}
SCRIPTS = {
    0: Script({"DuckDB": "Duck DB", "SQLite": "SQLite", "FastAPI": "FastAPI"}, TOPICS),
    1: Script({"DuckDB": "Duck DB", "SQLite": "SQLite"}, TOPICS),
    2: Script({"SQLite": "SQLite", "MQTT": "MQTT"}, {"The lunch box": "Welcome back"}),
    3: Script({"pytest": "pytest"}, TOPICS),
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    write_episode(folder)
    write_gold(folder)
    return folder


@pytest.fixture
def server(fault_server: FaultServer) -> FaultServer:
    fault_server.respond = by_seed(SCRIPTS)
    return fault_server


def system(data: Any, name: str) -> Any:
    return next(s for s in data["systems"] if s["name"] == name)


# --- what the numbers are


def test_scores_are_means_over_seeds_as_computed_by_hand(
    program: Program, gold: Path, server: FaultServer
) -> None:
    data = program.json("eval", gold, "-m", "fault", "--samples", 3, "--baseline", "none")
    trial = system(data, "fault")["episodes"]["roof"]
    # seed 0 finds 3 of 4, seed 1 2 of 4, seed 2 1 of 4 and one tool that gold does not have
    assert [s["tools.recall"] for s in trial["seeds"]] == [0.75, 0.5, 0.25]
    assert [s["tools.precision"] for s in trial["seeds"]] == [1.0, 1.0, 0.5]
    assert system(data, "fault")["mean"]["tools.recall"] == 0.5
    assert trial["mean"]["tools.precision"] == pytest.approx(2.5 / 3)
    assert any("no tool of the episode: MQTT" in reason for reason in trial["reasons"][2])
    assert any("tools missed: FastAPI, pytest" in reason for reason in trial["reasons"][1])


def test_the_samples_as_one_result_have_a_row_of_their_own(
    program: Program, gold: Path, server: FaultServer
) -> None:
    data = program.json("eval", gold, "-m", "fault", "--samples", 3, "--baseline", "none")
    merged = system(data, "fault (merged)")
    # DuckDB is in 2 of 3, SQLite in 3 of 3, FastAPI and MQTT in 1 of 3: two of four remain, none wrong
    assert merged["merged_samples_of"] == "fault"
    assert merged["mean"]["tools.recall"] == 0.5
    assert merged["mean"]["tools.precision"] == 1.0


def test_each_seed_is_an_answer_of_its_own_and_is_asked_once(
    program: Program, gold: Path, server: FaultServer
) -> None:
    program.json("eval", gold, "-m", "fault", "--samples", 3)
    assert sorted(r.body["seed"] for r in server.requests) == [0, 0, 1, 1, 2, 2]
    program.json("eval", gold, "-m", "fault", "--samples", 3)
    assert server.calls == 6
    program.json("eval", gold, "-m", "fault", "--samples", 4)
    assert [r.body["seed"] for r in server.requests[6:]] == [3, 3]


def test_what_answers_took_is_the_same_from_the_cache(
    program: Program, gold: Path, server: FaultServer
) -> None:
    first = system(program.json("eval", gold, "-m", "fault"), "fault")["mean"]
    second = system(program.json("eval", gold, "-m", "fault", "--cached-only"), "fault")["mean"]
    assert first == second
    assert first["usage.tokens"] > 200
    assert first["usage.seconds"] > 0
    assert first["usage.cost"] is None  # nobody knows the price of this model


def test_differences_are_paired_by_episode_and_few_show_nothing(
    program: Program, gold: Path, server: FaultServer
) -> None:
    write_episode(gold, "second", shift=5)
    write_gold(gold, "second")
    data = program.json("eval", gold, "-m", "fault", "--seed", 1)
    ours, theirs = system(data, "fault"), system(data, "extractive")
    difference = data["comparisons"]["fault"]["tools.f1"]
    assert data["baseline"] == "extractive"
    for episode in ("roof", "second"):
        expected = (
            ours["episodes"][episode]["mean"]["tools.f1"] - theirs["episodes"][episode]["mean"]["tools.f1"]
        )
        assert difference["by_episode"][episode] == pytest.approx(expected)
    assert difference["difference"] == pytest.approx(sum(difference["by_episode"].values()) / 2)
    assert {c["verdict"] for c in data["comparisons"]["fault"].values()} == {"n too small"}
    assert enough_episodes(7) == 9


def test_chapters_are_shown_beside_controls(program: Program, gold: Path) -> None:
    data = program.json("eval", gold)
    assert set(data["controls"]) == {"random", "equal spacing", "reader against reader"}
    assert data["controls"]["reader against reader"]["chapters.f1_15s"] == pytest.approx(2 / 3)
    code, out, _ = program("eval", gold, "-f", "terminal")
    chapters = out[out.index("Chapters") : out.index("Evidence and people")]
    assert [w for w in ("extractive", "random", "equal spacing", "reader against reader") if w in chapters]
    assert code == 0


def test_the_report_says_which_prompts_were_measured(
    program: Program, gold: Path, server: FaultServer, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "chunk.system.j2").write_text("Take notes.\n")
    data = program.json("eval", gold, "-m", "fault", "--prompts", "shipped", "--prompts", own)
    shipped, mine = (system(data, f"fault prompts={name}")["prompts"] for name in ("shipped", "own"))
    assert (shipped["folder"], mine["folder"]) == ("shipped", str(own))
    changed = {name for name, version in shipped["versions"].items() if mine["versions"][name] != version}
    assert changed == {"chunk.system.j2"}
    _, out, _ = program("eval", gold, "-m", "fault", "--prompts", own, "-f", "markdown")
    assert mine["versions"]["chunk.system.j2"] in out


def test_metrics_on_the_real_episodes_equal_those_of_the_shared_scorer(
    program: Program, shared_dir: Path, tmp_path: Path
) -> None:
    spec = importlib.util.spec_from_file_location("score", shared_dir / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    path = shared_dir / "gold" / "351.json"
    data = program.json("eval", path, "--transcripts", shared_dir / "episodes", "-m", "extractive")
    (episode,) = data["episodes"]
    transcript = shared_dir / "episodes" / episode["transcript"]
    result = program.json(transcript, "-m", "extractive")
    wanted = json.loads(path.read_text(encoding="utf-8"))
    text = transcript.read_text(encoding="utf-8")
    tools = scorer.tools_score(result, wanted)
    starts = [scorer.secs(t["start"]) for t in result["topics"]]
    chapters = scorer.chapter_score(starts, wanted["chapters"], scorer.last_time(text))
    row = system(data, "extractive")["mean"]
    for ours, theirs in (
        ("tools.precision", tools["precision"]),
        ("tools.recall", tools["recall"]),
        ("tools.f1", tools["f1"]),
        ("tools.named", tools["named"]),
        ("chapters.f1_15s", chapters["f1_15s"]),
        ("chapters.pk", chapters["pk"]),
        ("chapters.windowdiff", chapters["windowdiff"]),
        ("chapters.count_ratio", chapters["count_ratio"]),
    ):
        assert row[ours] == pytest.approx(theirs, abs=1e-9), ours


# --- failures and the gate


def test_a_failed_system_is_a_value_in_its_row_and_the_others_are_done(
    program: Program, gold: Path, server: FaultServer
) -> None:
    server.react = lambda r: key_refused() if r.body["model"] == "fault-plain-api" else None
    data = program.json("eval", gold, "-m", "fault", "-m", "fault-plain", "-m", "nobody", code=3)
    assert system(data, "fault")["mean"]["tools.recall"] == 0.75
    assert system(data, "extractive")["mean"]["tools.recall"] is not None
    assert system(data, "fault-plain")["mean"] == {}
    assert len(data["failures"]) == 2
    assert data["failures"][1].startswith("nobody, roof: no model is called nobody")
    code, out, err = program("eval", gold, "-m", "fault", "-m", "nobody", "-f", "terminal")
    assert code == 3
    assert "nobody (failed)" in out
    assert "no model is called nobody" in err.splitlines()[-1]


def test_a_seed_that_fails_leaves_the_others_scored(
    program: Program, gold: Path, server: FaultServer
) -> None:
    server.react = lambda r: good("{}") if r.body["seed"] == 1 else None
    data = program.json("eval", gold, "-m", "fault", "--samples", 2, "--baseline", "none", code=3)
    trial = system(data, "fault")["episodes"]["roof"]
    assert len(trial["seeds"]) == 1
    assert trial["failures"][0].startswith("seed 1: ")
    assert system(data, "fault (merged)")["mean"] == {}


def test_where_nothing_worked_there_is_only_the_exit_code_of_the_reason(program: Program, gold: Path) -> None:
    code, out, err = program("eval", gold, "-m", "extractive", "--cached-only")
    assert (code, out) == (1, "")
    assert "not in the cache" in err


def test_a_broken_limit_ends_with_1_after_the_report_and_is_named(
    program: Program, gold: Path, server: FaultServer
) -> None:
    gate = ["--fail-under", "tools.recall=0.8", "--fail-under", "tools.precision=1"]
    code, out, err = program("eval", gold, "-m", "fault", *gate, "-f", "json")
    assert code == 1
    assert err.splitlines()[-1] == "llm-summarise: fault: tools.recall is 0.75, must be at least 0.8"
    assert json.loads(out)["broken_limits"] == [
        {"system": "fault", "metric": "tools.recall", "limit": 0.8, "value": 0.75}
    ]
    assert program("eval", gold, "-m", "fault", "--fail-under", "tools.recall=0.75")[0] == 0


def test_the_gate_runs_from_the_cache_alone(program: Program, gold: Path, server: FaultServer) -> None:
    assert program("eval", gold, "-m", "fault", "-q")[0] == 0
    calls = server.calls
    code, _, err = program("eval", gold, "-m", "fault", "--cached-only", "--fail-under", "tools.f1=0.8", "-q")
    assert (code, err) == (0, "")
    assert server.calls == calls


def test_a_system_without_a_result_breaks_every_limit(
    program: Program, gold: Path, server: FaultServer
) -> None:
    code, _, err = program("eval", gold, "-m", "fault", "-m", "nobody", "--fail-under", "tools.f1=0")
    assert code == 1
    assert "nobody: tools.f1 is not measured" in err


def test_a_wrong_limit_or_format_ends_with_2_before_anything_is_read(program: Program) -> None:
    assert program("eval", "nowhere", "--fail-under", "tools.f2=1")[0] == 2
    assert program("eval", "nowhere", "-f", "xml")[0] == 2
    assert program("eval", "nowhere")[0] == 1


def test_a_budget_is_one_for_all_systems(program: Program, gold: Path, server: FaultServer) -> None:
    code, _, err = program("eval", gold, "-m", "fault", "--max-cost", "0.01")
    assert code == 3
    assert "the price of fault is not known" in err
    assert server.calls == 0


# --- which systems


@pytest.mark.parametrize(
    ("args", "result"),
    [
        ("-m A -o t 0 -m A -o t 1", "-m A -o 1:t=0 -m A -o 2:t=1"),
        ("-o t 0 -m A -m B", "-o 0:t=0 -m A -m B"),
        ("--model=A --option=t=0 --model B -ot=1", "--model=A --option 1:t=0 --model B -o 2:t=1"),
        ("gold -m -o -o t=1=2 -- -o x", "gold -m -o -o 1:t=1=2 -- -o x"),
    ],
)
def test_an_option_belongs_to_the_model_before_it(args: str, result: str) -> None:
    assert numbered(args.split()) == result.split()


def test_options_before_the_first_model_are_for_all() -> None:
    words = numbered("-o t 0 -m A -o t 1 -m B -o p 2".split())
    options = [word for flag, word in pairwise(words) if flag == "-o"]
    assert asked(["A", "B"], options) == [Asked("A", {"t": "1"}), Asked("B", {"t": "0", "p": "2"})]
    with pytest.raises(SettingsError, match="needs a key and a value"):
        asked(["A"], ["1:t"])


def names(asked: Sequence[Asked], *folders: Path) -> list[str]:
    return [s.name for s in systems_of(load_settings({}), asked, folders)]


def test_systems_are_named_by_model_and_what_differs(tmp_path: Path) -> None:
    for name in ("short", "long"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "chunk.system.j2").write_text(name)
    both = [Asked("A", {"t": "0", "p": "1"}), Asked("A", {"t": "1", "p": "1"}), Asked("B", {"x": "1"})]
    assert names(both) == ["A t=0", "A t=1", "B"]
    assert names([Asked("A"), Asked("A")]) == ["A"]
    assert names([Asked("A")], tmp_path / "short") == ["A"]
    assert names([Asked("A")], tmp_path / "short", tmp_path / "long") == ["A prompts=short", "A prompts=long"]
    assert names([Asked(None)]) == ["extractive"]


def test_a_baseline_is_a_system_or_added_and_the_embedded_one_answers() -> None:
    base = Settings(cached_only=True, samples=3)
    systems = systems_of(base, [Asked("A", {"t": "0"}), Asked("A", {"t": "1"})], [])
    all_systems, name = with_baseline(systems, "extractive", base)
    assert (len(all_systems), name) == (3, "extractive")
    assert not all_systems[2].settings.cached_only
    assert with_baseline(systems, "A t=1", base) == (systems, "A t=1")
    assert with_baseline(systems, "none", base) == (systems, None)
    with pytest.raises(SettingsError, match="A may be any of: A t=0, A t=1"):
        find("A", systems)


# --- files


def test_a_transcript_is_found_by_its_name_and_the_richest_is_taken(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    talks = tmp_path / "talks"
    gold.mkdir()
    talks.mkdir()
    write_gold(gold, "528")
    write_episode(talks, "528-a-talk")
    (talks / "528-a-talk.txt").write_text("Somebody says something without any time.\n" * 3)
    (talks / "5281-another.txt").write_text("Another talk.\n")
    (episode,) = load_episodes(gold, talks)
    assert Path(episode.transcript.name).name == "528-a-talk.vtt"
    assert episode.note == "528: 528-a-talk.vtt is taken, not 528-a-talk.txt"
    talks.rename(tmp_path / "episodes")
    assert load_episodes(gold) == [replace(episode, transcript=load_episodes(gold)[0].transcript)]
    talks = tmp_path / "episodes"
    (talks / "528.txt").write_text("The stem itself goes first.\n")
    (episode,) = load_episodes(gold, talks)
    assert Path(episode.transcript.name).name == "528.txt"
    assert candidates("52", "x", talks.iterdir()) == []


def test_gold_without_a_transcript_or_with_a_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no gold file .* label TRANSCRIPT makes one"):
        load_episodes(tmp_path)
    path = write_gold(tmp_path, "lonely")
    with pytest.raises(
        InputError, match=r"lonely\.json: no transcript is called lonely .* --transcripts DIR"
    ):
        load_episodes(tmp_path)
    path.write_text(path.read_text().replace('"required": true', '"required": 1', 1))
    with pytest.raises(InputError, match=r"lonely\.json: tools\[0\]\.required: 1 must be true or false"):
        load_episodes(tmp_path)


def test_one_sample_of_a_model_that_repeats_itself_is_enough(program: Program, gold: Path) -> None:
    data = program.json("eval", gold, "--samples", "3")
    assert [(s["name"], s["seeds"]) for s in data["systems"]] == [("extractive", 1)]


def test_every_metric_has_a_place_in_the_json(program: Program, gold: Path) -> None:
    data = program.json("eval", gold)
    assert list(data["metrics"]) == list(METRICS)
    assert set(system(data, "extractive")["mean"]) == set(METRICS)


def test_requests_of_prompt_folders_with_the_same_words_are_made_once(
    program: Program, gold: Path, server: FaultServer, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "episode.system.j2").write_text("Write a summary.\n")
    folders = ["--prompts", "shipped", "--prompts", own]
    program.json("eval", gold, "-m", "fault", *folders, "--no-cache", "--baseline", "none")

    def kinds(request: Request) -> str:
        return request.system.splitlines()[0]

    assert len({kinds(r) for r in server.requests}) == server.calls == 3


def test_a_listener_is_told_of_every_answer(gold: Path) -> None:
    from llm_summarise.evaluation.evaluate import evaluate

    class Counting(NoProgress):
        seen = 0

        def arrived(self, answer: Any) -> None:
            self.seen += 1

    listener = Counting()
    systems, against = with_baseline([], "extractive", Settings())
    found, usage = asyncio.run(
        evaluate(load_episodes(gold), systems, against, warn=lambda _: None, listener=listener)
    )
    assert listener.seen == usage.calls == 2
    assert found.comparisons == {}
