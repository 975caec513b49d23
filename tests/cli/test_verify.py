"""`--verify` over real HTTP: what is asked, corrected, dropped, counted and kept."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from llm_summarise import summarise
from tests.command import EXAMPLE, lines, program
from tests.fault_server import FaultServer, Request, careful, hang, truncated
from tests.inprocess import inside

ROW = re.compile(r"^\[(\d+)\] (\w+) \| [P\d ]*\| (.*)$", re.MULTILINE)
VERIFIED = ("-m", "fault", "--verify")

Judge = Callable[[str, str], dict[str, Any]]
"""Says of a kind and a text what is to be said of it."""


def verifies(request: Request) -> bool:
    return "\nStatements: " in f"\n{request.prompt}"


def supported(kind: str, text: str) -> dict[str, Any]:
    return {"wrong": "", "verdict": "supported", "text": ""}


def judging(judge: Judge, *, skipped: int = 0) -> Callable[[Request], str]:
    """A model that takes notes carefully and judges so; it forgets the statement numbered `skipped`."""

    def respond(request: Request) -> str:
        if not verifies(request):
            return careful(request)
        rows = ((int(number), kind, text) for number, kind, text in ROW.findall(request.prompt))
        verdicts = [{"statement": n, **judge(kind, text)} for n, kind, text in rows if n != skipped]
        return json.dumps({"statements": verdicts})

    return respond


def shortened(text: str) -> str:
    """A sentence without its last word."""
    return f"{text.rsplit(' ', 1)[0]}."


def strict() -> Judge:
    """Finds a wrong word in the first sentence of the summary, and nothing to support the first takeaway."""
    seen: set[str] = set()

    def judge(kind: str, text: str) -> dict[str, Any]:
        if kind in seen or kind == "headline":
            return supported(kind, text)
        seen.add(kind)
        if kind == "takeaway":
            return {"wrong": text, "verdict": "unsupported", "text": ""}
        return {"wrong": text.split()[-1], "verdict": "corrected", "text": shortened(text)}

    return judge


def texts(result: dict[str, Any], name: str) -> list[str]:
    return [item["text"] for item in result[name]]


def test_what_is_wrong_is_corrected_what_nobody_said_is_dropped(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    plain = json.loads(inside(EXAMPLE, "-m", "fault", "-f", "json").stdout)
    assert fault_server.calls == 2
    assert plain["coverage"]["verified"] == {}
    assert "verify" not in plain["provenance"]["settings"]
    fault_server.respond = judging(strict())
    done = inside(EXAMPLE, *VERIFIED, "-f", "json")
    result = json.loads(done.stdout)
    assert fault_server.calls == 3, "notes and summary are those that were paid for"
    assert (result["usage"]["calls"], result["usage"]["cached"]) == (1, 2)
    claims = 1 + len(plain["summary"]) + len(plain["takeaways"])
    assert result["coverage"]["verified"] == {"supported": claims - 2, "corrected": 1, "dropped": 1}
    assert result["provenance"]["settings"]["verify"] is True
    assert texts(plain, "takeaways")[1:] == texts(result, "takeaways")
    first, *others = texts(plain, "summary")
    assert [shortened(first), *others] == texts(result, "summary")
    assert "Verified: " in inside(EXAMPLE, *VERIFIED, "-f", "terminal").stdout.decode()


def test_the_second_run_asks_nothing(fault_server: FaultServer) -> None:
    fault_server.respond = judging(strict())
    first = json.loads(inside(EXAMPLE, *VERIFIED, "-f", "json").stdout)
    assert fault_server.calls == first["usage"]["calls"] == 3
    fault_server.close()
    for more in ((), ("--log",)):  # the whole result is found, and its answers one by one
        second = json.loads(inside(EXAMPLE, *VERIFIED, "-f", "json", *more).stdout)
        assert (second["usage"]["calls"], second["usage"]["cached"]) == (0, 3)
        for part in ("headline", "summary", "takeaways", "coverage"):
            ours, theirs = (
                {**r[part], "cached": 0} if part == "coverage" else r[part] for r in (first, second)
            )
            assert ours == theirs


def test_an_answer_that_skips_a_sentence_is_asked_again(fault_server: FaultServer) -> None:
    forgetful, whole = judging(supported, skipped=2), judging(supported)
    fault_server.respond = lambda r: (whole if "no verdict on [2]" in r.prompt else forgetful)(r)
    result = json.loads(inside(EXAMPLE, *VERIFIED, "-f", "json").stdout)
    assert fault_server.calls == 4
    assert set(result["coverage"]["verified"]) == {"supported"}


def test_a_verdict_of_no_known_kind_is_asked_again(fault_server: FaultServer) -> None:
    def respond(request: Request) -> str:
        odd = {"wrong": "", "verdict": "perhaps", "text": ""}
        first = verifies(request) and "could not be used" not in request.prompt
        return judging((lambda _kind, _text: odd) if first else supported)(request)

    fault_server.respond = respond
    inside(EXAMPLE, *VERIFIED, "-q")
    assert fault_server.calls == 4


def test_without_a_verdict_the_run_ends_and_keep_going_says_so(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported, skipped=2)
    failed = inside(EXAMPLE, *VERIFIED, "-q", check=4)
    assert failed.stdout == b""
    (line,) = lines(failed.stderr)
    assert "the summary could not be verified: " in line
    assert "--keep-going" in line
    result = json.loads(inside(EXAMPLE, *VERIFIED, "-q", "--keep-going", "-f", "json").stdout)
    claims = 1 + len(result["summary"]) + len(result["takeaways"])
    assert result["coverage"]["verified"] == {"unverified": claims}
    assert any(f"{claims} of {claims} sentences unverified" in text for text in result["warnings"])
    before = fault_server.calls
    fault_server.respond = judging(supported)
    again = json.loads(inside(EXAMPLE, *VERIFIED, "-q", "-f", "json").stdout)
    assert fault_server.calls - before == 1, "what is unverified is not kept as a result"
    assert again["coverage"]["verified"] == {"supported": claims}


@pytest.mark.slow
def test_interrupted_it_loses_nothing_that_was_paid_for(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported)
    fault_server.react = lambda r: hang() if verifies(r) else None
    process = subprocess.Popen(program(EXAMPLE, *VERIFIED, "-q"), stdout=subprocess.PIPE, stderr=-1)
    assert fault_server.hanging.acquire(timeout=60)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10)[0] == b""
    assert process.returncode == 130
    fault_server.react = lambda r: None
    before = fault_server.calls
    inside(EXAMPLE, *VERIFIED, "-q")
    assert fault_server.calls - before == 1


def test_an_answer_cut_off_is_asked_for_in_halves_from_then_on(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported)
    fault_server.react = lambda r: truncated() if verifies(r) and len(ROW.findall(r.prompt)) > 3 else None
    result = json.loads(inside(EXAMPLE, *VERIFIED, "-f", "json").stdout)
    claims = 1 + len(result["summary"]) + len(result["takeaways"])
    assert result["coverage"]["verified"] == {"supported": claims}
    calls = fault_server.calls
    inside(EXAMPLE, *VERIFIED, "-q", "--log")
    assert fault_server.calls == calls


def test_many_statements_are_asked_about_in_several_calls(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported)
    small = (*VERIFIED, "--chunk-tokens", "600", "-f", "json")
    result = json.loads(inside(EXAMPLE, *small).stdout)
    asked = [r for r in fault_server.requests if verifies(r)]
    assert len(asked) > 1
    shown = [row[2] for request in asked for row in ROW.findall(request.prompt)]
    claims = [result["headline"], *texts(result, "summary"), *texts(result, "takeaways")]
    assert sorted(shown) == sorted(claims)
    assert result["coverage"]["verified"] == {"supported": len(shown)}
    plan = inside(EXAMPLE, *small[:-2], "--dry-run").stdout.decode()
    assert re.search(rf"calls: +(\d+), of them \1 cached, {len(asked)} to verify", plan)


def test_several_samples_are_verified_once(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported)
    result = json.loads(inside(EXAMPLE, *VERIFIED, "--samples", "2", "-f", "json").stdout)
    assert sum(verifies(r) for r in fault_server.requests) == 1
    assert result["usage"]["calls"] == 5
    claims = 1 + len(result["summary"]) + len(result["takeaways"])
    assert result["coverage"]["verified"] == {"supported": claims}


def test_a_dry_run_counts_the_further_call_before_and_after(fault_server: FaultServer) -> None:
    fault_server.respond = judging(supported)

    def planned(*options: str) -> tuple[str, int, int]:
        printed = inside(EXAMPLE, "-m", "fault", "--dry-run", *options).stdout.decode()
        calls = re.search(r"calls: +(.*)", printed)
        tokens = re.search(r"about ([\d,]+) in, ([\d,]+) out", printed)
        assert calls
        assert tokens
        return calls[1], *(int(number.replace(",", "")) for number in tokens.groups())

    calls, before, _ = planned()
    assert calls == "2, of them 0 cached"
    calls, whole, _ = planned("--verify")
    assert calls == "3, of them 0 cached, 1 to verify what is written"
    inside(EXAMPLE, "-m", "fault", "-q")
    calls, exact, _ = planned("--verify")
    assert calls == "3, of them 2 cached, 1 to verify what is written"
    assert 0.4 < (whole - before) / exact < 2.5, "the guess is of the right size"
    inside(EXAMPLE, *VERIFIED, "-q")
    assert planned("--verify") == ("3, of them 3 cached, 1 to verify what is written", 0, 0)
    assert planned() == ("2, of them 2 cached", 0, 0)


def test_the_embedded_model_finds_its_own_sentences_said() -> None:
    result = summarise(EXAMPLE, model="extractive", verify=True, no_cache=True)
    assert result.coverage.verified == {"supported": 1 + len(result.summary) + len(result.takeaways)}
    assert result.usage.calls == 3
