"""How many calls are under way at a time, and who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Caller
from llm_summarise.asking.models.protocol import Answer, ResolvedModel
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.retrying import Waits
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from tests.asking.wording import PlainWording
from tests.asking.world import Count


class CountingModel:
    """Answers every question with 1, and knows which were asked."""

    resolved = ResolvedModel("m", "m", supports_schema=True)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        self.asked.append(prompt)
        return Answer('{"n": 1}', input_tokens=1, output_tokens=1, finish="complete")

    async def aclose(self) -> None:
        pass


class NotedLocks:
    """Locks that note each key, and when one is wanted that somebody else has."""

    def __init__(self, folder: Path) -> None:
        self.inner = KeyLocks(folder, warn=print)
        self.wanted: list[str] = []

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        self.wanted.append(key)
        async with self.inner.hold(key):
            yield


def caller(
    folder: Path, locks: KeyLocks | NotedLocks, model: CountingModel, policy: Policy | None = None
) -> Caller:
    store = Store(folder, warn=print)
    return Caller(model, store, PlainWording(), policy or Policy(concurrency=1), locks=locks)


def test_a_free_question_passes_more_locked_ones_than_may_be_in_flight(tmp_path: Path) -> None:
    async def run() -> None:
        names = [f"locked {n}" for n in range(5)]
        keys = NotedLocks(tmp_path)
        async with caller(tmp_path, keys, CountingModel()) as first:
            for name in names:
                await first.ask("", name, Count)
        theirs = KeyLocks(tmp_path, warn=print)  # their handles are their own, as those of another process
        ours, model = NotedLocks(tmp_path / "other"), CountingModel()
        ours.inner = KeyLocks(tmp_path, warn=print)
        async with AsyncExitStack() as held:
            for key in keys.wanted[:3]:
                await held.enter_async_context(theirs.hold(key))
            second = await held.enter_async_context(caller(tmp_path / "other", ours, model))
            waiting = [asyncio.ensure_future(second.ask("", name, Count)) for name in names[:3]]
            while not set(keys.wanted[:2]) <= set(ours.wanted):
                await asyncio.sleep(0)
            assert (await second.ask("", "free", Count)).value.n == 1
            assert model.asked == ["free"]
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_whoever_waited_for_a_lock_asks_once_it_is_free(tmp_path: Path) -> None:
    async def run() -> None:
        watched, model = NotedLocks(tmp_path), CountingModel()
        async with caller(tmp_path / "a", watched, CountingModel()) as first:
            await first.ask("", "question", Count)
        theirs = KeyLocks(tmp_path, warn=print)
        async with caller(tmp_path / "b", watched, model) as second:
            async with theirs.hold(watched.wanted[0]):
                waiting = asyncio.ensure_future(second.ask("", "question", Count))
                while len(watched.wanted) < 3:  # it has given its place back once, and come again
                    await asyncio.sleep(0.01)
                assert model.asked == []
            assert (await waiting).cached is False
        assert model.asked == ["question"]

    asyncio.run(asyncio.wait_for(run(), 20))


class SlowModel(CountingModel):
    """Says that each call took two seconds. To its very first question it gives no number."""

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        self.asked.append(prompt)
        await asyncio.sleep(0)
        text = '{"n": 1}' if len(self.asked) > 1 else "{}"
        return Answer(text, input_tokens=1, output_tokens=1, finish="complete", seconds=2.0)


def test_the_seconds_of_an_answer_are_those_of_its_calls_not_of_the_wait(tmp_path: Path) -> None:
    async def run() -> None:
        async with caller(tmp_path, NotedLocks(tmp_path), SlowModel()) as asks:
            await asyncio.gather(*(asks.ask("", f"question {n}", Count) for n in range(5)))

    asyncio.run(run())
    with Store(tmp_path, warn=pytest.fail) as store:
        kept = {entry.parts.prompt: (entry.attempts, entry.seconds) for _, entry in store.iterate()}
    assert kept.pop("question 0") == (2, 4.0)
    assert kept == {f"question {n}": (1, 2.0) for n in range(1, 5)}


class LimitedModel(CountingModel):
    """Its very first question is one too many. It knows how many it was asked at a time after that."""

    at_once = 0
    most = 0

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        self.asked.append(prompt)
        if len(self.asked) == 1:
            failure = failures.RateLimited("slow down")
            failure.retry_after = 5.0
            raise failure
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        return Answer('{"n": 1}', input_tokens=1, output_tokens=1, finish="complete")


def test_a_rate_limit_slows_the_whole_pool_down(tmp_path: Path) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0)

    async def run() -> int:
        model = LimitedModel()
        policy = Policy(concurrency=8, waits=Waits(jitter=0.0), sleep=sleep)
        async with caller(tmp_path, NotedLocks(tmp_path), model, policy) as asks:
            answers = await asyncio.gather(*(asks.ask("", f"question {n}", Count) for n in range(20)))
        assert [answer.value.n for answer in answers] == [1] * 20
        return model.most

    # Half of eight places are taken away; each eight answers give one back.
    assert 1 < asyncio.run(run()) <= 6
    assert waited == [5.0, 5.0]  # the call itself, and all others
