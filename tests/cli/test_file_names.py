"""Names of files that are no UTF-8: bytes on a disk, text in JSON, tables and messages."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from llm_summarise.domain.text import readable
from tests.command import EXAMPLE, lines, run
from tests.inprocess import inside

NAME = os.fsdecode(b"caf\xe9.vtt")
SHOWN = r"caf\xe9.vtt"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(EXAMPLE, tmp_path / NAME)
    return tmp_path


def test_a_readable_name_is_the_name_but_for_what_cannot_be_written() -> None:
    assert readable("Köln/a b\\x.vtt") == "Köln/a b\\x.vtt"
    assert readable(os.fsdecode(b"\xff\xc3\xa9\x80")) == r"\xffé\x80"


def test_a_result_names_its_source_in_valid_json_with_the_bytes_to_be_seen(folder: Path) -> None:
    for _ in range(2):  # made, and found again
        assert json.loads(run(NAME, "-q", "-f", "json", cwd=folder).stdout)["source"]["path"] == SHOWN
    shown = subprocess.run(["printf", "%b", SHOWN], capture_output=True, check=True).stdout
    assert os.fsdecode(shown) == NAME


@pytest.mark.slow
def test_the_lines_of_a_batch_name_source_and_outputs_so_too(folder: Path) -> None:
    done = inside("batch", NAME, "-O", "out", "--jsonl", "-m", "extractive", cwd=folder)
    told = json.loads(done.stdout)
    assert (told["source"], told["outputs"]) == (SHOWN, {"markdown": r"out/caf\xe9.md"})
    assert (folder / "out" / os.fsdecode(b"caf\xe9.md")).is_file()
    assert SHOWN in done.stderr.decode()


@pytest.mark.slow
def test_such_a_file_goes_into_an_index_once_and_is_found(folder: Path) -> None:
    for said in ("1 added", "1 unchanged"):
        assert said in inside("index", NAME, "-O", "e.db", "-m", "extractive", cwd=folder).stderr.decode()
    with sqlite3.connect(folder / "e.db") as index:
        assert index.execute("select path from files").fetchall() == [(SHOWN,)]
    hits = json.loads(inside("search", "tide", "--db", "e.db", "--json", cwd=folder).stdout)
    assert {hit["path"] for hit in hits} == {SHOWN}


@pytest.mark.slow
def test_what_is_read_compared_and_kept_bears_the_same_name(folder: Path) -> None:
    assert json.loads(inside("chunks", NAME, "--json", cwd=folder).stdout)["name"] == SHOWN
    compared = json.loads(inside("compare", NAME, "-m", "extractive", "-f", "json", cwd=folder).stdout)
    assert compared["episodes"][0]["name"] == SHOWN
    kept = inside("cache", "list", "--json").stdout
    assert SHOWN in {json.loads(line)["episode"] for line in lines(kept)}


def test_an_error_names_the_file_on_a_line_that_every_terminal_can_show(folder: Path) -> None:
    done = inside(os.fsdecode(b"gone\xe9.vtt"), cwd=folder, check=1)
    assert lines(done.stderr)[-1] == r"llm-summarise: gone\xe9.vtt: no such file"


@pytest.mark.slow
def test_a_file_that_fails_in_a_batch_is_named_once(folder: Path) -> None:
    (folder / os.fsdecode(b"bad\xe9.vtt")).write_bytes(b"\x00\x01")
    done = inside("batch", ".", "-O", "out", "--jsonl", "-m", "extractive", cwd=folder, check=3)
    reason = next(
        told["reason"] for told in map(json.loads, lines(done.stdout)) if told["status"] == "failed"
    )
    assert reason.startswith("is binary")
    assert rf"bad\xe9.vtt: {reason}" in lines(done.stderr)
    planned = inside("batch", ".", "-O", "new", "--dry-run", "-m", "extractive", cwd=folder)
    assert rf"  bad\xe9.vtt: {reason}" in lines(planned.stdout)


@pytest.mark.slow
def test_folders_databases_and_caches_may_be_called_so_too(folder: Path) -> None:
    name = os.fsdecode(b"d\xe9p\xf4t")
    (folder / name).mkdir()
    inside(NAME, "--output", f"{name}/notes.md", "--cache-dir", f"{name}/cache", "-q", cwd=folder)
    kept = json.loads(inside("cache", "stats", "--json", "--cache-dir", f"{name}/cache", cwd=folder).stdout)
    assert (kept["entries"], kept["directory"]) == (2, rf"{folder}/d\xe9p\xf4t/cache")
    for said in ("1 added", "1 unchanged"):
        assert (
            said
            in inside("index", NAME, "-O", f"{name}/e.db", "-m", "extractive", cwd=folder).stderr.decode()
        )
    assert inside("search", "tide", "--db", f"{name}/e.db", cwd=folder).stdout
    assert {path.name for path in (folder / name).iterdir()} == {"notes.md", "cache", "e.db"}


@pytest.mark.parametrize("args", [("--language",), ("--media-url",), ("-m",), ("--format",)])
def test_texts_that_are_no_text_are_wrong_usage(args: tuple[str, ...], folder: Path) -> None:
    done = inside(NAME, *args, os.fsdecode(b"d\xe9utsch"), cwd=folder, check=2)
    assert b"is no text in UTF-8" in done.stderr
    assert b"is no text in UTF-8" in inside("search", os.fsdecode(b"\xe9"), "--db", __file__, check=2).stderr
