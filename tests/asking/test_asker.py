"""A model is asked until its answer is valid, within the budget."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Caller
from llm_summarise.domain.errors import AnswerError, BudgetReached, SummariseError
from tests import fault_server as faults
from tests.asking.world import BOTH, GOOD, PROMPT, Count, World


@BOTH
def test_an_invalid_answer_is_asked_again_with_what_was_wrong(world: World, name: str) -> None:
    world.server.plan = [faults.answer('{"n": "many"}'), faults.answer("Seven.")]
    answered = world.ask(name)
    assert (answered.value, answered.attempts) == (Count(n=7), 3)
    first, second, third = (request.prompt for request in world.server.requests)
    assert first == PROMPT
    assert second == f'{PROMPT}\nWRONG {{"n": "many"}}\nBECAUSE n: {second.rpartition("n: ")[2]}'
    assert "valid integer" in second
    assert "the answer holds no JSON object" in third
    assert (answered.input_tokens, world.caller.ledger.calls) == (300, 3)
    assert world.kept == [GOOD]


def test_asking_again_ends_after_two_more_times(world: World) -> None:
    world.server.plan = [faults.answer(text) for text in ("a", "b", "c")]
    error = world.fail(failures.InvalidAnswer)
    assert isinstance(error, AnswerError)
    assert world.server.calls == 3
    assert "in 3 attempts" in str(error)


def test_an_answer_that_breaks_off_without_saying_so_counts_as_truncated(world: World) -> None:
    world.server.react = lambda _request: faults.answer('{"n": 1', finish="null")
    assert world.fail(failures.Truncated)
    assert world.server.calls == 1


@BOTH
@pytest.mark.parametrize("code", [400, 422, 500])
def test_a_refused_schema_goes_into_the_prompt_from_then_on(world: World, name: str, code: int) -> None:
    world.server.react = lambda request: faults.schema_rejected(code) if request.schema else None

    async def three(caller: Caller) -> list[int]:
        return [(await caller.ask("count", f"{PROMPT} {i}", Count)).value.n for i in range(3)]

    assert world.run(three, name) == [7, 7, 7]
    sent = [request.schema is not None for request in world.server.requests]
    assert sent == [True, False, False, False]
    assert "JSON under" in world.server.requests[1].system
    assert len(world.kept) == 3
    assert world.run(three, name) == [7, 7, 7]
    assert world.server.calls == 4  # the second run found them all


def test_a_model_without_schemas_gets_it_in_the_prompt(world: World) -> None:
    assert world.ask("fault-plain").value == Count(n=7)
    (request,) = world.server.requests
    assert request.schema is None
    assert request.system.startswith("count\n\nJSON under")


def test_a_server_that_counts_no_tokens_loses_no_answer(world: World) -> None:
    world.server.plan = [faults.answer(GOOD, usage=False)]
    answered = world.ask()
    assert (answered.value, answered.estimated, answered.cost) == (Count(n=7), True, None)
    usage = world.caller.ledger.usage()
    assert usage.estimated
    assert usage.input_tokens == answered.input_tokens > 0
    assert usage.cost is None


def test_max_cost_stops_before_the_call_and_keeps_what_is_finished(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_summarise.asking import money

    monkeypatch.setattr(money, "price", lambda *_: 0.4)
    monkeypatch.setattr(money, "estimate", lambda *_: 0.4)

    async def many(caller: Caller) -> list[Any]:
        asked = (caller.ask("count", f"{i}", Count) for i in range(5))
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, max_cost=1.0)
    assert [type(each).__name__ for each in results] == ["Answered"] * 2 + ["BudgetReached"] * 3
    assert results[-1].exit_code == BudgetReached.exit_code == 5
    assert world.server.calls == len(world.kept) == 2
    assert world.caller.ledger.usage().cost == pytest.approx(0.8)


def test_max_cost_without_a_known_price_asks_nothing(world: World) -> None:
    error = world.fail(SummariseError, max_cost=1.0)
    assert (error.exit_code, world.server.calls) == (2, 0)
    assert "price of fault is not known" in str(error)


def test_events_tell_what_happened(world: World) -> None:
    world.server.plan = [faults.status(500), faults.answer("what?")]
    world.ask()
    world.ask()
    assert [event.kind for event in world.events] == [
        "call",
        "retry",
        "call",
        "reask",
        "call",
        "answer",
        "hit",
    ]
