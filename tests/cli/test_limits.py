"""Limits, waits and refusals as somebody at a terminal meets them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking.store.store import Store
from llm_summarise.domain.text import estimate_tokens
from tests.command import EXAMPLE, lines, program, usage
from tests.fault_server import (
    FaultServer,
    Reply,
    Request,
    answer,
    careful,
    quota_used_up,
    rate_limited,
    status,
)
from tests.inprocess import inside

CHUNKS = ["--chunk-tokens", "800"]
PIECES = 5
"""Chunks of the example at this size; one more question asks for the summary."""


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait is over at once."""
    pause = asyncio.sleep

    async def at_once(_seconds: float, *_: Any) -> None:
        await pause(0)

    monkeypatch.setattr(asyncio, "sleep", at_once)


def refusing(what: str) -> Any:
    return lambda request: status(400, "that will not do") if what in request.body else None


def folder_of(tmp_path: Path, count: int) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(count):
        text = EXAMPLE.read_text().replace("tide", f"tide{number}")
        (folder / f"{number:02}.vtt").write_text(text)
    return folder


def test_an_unexplained_refusal_costs_one_call_a_form_and_no_result(server: FaultServer) -> None:
    server.react = refusing("response_format")
    done = inside(EXAMPLE, "-m", "fault", *CHUNKS, "--concurrency", "1", "-f", "json")
    assert server.calls == PIECES + 1 + 1
    assert usage(done.stdout)["calls"] == PIECES + 1
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls == PIECES + 1 + 1


@pytest.mark.slow
def test_a_parameter_refused_for_every_call_ends_a_batch_after_the_first(
    server: FaultServer, tmp_path: Path
) -> None:
    server.react = lambda _request: status(400, "that will not do")
    folder = folder_of(tmp_path, 40)
    done = inside("batch", folder, "-O", tmp_path / "out", "-m", "fault", "--concurrency", "2", check=None)
    assert done.returncode == 1
    assert server.calls <= 2 + 3
    assert "that will not do" in done.stderr.decode()


def test_what_is_under_way_when_the_quota_ends_is_waited_for(server: FaultServer, tmp_path: Path) -> None:
    refused = threading.Event()

    def react(request: Request) -> Reply | None:
        if "tide1" in request.prompt:
            refused.set()
            return quota_used_up()
        right = careful(request)
        refused.wait(20)
        server.latency = 0.3  # the refusal is on its way before this
        return answer(right)

    server.together = 2
    server.react = react
    done = inside("batch", folder_of(tmp_path, 2), "-O", tmp_path / "out", "-m", "fault", check=1)
    assert "the quota is used up" in done.stderr.decode()
    assert server.calls == 2
    with Store(os.environ["LLM_SUMMARISE_CACHE_DIR"], warn=pytest.fail) as store:
        assert len(list(store.iterate())) == 1


def test_with_keep_going_one_refused_passage_is_missing_and_no_more(server: FaultServer) -> None:
    def odd(request: Request) -> Reply | None:
        printed = "printed table" in request.prompt and "[1] topic" not in request.prompt
        return status(400, "that will not do") if printed else None

    server.react = odd
    for calls in (PIECES + 1, PIECES + 1 + 4):  # the second time nothing tells that the others would be taken
        done = inside(EXAMPLE, "-m", "fault", *CHUNKS, "--concurrency", "1", "--keep-going", "-f", "json")
        assert json.loads(done.stdout)["coverage"]["failed"] == 1
        assert server.calls <= calls + 4


def test_a_long_wait_is_announced_where_there_is_no_terminal(server: FaultServer, no_waiting: None) -> None:
    server.plan = [rate_limited("42")]
    done = inside(EXAMPLE, "-m", "fault", "--no-cache")
    assert "waiting 43 s: the provider asks for it; Ctrl-C keeps what is done" in lines(done.stderr)
    server.plan = [rate_limited("42")]
    assert inside(EXAMPLE, "-m", "fault", "--no-cache", "-q").stderr == b""


