"""What is done about an answer, by how it was read: taken, asked again, or split."""

from __future__ import annotations

import json

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller
from llm_summarise.domain.replies import Verification
from tests import fault_server as faults
from tests.asking.world import BOTH, GOOD, Count, World

DRAFT = '{"n": 6}'


@BOTH
@pytest.mark.parametrize("text", [GOOD, f"```json\n{GOOD}\n", f"<think>{DRAFT}</think>{GOOD}", f"[{GOOD}]"])
def test_a_whole_answer_that_reached_its_limit_is_taken(world: World, name: str, text: str) -> None:
    world.server.plan = [faults.truncated(text)]
    assert world.ask(name).value == Count(n=7)
    assert world.server.calls == 1
    assert world.kept == [GOOD]


@pytest.mark.parametrize(
    "text", [f"{GOOD} Or rather", f"{GOOD} {{", f"<think>{GOOD}", f"<think>{GOOD}</think>", ""]
)
def test_an_answer_that_reached_its_limit_before_its_end_is_not(world: World, text: str) -> None:
    world.server.react = lambda _request: faults.truncated(text)
    assert world.fail(failures.Truncated)
    assert world.server.calls == 1
    assert world.kept == []


@BOTH
def test_of_two_answers_that_differ_the_final_one_is_asked_for(world: World, name: str) -> None:
    world.server.plan = [faults.answer(f"{DRAFT} or {GOOD}")]
    answered = world.ask(name)
    assert (answered.value, answered.attempts) == (Count(n=7), 2)
    assert (
        "two different JSON objects that both fit; give only the final one" in world.server.requests[1].prompt
    )
    assert world.kept == [GOOD]


def test_a_draft_is_never_kept(world: World) -> None:
    world.server.plan = [faults.answer(f"<think>{DRAFT}"), faults.answer(f"{DRAFT}</think> Sorry.")]
    assert world.ask().value == Count(n=7)
    assert world.kept == [GOOD]


def test_too_many_bad_notes_are_asked_for_again_by_their_places(world: World) -> None:
    good = [{"statement": n, "verdict": "supported"} for n in range(2)]
    bad = json.dumps({"statements": [{"statement": "x", "verdict": "supported"}, *good]})
    world.server.plan = [faults.answer(bad), faults.answer(json.dumps({"statements": good}))]

    async def ask(caller: Caller) -> Answered[Verification]:
        return await caller.ask("verify", "Is it so?", Verification)

    assert len(world.run(ask).value.statements) == 2
    assert "statements.0.statement: Input should be a valid integer" in world.server.requests[1].prompt


def test_an_endless_answer_is_not_repeated_whole(world: World) -> None:
    world.server.plan = [faults.answer("word " * 100_000)]
    assert world.ask().value == Count(n=7)
    assert len(world.server.requests[1].prompt) < 101_000
