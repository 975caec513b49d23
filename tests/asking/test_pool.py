"""Who may call, and when nobody may."""

from __future__ import annotations

import asyncio

import pytest

from llm_summarise.asking.pool import Pool


def test_a_pool_lets_in_in_order_and_whoever_comes_back_first() -> None:
    async def go() -> list[str]:
        pool, entered = Pool(1), []

        async def enter(name: str, again: bool) -> None:
            async with pool.place(again=again):
                entered.append(name)
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(enter(n, n == "back")) for n in ("first", "second", "third", "back")]
        await asyncio.gather(*tasks)
        return entered

    assert asyncio.run(go()) == ["first", "back", "second", "third"]


def test_a_cancelled_task_takes_no_place_with_it() -> None:
    async def go() -> int:
        pool = Pool(1)

        async def enter() -> None:
            async with pool.place():
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(enter()) for _ in range(9)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await enter()
        return pool.taken

    assert asyncio.run(go()) == 0


def test_a_pause_keeps_all_out_and_takes_half_the_places_for_a_while() -> None:
    async def go() -> tuple[list[int], bool]:
        over = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await over.wait()

        pool = Pool(8, sleep=sleep)
        pool.slow_down(5)
        pool.slow_down(5)
        places = [pool.places]
        entering = asyncio.create_task(pool.place().__aenter__())
        for _ in range(5):
            await asyncio.sleep(0)
        kept_out = not entering.done()
        over.set()
        await entering
        for _ in range(40):
            pool.succeeded()
        return [*places, pool.places], kept_out

    assert asyncio.run(go()) == ([4, 8], True)


def test_a_pool_without_places_is_refused() -> None:
    with pytest.raises(ValueError, match="use 1 or more"):
        Pool(0)
