"""Ctrl-C, SIGTERM and SIGHUP end whatever a command does, with 128 + their number, and all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch_samples import episodes, talk
from tests.command import EXAMPLE, program
from tests.fault_server import FaultServer, Reply, careful
from tests.processes import children, end, wait_for_end

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux tells of processes"),
]

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
each_signal = pytest.mark.parametrize(("number", "code"), SIGNALS.items(), ids=lambda n: str(int(n)))


def start(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    env = {**os.environ, **environment}
    return subprocess.Popen(program(*words), cwd=cwd, env=env, stdin=pipe, stdout=pipe, stderr=pipe)


def interrupted(stderr: bytes) -> bool:
    assert b"Traceback" not in stderr, stderr.decode()
    return stderr.splitlines()[-1].startswith(b"llm-summarise: interrupted")


WAITING = {
    "episode": (EXAMPLE, "-m", "fault"),
    "batch": ("batch", EXAMPLE, "-m", "fault", "-O", "out"),
    "run": ("run", "books", EXAMPLE, "-m", "fault"),
    "compare": ("compare", EXAMPLE, "-m", "extractive", "-m", "fault"),
    "index": ("index", EXAMPLE, "-m", "fault"),
    "hook": ("hook", "summaries", "a.vtt", "-m", "fault"),
    "doctor": ("doctor", "-m", "fault", "--call"),
}


@pytest.mark.parametrize("name", WAITING)
def test_a_call_that_hangs_is_given_up(tmp_path: Path, fault_server: FaultServer, name: str) -> None:
    (tmp_path / "a.vtt").write_text(talk(1))
    fault_server.react = lambda r: Reply(hang=True)
    for number, code in SIGNALS.items():
        process = start(*WAITING[name], cwd=tmp_path)
        assert fault_server.hanging.acquire(timeout=60)
        ended, stderr = end(process, number)
        assert (ended, b"Traceback" in stderr) == (code, False), stderr.decode()
        while fault_server.hanging.acquire(blocking=False):
            pass  # calls under way at the same time


@each_signal
def test_a_pipe_that_nobody_writes_to_is_given_up(tmp_path: Path, number: int, code: int) -> None:
    os.mkfifo(tmp_path / "pipe")
    process = start("pipe", cwd=tmp_path)
    writer = os.open(tmp_path / "pipe", os.O_WRONLY)  # waits until the program has opened it
    ended, stderr = end(process, number)
    os.close(writer)
    assert (ended, interrupted(stderr)) == (code, True)


@each_signal
def test_a_message_hook_takes_its_child_along(
    tmp_path: Path, fault_server: FaultServer, number: int, code: int
) -> None:
    fault_server.react = lambda r: Reply(hang=True)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "a").write_text("1")
    subprocess.run(["git", "add", "a"], cwd=tmp_path, check=True)
    (tmp_path / "message").write_text("")
    process = start("hook", "commit-message", "message", "-m", "fault", "--timeout", "600", cwd=tmp_path)
    assert fault_server.hanging.acquire(timeout=60)
    below = children(process.pid)
    assert below
    ended, stderr = end(process, number)
    assert (ended, interrupted(stderr)) == (code, True)
    wait_for_end(below)
    assert (tmp_path / "message").read_text() == ""


# What computes instead of waiting

BUSY = {
    "Python": "while True: pass",
    "a pattern": "re.match('(a+)+$', 'a' * 64 + 'b')",
    "a thread that never ends": "await asyncio.to_thread(threading.Event().wait)",
    "a wait that is not asked": "threading.Event().wait()",
}


def script(work: str, before: str = "") -> list[str]:
    """A program that says that it begins, and then does `work` as a command does its own."""
    text = f"""
        import asyncio, re, sys, threading
        from llm_summarise import stopping
        from llm_summarise.asking.loops import run_interruptible
        from llm_summarise.domain.errors import Interrupted
        {before}
        async def work():
            print("begun", flush=True)
            {work}
        try:
            run_interruptible(work())
        except Interrupted as error:
            sys.exit(error.exit_code)
    """
    return [sys.executable, "-c", textwrap.dedent(text)]


@pytest.mark.parametrize("work", BUSY.values(), ids=BUSY)
def test_what_computes_cannot_hold_the_process(work: str) -> None:
    for number, code in SIGNALS.items():
        process = subprocess.Popen(script(work), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        assert end(process, number)[0] == code


@each_signal
def test_a_second_one_ends_it_at_once(number: int, code: int) -> None:
    before = "stopping.end_within_grace = None; from llm_summarise.asking import loops"
    patch = "loops.end_within_grace = lambda number: print('first', flush=True)"
    command = script("while True: pass", f"{before}; {patch}")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(signal.SIGTERM)
    assert process.stdout.readline() == b"first\n"
    assert end(process, number)[0] == code


def test_what_is_ignored_stays_ignored(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    fault_server.plan = [Reply(hang=True)]
    words = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *program(EXAMPLE, "-m", "fault", "-q")]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert fault_server.hanging.acquire(timeout=60)
    process.send_signal(signal.SIGHUP)  # as nohup has it
    assert end(process, signal.SIGTERM)[0] == 143


# Workers

STUCK = """
import os, re, sys
if any("spawn_main" in word for word in sys.orig_argv):
    import concurrent.futures.process as processes

    def stuck(calls, results, initializer, initargs, *rest):
        initializer(*initargs)
        with open(os.environ["TOLD"], "w") as told:
            told.write(f"{os.getpid()}\\n")
        re.match("(a+)+$", "a" * 64 + "b")

    processes._process_worker = stuck
"""


@pytest.fixture
def stuck(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A batch whose two workers are in a pattern that never ends, and let no thread of theirs run."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(STUCK)
    os.mkfifo(tmp_path / "told")
    folder = episodes(tmp_path / "in", 8)
    path = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    words = ("batch", folder, "-O", tmp_path / "out", "--jobs", "2")
    process = start(*words, PYTHONPATH=path, TOLD=str(tmp_path / "told"))
    pids: list[int] = []
    while len(pids) < 2:
        with (tmp_path / "told").open() as told:
            pids += map(int, told.read().split())
    yield process, pids
    process.kill()
    process.communicate()


@each_signal
def test_workers_that_compute_end_with_a_batch(
    stuck: tuple[subprocess.Popen[bytes], list[int]], number: int, code: int
) -> None:
    process, workers = stuck
    below = children(process.pid)
    assert set(workers) <= set(below)
    ended, stderr = end(process, number)
    assert (ended, interrupted(stderr)) == (code, True)
    wait_for_end(below)


def test_workers_end_with_a_batch_that_is_killed(
    stuck: tuple[subprocess.Popen[bytes], list[int]],
) -> None:
    process, workers = stuck
    below = children(process.pid)
    assert end(process, signal.SIGKILL)[0] == -signal.SIGKILL
    wait_for_end([*workers, *below])
