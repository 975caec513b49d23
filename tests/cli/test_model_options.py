"""`-o` is an option of the model in every command, as in `llm`; where to write is told with `-O`."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from llm_summarise.cli.app import app
from tests.command import EXAMPLE
from tests.fault_server import FaultServer
from tests.inprocess import Program, inside

COMMANDS_WITH_OUTPUT = {"episode", "batch", "run", "compare", "eval", "label", "index", "cache export"}


def commands() -> Iterator[tuple[str, Any]]:
    """All commands by what is typed, those below `cache`, `hook` and `prompts` too."""
    whole: Any = get_command(app)
    for name in whole.commands:
        command = whole.commands[name]
        below = getattr(command, "commands", None)
        if below:
            yield from ((f"{name} {inner}", below[inner]) for inner in below)
        else:
            yield name, command


def flags_of(command: Any) -> dict[str, list[str]]:
    return {flag: param.opts for param in command.params for flag in param.opts}


def test_o_sets_an_option_of_the_model_in_every_command() -> None:
    seen = set()
    for name, command in commands():
        flags = flags_of(command)
        assert ("-o" in flags) == ("--option" in flags), name
        if "-o" in flags:
            seen.add(name)
            assert flags["-o"] == ["-o", "--option"], name
    assert {"episode", "batch", "run", "compare", "eval", "label", "index", "hook summaries"} <= seen


def test_every_command_that_writes_has_output_with_a_capital_o() -> None:
    found = {name: flags_of(command) for name, command in commands()}
    assert {name for name, flags in found.items() if "--output" in flags} == COMMANDS_WITH_OUTPUT
    for name, flags in found.items():
        assert flags.get("--output", ["-O", "--output"]) == ["-O", "--output"], name
        assert ("-O" in flags) == ("--output" in flags), name


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my talks"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder / "talk.vtt")
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("batch 'my talks' -o notes/", "batch 'my talks' -O notes/"),
        ("batch 'my talks' -o notes", "batch 'my talks' -O notes"),
        ("batch 'my talks' -onotes", "batch 'my talks' -O notes"),
        ("batch 'my talks' -qo notes", "batch 'my talks' -q -O notes"),
        ("batch -o notes 'my talks' -f json", "batch -O notes 'my talks' -f json"),
        ("batch -o new 'my talks/*.vtt'", "batch -O new 'my talks/*.vtt'"),
        ("batch -o ../new 'my talks'", "batch -O ../new 'my talks'"),
        ("batch 'my talks' --jsonl -o notes", "batch 'my talks' --jsonl -O notes"),
        ("batch 'my talks' -o . -q", "batch 'my talks' -O . -q"),
        ("batch 'my talks' -o notes -m fault", "batch 'my talks' -O notes -m fault"),
        ("batch 'my talks' -o notes --option temperature 0", None),
        ("index 'my talks' -o episodes.db", "index 'my talks' -O episodes.db"),
        ("index -o 'my talks.db' 'my talks'", "index -O 'my talks.db' 'my talks'"),
        ("label 'my talks/talk.vtt' -o gold.json", "label 'my talks/talk.vtt' -O gold.json"),
        ("'my talks/talk.vtt' -o notes.md", "'my talks/talk.vtt' -O notes.md"),
        ("-o notes.md 'my talks/talk.vtt'", "-O notes.md 'my talks/talk.vtt'"),
        ("'my talks/talk.vtt' -o notes -f json", "'my talks/talk.vtt' -O notes -f json"),
        ("episode -o out/notes.md", "episode -O out/notes.md"),
        ("demo -o tide.html", "demo -O tide.html"),
        ("run books 'my talks/talk.vtt' -o books.md", "run books 'my talks/talk.vtt' -O books.md"),
        (
            "compare 'my talks/talk.vtt' -m A -o a.html -m B",
            "compare 'my talks/talk.vtt' -m A -O a.html -m B",
        ),
        ("eval gold --key secret -o report.html", "eval gold --key KEY -O report.html"),
    ],
)
def test_the_old_use_is_told_the_new_command(
    typed: str, meant: str | None, program: Program, here: Path, fault_server: FaultServer
) -> None:
    before = sorted(here.rglob("*"))
    code, out, err = program(*shlex.split(typed))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "-o temperature 0" in err
    meant = meant or typed.replace("-o notes", "-O notes")
    assert err.rstrip().endswith(f" - llm-summarise {meant}")
    assert sorted(here.rglob("*")) == before
    assert fault_server.calls == 0


def test_the_command_that_is_told_works(program: Program, here: Path) -> None:
    _, _, err = program("batch", "my talks", "-o", "notes")
    words = shlex.split(err.partition(" - ")[2])
    assert program(*words[1:])[0] == 0
    assert (here / "notes" / "talk.md").is_file()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("talk.vtt -o temperature", "-o temperature: needs a key and a value: -o KEY VALUE"),
        ("talk.vtt -o temperature -q", "-o temperature: needs a key and a value"),
        ("talk.vtt -otemperature", "-o temperature: needs a key and a value"),
        ("batch talk.vtt -O notes -o anything", "-o anything: needs a key and a value"),
        ("compare talk.vtt -m A -o -m B", "-o: needs a key and a value"),
        ("run books talk.vtt -p", "-p: needs a key and a value"),
        ("talk.vtt --option=temperature", "--option temperature: needs a key and a value"),
        ("talk.vtt -o temperature 0", "extractive has no option temperature"),
        ("batch talk.vtt -O notes -o temperature 0", "extractive has no option temperature"),
        ("index talk.vtt -o temperature 0", "extractive has no option temperature"),
        ("index talk.vtt -o strange 0", "extractive has no option strange"),
    ],
)
def test_an_option_without_value_or_of_no_model_is_one_line(
    typed: str, said: str, program: Program, here: Path
) -> None:
    shutil.copy(EXAMPLE, here / "talk.vtt")
    code, out, err = program(*shlex.split(typed))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("given", ["-o temperature 0.5", "-o temperature=0.5", "-otemperature 0.5"])
@pytest.mark.parametrize(
    "form", ["{talk} {o}", "batch {talk} {o} -O out", "batch {o} {talk} -O out", "index {o} {talk}"]
)
def test_a_model_gets_its_options_in_every_command(
    given: str, form: str, program: Program, here: Path, server: FaultServer
) -> None:
    words = form.format(talk="'my talks/talk.vtt'", o=given)
    code, _, err = program(*shlex.split(words), "-m", "fault", "-q")
    assert code == 0, err
    assert {request.body["temperature"] for request in server.requests} == {0.5}


def test_a_name_with_a_blank_or_minus_goes_through_capital_o(here: Path) -> None:
    inside("my talks/talk.vtt", "-O", "-notes of a talk.json", "-q")
    inside("my talks/talk.vtt", "--output=other.json", "-q")
    assert {"-notes of a talk.json", "other.json"} <= {path.name for path in here.iterdir()}


def test_an_export_is_written_where_either_way_says(
    program: Program, here: Path, server: FaultServer
) -> None:
    inside("my talks/talk.vtt", "-m", "fault", "-q")
    inside("cache", "export", "a.jsonl")
    inside("cache", "export", "-O", "b.jsonl")
    assert (here / "a.jsonl").read_bytes() == (here / "b.jsonl").read_bytes() != b""
    code, _, err = program("cache", "export", "a.jsonl", "-O", "b.jsonl")
    assert (code, "two files to write" in err) == (2, True)
