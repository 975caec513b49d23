"""`llm-summarise batch` with the embedded model, as a shell sees it and in process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking.store.store import Store
from llm_summarise.batch import driver
from llm_summarise.batch.job import Counts, Job, Outcome, Todo
from llm_summarise.batch.manifest import FOLDER, OutputFolder
from llm_summarise.batch.todo import look_through
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.settings import Settings
from llm_summarise.render import View
from tests.batch_samples import episodes, essence, files, talk
from tests.command import lines, program, run
from tests.inprocess import inside
from tests.processes import children, wait_for_end


class Watching:
    """A display that remembers."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def begin(self, todo: Todo) -> None: ...
    def expect(self, calls: int) -> None: ...
    def arrived(self, answer: Any) -> None: ...

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def states(self) -> dict[str, str]:
        return {Path(o.name).name: o.state if o.state != "skipped" else str(o.reason) for o in self.outcomes}


def do(*paths: Path, output: Path | None, **options: Any) -> tuple[Counts, Watching]:
    """One batch in this process."""
    settings = options.pop("settings", None) or Settings(model="extractive")
    job = replace(Job(settings, View(), output=output), **options)
    seen = Watching()
    said: list[str] = []
    todo = look_through([str(path) for path in paths], job, warn=said.append)
    counts = asyncio.run(driver.run_batch(todo, job, display=seen, warn=said.append))
    return counts, seen


def test_good_files_are_done_and_bad_ones_named_with_the_reason(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 6)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.srt").write_bytes(b"\x00\x01\x02PNG\x00")
    (folder / "latin.txt").write_bytes("Caf\xe9 am Fluß".encode("latin-1") + b"\x81")
    (folder / "silent.vtt").write_text("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n")
    (folder / "x.txt").mkdir()
    (folder / "dangling.vtt").symlink_to(tmp_path / "nowhere")
    out = tmp_path / "out"
    done = inside("batch", folder, "-O", out, "-f", "markdown", "-f", "json", "--jobs", "1", check=3)
    made = [f"{name}.{suffix}" for n in range(6) for name in [place(n)] for suffix in ("json", "md")]
    assert files(out) == sorted(made)
    assert done.stdout == b""
    stderr = lines(done.stderr)
    assert stderr[-1] == "llm-summarise: 6 of 12 files failed"
    reasons = {Path(line.split(": ")[0]).name: line.split(": ", 1)[1] for line in stderr[-7:-1]}
    assert sorted(reasons) == ["binary.srt", "dangling.vtt", "empty.txt", "latin.txt", "silent.vtt", "x.txt"]
    assert "binary" in reasons["binary.srt"]
    assert "byte" in reasons["latin.txt"]
    assert "no speech" in reasons["silent.vtt"]
    assert "6 done, 0 up to date, 6 failed" in stderr[-8]
    again = lines(inside("batch", folder, "-O", out, "-f", "markdown", "-f", "json", check=3).stderr)
    assert "0 done, 6 up to date, 6 failed" in again[-8]
    assert " 0 calls · 0 cached" in again[-9]


def place(number: int) -> str:
    return f"{'' if number % 2 else 'more/'}talk{number:02d}"


@pytest.mark.slow
def test_several_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = episodes(tmp_path / "in", 5)
    kept = []
    for jobs in ("1", "2"):
        monkeypatch.setenv("LLM_SUMMARISE_CACHE_DIR", str(tmp_path / f"cache{jobs}"))
        run("batch", folder, "-O", tmp_path / jobs, "-f", "json", "--jobs", jobs, "-q")
        with Store(tmp_path / f"cache{jobs}", warn=lambda text: None) as store:
            kept.append(sorted(store.all_keys()))
    assert len(essence(tmp_path / "1")) == 5
    assert essence(tmp_path / "1") == essence(tmp_path / "2")
    assert len(kept[0]) == 10
    assert kept[0] == kept[1]


