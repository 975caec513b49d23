"""Runs the pipeline over many episodes: one rolling pool of calls for all of them, without barriers.

One bad file never stops the others. Each episode's results appear when it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from llm_summarise.batch.job import Counts, Display, Job, Outcome, Reporter, Todo
from llm_summarise.batch.manifest import OVER_ALL, OutputFolder
from llm_summarise.batch.worker import Load, Worker, episode_locks, lock_key
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.composition import Warn, open_run

SPARE: Final = 4
"""Episodes in hand beyond the number of calls at a time: those being read or written just now."""

FEW: Final = 2
"""Episodes for each process below which starting processes takes longer than it saves."""


async def run_batch(todo: Todo, job: Job, *, display: Display, warn: Warn, processes: int = 1) -> Counts:
    """Do what there is to do; with a model that computes instead of waiting, in `processes`.

    When the limit of cost is reached, or no other episode could fare better, it stops and says so in
    `Counts.stopped`. What is finished is kept.
    """
    report = Reporter(display, warn)
    display.begin(todo)
    for outcome in todo.settled:
        report(outcome)
    if todo.items and not (job.fail_fast and report.counts.failed):
        await _work_off(todo, job, report, processes)
    if job.with_page and job.output is not None:
        await _write_page(OutputFolder(job.output), job, warn)
    return report.counts


async def _work_off(todo: Todo, job: Job, report: Reporter, processes: int) -> None:
    """Do all episodes; before and after, what processes that died have left in the output folder goes."""
    folder = OutputFolder(job.output) if job.output is not None else None
    if folder is not None:
        folder.tidy()
    try:
        if todo.resolved.in_process and processes > 1 and len(todo.items) > FEW * processes:
            from llm_summarise.batch.processes import in_processes

            await in_processes(todo, replace(job, settings=named(job.settings, todo)), report, processes)
        else:
            await _on_one_loop(todo, job, report)
    finally:
        if folder is not None:
            folder.tidy()
            _sweep_locks(folder)


async def _write_page(folder: OutputFolder, job: Job, warn: Warn) -> None:
    from llm_summarise.batch.index_page import write_index_page

    said: list[str] = []
    if folder.records.is_dir():  # else there is no episode either
        async with episode_locks(folder, said).hold(lock_key(OVER_ALL)):
            problem = write_index_page(folder, disclosure=job.view.disclosure)
        _sweep_locks(folder)
        for text in filter(None, [*said, problem]):
            warn(text)


def _sweep_locks(folder: OutputFolder) -> None:
    episode_locks(folder, []).sweep()
    with contextlib.suppress(OSError):
        (folder.records / "locks").rmdir()


LANDING: Final = 10.0
"""Seconds for calls under way to be answered once no further one is made: they are paid for."""


async def _on_one_loop(todo: Todo, job: Job, report: Reporter) -> None:
    """All episodes on this event loop, with one pool of calls."""
    said: list[str] = []
    load = Load(report.display)
    # A model in this process is none the faster for having several episodes in hand.
    places, spare = (1, 0) if todo.resolved.in_process else (job.settings.concurrency, SPARE)
    at_work: set[asyncio.Task[Outcome]] = set()
    async with open_run(named(job.settings, todo), said.append, load) as run:
        worker = Worker(job, run, todo.fingerprint, load, said)

        def has_room() -> bool:
            return len(at_work) < places + spare and not load.silent and load.waiting < 2 * places

        try:
            await _rolling(todo, job, report, worker, at_work, has_room)
        finally:
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)


async def _rolling(
    todo: Todo,
    job: Job,
    report: Reporter,
    worker: Worker,
    at_work: set[asyncio.Task[Outcome]],
    has_room: Callable[[], bool],
) -> None:
    """Begin the next episode when there are fewer questions waiting than may be asked at a time, so that the
    pool never starves and few transcripts are in memory."""
    queue = deque(todo.items)
    while queue or at_work:
        if queue and has_room():
            at_work.add(asyncio.create_task(worker.outcome(queue.popleft())))
            await asyncio.sleep(0)
            continue
        await _until_something_happens(at_work, worker.load)
        for task in [task for task in at_work if task.done()]:
            at_work.discard(task)
            report(task.result())
        if report.is_over(job):
            queue.clear()
            if not report.out_of_money:
                if report.model_failed and at_work:
                    await asyncio.wait(at_work, timeout=LANDING)
                break


async def _until_something_happens(at_work: set[asyncio.Task[Outcome]], load: Load) -> None:
    """Until an episode is done, or an answer has arrived."""
    load.changed.clear()
    change = asyncio.ensure_future(load.changed.wait())
    try:
        await asyncio.wait([*at_work, change], return_when=asyncio.FIRST_COMPLETED)
    finally:
        change.cancel()


def named(settings: Settings, todo: Todo) -> Settings:
    """The settings with the model named, whoever chose it: what is to be said of the choice has been said."""
    return settings.model_copy(update={"model": todo.resolved.asked})
