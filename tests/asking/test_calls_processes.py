"""Several processes on one cache, and processes that are killed: no finished call is repeated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.fault_server import FaultServer, Request, fault_server

__all__ = ["fault_server"]

PROGRAM = """
import asyncio, json, sys, urllib.request
from pydantic import BaseModel
from types import SimpleNamespace
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.caller import Caller
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from llm_summarise.asking.background import in_thread
from llm_summarise.asking.models.protocol import Answer, ResolvedModel

url, folder, questions = sys.argv[1], sys.argv[2], int(sys.argv[3])

class Count(BaseModel):
    n: int

class PlainModel:  # without `llm`, which takes a second to start
    resolved = ResolvedModel("plain", "plain", supports_schema=True)

    async def answer(self, system, prompt, schema, seed, timeout):
        body = json.dumps({"messages": [{"role": "user", "content": prompt}]}).encode()
        said = await in_thread(lambda: urllib.request.urlopen(url + "/chat/completions", body).read())
        return Answer(json.loads(said)["choices"][0]["message"]["content"], 1, 1, finish="complete")

    async def aclose(self):
        pass

async def go(store):
    locks = KeyLocks(folder, warn=print)
    wording = SimpleNamespace(with_schema=str, repair=str)
    async with Caller(PlainModel(), store, wording, Policy(concurrency=4), locks=locks) as caller:
        async def ask(prompt):
            await caller.ask("count", prompt, Count)
            print(prompt, flush=True)
        await asyncio.gather(*(ask(f"question {i}") for i in range(questions)))

with Store(folder, warn=print) as store:
    asyncio.run(go(store))
"""


def start(server: FaultServer, folder: Path, questions: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, server.url, str(folder), str(questions)]
    return subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE)


@pytest.mark.slow
def test_four_processes_with_the_same_questions_make_each_call_once(
    fault_server: FaultServer, tmp_path: Path
) -> None:
    fault_server.respond = lambda _request: '{"n": 1}'
    processes = [start(fault_server, tmp_path, 40) for _ in range(4)]
    assert [(process.communicate(), process.returncode)[1] for process in processes] == [0] * 4
    assert Counter(request.prompt for request in fault_server.requests) == Counter(
        f"question {i}" for i in range(40)
    )


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_repeats_no_finished_call(
    fault_server: FaultServer, tmp_path: Path
) -> None:
    """Each process is killed while it works. Finished is what it said it had: it says so after keeping it."""
    kills, questions, between = 20, 200, 8
    enough = threading.Semaphore(0)

    def respond(_request: Request) -> str:
        if fault_server.calls % between == 0:
            enough.release()
        return '{"n": 1}'

    fault_server.respond = respond
    finished: set[str] = set()
    for _ in range(kills):
        asked_before = fault_server.calls
        process = start(fault_server, tmp_path, questions)
        while process.poll() is None and not enough.acquire(timeout=0.05):
            pass
        process.send_signal(signal.SIGKILL)
        output, _ = process.communicate()
        assert not finished & {request.prompt for request in fault_server.requests[asked_before:]}
        finished |= set(output.decode().split("\n")[:-1])
    last = start(fault_server, tmp_path, questions)
    assert len(last.communicate()[0].splitlines()) == questions
    asked = Counter(request.prompt for request in fault_server.requests)
    assert len(asked) == questions
    # All that was asked again was under way when a process died: at most 2 calls for each of 4 places.
    assert sum(asked.values()) - questions <= 8 * kills