@pytest.mark.slow
def test_the_processes_of_a_batch_run_no_code_of_the_current_folder(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 3)
    trap = f"import pathlib\npathlib.Path({str(tmp_path / 'it-ran')!r}).touch()\n"
    for name in ("socket", "struct", "pickle", "signal", "selectors", "multiprocessing", "secrets"):
        (folder / f"{name}.py").write_text(trap)
    command = [sys.executable, "-P", "-m", "llm_summarise", "batch", ".", "-O", "out", "--jobs", "2"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "out").rglob("*.md"))) == 3
    assert not (tmp_path / "it-ran").exists()


def test_what_is_up_to_date_is_not_parsed_and_what_changed_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = episodes(tmp_path / "in", 4), tmp_path / "out"
    assert do(folder, output=out)[0].done == 4
    (folder / "talk01.vtt").write_text(talk(77))
    parsed: list[str] = []
    monkeypatch.setattr("llm_summarise.readers.sources.read_transcript", spy(parsed))
    counts, seen = do(folder, output=out)
    assert (counts.done, counts.current) == (1, 3)
    assert [Path(name).name for name in parsed] == ["talk01.vtt"]
    assert seen.states()["talk01.vtt"] == "done"
    os.utime(folder / "talk01.vtt")
    assert do(folder, output=out)[0].current == 4


def spy(parsed: list[str]) -> Any:
    from llm_summarise.readers.sources import read_transcript

    def read(source: str) -> Any:
        parsed.append(source)
        return read_transcript(source)

    return read


