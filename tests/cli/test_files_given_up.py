"""A file that takes too long to read is given up, whichever way it came in."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_summarise.readers import parse
from llm_summarise.readers.time_limit import VARIABLE
from tests.command import run

LONG = "".join(f"Ada{n % 900} Berg: The {n} winters before were colder.\n" for n in range(40_000))
SHORT = "WEBVTT\n\n00:00.000 --> 00:05.000\n<v Ada>The lamp of the tower was lit in the year 1902.\n"
LIMIT = {VARIABLE: "0.3"}
"""Seconds that the first takes several times, and the second hardly begins to take."""

GIVEN_UP = b"was given up after 0.3 seconds of computing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    episodes = tmp_path / "episodes"
    episodes.mkdir()
    episodes.joinpath("long.txt").write_text(LONG)
    episodes.joinpath("short.vtt").write_text(SHORT)
    return episodes


def test_one_file_is_given_up(folder: Path) -> None:
    done = run("-m", "extractive", folder / "long.txt", check=None, **LIMIT)
    assert done.returncode != 0
    assert GIVEN_UP in done.stderr
    assert b"Traceback" not in done.stderr


def test_standard_input_is_given_up(folder: Path) -> None:
    done = run("-m", "extractive", stdin=LONG.encode(), check=None, **LIMIT)
    assert done.returncode != 0
    assert GIVEN_UP in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_gives_one_file_up_and_goes_on(folder: Path, jobs: str) -> None:
    for n in range(4):
        folder.joinpath(f"other{n}.vtt").write_text(SHORT.replace("1902", f"190{n}"))
    out = folder.parent / "out"
    done = run("batch", folder, "-m", "extractive", "--jobs", jobs, "--output", out, check=None, **LIMIT)
    assert done.returncode != 0
    assert GIVEN_UP in done.stderr + done.stdout
    assert b"1 of 6 files failed" in done.stderr
    assert b"5 done" in done.stderr + done.stdout


@pytest.mark.slow
def test_an_index_gives_one_file_up_and_goes_on(folder: Path) -> None:
    done = run("index", folder, "-m", "extractive", cwd=folder.parent, check=None, **LIMIT)
    assert done.returncode != 0
    assert GIVEN_UP in done.stderr + done.stdout
    assert b"1 added" in done.stderr + done.stdout


@pytest.mark.slow
def test_a_hook_gives_one_file_up_and_goes_on(folder: Path) -> None:
    files = ("episodes/long.txt", "episodes/short.vtt")
    done = run(
        "hook", "summaries", *files, cwd=folder.parent, check=None, LLM_SUMMARISE_MODEL="extractive", **LIMIT
    )
    assert done.returncode != 0
    assert GIVEN_UP in done.stderr + done.stdout
    assert folder.joinpath("short.vtt.summary.md").exists() or list(folder.glob("short*.md"))


@pytest.mark.parametrize("nonsense", ["", "soon", "0", "-1", "nan", "inf", "1e99"])
def test_a_limit_that_is_none_changes_nothing(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, nonsense)
    assert parse(SHORT.encode(), "x").cues