@pytest.mark.slow
def test_interrupted_while_it_waits_it_ends_at_once(server: FaultServer) -> None:
    server.react = lambda _request: rate_limited("80")
    process = subprocess.Popen(
        program(EXAMPLE, "-m", "fault", *CHUNKS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert "waiting 8" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=10)
    assert (process.returncode, stdout) == (130, "")
    assert "interrupted" in stderr


def test_a_wait_of_an_hour_ends_the_run_and_says_when_to_come_back(server: FaultServer) -> None:
    server.react = lambda _request: rate_limited("3600")
    done = inside(EXAMPLE, "-m", "fault", *CHUNKS, check=1)
    (line,) = lines(done.stderr)
    assert "it works again in 60 minutes, at " in line


def cut(request: Request) -> Reply:
    """Ollama with its default context: it says how much it read, and nothing else."""
    reply = json.loads(answer(careful(request)).body or "")
    reply["usage"]["prompt_tokens"] = min(2048, (len(request.system) + len(request.prompt)) // 4)
    return Reply(body=json.dumps(reply))


def test_a_server_that_cuts_the_prompt_stops_the_run(server: FaultServer, tmp_path: Path) -> None:
    episode = tmp_path / "long.txt"
    words = "the harbour master reads the tide gauge and writes the level into the ledger of the station"
    talk = "\n\n".join(f"00:{n // 60:02}:{n % 60:02} {words} for day {n}" for n in range(600))
    episode.write_text(talk)
    server.react = cut
    done = inside(episode, "-m", "fault", "--concurrency", "1", check=1)
    assert server.calls == 1
    assert "2,048 tokens" in lines(done.stderr)[-1]
    assert "-o num_ctx 16384" in lines(done.stderr)[-1]
    assert "cached" not in done.stdout.decode()
    server.react = lambda request: None
    inside(episode, "-m", "fault", "-q")
    assert server.requests[0].prompt in [request.prompt for request in server.requests[1:]]


def test_a_chunk_of_more_tokens_than_a_minute_allows_is_halved(server: FaultServer) -> None:
    done = inside(EXAMPLE, "-m", "fault", "--tokens-per-minute", "10", check=4)
    assert server.calls == 0
    assert "--tokens-per-minute" in lines(done.stderr)[0]
    inside(EXAMPLE, "-m", "fault", "--tokens-per-minute", "1000000", "--requests-per-minute", "1000", "-q")
    assert server.calls == 2


def test_halves_are_asked_where_the_whole_is_more_than_a_minute_allows(
    server: FaultServer, no_waiting: None
) -> None:
    inside(EXAMPLE, "-m", "fault", "--no-cache", "-q")
    whole = server.requests[0]
    tokens = estimate_tokens(whole.system) + estimate_tokens(whole.prompt)
    done = inside(EXAMPLE, "-m", "fault", "--no-cache", "--tokens-per-minute", str(tokens - 1), "-f", "json")
    assert json.loads(done.stdout)["coverage"]["chunks"] == 2
    assert server.calls == 2 + 3
    assert whole.prompt not in [request.prompt for request in server.requests[2:]]
    assert "your limit per minute asks for it" in done.stderr.decode()


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_limit_of_nothing_is_a_mistake(value: str) -> None:
    done = inside(EXAMPLE, "-m", "extractive", f"--requests-per-minute={value}", check=2)
    assert "requests-per-minute" in done.stderr.decode()


def test_limits_come_from_the_environment_too(server: FaultServer) -> None:
    done = inside(EXAMPLE, "-m", "fault", check=4, LLM_SUMMARISE_TOKENS_PER_MINUTE="10")
    assert b"--tokens-per-minute" in done.stderr


def test_limits_do_not_concern_a_model_in_this_process() -> None:
    inside(EXAMPLE, "-m", "extractive", "--tokens-per-minute", "10", "--no-cache", "-q")


def test_an_option_the_server_names_is_left_out_and_told_once(server: FaultServer) -> None:
    said = "Unsupported parameter: 'temperature' is not supported with this model."
    server.react = lambda request: status(400, said) if "temperature" in request.body else None
    command = (EXAMPLE, "-m", "fault", *CHUNKS, "-o", "temperature", "0", "--concurrency", "1")
    done = inside(*command, "-f", "json")
    assert lines(done.stderr)[0] == "fault does not take -o temperature: asked without it"
    assert server.calls == PIECES + 1 + 1
    inside(*command, "-q", "--refresh")
    assert server.calls == 2 * (PIECES + 1 + 1)
    inside(*command, "-q")
    assert server.calls == 2 * (PIECES + 1 + 1)