def test_other_settings_prompts_or_formats_are_done_again(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    prompts = tmp_path / "prompts"
    inside("prompts", "copy", prompts)
    do(folder, output=out)
    own = Settings(model="extractive", prompts=prompts)
    assert do(folder, output=out, settings=own)[0].current == 2
    (prompts / "chunk.system.j2").write_text("Take notes.")
    assert do(folder, output=out, settings=own)[0].done == 2
    short = Settings(model="extractive", length="short")
    assert do(folder, output=out, settings=short)[0].done == 2
    assert do(folder, output=out, settings=short, formats=("markdown", "html"))[0].done == 2
    assert do(folder, output=out, settings=short)[0].current == 2
    assert do(folder, output=out, settings=short, view=View(sponsors=False))[0].done == 2


def test_a_removed_result_is_made_again_and_an_edited_one_is_kept(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    do(folder, output=out)
    (out / "talk01.md").write_text("my own words")
    (out / "more" / "talk00.md").unlink()
    assert do(folder, output=out)[1].states() == {"talk00.vtt": "done", "talk01.vtt": "up to date"}
    assert (out / "talk01.md").read_text() == "my own words"
    (folder / "talk01.vtt").write_text(talk(5))
    counts, _ = do(folder, output=out)
    assert counts.failures == [
        (
            str(folder / "talk01.vtt"),
            f"{out}/talk01.md was changed since it was written - --force replaces it",
        )
    ]
    assert (out / "talk01.md").read_text() == "my own words"
    assert do(folder, output=out, force=True)[0].done == 2
    assert (out / "talk01.md").read_text() != "my own words"


def test_a_foreign_file_is_never_overwritten_nor_a_model_asked_for_it(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    out.mkdir()
    (out / "talk01.md").write_text("somebody's")
    counts, seen = do(folder, output=out)
    assert seen.states() == {"talk00.vtt": "done", "talk01.vtt": "failed"}
    assert "is there already, and not from a batch" in counts.failures[0][1]
    assert (out / "talk01.md").read_text() == "somebody's"
    assert (counts.usage.calls, counts.usage.answers) == (2, 2)


def test_links_in_the_output_folder_lead_nowhere(tmp_path: Path) -> None:
    folder, out, outside = episodes(tmp_path / "in", 2), tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    out.mkdir()
    (out / "more").symlink_to(outside, target_is_directory=True)
    (outside / "mine.md").write_text("mine")
    (out / "talk01.md").symlink_to(outside / "mine.md")
    for force in (False, True):
        counts, _ = do(folder, output=out, force=force)
        assert counts.failed == 2
    assert files(outside) == ["mine.md"]
    assert (outside / "mine.md").read_text() == "mine"


def test_results_beside_their_transcripts_are_not_read_as_transcripts(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 3)
    assert do(folder, output=folder, formats=("json", "vtt-chapters"))[0].done == 3
    counts, _ = do(folder, output=folder, formats=("json", "vtt-chapters"))
    assert (counts.done, counts.current, counts.failed, counts.passed_over) == (0, 3, 0, 0)


def test_the_better_of_two_files_is_chosen_once_and_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    (folder / "talk01.txt").write_text("We moved it all to SQLite.")
    counts, seen = do(folder, output=out, formats=("json",))
    assert (counts.done, counts.failed, counts.passed_over) == (2, 0, 1)
    assert "better" in seen.states()["talk01.txt"]
    assert json.loads((out / "talk01.json").read_text())["source"]["format"] == "webvtt"
    monkeypatch.setattr("llm_summarise.readers.parse", None)
    assert do(folder, output=out, formats=("json",))[0].current == 2


def test_limit_does_so_many_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 5), tmp_path / "out"
    assert [do(folder, output=out, limit=2)[0].done for _ in range(4)] == [2, 2, 1, 0]


def test_the_shards_of_three_machines_make_one_folder(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 7), tmp_path / "out"
    (folder / "bad.txt").write_text("")
    runs = [do(folder, output=out, part=f"{n}/3")[0] for n in (1, 2, 3)]
    assert sum(counts.done for counts in runs) == 7
    assert sum(counts.failed for counts in runs) == 1
    assert do(folder, output=out)[0].current == 7


def test_fail_fast_stops_at_the_first_failure(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 4)
    (folder / "a.vtt").write_text("")
    counts, _ = do(folder, output=tmp_path / "out", fail_fast=True)
    assert (counts.done, counts.failed) == (0, 1)


def test_a_bug_met_by_one_file_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_summarise.episode import summarise as single

    sampled = single.sampled

    async def fragile(transcript: Any, run: Any) -> Any:
        if transcript.name.endswith("talk01.vtt"):
            raise ZeroDivisionError("oops")
        return await sampled(transcript, run)

    monkeypatch.setattr(single, "sampled", fragile)
    counts, seen = do(episodes(tmp_path / "in", 3), output=tmp_path / "out")
    assert seen.states() == {"talk00.vtt": "done", "talk01.vtt": "failed", "talk02.vtt": "done"}
    assert counts.failures[0][1].startswith("a bug: ZeroDivisionError: oops (test_batch.py, line ")


def test_an_unknown_format_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="unknown format"):
        do(tmp_path / "nowhere", output=tmp_path, formats=("docx",))


def test_without_a_folder_to_write_into_it_is_wrong_usage(tmp_path: Path) -> None:
    assert "-O DIR" in lines(inside("batch", tmp_path, check=2).stderr)[0]


def test_jsonl_tells_of_every_file_and_holds_results_written_nowhere(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 2)
    (folder / "bad.txt").write_text("")
    done = inside("batch", folder, "--jsonl", "-q", check=3)
    told = {Path(line["source"]).name: line for line in map(json.loads, lines(done.stdout))}
    assert {name: line["status"] for name, line in told.items()} == {
        "bad.txt": "failed",
        "talk00.vtt": "done",
        "talk01.vtt": "done",
    }
    assert told["bad.txt"]["reason"] == "is empty"
    assert told["talk00.vtt"]["result"]["topics"]
    inside("batch", folder, "-O", tmp_path / "out", "-q", check=3)
    again = inside("batch", folder, "-O", tmp_path / "out", "--jsonl", "-q", check=3)
    line = next(
        line for line in map(json.loads, lines(again.stdout)) if line["source"].endswith("talk01.vtt")
    )
    assert (line["status"], line["reason"]) == ("skipped", "up to date")
    assert line["outputs"] == {"markdown": str(tmp_path / "out" / "talk01.md")}
    assert "result" not in line


def test_a_dry_run_adds_up_and_writes_nothing(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 3)
    (folder / "bad.txt").write_text("")
    out = tmp_path / "out"
    shown = lines(inside("batch", folder, "-O", out, "--dry-run", "-q", "--chunk-tokens", "150").stdout)
    assert "episodes: 3 to do, 0 up to date" in shown
    assert ", of them 0 cached" in "".join(shown)
    assert shown[-1].endswith("bad.txt: is empty")
    assert not out.exists()


def test_unreadable_and_strange_records_only_cost_work(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    do(folder, output=out)
    records = sorted((out / FOLDER).glob("*.json"))
    records[0].write_text("{")
    records[1].write_text('{"stem": 1, "source": 2, "input": 3, "fingerprint": 4, "outputs": [5]}')
    assert do(folder, output=out)[0].failed == 2
    assert do(folder, output=out, force=True)[0].done == 2


def test_temporary_files_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    import fcntl

    folder = OutputFolder(tmp_path)
    folder.records.mkdir()
    dead, living = folder.records / "dead.tmp", folder.records / "living.tmp"
    dead.write_text("x")
    with living.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        folder.tidy()
        assert (dead.exists(), living.exists()) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_keeps_what_is_done_and_leaves_no_process(
    tmp_path: Path, number: int, code: int
) -> None:
    folder, out = episodes(tmp_path / "in", 40, lines=50), tmp_path / "out"
    process = subprocess.Popen(
        program("batch", folder, "-O", out, "-f", "json", "--jobs", "2"), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while "done" not in process.stderr.readline():
        pass
    workers = children(process.pid)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == code
    assert "Traceback" not in stderr
    assert stderr.splitlines()[-1].startswith("llm-summarise: interrupted")
    assert len(workers) >= 2
    wait_for_end(workers)
    assert not [name for name in files(out) if not name.endswith(".json")]
    before = len(essence(out))
    assert before >= 1
    done = run("batch", folder, "-O", out, "-f", "json")
    assert f"{40 - before} done, {before} up to date" in lines(done.stderr)[-1]


@pytest.mark.slow
def test_the_workers_of_a_killed_batch_end_too(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 30, lines=50), tmp_path / "out"
    process = subprocess.Popen(
        program("batch", folder, "-O", out, "--jobs", "2"), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while "done" not in process.stderr.readline():
        pass
    workers = children(process.pid)
    process.kill()
    process.communicate()
    assert len(workers) >= 2
    wait_for_end(workers)
    done = run("batch", folder, "-O", out)
    assert ", 0 failed" in lines(done.stderr)[-1]
    assert [name for name in files(out) if not name.endswith(".md")] == []


@pytest.mark.slow
def test_an_episode_that_kills_its_process_fails_and_the_others_are_done(tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 5), tmp_path / "out"
    (folder / "killer.vtt").write_text(talk(1).replace("week", "KILL week"))
    patch = tmp_path / "sitecustomize.py"
    patch.write_text(
        "import os, sys\n"
        "import llm_summarise.readers as readers\n"
        "parse = readers.parse\n"
        "def fatal(data, name):\n"
        "    if b'KILL' in data: os.kill(os.getpid(), 9)\n"
        "    return parse(data, name)\n"
        "readers.parse = fatal\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = run("batch", folder, "-O", out, "--jobs", "2", check=3, PYTHONPATH=path)
    assert "killer.vtt: the process that read it died" in lines(done.stderr)[-2]
    assert len(files(out)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch_says_once_that_the_embedded_model_does_not_translate(tmp_path: Path, jobs: int) -> None:
    folder, out = episodes(tmp_path / "in", 5), tmp_path / "out"
    done = run(
        "batch", folder, "-O", out, "-f", "json", "-m", "extractive", "--language", "German", "--jobs", jobs
    )
    assert sum("does not translate" in line for line in lines(done.stderr)) == 1
    results = [json.loads(path.read_text()) for path in out.rglob("*.json") if FOLDER not in path.parts]
    assert len(results) == 5
    assert {result["language"] for result in results} == {None}
    assert all("does not translate" in result["warnings"][0] for result in results)
