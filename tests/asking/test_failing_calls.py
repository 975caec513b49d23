"""Each way a call can fail, through `llm` over real HTTP, with asyncio models and with sync-only ones.

What is counted: requests that reached the server, what is raised, what is in the cache afterwards.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller
from llm_summarise.domain.errors import ModelError
from tests import fault_server as faults
from tests.asking.world import BOTH, GOOD, Count, World
from tests.fault_server import Reply


@BOTH
@pytest.mark.parametrize(
    ("plan", "calls", "waited"),
    [
        ([faults.rate_limited("0.25")], 2, [0.25]),
        ([faults.rate_limited()], 2, [1.0]),
        ([faults.rate_limited(), faults.rate_limited()], 3, [1.0, 2.0]),
        ([faults.status(500)], 2, [1.0]),
        ([faults.status(500, after="0.5")], 2, [0.5]),
        ([faults.status(503)], 2, [1.0]),
        ([faults.status(503, after="3")], 2, [3.0]),
        ([faults.cut()], 2, [1.0]),
        ([faults.web_page()], 2, [1.0]),
        ([faults.answer("")], 2, [1.0]),
    ],
)
def test_a_passing_trouble_is_waited_out(
    world: World, name: str, plan: list[Reply], calls: int, waited: list[float]
) -> None:
    world.server.plan = list(plan)
    assert world.ask(name).value == Count(n=7)
    assert world.server.calls == calls
    # The whole pool waits as long as the call itself when the provider asks for fewer calls.
    assert sorted(set(world.waited)) == waited
    assert world.kept == [GOOD]


@BOTH
@pytest.mark.parametrize(
    ("reply", "kind", "calls", "exit_code", "says"),
    [
        (faults.rate_limited("0"), failures.RateLimited, 8, 1, "--concurrency"),
        (faults.rate_limited("3600"), failures.RateLimited, 1, 1, "run again later"),
        (faults.status(500), failures.ServerFault, 5, 1, "run again later"),
        (faults.status(503), failures.Overloaded, 6, 1, "overloaded"),
        (faults.cut(), failures.ConnectionLost, 5, 1, "was cut before the answer was complete"),
        (faults.web_page(), failures.NotTheApi, 2, 1, "api_base"),
        (faults.key_refused(), failures.KeyRefused, 1, 1, "llm keys set openai"),
        (faults.quota_used_up(), failures.QuotaUsedUp, 1, 1, "quota is used up"),
        (faults.status(404, "The model `m` does not exist"), failures.UnknownModel, 1, 2, "llm models"),
        (faults.status(400, "stop is wrong"), failures.BadRequest, 1, 1, "llm models --options"),
        (faults.too_long(), failures.TooLong, 1, 4, "num_ctx"),
        (faults.truncated(), failures.Truncated, 1, 4, "--chunk-tokens"),
        (faults.refused(), failures.Refused, 1, 4, "declined"),
        (faults.answer(None, finish="content_filter"), failures.Refused, 1, 4, "declined"),
        (faults.answer(""), failures.Empty, 3, 4, "nothing"),
        (faults.answer("no JSON here"), failures.InvalidAnswer, 2, 4, "twice the same"),
        (faults.answer('{"n": "many"}'), failures.InvalidAnswer, 2, 4, "n: Input should be a valid integer"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_a_lasting_trouble_ends_in_one_line_and_keeps_nothing(
    world: World, name: str, reply: Reply, kind: type[ModelError], calls: int, exit_code: int, says: str
) -> None:
    world.server.react = lambda _request: reply
    error = world.fail(kind, name)
    assert type(error) is kind
    assert world.server.calls == calls
    assert error.exit_code == exit_code
    assert says in str(error)
    assert "sk-abc" not in str(error)
    assert world.kept == []


@BOTH
def test_a_server_that_hangs_is_given_up_after_the_timeout(world: World, name: str) -> None:
    world.server.react = lambda _request: faults.hang()
    error = world.fail(failures.TimedOut, name, timeout=0.05)
    # Counted here, since on a busy machine the time may be up before a request has left.
    assert [event.kind for event in world.events].count("call") == 3
    assert "--timeout" in str(error)
    assert world.kept == []


@BOTH
def test_a_server_that_hangs_once_is_asked_again(world: World, name: str) -> None:
    world.server.plan = [faults.hang()]
    assert world.ask(name, timeout=0.4).value == Count(n=7)
    assert [event.kind for event in world.events][:3] == ["call", "retry", "call"]


def test_nobody_listening_is_said_and_not_tried_for_every_question(world: World) -> None:
    world.server.close()

    async def both(caller: Caller) -> None:
        for prompt in ("one", "two"):
            with pytest.raises(failures.ConnectionLost, match="is something listening"):
                await caller.ask("count", prompt, Count)

    world.run(both)
    assert world.waited == [1.0, 2.0, 4.0, 8.0]


def test_a_server_that_stops_answering_is_given_up_after_three_questions(world: World) -> None:
    world.server.react = lambda request: None if request.prompt == "0" else faults.status(503, after="0")

    async def many(caller: Caller) -> list[Any]:
        asked = [caller.ask("count", f"{i}", Count) for i in range(50)]
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=1)
    assert [type(each) for each in results] == [Answered] + [failures.Overloaded] * 49
    # Six attempts for each of three questions, and what the fourth had begun.
    assert 1 + 3 * 6 <= world.server.calls <= 1 + 4 * 6
    assert world.kept == [GOOD]


def test_one_question_that_always_fails_costs_only_itself(world: World) -> None:
    world.server.react = lambda request: faults.status(503, after="0") if request.prompt == "1" else None

    async def many(caller: Caller) -> list[Any]:
        asked = [caller.ask("count", f"{i}", Count) for i in range(9)]
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=1)
    assert [i for i, each in enumerate(results) if isinstance(each, Exception)] == [1]
    assert len(world.kept) == 8


def test_a_key_that_is_refused_stops_the_whole_run(world: World) -> None:
    world.server.react = lambda _request: faults.key_refused()

    async def many(caller: Caller) -> list[BaseException | Answered[Any]]:
        asked = (caller.ask("count", f"{i}", Count) for i in range(50))
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=4)
    assert {type(result) for result in results} == {failures.KeyRefused}
    assert world.server.calls <= 4


def test_a_long_prompt_in_the_servers_error_is_not_repeated(world: World) -> None:
    world.server.react = lambda request: faults.status(400, f"cannot parse: {request.prompt}")
    assert "cannot parse" not in str(world.fail(failures.BadRequest))


@pytest.mark.parametrize(
    ("reply", "kind", "calls", "exit_code", "says"),
    [
        (faults.status(503, "Loading model"), failures.ModelLoading, 4, 1, "still loading"),
        (faults.status(500, "CUDA out of memory"), failures.OutOfMemory, 1, 1, "a smaller model"),
        (faults.status(429, "Limit 60, Requested 80"), failures.TooLargeForLimit, 1, 4, "--chunk-tokens"),
        (faults.status(429, "tokens per day. Try again in 50m12s"), failures.DailyLimit, 1, 1, "50 minutes"),
        (faults.status(403, "Country not supported"), failures.NotAllowedHere, 1, 1, "VPN"),
        (faults.status(403, "no"), failures.Forbidden, 1, 1, "does not allow this request"),
        (faults.status(403, "your input was flagged"), failures.Refused, 1, 4, "declined"),
        (faults.status(400, "System role not supported"), failures.SystemRejected, 1, 1, "system prompt"),
        (faults.status(400, "top_k is not supported"), failures.BadOption, 1, 2, "the option top_k"),
        (faults.status(404, "page not found"), failures.UnknownModel, 1, 2, "api_base"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_each_refusal_is_told_from_the_others(
    world: World, reply: Reply, kind: type[ModelError], calls: int, exit_code: int, says: str
) -> None:
    world.server.react = lambda _request: reply
    error = world.fail(kind, "fault-plain")
    assert type(error) is kind
    assert world.server.calls == calls
    assert error.exit_code == exit_code
    assert says in str(error)


@pytest.mark.parametrize(
    "refused", [faults.status(403, "input was flagged"), faults.status(403), faults.status(404)]
)
def test_a_403_or_404_for_one_question_costs_only_that_one(world: World, refused: Reply) -> None:
    world.server.react = lambda request: refused if request.prompt == "3" else None

    async def many(caller: Caller) -> list[Any]:
        asked = [caller.ask("count", f"{i}", Count) for i in range(9)]
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=1)
    assert [i for i, each in enumerate(results) if isinstance(each, Exception)] == [3]


def test_a_403_for_every_question_ends_the_run_after_a_few(world: World) -> None:
    world.server.react = lambda _request: faults.status(403)

    async def many(caller: Caller) -> list[Any]:
        asked = [caller.ask("count", f"{i}", Count) for i in range(50)]
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=1)
    assert {type(each) for each in results} == {failures.Forbidden}
    assert world.server.calls <= 4
