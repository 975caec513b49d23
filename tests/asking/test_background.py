"""Work beside calls: what calls wait for goes first, one piece at a time."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from llm_summarise.asking.background import HANDOVER, BackgroundWorker, in_thread


def test_what_somebody_waits_for_goes_before_what_can_be_done_later() -> None:
    done: list[str] = []

    async def all_of_it() -> None:
        worker = BackgroundWorker()
        later = asyncio.ensure_future(worker.later(lambda: done.append("later"), asyncio.Event()))
        await asyncio.gather(*(worker.now(lambda n=n: done.append(f"now {n}")) for n in range(5)))
        await later

    asyncio.run(all_of_it())
    assert done == [*(f"now {n}" for n in range(5)), "later"]


def test_what_is_wanted_after_all_waits_for_no_rest() -> None:
    """A loop that is never at rest: whoever needs the result of what could be done later gets it."""

    async def busy() -> None:
        while True:
            threading.Event().wait(0.03)
            await asyncio.sleep(0)

    async def all_of_it() -> tuple[int, str]:
        worker, hurry, done = BackgroundWorker(), asyncio.Event(), []
        task = asyncio.ensure_future(worker.later(lambda: done.append("done") or "done", hurry))
        restless = asyncio.ensure_future(busy())
        for _ in range(5):
            await asyncio.sleep(0)
        before = len(done)
        hurry.set()
        result = await task
        restless.cancel()
        return before, result

    assert asyncio.run(all_of_it()) == (0, "done")


def test_one_piece_is_done_at_a_time() -> None:
    busy, most = [0], [0]
    lock = threading.Lock()

    def work() -> None:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        threading.Event().wait(0.002)
        with lock:
            busy[0] -= 1

    async def all_of_it() -> None:
        worker = BackgroundWorker()
        await asyncio.gather(
            *(worker.now(work) for _ in range(8)), *(worker.later(work, asyncio.Event()) for _ in range(3))
        )

    asyncio.run(all_of_it())
    assert most[0] == 1


def test_threads_hand_over_quickly_only_while_there_is_work() -> None:
    before = sys.getswitchinterval()
    inside: list[float] = []

    async def all_of_it(fail: bool) -> None:
        worker = BackgroundWorker()

        def work() -> None:
            inside.append(sys.getswitchinterval())
            if fail:
                raise ValueError("no")

        await asyncio.gather(worker.now(work), worker.now(work), return_exceptions=True)

    asyncio.run(all_of_it(False))
    asyncio.run(all_of_it(True))
    assert inside == pytest.approx([HANDOVER] * 4)
    assert sys.getswitchinterval() == pytest.approx(before)


def test_a_piece_that_fails_tells_who_asked_and_leaves_the_worker_free() -> None:
    async def all_of_it() -> str:
        worker = BackgroundWorker()
        with pytest.raises(ZeroDivisionError):
            await worker.now(lambda: str(1 // 0))
        with pytest.raises(ZeroDivisionError):
            await worker.later(lambda: str(1 // 0), asyncio.Event())
        return await worker.now(lambda: "still there")

    assert asyncio.run(all_of_it()) == "still there"


def test_what_a_thread_raises_reaches_whoever_waits() -> None:
    def fail() -> None:
        raise StopIteration("odd")

    async def go() -> int:
        with pytest.raises(RuntimeError, match="odd"):
            await in_thread(fail)
        with pytest.raises(ZeroDivisionError):
            await in_thread(lambda: 1 // 0)
        return await in_thread(lambda: 7)

    assert asyncio.run(go()) == 7
