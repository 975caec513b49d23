"""Episodes side by side in several processes, for a model that computes where others wait.

Each process has a run of its own and takes one file after the other. It ends with its parent, however that
ends.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack, contextmanager, suppress

from llm_summarise.batch.job import Job, Outcome, Reporter, Todo
from llm_summarise.batch.worker import Load, Worker
from llm_summarise.episode.glossary import load_names
from llm_summarise.readers.folders import Item
from llm_summarise.safe_path import safe_environment


async def in_processes(todo: Todo, job: Job, report: Reporter, processes: int) -> None:
    """All episodes in `processes` processes. If one dies, of lack of memory say, the episodes that were in
    hand are tried again one by one, to find the one that is to blame."""
    if job.settings.glossary is not None:
        load_names(job.settings.glossary)  # what is wrong with it is said here, once
    queue = deque(todo.items)
    with _safe_path():
        while queue:
            suspects = deque(await _one_pool(queue, todo, job, report, processes))
            while suspects:
                for item in await _one_pool(suspects, todo, job, report, 1):
                    report(Outcome(item.name, "failed", "the process that read it died"))


@contextmanager
def _safe_path() -> Iterator[None]:
    """Processes started meanwhile do not look for modules in the current folder: a `socket.py` among the
    transcripts would run instead of Python's own."""
    safe = safe_environment()
    before = {name: os.environ.get(name) for name in safe}
    os.environ.update(safe)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


async def _one_pool(queue: deque[Item], todo: Todo, job: Job, report: Reporter, processes: int) -> list[Item]:
    """Work through the queue until it is empty or a process dies; the items that were in hand then."""
    ahead = 2 * processes if processes > 1 else 1
    loop = asyncio.get_running_loop()
    at_work: dict[asyncio.Future[Outcome], Item] = {}
    with _pool(processes, job, todo.fingerprint, at_work) as pool:
        while queue or at_work:
            while queue and len(at_work) < ahead:
                item = queue.popleft()
                at_work[loop.run_in_executor(pool, _work, item)] = item
            done, _ = await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
            broken = {future for future in done if isinstance(future.exception(), BrokenProcessPool)}
            for future in done - broken:
                del at_work[future]
                report(future.result())
            if broken:
                return list(at_work.values())
            if report.is_over(job):
                queue.clear()
                break
        return []


@contextmanager
def _pool(
    processes: int, job: Job, shape: str, at_work: Mapping[asyncio.Future[Outcome], Item]
) -> Iterator[ProcessPoolExecutor]:
    """The processes; with work left in `at_work` at the end, they are killed: each result is either complete
    or not there."""
    strangers = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _start, (job, shape))
    try:
        yield pool
    finally:
        for future in at_work:
            future.cancel()
        if at_work:
            ours = set(multiprocessing.active_children()) - strangers
            for child in ours:
                child.kill()
            for child in ours:
                child.join(1)  # then nobody holds its locks any more
        pool.shutdown(wait=not at_work, cancel_futures=True)


class _Here:
    """The one worker of this process."""

    def __init__(self, job: Job, shape: str) -> None:
        from llm_summarise.episode.composition import open_run
        from llm_summarise.episode.progress_listener import NoProgress

        self._loop = asyncio.Runner()
        self._open = AsyncExitStack()
        said: list[str] = []
        run = self._loop.run(self._open.enter_async_context(open_run(job.settings, said.append)))
        self._worker = Worker(job, run, shape, Load(NoProgress()), said)

    def outcome(self, item: Item) -> Outcome:
        return self._loop.run(self._worker.outcome(item))


_here: list[_Here] = []


def _start(job: Job, shape: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    _be_killed_with_parent()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here.append(_Here(job, shape))


def _be_killed_with_parent() -> None:
    """Where the system can do it: a pattern that goes on and on lets no thread of this process run."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(item: Item) -> Outcome:
    return _here[0].outcome(item)
