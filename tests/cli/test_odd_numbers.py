"""Every option that takes a number refuses what is none on one line, before anything is read or asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from llm_summarise.cli.app import app
from tests.command import EXAMPLE, lines
from tests.inprocess import Program, inside

ODD = ["nan", "inf", "-inf", "1e400", "-1e30", str(10**30), str(-(10**30)), "9" * 5000, "0x10", "", " "]
NEEDED = {"batch": ["x"], "index": ["x"], "run": ["books"], "compare": ["x"], "eval": ["x"], "label": ["x"]}
NEEDED |= {"hook summaries": ["x"], "hook commit-message": ["x"]}
WELL_KNOWN = {"--seed", "--samples", "--min-support", "--chunk-tokens", "--concurrency", "--timeout"}
WELL_KNOWN |= {"--max-cost", "--max-chars", "--limit", "--jobs"}


def numeric_options() -> Iterator[tuple[list[str], str]]:
    whole: Any = get_command(app)
    for name in whole.commands:
        command = whole.commands[name]
        below = getattr(command, "commands", None) or {"": command}
        for inner, one in below.items():
            words = [word for word in (name, inner) if word]
            for param in one.params:
                kind = str(param.type_descriptor.annotation)
                if param.opts[0] in WELL_KNOWN or "int" in kind or "float" in kind:
                    yield words, param.opts[0]


def test_all_numbers_are_among_those_tried() -> None:
    found = {option for _, option in numeric_options()}
    assert found >= WELL_KNOWN


@pytest.mark.slow
def test_an_odd_number_is_one_line_of_error(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tried = 0
    for words, option in numeric_options():
        for value in ODD:
            code, out, err = program(*words, *NEEDED.get(" ".join(words), []), f"{option}={value}")
            assert code != 0, (words, option, value)
            assert out == ""
            assert len(err.splitlines()) == 1, (words, option, value, err)
            assert "Traceback" not in err
            tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("topics", 0, "start"), "1e30"),
        (("topics", 0, "end"), "NaN"),
        (("topics", 0, "first_cue"), str(10**30)),
        (("quotes", 0, "cue"), "-1"),
        (("quotes", 0, "start"), "-5.0"),
        (("source", "duration"), "Infinity"),
        (("source", "cues"), str(2**63)),
    ],
)
def test_a_result_with_odd_numbers_is_named_and_the_folder_goes_on(
    path: tuple[Any, ...], value: str, tmp_path: Path
) -> None:
    inside(EXAMPLE, "-f", "json", "-O", tmp_path / "good.json", "-q")
    result = json.loads((tmp_path / "good.json").read_text())
    result["source"]["sha256"] = "0" * 64
    part = result
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = "ODD"
    (tmp_path / "bad.json").write_text(json.dumps(result).replace('"ODD"', value))
    done = inside("index", ".", cwd=tmp_path, check=3)
    said = lines(done.stderr)
    assert "1 added" in said[0]
    assert said[1].startswith("bad.json: is no result of this version: ")
    assert len(said) == 3
