"""Each way a call can go, through `llm` over real HTTP, with asyncio models and with sync-only ones.

What is counted: requests that reached the server, what is raised, what is in the cache afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller, Event
from llm_summarise.asking.keys import KeyParts, cache_key
from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.retrying import Waits
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import AnswerError, BudgetReached, ModelError, NotCached, SummariseError
from tests import fault_server as faults
from tests.asking.wording import PlainWording
from tests.fault_server import FaultServer, Reply, fault_server, sync_only

__all__ = ["fault_server", "sync_only"]

GOOD = '{"n": 7}'
PROMPT = "How many notes are there in the passage about lighthouses?"
BOTH = pytest.mark.parametrize("name", ["fault", "fault-sync"])


class Count(BaseModel):
    n: int


class World:
    """A cache and a server; `run` is one run of the program."""

    def __init__(self, server: FaultServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.waited: list[float] = []
        self.events: list[Event] = []
        self.caller: Caller

    def run(self, ask: Callable[[Caller], Any], name: str = "fault", **options: Any) -> Any:
        ledger = options.pop("ledger", None)

        async def go() -> Any:
            with Store(self.folder, warn=pytest.fail) as store:
                self.caller = Caller(
                    open_model(resolve(name, options.pop("options", None), memo=store)),
                    store,
                    PlainWording(),
                    Policy(waits=Waits(jitter=0.0), sleep=self.sleep, **options),
                    locks=KeyLocks(self.folder, warn=pytest.fail),
                    ledger=ledger,
                    on_event=self.events.append,
                )
                async with self.caller as caller:
                    return await ask(caller)

        return asyncio.run(go())

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    def ask(self, name: str = "fault", prompt: str = PROMPT, **options: Any) -> Answered[Any]:
        return self.run(lambda caller: caller.ask("count", prompt, Count), name, **options)

    def fail(self, kind: type[SummariseError], name: str = "fault", **options: Any) -> SummariseError:
        with pytest.raises(kind) as caught:
            self.ask(name, **options)
        assert PROMPT not in str(caught.value)
        assert "\n" not in str(caught.value)
        return caught.value

    @property
    def kept(self) -> list[str]:
        with Store(self.folder, warn=pytest.fail) as store:
            return [entry.answer for _, entry in store.iterate()]


@pytest.fixture
def world(fault_server: FaultServer, sync_only: str, tmp_path: Path) -> World:
    fault_server.respond = lambda _request: GOOD
    return World(fault_server, tmp_path / "cache")


@BOTH
def test_a_good_answer_is_asked_for_once_and_then_found(world: World, name: str) -> None:
    first, second = world.ask(name), world.ask(name)
    assert (first.value, first.cached, second.value, second.cached) == (Count(n=7), False, Count(n=7), True)
    assert world.server.calls == 1
    assert world.kept == [GOOD]


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
def test_a_lasting_trouble_ends_in_one_line_and_leaves_nothing_in_the_cache(
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
def test_a_schema_the_server_refuses_goes_into_the_prompt_for_the_rest_of_the_run(
    world: World, name: str, code: int
) -> None:
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


def test_a_key_that_is_refused_stops_the_whole_run(world: World) -> None:
    world.server.react = lambda _request: faults.key_refused()

    async def many(caller: Caller) -> list[BaseException | Answered[Any]]:
        asked = (caller.ask("count", f"{i}", Count) for i in range(50))
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, concurrency=4)
    assert {type(result) for result in results} == {failures.KeyRefused}
    assert world.server.calls <= 4


def test_a_rate_limit_slows_the_whole_pool_down(world: World) -> None:
    world.server.plan = [faults.rate_limited("5")]

    async def many(caller: Caller) -> int:
        await asyncio.gather(*(caller.ask("count", f"{i}", Count) for i in range(20)))
        return caller._asker._pool.places

    assert world.run(many, concurrency=8) < 8
    assert world.server.calls == 21
    assert len(world.kept) == 20


def test_the_last_of_200_failing_costs_one_call_in_the_next_run(world: World) -> None:
    broken = True
    world.server.react = lambda request: (
        faults.status(400, "no") if broken and request.prompt == "199" else None
    )

    async def all_of_them(caller: Caller) -> list[Any]:
        asked = (caller.ask("count", f"{i}", Count, episode="one.vtt") for i in range(200))
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(all_of_them, concurrency=16)
    assert [i for i, result in enumerate(results) if isinstance(result, Exception)] == [199]
    assert len(world.kept) == 199
    broken = False
    before = world.server.calls
    assert all(isinstance(result, Answered) for result in world.run(all_of_them))
    assert world.server.calls == before + 1
    assert (world.caller.ledger.calls, world.caller.ledger.cached) == (1, 199)


def test_two_tasks_with_one_question_make_one_call(world: World) -> None:
    async def twice(caller: Caller) -> list[bool]:
        both = await asyncio.gather(*(caller.ask("count", PROMPT, Count) for _ in range(5)))
        return sorted(answered.cached for answered in both)

    assert world.run(twice) == [False, True, True, True, True]
    assert world.server.calls == 1


def test_tasks_that_share_a_failing_call_all_fail_with_it(world: World) -> None:
    world.server.react = lambda _request: faults.status(400, "no")

    async def twice(caller: Caller) -> list[Any]:
        asked = (caller.ask("count", PROMPT, Count) for _ in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert [type(each) for each in world.run(twice)] == [failures.BadRequest] * 3
    assert world.server.calls == 1


def test_whoever_waits_takes_over_from_a_cancelled_task(world: World) -> None:
    world.server.plan = [faults.hang()]

    async def cancel_the_first(caller: Caller) -> Answered[Any]:
        first = asyncio.create_task(caller.ask("count", PROMPT, Count))
        await asyncio.to_thread(world.server.hanging.acquire)
        second = asyncio.create_task(caller.ask("count", PROMPT, Count))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert world.run(cancel_the_first).value == Count(n=7)
    assert world.server.calls == 2


@BOTH
def test_what_is_finished_is_kept_when_the_run_is_cancelled(world: World, name: str) -> None:
    world.server.react = lambda request: faults.hang() if request.prompt == "hang" else None

    async def interrupted(caller: Caller) -> None:
        tasks = [asyncio.create_task(caller.ask("count", prompt, Count)) for prompt in ("a", "b", "hang")]
        await asyncio.wait(tasks[:2])
        await asyncio.to_thread(world.server.hanging.acquire)
        tasks[2].cancel()
        with pytest.raises(asyncio.CancelledError):
            await tasks[2]

    world.run(interrupted, name)  # ends, though the call still hangs in its thread
    assert len(world.kept) == 2


def test_two_processes_worth_of_callers_make_one_call(world: World) -> None:
    async def other_caller(caller: Caller) -> list[bool]:
        resolved = caller.model.resolved
        with Store(world.folder, warn=pytest.fail) as store:
            locks = KeyLocks(world.folder, warn=pytest.fail)
            async with Caller(open_model(resolved), store, PlainWording(), locks=locks) as other:
                both = await asyncio.gather(*(c.ask("count", PROMPT, Count) for c in (caller, other)))
                return sorted(answered.cached for answered in both)

    assert world.run(other_caller) == [False, True]
    assert world.server.calls == 1


def test_a_hit_waits_for_no_place(world: World) -> None:
    world.ask(prompt="known")
    world.server.plan = [faults.hang()]

    async def hit_while_full(caller: Caller) -> bool:
        busy = asyncio.create_task(caller.ask("count", "new", Count))
        await asyncio.to_thread(world.server.hanging.acquire)
        cached = (await caller.ask("count", "known", Count)).cached
        busy.cancel()
        await asyncio.wait([busy])
        return cached

    assert world.run(hit_while_full, concurrency=1)


def test_concurrency_is_kept_to(world: World) -> None:
    async def many(caller: Caller) -> None:
        await asyncio.gather(*(caller.ask("count", f"{i}", Count) for i in range(30)))

    world.server.together = 3
    world.run(many, "fault-sync", concurrency=3)
    assert world.server.most_at_once == 3


def test_cached_only_asks_nothing(world: World) -> None:
    world.fail(NotCached, cached_only=True)
    world.ask()
    assert world.ask(cached_only=True).value == Count(n=7)
    assert world.server.calls == 1


def test_refresh_asks_again_once_a_run(world: World) -> None:
    world.ask()
    world.server.respond = lambda _request: '{"n": 8}'

    async def twice(caller: Caller) -> list[int]:
        return [(await caller.ask("count", PROMPT, Count)).value.n for _ in range(2)]

    assert world.run(twice, refresh=True) == [8, 8]
    assert world.server.calls == 2
    assert world.kept == ['{"n": 8}']


def test_a_kept_answer_that_is_no_longer_valid_is_asked_for_again(world: World) -> None:
    class Other(BaseModel):
        n: int

        @classmethod
        def __get_pydantic_json_schema__(cls, *_: Any) -> dict[str, Any]:
            return Count.model_json_schema()

    world.server.respond = lambda _request: '{"n": -1}'
    world.ask()
    world.server.respond = lambda _request: GOOD
    from typing import Annotated

    from pydantic import Field, create_model

    strict: Any = create_model("Count", __base__=Other, n=(Annotated[int, Field(ge=0)], ...))
    answered = world.run(lambda caller: caller.ask("count", PROMPT, strict))
    assert (answered.value.n, answered.cached) == (7, False)
    assert world.server.calls == 2


def test_seeds_are_kept_apart_and_sent_where_they_are_taken(world: World) -> None:
    async def three(caller: Caller) -> None:
        for seed in (0, 1, 1):
            await caller.ask("count", PROMPT, Count, seed=seed)

    world.run(three)
    assert [request.body["seed"] for request in world.server.requests] == [0, 1]
    world.ask(options={"seed": 5})
    assert world.server.requests[-1].body["seed"] == 5


def test_a_seed_the_server_refuses_is_left_out_from_then_on(world: World) -> None:
    world.server.react = lambda request: (
        faults.status(400, "Unrecognized argument: seed") if "seed" in request.body else None
    )

    async def two(caller: Caller) -> None:
        for prompt in ("one", "two"):
            await caller.ask("count", prompt, Count)

    world.run(two)
    assert ["seed" in request.body for request in world.server.requests] == [True, False, False]


def test_a_server_that_counts_no_tokens_loses_no_answer(world: World) -> None:
    world.server.plan = [faults.answer(GOOD, usage=False)]
    answered = world.ask()
    assert (answered.value, answered.input_tokens, answered.cost) == (Count(n=7), None, None)
    usage = world.caller.ledger.usage()
    assert usage.estimated
    assert usage.input_tokens > 0
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


def test_max_cost_without_a_known_price_is_refused_before_anything_is_asked(world: World) -> None:
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


def test_a_long_prompt_in_the_servers_error_is_not_repeated(world: World) -> None:
    world.server.react = lambda request: faults.status(400, f"cannot parse: {request.prompt}")
    assert "cannot parse" not in str(world.fail(failures.BadRequest))


def test_a_question_looked_at_and_then_asked_is_hashed_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.ask()
    hashed: list[str] = []

    def counted(parts: KeyParts) -> str:
        hashed.append(parts.prompt)
        return cache_key(parts)

    async def look_and_ask(caller: Caller) -> Answered[Any]:
        assert not caller.is_too_long("count", PROMPT, Count)
        return await caller.ask("count", PROMPT, Count)

    monkeypatch.setattr("llm_summarise.asking.caller.cache_key", counted)
    assert world.run(look_and_ask).key == first.key
    assert hashed == [PROMPT]


def test_another_seed_is_another_question_even_right_after_the_first(world: World) -> None:
    async def both(caller: Caller) -> list[Answered[Any]]:
        return [await caller.ask("count", PROMPT, Count, seed=seed) for seed in (0, 1, 0)]

    first, other, again = world.run(both)
    assert first.key == again.key != other.key
