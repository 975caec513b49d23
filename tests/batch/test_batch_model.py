"""`llm-summarise batch` and a model over real HTTP: one pool for all, failures, limits, two batches at once,
and being killed."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.batch.driver import SPARE, run_batch
from llm_summarise.batch.job import Counts, Job
from llm_summarise.batch.todo import look_through
from llm_summarise.domain.settings import Settings
from llm_summarise.render import View
from tests.batch.test_batch import Watching
from tests.batch_samples import episodes, essence, files, talk
from tests.cache_samples import cached_prompts
from tests.command import EXAMPLE, lines, program, run
from tests.fault_server import FaultServer, Reply, Request, key_refused, quota_used_up, status
from tests.inprocess import inside


def do(folder: Path, output: Path | None, display: Any = None, **options: Any) -> tuple[Counts, list[str]]:
    """One batch in this process, with the model `fault`."""
    names = {name: options.pop(name) for name in list(options) if name in Settings.model_fields}
    job = replace(Job(Settings(**{"model": "fault", "chunk_tokens": 400, **names}), View()), output=output)
    job = replace(job, formats=("json",), **options)
    said: list[str] = []
    todo = look_through([str(folder)], job, warn=said.append)
    return asyncio.run(run_batch(todo, job, display=display or Watching(), warn=said.append)), said


def about(request: Request, number: int) -> bool:
    """Whether a request is about the lines of an episode."""
    return re.search(rf"week {number + 1}00\b", request.prompt) is not None


def test_all_episodes_share_one_pool_and_none_waits_for_another(server: FaultServer, tmp_path: Path) -> None:
    """With one chunk that hangs, all other episodes are done: the hanging one takes one place of three."""
    folder, out = episodes(tmp_path / "in", 8), tmp_path / "out"
    server.together = 3
    server.react = lambda r: Reply(hang=True) if about(r, 0) else None
    done: list[str] = []
    others = threading.Event()

    class Display(Watching):
        def finished(self, outcome: Any) -> None:
            done.append(outcome.name)
            if len(done) == 7:
                others.set()
                server.react = lambda r: None
                server.release()

    counts, _ = do(folder, out, Display(), concurrency=3)
    assert others.is_set()
    assert counts.done == 8
    assert server.most_at_once == 3
    assert done[-1].endswith("talk00.vtt")


def test_few_transcripts_are_in_memory_at_a_time(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_summarise.episode import summarise as single

    sampled, in_hand, most = single.sampled, [0], [0]

    async def counted(transcript: Any, run: Any) -> Any:
        in_hand[0] += 1
        most[0] = max(most[0], in_hand[0])
        try:
            return await sampled(transcript, run)
        finally:
            in_hand[0] -= 1

    monkeypatch.setattr(single, "sampled", counted)
    assert do(episodes(tmp_path / "in", 15), tmp_path / "out", concurrency=2)[0].done == 15
    assert most[0] <= 2 + SPARE


def test_of_a_failing_episode_only_what_is_missing_is_asked_again(
    server: FaultServer, tmp_path: Path
) -> None:
    folder, out = episodes(tmp_path / "in", 5), tmp_path / "out"
    server.react = lambda r: status(400, "not that one") if about(r, 3) else None
    counts, _ = do(folder, out)
    assert (counts.done, counts.failed) == (4, 1)
    assert "not that one" in counts.failures[0][1]
    server.react = lambda r: None
    before = server.calls
    assert do(folder, out)[0].done == 1
    assert server.calls - before == 2


@pytest.mark.parametrize("fault", [key_refused, quota_used_up])
def test_what_every_call_would_meet_stops_the_batch_with_one_line(
    server: FaultServer, tmp_path: Path, fault: Any
) -> None:
    folder = episodes(tmp_path / "in", 40)
    server.react = lambda r: fault()
    counts, _ = do(folder, tmp_path / "out", concurrency=2)
    assert counts.stopped is not None
    assert (counts.stopped.exit_code, counts.done, counts.failed) == (1, 0, 0)
    assert server.calls <= 4
    assert not files(tmp_path / "out")


def test_a_key_that_is_refused_is_one_line(server: FaultServer, tmp_path: Path) -> None:
    server.react = lambda r: key_refused()
    folder = episodes(tmp_path / "in", 9)
    (said,) = lines(inside("batch", folder, "-O", tmp_path / "out", "-m", "fault", check=1).stderr)
    assert said.startswith("llm-summarise: ")


def test_the_budget_is_one_for_the_batch_and_what_is_done_is_kept(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_summarise.asking import money

    monkeypatch.setattr(money, "price", lambda resolved, i, o, c=0: 0.01)
    monkeypatch.setattr(money, "estimate", lambda resolved, i, o: 0.01)
    folder, out = episodes(tmp_path / "in", 10), tmp_path / "out"
    counts, _ = do(folder, out, concurrency=2, max_cost=0.135)
    assert counts.stopped is not None
    assert counts.stopped.exit_code == 5
    assert (counts.failed, server.calls) == (0, 13)
    kept = len(essence(out))
    assert 2 <= kept < 10
    assert do(folder, out)[0].current == kept


def test_keep_going_gives_what_there_is_and_the_next_batch_completes_it(
    server: FaultServer, tmp_path: Path
) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    server.react = lambda r: status(400, "no") if about(r, 1) and "[1] topic" not in r.prompt else None
    counts, said = do(folder, out, keep_going=True, chunk_tokens=200)
    assert counts.done == 2
    assert any("chunks have no notes" in text for text in said)
    server.react = lambda r: None
    counts, _ = do(folder, out, keep_going=True, chunk_tokens=200)
    assert (counts.done, counts.current) == (1, 1)
    assert do(folder, out, keep_going=True, chunk_tokens=200)[0].current == 2


def test_correcting_one_line_costs_one_chunk_and_the_summary(server: FaultServer, tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    file = folder / "long.vtt"
    file.write_text(EXAMPLE.read_text())
    do(folder, out, chunk_tokens=800)
    before = server.calls
    file.write_text(EXAMPLE.read_text().replace("half a million rows", "half a billion rows"))
    counts, _ = do(folder, out, chunk_tokens=800)
    assert (counts.done, counts.current, counts.usage.calls, server.calls - before) == (1, 2, 2, 2)


@pytest.mark.slow
def test_two_batches_at_once_do_everything_once(server: FaultServer, tmp_path: Path) -> None:
    folder, out = episodes(tmp_path / "in", 6), tmp_path / "out"
    command = program("batch", folder, "-O", out, "-m", "fault", "-f", "json", "-f", "markdown")
    pair = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [process.communicate(timeout=90)[1] for process in pair]
    assert [process.returncode for process in pair] == [0, 0], ends
    assert max(Counter(request.prompt for request in server.requests).values()) == 1
    assert len(files(out)) == 12
    counts = [line for end in ends for line in lines(end) if line.startswith("episodes: ")]
    done = [int(line.split()[1]) for line in counts]
    assert sum(done) == 6
    assert do(folder, out, chunk_tokens=None)[0].current == 6


@pytest.mark.slow
def test_killed_ten_times_it_repeats_no_finished_call(server: FaultServer, tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 30, lines=20)
    options = ("-m", "fault", "--chunk-tokens", "200", "-f", "json", "-f", "markdown", "--concurrency", "3")
    undisturbed = tmp_path / "undisturbed"
    run("batch", folder, "-O", undisturbed, *options, "-q", "--cache-dir", tmp_path / "other-cache")
    server.requests.clear()
    server.latency = 0.03
    out = tmp_path / "out"
    kept: set[str] = set()
    for round_ in range(10):
        command = program("batch", folder, "-O", out, *options, "-q")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seen = server.calls
        while process.poll() is None and server.calls < seen + 3 + 5 * (round_ % 4):
            threading.Event().wait(0.002)
        threading.Event().wait(0.004 * (round_ % 3))
        process.kill()
        process.wait()
        assert {r.prompt for r in server.requests[seen:]} & kept == set()
        kept |= cached_prompts()
    assert len(files(out)) > 0
    seen = server.calls
    done = run("batch", folder, "-O", out, *options)
    assert ", 0 failed" in lines(done.stderr)[-1]
    assert {r.prompt for r in server.requests[seen:]} & kept == set()
    assert essence(out) == essence(undisturbed)
    assert files(out) == files(undisturbed)
    assert [p.name for p in (out / ".llm-summarise").iterdir() if p.suffix != ".json"] == []


@pytest.mark.slow
def test_a_second_machine_goes_on_with_the_answers_of_the_first(server: FaultServer, tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 6)
    exports = []
    for number in (1, 2):
        cache = tmp_path / f"cache{number}"
        do(folder, tmp_path / f"out{number}", part=f"{number}/2", cache_dir=cache)
        exports.append(inside("cache", "export", "--cache-dir", cache).stdout)
    assert all(exports)
    together = tmp_path / "together"
    inside("cache", "import", "-", "--cache-dir", together, stdin=b"".join(exports))
    before = server.calls
    counts, _ = do(folder, tmp_path / "out", cache_dir=together)
    assert (counts.done, counts.usage.calls, server.calls - before) == (6, 0, 0)
    assert essence(tmp_path / "out") == {**essence(tmp_path / "out1"), **essence(tmp_path / "out2")}


@pytest.mark.slow
def test_jsonl_streams_each_result_as_it_is_done(server: FaultServer, tmp_path: Path) -> None:
    """The first line is there while another episode still waits for its answer."""
    folder = episodes(tmp_path / "in", 2)
    server.react = lambda r: Reply(hang=True) if about(r, 0) else None
    process = subprocess.Popen(
        program("batch", folder, "--jsonl", "-m", "fault", "-q"), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert (Path(first["source"]).name, first["status"]) == ("talk01.vtt", "done")
    assert server.hanging.acquire(timeout=30)
    server.react = lambda r: None
    server.release()
    rest = process.communicate(timeout=60)[0]
    assert json.loads(rest)["status"] == "done"
    assert process.returncode == 0


def test_the_record_says_what_was_read_and_not_what_was_seen(server: FaultServer, tmp_path: Path) -> None:
    """A file that is rewritten between being looked at and being read is up to date with what was read."""
    folder, out = episodes(tmp_path / "in", 2), tmp_path / "out"
    job = Job(Settings(model="fault"), View(), formats=("json",), output=out)
    todo = look_through([str(folder)], job, warn=print)
    (folder / "talk01.vtt").write_text(talk(8))
    asyncio.run(run_batch(todo, job, display=Watching(), warn=print))
    assert [o.state for o in look_through([str(folder)], job, warn=print).settled] == ["skipped", "skipped"]
