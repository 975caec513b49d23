"""Recipes on the whole machinery: a real model server, the cache, the command line, git."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.config import load_settings
from llm_summarise.domain.errors import AnswerError, ModelError, NotCached, PromptError, SettingsError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.reading import Incomplete
from llm_summarise.readers.sources import read_transcript
from llm_summarise.recipes.recipe_files import copy_to, find_recipe
from llm_summarise.recipes.recipe_result import RecipeResult
from llm_summarise.recipes.recipe_schema import RESERVED
from llm_summarise.recipes.run_recipe import plan_recipe, read_input, run_recipe
from tests.command import EXAMPLE, sh
from tests.fault_server import FaultServer, Request, answer, truncated

CHUNKS = 5
"""Chunks of the example at 800 tokens."""

DIFF = """diff --git a/tide.py b/tide.py
--- a/tide.py
+++ b/tide.py
@@ -1 +1 @@
-LEVEL = 1
+LEVEL = 2
"""
MESSAGE = {"subject": "Raise the level", "body": "The old one was too low for spring tides."}


def go(
    recipe: str | Path, text: str | Transcript, *, model: str | None = "fault", **given: Any
) -> RecipeResult:
    """Run a recipe in this process."""
    params = given.pop("params", None)
    work = run_recipe(
        recipe, text, load_settings({"model": model, **given}), warn=lambda _: None, params=params
    )
    return asyncio.run(work)


def book(request: Request) -> str:
    """One book a chunk, quoted from its second line, and one that nobody named."""
    line = request.prompt.splitlines()[1].partition("] ")[2].rpartition(": ")[2]
    return json.dumps(
        {
            "items": [
                {"cue": 2, "quote": line, "title": "The Sea", "author": None, "why": "It is on the sea."},
                {
                    "cue": 1,
                    "quote": "sold it all to a bank in Zurich",
                    "title": "Gold",
                    "author": None,
                    "why": "w",
                },
            ]
        }
    )


@pytest.fixture
def example() -> Transcript:
    return read_transcript(EXAMPLE)


def test_a_list_is_asked_for_chunk_by_chunk_grounded_and_merged(
    fault_server: FaultServer, example: Transcript
) -> None:
    fault_server.respond = book
    result = go("books", example, chunk_tokens=800)
    (item,) = result.data["items"]
    assert fault_server.calls == CHUNKS
    assert "author" in json.dumps(fault_server.requests[0].schema)
    assert result.dropped == {"items": CHUNKS}
    assert len(item["evidence"]) == CHUNKS
    for place in item["evidence"]:
        cue = example.cues[place["cue"]]
        assert (place["start"], place["speaker"]) == (cue.start, cue.speaker)
        assert " ".join(c.text for c in example.cues[place["cue"] :]).startswith(place["quote"])
    assert result.text.startswith("- **The Sea** (0:")
    assert "Zurich" not in result.as_json()
    assert result.coverage.model_dump(include={"chunks", "ok", "kept"}) == {"chunks": 5, "ok": 5, "kept": 1}


def test_the_second_run_asks_nothing_and_gives_the_same(
    fault_server: FaultServer, example: Transcript
) -> None:
    fault_server.respond = book
    first = go("books", example, chunk_tokens=800)
    fault_server.close()
    second = go("books", example, chunk_tokens=800, cached_only=True)
    assert (second.data, second.text) == (first.data, first.text)
    assert (second.usage.calls, second.usage.cached) == (0, CHUNKS)


def test_a_model_without_schemas_reads_the_schema_in_its_instructions(fault_server: FaultServer) -> None:
    fault_server.respond = lambda r: f"Here it is:\n```json\n{json.dumps(MESSAGE)}\n```"
    result = go("commit-message", DIFF, model="fault-plain")
    assert result.data == MESSAGE
    assert '"maxLength": 72' in fault_server.requests[0].system
    assert fault_server.requests[0].schema is None


def test_an_answer_against_the_schema_is_asked_again_with_what_is_wrong(
    fault_server: FaultServer,
) -> None:
    fault_server.plan = [answer(json.dumps({**MESSAGE, "subject": "x" * 80})), answer(json.dumps(MESSAGE))]
    assert go("commit-message", DIFF).data["subject"] == "Raise the level"
    assert fault_server.calls == 2
    assert "subject: breaks the rule maxLength: 72" in fault_server.requests[1].prompt


def test_a_model_that_never_keeps_to_the_schema_ends_with_4(
    fault_server: FaultServer,
) -> None:
    fault_server.respond = lambda r: json.dumps({"subject": "Ends with a full stop.", "body": ""})
    with pytest.raises(AnswerError):
        go("commit-message", DIFF)
    with pytest.raises(NotCached):
        go("commit-message", DIFF, cached_only=True)


def test_a_commit_message_is_a_subject_an_empty_line_and_lines_of_72(fault_server: FaultServer) -> None:
    body = "It was measured at the harbour for a year. " * 4 + "\n- one point\n- another"
    fault_server.respond = lambda r: json.dumps({"subject": "Raise the level", "body": body})
    rows = go("commit-message", DIFF).text.split("\n")
    assert rows[:2] == ["Raise the level", ""]
    assert rows[-3:] == ["- one point", "- another", ""]
    assert max(map(len, rows)) <= 72
    fault_server.respond = lambda r: json.dumps({"subject": "Raise the level again", "body": ""})
    assert go("commit-message", DIFF, seed=1).text == "Raise the level again\n"


def test_parameters_and_the_language_reach_the_prompt(fault_server: FaultServer) -> None:
    fault_server.respond = lambda r: json.dumps(MESSAGE)
    go("commit-message", DIFF)
    go("commit-message", DIFF, language="German", params={"style": "conventional"})
    plain, both = fault_server.requests
    assert "fix(parser)" not in plain.system
    assert "fix(parser)" in both.system
    assert "Write in German." in both.system
    assert plain.prompt == both.prompt


def test_a_long_diff_is_cut_and_the_result_says_so(fault_server: FaultServer) -> None:
    fault_server.respond = lambda r: json.dumps(MESSAGE)
    long = DIFF + "@@ -9,0 +9,999 @@\n" + "+a line that was added\n" * 999
    result = go("commit-message", long, chunk_tokens=400)
    assert len(fault_server.requests[0].prompt) < 2500
    assert "[1 more hunks of tide.py are not shown]" in fault_server.requests[0].prompt
    assert any("the diff is long: 1 of its hunks" in warning for warning in result.warnings)


def test_a_chunk_cut_off_at_the_limit_is_asked_about_in_halves(
    fault_server: FaultServer, example: Transcript
) -> None:
    fault_server.respond = book
    first, last = example.cues[0].text, example.cues[-1].text
    fault_server.react = lambda r: truncated() if first in r.prompt and last in r.prompt else None
    result = go("books", example)
    assert result.coverage.chunks == 2
    assert len(result.data["items"][0]["evidence"]) == 2


def test_fields_of_a_whole_text_are_never_asked_for_in_parts(fault_server: FaultServer) -> None:
    fault_server.react = lambda r: truncated()
    with pytest.raises(AnswerError, match=r"cut off.*scope: chunk"):
        go("commit-message", DIFF)
    assert fault_server.calls == 1


def test_a_diff_is_not_cut_where_chunks_may_have_any_size(fault_server: FaultServer) -> None:
    fault_server.respond = lambda r: json.dumps(MESSAGE)
    long = DIFF + "@@ -9,0 +9,9999 @@\n" + "+a line that was added\n" * 9999
    assert go("commit-message", long, chunk_tokens=0).warnings == []
    assert fault_server.requests[0].prompt.count("a line that was added") == 9999


def test_questions_come_with_the_times_of_both_question_and_answer(
    fault_server: FaultServer, example: Transcript
) -> None:
    def respond(request: Request) -> str:
        rows = [line.partition("] ")[2].rpartition(": ")[2] for line in request.prompt.splitlines()]
        item = {
            "cue": 12,
            "question_quote": rows[11],
            "question": "Why?",
            "answer_quote": rows[12],
            "answer": "So.",
        }
        return json.dumps({"items": [item, {**item, "answer_quote": "nobody gave such an answer"}]})

    fault_server.respond = respond
    result = go("questions", example)
    (item,) = result.data["items"]
    asked, answered = item["evidence"]
    assert (asked["field"], asked["cue"], answered["field"], answered["cue"]) == (
        "question_quote",
        21,
        "answer_quote",
        22,
    )
    assert result.dropped == {"items": 1}
    assert result.text.startswith(f"**Why?** (2:25, {asked['speaker']})")


def test_answers_travel_as_files_and_are_replayed_without_a_server(
    fault_server: FaultServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from llm_summarise.cli import main

    fault_server.respond = lambda r: json.dumps(MESSAGE)
    go("commit-message", DIFF)
    fault_server.close()
    record, other, diff = tmp_path / "answers.jsonl", str(tmp_path / "cache"), tmp_path / "change.diff"
    diff.write_text(DIFF)
    for arguments in (
        ["cache", "export", str(record)],
        ["cache", "import", str(record), "--cache-dir", other],
        ["run", "commit-message", str(diff), "-m", "fault", "--cached-only", "--cache-dir", other, "-q"],
    ):
        with pytest.raises(SystemExit) as raised:
            main(arguments)
        assert raised.value.code == 0
    assert capfd.readouterr().out == f"{MESSAGE['subject']}\n\n{MESSAGE['body']}\n"


def test_samples_say_how_many_of_them_agree(fault_server: FaultServer, example: Transcript) -> None:
    def by_seed(request: Request) -> str:
        reply = json.loads(book(request))
        reply["items"][0]["title"] = ["The Sea", "the sea", "Tides"][request.body["seed"]]
        return json.dumps(reply)

    fault_server.respond = by_seed
    result = go("books", example, samples=3)
    assert [(item["title"], item["support"]) for item in result.data["items"]] == [("The Sea", 0.667)]
    assert fault_server.calls == 3
    assert result.provenance.samples == 3
    with pytest.raises(SettingsError, match="--samples"):
        go("commit-message", DIFF, samples=3)


def test_keep_going_gives_what_there_is_and_says_what_is_missing(
    fault_server: FaultServer, example: Transcript
) -> None:
    fault_server.respond = book
    fault_server.react = lambda r: answer("no JSON") if "printed table" in r.prompt else None
    with pytest.raises(Incomplete, match="1 of 5 chunks failed"):
        go("books", example, chunk_tokens=800)
    result = go("books", example, chunk_tokens=800, keep_going=True)
    assert (result.coverage.ok, result.coverage.failed) == (4, 1)
    assert "1 of 5 chunks have no answer" in result.warnings


def test_a_plan_counts_what_is_cached_and_asks_nothing(
    fault_server: FaultServer, example: Transcript
) -> None:
    fault_server.respond = book
    settings = load_settings({"model": "fault", "chunk_tokens": 800})
    before = asyncio.run(plan_recipe("books", example, settings, warn=lambda _: None))
    assert fault_server.calls == 0
    go("books", example, chunk_tokens=800)
    after = asyncio.run(plan_recipe("books", example, settings, warn=lambda _: None))
    assert (before.calls, before.cached, after.cached) == (CHUNKS, 0, CHUNKS)
    assert before.input_tokens > 2000
    assert after.input_tokens == 0


def test_the_embedded_model_says_that_it_answers_no_recipes(example: Transcript) -> None:
    for model in (None, "extractive"):
        with pytest.raises(ModelError, match=r"needs a language model.*choose one with -m") as raised:
            go("books", example, model=model)
        assert raised.value.exit_code == 1


MINE = """---
schema-multi: "claim: one sentence, quote, cue int"
input: text
scope: chunk
quotes: quote
---
List the claims.
"""


def test_an_own_recipe_in_the_short_language_runs_cached_without_llm(
    fault_server: FaultServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from llm_summarise.cli import main

    recipe, text = tmp_path / "claims.j2", tmp_path / "essay.txt"
    recipe.write_text(MINE)
    text.write_text("The tide was high.\n\nThe harbour was full of boats that day.\n")
    claim = {"claim": "It was full", "quote": "the harbour was full of boats", "cue": 2}
    fault_server.respond = lambda r: json.dumps(
        {"items": [claim, {**claim, "quote": "nobody was there at all"}]}
    )
    arguments = ["run", str(recipe), str(text), "-m", "fault"]
    with pytest.raises(SystemExit):
        main(arguments)
    first = capfd.readouterr()
    assert first.out == "- It was full · The harbour was full of boats\n"
    assert "1 items dropped" in first.err
    assert (
        fault_server.requests[0].prompt
        == "[1] The tide was high.\n[2] The harbour was full of boats that day."
    )
    command = [sys.executable, "-X", "importtime", "-m", "llm_summarise", *arguments]
    second = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert second.stdout == first.out
    imported = {line.rpartition("|")[2].strip() for line in second.stderr.splitlines()}
    assert "jsonschema" in imported
    assert not imported & {"llm", "openai"}
    assert fault_server.calls == 1


@pytest.mark.slow
def test_git_diff_staged_in_a_pipe_gives_a_message_git_takes(
    fault_server: FaultServer, tmp_path: Path
) -> None:
    fault_server.respond = lambda r: json.dumps(MESSAGE)
    done = sh(
        """
        set -e -o pipefail
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c
        git init -q . && echo 'LEVEL = 1' > tide.py && git add tide.py && git commit -q -m first
        echo 'LEVEL = 2' > tide.py && git add tide.py
        git diff --staged | llm-summarise run commit-message -m fault -q > message
        git commit -q -F message && git log -1 --format=%B
        """,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().split("\n")[:3] == [MESSAGE["subject"], "", MESSAGE["body"]]
    assert done.stderr == b""
    assert "-LEVEL = 1\n+LEVEL = 2" in fault_server.requests[0].prompt


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["run", "novels"], 2, "known: books, commit-message, questions"),
        (["run", "./no-such.j2"], 2, "no-such.j2: cannot be read: No such file"),
        (["run", "books", "-f", "html"], 2, "use markdown or json"),
        (
            ["run", "books", "-p", "tone", "loud", str(EXAMPLE)],
            2,
            "no parameter is called tone - known: none",
        ),
        (["run", "commit-message", "-m", "fault", os.devnull], 1, "/dev/null: is empty"),
        (["run", "books", "-m", "fault", "--cached-only", str(EXAMPLE)], 1, "not in the cache"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(
    fault_server: FaultServer,
    arguments: list[str],
    code: int,
    complaint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from llm_summarise.cli import main

    with pytest.raises(SystemExit) as raised:
        main(arguments)
    captured = capsys.readouterr()
    assert (raised.value.code, captured.out) == (code, "")
    assert complaint in captured.err
    assert len(captured.err.splitlines()) == 1
    assert fault_server.calls == 0


def test_a_copied_recipe_is_found_and_replaces_the_shipped_one(tmp_path: Path) -> None:
    (written,) = copy_to(tmp_path / "own", ["books"])
    assert find_recipe("books", tmp_path / "own").source == find_recipe("books").source
    written.write_text(written.read_text().replace("You list the books", "You list every book"))
    assert find_recipe("books", tmp_path / "own").version != find_recipe("books").version
    assert find_recipe(str(written)).version == find_recipe("books", tmp_path / "own").version
    with pytest.raises(PromptError, match="is there already"):
        copy_to(tmp_path / "own", ["books"])


def test_recipes_are_listed_and_shown_beside_the_prompts(capsys: pytest.CaptureFixture[str]) -> None:
    from llm_summarise.cli import main

    with pytest.raises(SystemExit):
        main(["prompts", "list"])
    assert "\nquestions\t" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["prompts", "show", "books"])
    assert capsys.readouterr().out == find_recipe("books").source


def test_a_diff_in_several_encodings_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "change.diff"
    path.write_bytes("+ü\n".encode() + "+ü\n".encode("latin-1"))
    text = read_input(find_recipe("commit-message"), path)
    assert text == "+ü\n+\ufffd\n"


def test_the_json_is_on_stdout_and_what_was_lost_and_spent_on_stderr(
    fault_server: FaultServer, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from llm_summarise.cli import main

    fault_server.respond = book
    with pytest.raises(SystemExit):
        main(["run", "books", str(EXAMPLE), "-m", "fault", "-f", "json"])
    captured = capfdbinary.readouterr()
    result = json.loads(captured.out)
    assert set(result) == {"items", *RESERVED}
    assert result["source"]["path"] == str(EXAMPLE)
    assert result["provenance"]["prompts"] == {"books": find_recipe("books").version}
    said = captured.err.decode().splitlines()
    assert said[0] == "1 items dropped: their quotes are not in the text"
    assert said[-1].startswith("fault · ")
