"""How long a run waits, what it says of that, and that it ends once for all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller, Event
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.retrying import Waits
from llm_summarise.asking.store.store import NullStore
from tests import fault_server as faults
from tests.asking.clock import Clock
from tests.asking.fussy_model import FussyModel, Sent
from tests.asking.wording import PlainWording
from tests.asking.world import PROMPT, Count, World


def many(count: int) -> Any:
    async def ask(caller: Caller) -> list[Any]:
        asked = (caller.ask("count", f"{n}", Count) for n in range(count))
        return await asyncio.gather(*asked, return_exceptions=True)

    return ask


def notices(world: World) -> list[str]:
    return [event.message for event in world.events if event.kind == "notice"]


def paced(
    clock: Clock, count: int, refuse: Callable[[Sent], Failure | None] = lambda _sent: None, **policy: Any
) -> tuple[list[Any], list[float], list[str]]:
    """What comes of so many questions, when calls were made, and what people were told."""
    at: list[float] = []
    told: list[str] = []

    def noted(sent: Sent) -> Failure | None:
        at.append(clock.now)
        return refuse(sent)

    def tell(event: Event) -> None:
        if event.kind == "notice":
            told.append(event.message)

    async def go() -> list[Any]:
        given = Policy(sleep=clock.sleep, clock=clock, waits=Waits(jitter=0.0), **policy)
        async with Caller(FussyModel(noted), NullStore(), PlainWording(), given, on_event=tell) as caller:
            return await many(count)(caller)  # type: ignore[no-any-return]

    return asyncio.run(go()), at, told


def failing(kind: type[Failure], after: float | None) -> Failure:
    failure = kind("it did not work")
    failure.retry_after = after
    return failure


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize(
    ("kind", "after", "longest"),
    [
        (failures.RateLimited, 60.0, 300),
        (failures.RateLimited, 89.0, 300),
        (failures.RateLimited, 5.0, 300),
        (failures.RateLimited, None, 300),
        (failures.Overloaded, 60.0, 120),
        (failures.Overloaded, 89.0, 120),
        (failures.Overloaded, None, 120),
    ],
)
def test_a_run_without_any_answer_waits_no_longer_than_it_says(
    kind: type[Failure], after: float | None, longest: float, concurrency: int
) -> None:
    clock = Clock()
    results, at, _ = paced(clock, 40, refuse=lambda _sent: failing(kind, after), concurrency=concurrency)
    assert {type(each) for each in results} == {kind}
    assert results[-1].fatal
    assert at[-1] <= clock.now <= longest
    assert len(at) <= 8 * (3 + concurrency)


def test_waits_of_one_question_have_an_end() -> None:
    clock = Clock()
    results, at, _ = paced(clock, 1, refuse=lambda _sent: failing(failures.ServerFault, 50.0))
    assert [type(each) for each in results] == [failures.ServerFault]
    assert (at, clock.now) == ([0.0, 50.0, 100.0], 100.0)


def test_a_run_that_is_answered_now_and_then_waits_on() -> None:
    seen: set[str] = set()

    def refuse(sent: Sent) -> Failure | None:
        if sent.prompt in seen:
            return None
        seen.add(sent.prompt)
        return failing(failures.RateLimited, 80.0)

    clock = Clock()
    results, _, _ = paced(clock, 12, refuse=refuse, concurrency=1)
    assert {type(each) for each in results} == {Answered}
    assert clock.now > 600


def test_nobody_calls_while_the_provider_wants_a_pause() -> None:
    first: list[Sent] = []

    def refuse(sent: Sent) -> Failure | None:
        first.append(sent)
        return failing(failures.RateLimited, 30.0) if len(first) == 1 else None

    results, at, _ = paced(Clock(), 20, refuse=refuse, concurrency=2)
    assert {type(each) for each in results} == {Answered}
    assert sorted(at)[:3] == [0.0, 0.0, 30.0]  # the second one was under way


def test_a_long_wait_is_told_once_for_each_kind(world: World) -> None:
    world.server.plan = [
        faults.rate_limited("9"),
        faults.rate_limited("42"),
        faults.rate_limited("20"),
        faults.status(503, after="33"),
    ]
    assert isinstance(world.ask(), Answered)
    assert notices(world) == [
        "waiting 42 s: the provider asks for it; Ctrl-C keeps what is done",
        "waiting 33 s: the provider asks for it; Ctrl-C keeps what is done",
    ]


def test_a_long_wait_that_nobody_asked_for_says_why(world: World) -> None:
    world.server.plan = [faults.status(503, "busy") for _ in range(5)]
    world.ask()
    (notice,) = notices(world)
    assert notice.startswith("waiting 16 s: fault at http://127.0.0.1")
    assert "is overloaded" in notice


@pytest.mark.parametrize("seconds", ["91", "3600", "90000"])
def test_a_wait_that_is_too_long_ends_the_run_and_says_when_to_come_back(world: World, seconds: str) -> None:
    world.server.react = lambda _request: faults.rate_limited(seconds)
    results = world.run(many(40), concurrency=4)
    assert {type(each) for each in results} <= {failures.RateLimited, failures.DailyLimit}
    assert all(each.fatal for each in results)
    assert world.server.calls <= 4
    assert world.waited == []
    shown = {"91": "in 2 minutes, at ", "3600": "in 60 minutes, at ", "90000": "in 25 hours, at "}[seconds]
    assert "it works again " + shown in str(results[0])


def test_a_daily_limit_ends_the_run_and_says_when_it_works_again() -> None:
    def refuse(_sent: object) -> Failure:
        failure = failures.DailyLimit("m: the limit for today is reached")
        failure.retry_after = 3000.0
        return failure

    async def go() -> list[Any]:
        caller = Caller(FussyModel(refuse), NullStore(), PlainWording(), Policy(concurrency=2))
        async with caller:
            return await many(40)(caller)  # type: ignore[no-any-return]

    results = asyncio.run(go())
    assert {type(each) for each in results} == {failures.DailyLimit}
    assert "the limit for today is reached; it works again in 50 minutes, at " in str(results[0])
    assert str(results[0]).count("it works again") == 1


def test_whoever_waits_when_the_run_ends_waits_no_longer() -> None:
    """One question sleeps for a minute, another one finds the key refused."""

    def refuse(sent: Any) -> Failure:
        if sent.prompt == "0":
            failure: Failure = failures.ServerFault("broken")
            failure.retry_after = 60.0
            return failure
        return failures.KeyRefused("no key")

    async def go() -> list[Any]:
        forever = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await forever.wait()

        policy = Policy(concurrency=2, sleep=sleep)
        async with Caller(FussyModel(refuse), NullStore(), PlainWording(), policy) as caller:
            return await many(2)(caller)  # type: ignore[no-any-return]

    assert {type(each) for each in asyncio.run(asyncio.wait_for(go(), 20))} == {failures.KeyRefused}


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_more_requests_a_minute_are_sent_than_the_user_allows(concurrency: int) -> None:
    results, at, told = paced(Clock(), 20, concurrency=concurrency, requests_per_minute=6)
    assert {type(each) for each in results} == {Answered}
    assert at == sorted([0.0] * 6 + [60.0] * 6 + [120.0] * 6 + [180.0] * 2)
    assert told == ["waiting 60 s: your limit per minute asks for it; Ctrl-C keeps what is done"]


def test_no_more_tokens_a_minute_are_sent_than_the_user_allows() -> None:
    results, at, _ = paced(Clock(), 4, concurrency=8, tokens_per_minute=2500)
    assert {type(each) for each in results} == {Answered}
    # An answer is expected to have 1,000 tokens before the first one has come.
    assert at[:2] == [0.0, 0.0]
    assert all(later - earlier >= 60 for earlier, later in zip(at, at[2:], strict=False))


def test_attempts_count_as_requests(world: World) -> None:
    clock = Clock()
    world.server.plan = [faults.status(500), faults.status(500)]

    async def go() -> None:
        from llm_summarise.asking.models.resolve import open_model, resolve

        policy = Policy(sleep=clock.sleep, clock=clock, requests_per_minute=1)
        model = open_model(resolve("fault", None, memo=NullStore()))
        async with Caller(model, NullStore(), PlainWording(), policy) as caller:
            await caller.ask("count", PROMPT, Count)

    asyncio.run(go())
    assert world.server.calls == 3
    assert clock.now >= 120


def test_a_prompt_of_more_tokens_than_a_minute_allows_is_not_asked(world: World) -> None:
    error = world.fail(failures.TooLargeForLimit, tokens_per_minute=5)
    assert error.split
    assert "--tokens-per-minute" in str(error)
    assert "--chunk-tokens" in str(error)
    assert world.server.calls == 0
