"""The program and a model over real HTTP: what is asked, what is kept, and how a run ends when calls fail."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest

from llm_summarise import asummarise, read_transcript, summarise
from tests.cache_samples import cached_prompts
from tests.command import EXAMPLE, lines, program, usage
from tests.fault_server import (
    FaultServer,
    Request,
    answer,
    careful,
    hang,
    key_refused,
    schema_rejected,
    status,
    truncated,
)
from tests.inprocess import inside

CHUNKS = ["--chunk-tokens", "800"]
PIECES = 5
"""Chunks of the example at this size; one more question asks for the summary."""


def passage(request: Request, words: str) -> bool:
    """Whether a request asks about the passage in which these words are said."""
    return words in request.prompt and "[1] topic" not in request.prompt


def asked_more_than_once(server: FaultServer) -> list[str]:
    counts = Counter(request.prompt for request in server.requests)
    return [prompt[:60] for prompt, count in counts.items() if count > 1]


@pytest.mark.parametrize("model", ["fault", "fault-plain"])
def test_the_second_run_asks_nothing_and_needs_no_server(server: FaultServer, model: str) -> None:
    first = inside(EXAMPLE, "-m", model, *CHUNKS, "-f", "json")
    assert server.calls == PIECES + 1
    assert usage(first.stdout)["calls"] == PIECES + 1
    server.close()
    second = inside(EXAMPLE, "-m", model, *CHUNKS, "-f", "json")
    assert (usage(second.stdout)["calls"], usage(second.stdout)["cached"]) == (0, PIECES + 1)
    for key in ("headline", "summary", "topics", "tools", "quotes", "people"):
        assert json.loads(first.stdout)[key] == json.loads(second.stdout)[key]


@pytest.mark.slow
def test_an_alias_shares_the_answers_and_another_endpoint_does_not(server: FaultServer) -> None:
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    inside(EXAMPLE, "-m", "fault-alias", *CHUNKS, "-q")
    assert server.calls == PIECES + 1
    file = Path(os.environ["LLM_USER_PATH"], "extra-openai-models.yaml")
    file.write_text(file.read_text().replace("127.0.0.1", "localhost"))
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls == 2 * (PIECES + 1)


@pytest.mark.slow
def test_correcting_one_line_costs_one_chunk_and_the_summary(server: FaultServer, tmp_path: Path) -> None:
    episode = tmp_path / "episode.vtt"
    text = EXAMPLE.read_text()
    episode.write_text(text)
    inside(episode, "-m", "fault", *CHUNKS, "-q")
    before = server.calls
    episode.write_text(text.replace("half a million rows", "half a billion rows"))
    done = inside(episode, "-m", "fault", *CHUNKS, "-f", "markdown")
    assert server.calls - before == 2
    assert f"2 calls · {PIECES - 1} cached" in lines(done.stderr)[-1]


@pytest.mark.slow
def test_options_and_seeds_are_sent_and_kept_apart(server: FaultServer) -> None:
    inside(EXAMPLE, "-m", "fault", "-o", "temperature", "0.5", "-q")
    assert {request.body["temperature"] for request in server.requests} == {0.5}
    assert {request.body["seed"] for request in server.requests} == {0}
    inside(EXAMPLE, "-m", "fault", "-o", "temperature", "0.5", "--seed", "1", "-q")
    assert server.calls == 4
    assert server.requests[-1].body["seed"] == 1


def test_the_next_run_asks_only_for_the_chunk_that_failed(server: FaultServer) -> None:
    server.react = lambda r: answer("no JSON here") if passage(r, "printed table") else None
    failed = inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q", check=4)
    assert failed.stdout == b""
    (line,) = lines(failed.stderr)
    assert f"1 of {PIECES} chunks failed (00:0" in line
    assert "cues " in line
    assert "asks only for what is missing" in line
    before = server.calls
    server.react = lambda r: None
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls - before == 2


def test_keep_going_gives_a_result_that_states_what_is_missing(server: FaultServer) -> None:
    server.react = lambda r: answer("no JSON here") if passage(r, "printed table") else None
    done = inside(EXAMPLE, "-m", "fault", *CHUNKS, "-f", "json", "--keep-going")
    result = json.loads(done.stdout)
    assert (result["coverage"]["ok"], result["coverage"]["failed"]) == (PIECES - 1, 1)
    ((first, last),) = result["coverage"]["missing"]
    assert 0 < first < last < result["source"]["cues"]
    assert any("have no notes" in warning for warning in result["warnings"])
    assert "1 of 5 chunks have no notes" in done.stderr.decode()


def test_keep_going_is_named_where_some_passages_were_read(server: FaultServer) -> None:
    server.react = lambda r: status(403, "your input was flagged") if passage(r, "printed table") else None
    (line,) = lines(inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q", check=4).stderr)
    assert "1 of 5 chunks failed" in line
    assert "--keep-going" in line
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q", "--keep-going")


@pytest.mark.parametrize(
    ("message", "code"), [("your input was flagged", 4), ("Country not supported", 1)], ids=["all", "fatal"]
)
def test_keep_going_is_not_named_where_it_would_not_help(
    server: FaultServer, message: str, code: int
) -> None:
    server.react = lambda _request: status(403, message)
    failed = inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q", check=code)
    assert b"--keep-going" not in failed.stderr


@pytest.mark.slow
def test_an_answer_cut_off_is_asked_for_in_halves_from_then_on(
    server: FaultServer,
) -> None:
    server.react = lambda r: (
        truncated() if passage(r, "One file. Really?") and passage(r, "printed table") else None
    )
    first = inside(EXAMPLE, "-m", "fault", *CHUNKS, "-f", "json")
    assert server.calls == PIECES + 1 + 2
    assert json.loads(first.stdout)["coverage"]["chunks"] == PIECES + 1
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls == PIECES + 1 + 2


def test_a_refused_key_stops_at_once_with_one_line(server: FaultServer) -> None:
    server.react = lambda r: key_refused()
    done = inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q", check=1)
    assert done.stdout == b""
    (line,) = lines(done.stderr)
    assert "llm keys set" in line
    assert "harbour" not in line
    assert server.calls <= PIECES


def test_an_unknown_model_names_the_nearest_before_anything_is_read_twice(server: FaultServer) -> None:
    done = inside(EXAMPLE, "-m", "fault-plian", check=2)
    assert "fault-plain" in lines(done.stderr)[0]
    assert "llm-summarise models" in lines(done.stderr)[0]
    assert server.calls == 0


def test_an_option_the_model_lacks_is_refused_unasked(server: FaultServer) -> None:
    done = inside(EXAMPLE, "-m", "fault", "-o", "temprature", "0", check=2)
    assert b"temprature" in done.stderr
    assert server.calls == 0


@pytest.mark.slow
def test_a_server_that_wrongly_claims_schemas_is_served_without(server: FaultServer) -> None:
    server.react = lambda r: schema_rejected() if r.schema else None
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    good = [r for r in server.requests if r.schema is None]
    assert len(good) == PIECES + 1
    before = server.calls
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls == before


def test_a_summary_that_cites_nothing_is_asked_for_again(server: FaultServer) -> None:
    def react(request: Request) -> object:
        if "[1] topic" in request.prompt and "could not be used" not in request.prompt:
            reply = json.loads(careful(request))
            for sentence in reply["summary"]:
                sentence["notes"] = [9999]
            return answer(json.dumps(reply))
        return None

    server.react = react  # type: ignore[assignment]
    inside(EXAMPLE, "-m", "fault", "-q")
    assert server.calls == 3
    assert "cites a note that exists" in server.requests[-1].prompt


def test_notes_that_are_not_in_the_transcript_are_dropped_and_counted(server: FaultServer) -> None:
    def respond(request: Request) -> str:
        reply = json.loads(careful(request))
        if "answer" in reply and "points" in reply["answer"]:
            point = {"cue": 3, "quote": "we sold the whole company to a bank in Zurich", "text": "They sold."}
            tool = {"cue": 3, "name": "Kubernetes", "said": "Kubernetes", "kind": "application"}
            reply["answer"]["points"].append(point)
            reply["answer"]["mentions"].append(tool)
        return json.dumps(reply)

    server.respond = respond
    result = json.loads(inside(EXAMPLE, "-m", "fault", "-f", "json").stdout)
    assert result["coverage"]["dropped"] == {"points": 1, "mentions": 1}
    assert "Kubernetes" not in [tool["name"] for tool in result["tools"]]
    assert "Zurich" not in json.dumps(result)


def test_name_and_link_are_the_catalogues_the_spelling_as_spoken(
    server: FaultServer,
) -> None:
    def respond(request: Request) -> str:
        reply = json.loads(careful(request))
        if "answer" in reply and "mentions" in reply["answer"]:
            reply["answer"]["mentions"] = [
                {
                    "cue": 1,
                    "name": "ollama",
                    "said": "Olama",
                    "kind": "other",
                    "url": "http://evil",
                }
            ]
        return json.dumps(reply)

    server.respond = respond
    (tool,) = json.loads(inside(EXAMPLE, "-m", "fault", "-f", "json").stdout)["tools"]
    assert (tool["name"], tool["url"], tool["mentions"][0]["surface"]) == (
        "Ollama",
        "https://ollama.com",
        "Olama",
    )


@pytest.mark.slow
def test_an_episode_too_long_for_one_summary_is_condensed_in_parts(server: FaultServer) -> None:
    inside(EXAMPLE, "-m", "fault", "--chunk-tokens", "150", "-q")
    assert any("Choose the notes that matter most" in r.system for r in server.requests) or server.calls > 12


@pytest.mark.slow
def test_a_passage_without_content_may_say_so(server: FaultServer) -> None:
    server.respond = lambda r: json.dumps({"answer": {"nothing_to_say": "only music"}})
    done = inside(EXAMPLE, "-m", "fault", "-f", "json")
    result = json.loads(done.stdout)
    assert (result["summary"], result["topics"], result["coverage"]["failed"]) == ([], [], 0)
    assert "the model found nothing worth a note" in result["warnings"]
    assert server.calls == 1


@pytest.mark.slow
def test_four_processes_on_one_episode_ask_each_question_once(server: FaultServer) -> None:
    command = program(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    outputs = [process.communicate(timeout=90) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, outputs
    assert asked_more_than_once(server) == []
    assert server.calls == PIECES + 1


@pytest.mark.slow
def test_interrupted_it_ends_with_130_and_keeps_what_was_answered(server: FaultServer) -> None:
    server.react = lambda r: hang() if passage(r, "printed table") else None
    process = subprocess.Popen(
        program(EXAMPLE, "-m", "fault", *CHUNKS, "-q"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert server.hanging.acquire(timeout=60)
    wait_for_answers(PIECES - 1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=10)
    assert (process.returncode, stdout) == (130, b"")
    assert b"interrupted" in stderr
    assert b"Traceback" not in stderr
    server.react = lambda r: None
    before = server.calls
    inside(EXAMPLE, "-m", "fault", *CHUNKS, "-q")
    assert server.calls - before == 2


@pytest.mark.slow
def test_terminated_it_ends_with_143(server: FaultServer) -> None:
    server.react = lambda r: hang()
    process = subprocess.Popen(
        program(EXAMPLE, "-m", "fault", *CHUNKS, "-q"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert server.hanging.acquire(timeout=60)
    process.terminate()
    assert process.communicate(timeout=10)[0] == b""
    assert process.returncode == 143


@pytest.mark.slow
def test_killed_twenty_times_it_repeats_no_finished_call(server: FaultServer, tmp_path: Path) -> None:
    """A call is finished when its answer is in the cache: what was under way when the process died may be
    asked again, what was kept may not."""
    episode = tmp_path / "long.txt"
    words = ["tide", "harbour", "pump", "sensor", "engine", "window", "garden", "letter", "bridge", "market"]
    talk = [
        f"{words[i % 10]} number {i} was measured in the {words[i // 10 % 10]} of {words[i // 100]}."
        for i in range(600)
    ]
    episode.write_text("\n\n".join(f"{i // 60:02d}:{i % 60:02d}:00 {line}" for i, line in enumerate(talk)))
    command = program(episode, "-m", "fault", "--chunk-tokens", "250", "--concurrency", "2", "-q")
    server.latency = 0.05
    kept_before: set[str] = set()
    for round_ in range(20):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seen = server.calls
        while process.poll() is None and server.calls < seen + 1 + round_ % 3:
            threading.Event().wait(0.005)
        process.kill()
        process.wait()
        repeated = {r.prompt for r in server.requests[seen:]} & kept_before
        assert repeated == set()
        kept_before |= cached_prompts()
    done = inside(episode, "-m", "fault", "--chunk-tokens", "250", "-f", "json")
    assert {r.prompt for r in server.requests[-usage(done.stdout)["calls"] :]} & kept_before == set()


def wait_for_answers(count: int) -> None:
    """Until so many answers are in the cache: the server cannot tell when one has been written."""
    for _ in range(2000):
        if len(cached_prompts()) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(cached_prompts())} answers kept, {count} expected")


def test_the_library_does_the_same_also_inside_a_running_loop(server: FaultServer) -> None:
    transcript = read_transcript(EXAMPLE)

    async def notebook() -> list[str]:
        return [
            summarise(transcript, model="fault").headline,
            (await asummarise(EXAMPLE, model="fault")).headline,
        ]

    first, second = asyncio.run(notebook())
    assert first == second
    assert server.calls == 2


@pytest.mark.slow
def test_samples_ask_every_question_once_a_seed(server: FaultServer) -> None:
    done = inside(EXAMPLE, "-m", "fault", "--samples", "3", "-f", "json")
    assert Counter(request.body["seed"] for request in server.requests) == {0: 2, 1: 2, 2: 2}
    result = json.loads(done.stdout)
    assert result["provenance"]["samples"] == 3
    assert {tool["support"] for tool in result["tools"]} == {1.0}


@pytest.mark.slow
def test_a_server_error_that_lasts_says_what_to_try(server: FaultServer) -> None:
    server.react = lambda r: status(400, "this model is tired")
    done = inside(EXAMPLE, "-m", "fault", "-q", check=1)
    assert "this model is tired" in lines(done.stderr)[0]
    assert server.calls == 1


@pytest.mark.slow
def test_a_model_that_cuts_off_every_answer_is_found_out(server: FaultServer) -> None:
    server.react = lambda r: truncated()
    done = inside(EXAMPLE, "-m", "fault", "-q", check=4)
    assert server.calls == 1 + 2 + 4 + 8
    (line,) = lines(done.stderr)
    assert "8 of 8 chunks failed" in line
    assert "and 5 more" in line
    assert "cut off at its limit" in line
    inside(EXAMPLE, "-m", "fault", "-q", check=4)
    assert server.calls == 1 + 2 + 4 + 8 + 8
