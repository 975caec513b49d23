"""`eval --judge MODEL`: which key points are covered, asked over HTTP, cached, and held against a reader."""

from __future__ import annotations

import json
import re

import pytest

from tests.fault_server import FaultServer, Request, answer, key_refused
from tests.inprocess import Program

PLACES = ("examples/gold", "--transcripts", "examples", "-m", "extractive", "--baseline", "none")


def judging(request: Request) -> str:
    """Finds the first key point covered by the last statement, and no other."""
    points, statements = request.prompt.split("Statements:")
    last = re.findall(r"^\[(\d+)\]", statements, re.MULTILINE)[-1]
    numbers = [int(n) for n in re.findall(r"^\[(\d+)\]", points, re.MULTILINE)]
    judged = [{"point": n, "statement": int(last) if n == 1 else 0} for n in numbers]
    return json.dumps({"points": judged})


def test_key_points_are_judged_and_the_judge_is_held_against_a_reader(
    program: Program, fault_server: FaultServer
) -> None:
    fault_server.respond = judging
    data = program.json("eval", *PLACES, "--judge", "fault")
    system = data["systems"][0]["mean"]
    assert system["key_points.judged"] == pytest.approx(1 / 12)
    assert system["mentions.recall"] > 0
    assert data["judge"]["model"]
    assert data["judge"]["agreement"]["cases"] == 36
    assert data["judge"]["agreement"]["kappa"] < 0.5
    asked = fault_server.calls
    again = program.json("eval", *PLACES, "--judge", "fault")
    assert again["judge"] == data["judge"]
    assert fault_server.calls == asked


def test_a_judge_that_leaves_a_point_out_is_asked_again(program: Program, fault_server: FaultServer) -> None:
    fault_server.respond = judging
    fault_server.plan = [answer(json.dumps({"points": [{"point": 1, "statement": 0}]}))]
    data = program.json("eval", *PLACES, "--judge", "fault")
    assert data["systems"][0]["mean"]["key_points.judged"] == pytest.approx(1 / 12)


def test_a_judge_that_fails_leaves_the_other_figures_and_is_named(
    program: Program, fault_server: FaultServer
) -> None:
    fault_server.react = lambda _request: key_refused()
    data = program.json("eval", *PLACES, "--judge", "fault", code=3)
    mean = data["systems"][0]["mean"]
    assert mean["key_points.judged"] is None
    assert mean["tools.recall"] > 0.5
    assert data["judge"]["agreement"] is None
    assert any(line.startswith("judge fault") for line in data["failures"])


def test_the_built_in_model_cannot_judge(program: Program) -> None:
    code, _, err = program("eval", *PLACES, "--judge", "extractive")
    assert code != 0
    assert "cannot judge" in err
