"""Questions that another process is asking already hold nobody up who has another question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llm_summarise.asking.caller import Caller
from llm_summarise.asking.models.protocol import Answer, ResolvedModel
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from tests.asking.wording import PlainWording


class Number(BaseModel):
    n: int


class Model:
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


class Watched:
    """Locks that note each key, and when one is wanted that somebody else has."""

    def __init__(self, folder: Path) -> None:
        self.inner = KeyLocks(folder, warn=print)
        self.wanted: list[str] = []

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        self.wanted.append(key)
        async with self.inner.hold(key):
            yield


def caller(folder: Path, locks: KeyLocks | Watched, model: Model) -> Caller:
    return Caller(
        model,
        Store(folder, warn=print),
        PlainWording(),
        Policy(concurrency=1),
        locks=locks,
    )


def test_a_free_question_passes_more_locked_ones_than_the_entrance_has_places(tmp_path: Path) -> None:
    async def run() -> None:
        names = [f"locked {n}" for n in range(5)]
        keys = Watched(tmp_path)
        async with caller(tmp_path, keys, Model()) as first:
            for name in names:
                await first.ask("", name, Number)
        theirs = KeyLocks(tmp_path, warn=print)  # their handles are their own, as those of another process
        ours, model = Watched(tmp_path / "other"), Model()
        ours.inner = KeyLocks(tmp_path, warn=print)
        async with AsyncExitStack() as held:
            for key in keys.wanted[:3]:
                await held.enter_async_context(theirs.hold(key))
            second = await held.enter_async_context(caller(tmp_path / "other", ours, model))
            waiting = [asyncio.ensure_future(second.ask("", name, Number)) for name in names[:3]]
            while not set(keys.wanted[:2]) <= set(ours.wanted):
                await asyncio.sleep(0)
            assert (await second.ask("", "free", Number)).value.n == 1
            assert model.asked == ["free"]
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_whoever_waited_for_a_lock_asks_once_it_is_free(tmp_path: Path) -> None:
    async def run() -> None:
        watched, model = Watched(tmp_path), Model()
        async with caller(tmp_path / "a", watched, Model()) as first:
            await first.ask("", "question", Number)
        theirs = KeyLocks(tmp_path, warn=print)
        async with caller(tmp_path / "b", watched, model) as second:
            async with theirs.hold(watched.wanted[0]):
                waiting = asyncio.ensure_future(second.ask("", "question", Number))
                while len(watched.wanted) < 3:  # it has given its place back once, and come again
                    await asyncio.sleep(0.01)
                assert model.asked == []
            assert (await waiting).cached is False
        assert model.asked == ["question"]

    asyncio.run(asyncio.wait_for(run(), 20))


class Slow(Model):
    """Says that each call took two seconds. To its very first question it gives no number."""

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        self.asked.append(prompt)
        await asyncio.sleep(0)
        text = '{"n": 1}' if len(self.asked) > 1 else "{}"
        return Answer(text, input_tokens=1, output_tokens=1, finish="complete", seconds=2.0)


def test_the_seconds_kept_with_an_answer_are_those_of_its_calls_and_not_of_the_wait(tmp_path: Path) -> None:
    async def run() -> None:
        async with caller(tmp_path, Watched(tmp_path), Slow()) as asks:
            await asyncio.gather(*(asks.ask("", f"question {n}", Number) for n in range(5)))

    asyncio.run(run())
    with Store(tmp_path, warn=pytest.fail) as store:
        kept = {entry.parts.prompt: (entry.attempts, entry.seconds) for _, entry in store.iterate()}
    assert kept.pop("question 0") == (2, 4.0)
    assert kept == {f"question {n}": (1, 2.0) for n in range(1, 5)}
