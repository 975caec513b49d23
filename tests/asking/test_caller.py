"""A question is answered once: found in the cache, shared by whoever asks it, kept as soon as it is valid."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller
from llm_summarise.asking.keys import KeyParts, cache_key
from llm_summarise.asking.models.resolve import open_model
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import NotCached
from tests import fault_server as faults
from tests.asking.wording import PlainWording
from tests.asking.world import BOTH, GOOD, PROMPT, Count, World


@BOTH
def test_a_good_answer_is_asked_for_once_and_then_found(world: World, name: str) -> None:
    first, second = world.ask(name), world.ask(name)
    assert (first.value, first.cached, second.value, second.cached) == (Count(n=7), False, Count(n=7), True)
    assert world.server.calls == 1
    assert world.kept == [GOOD]


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
    assert world.server.calls == 4  # one question, in each form there is


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


def test_two_callers_that_share_a_cache_make_one_call(world: World) -> None:
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
