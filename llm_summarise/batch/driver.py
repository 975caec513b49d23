"""Runs the pipeline over many episodes: one rolling pool of calls for all of them, without barriers.

One bad file never stops the others. Each episode's results appear when it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Final

from llm_summarise.asking.models.protocol import EXTRACTIVE
from llm_summarise.batch.job import Counts, Display, Job, Outcome, Reporter, Todo
from llm_summarise.batch.manifest import OutputFolder
from llm_summarise.batch.worker import Load, Worker, episode_locks
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.composition import Warn, open_run

SPARE: Final = 4
"""Episodes in hand beyond the number of calls at a time: those being read or written just now."""

FEW: Final = 2
"""Episodes for each process below which starting processes takes longer than it saves."""


async def run_batch(todo: Todo, job: Job, *, display: Display, warn: Warn, processes: int = 1) -> Counts:
    """Do what there is to do; with the embedded model, which computes instead of waiting, in `processes`.

    When the limit of cost is reached, or no other episode could fare better, it stops and says so in
    `Counts.stopped`. What is finished is kept.
    """
    folder = OutputFolder(job.output) if job.output is not None else None
    report = Reporter(display, warn)
    display.begin(todo)
    for outcome in todo.settled:
        report(outcome)
    if not todo.items or (job.fail_fast and report.counts.failed):
        return report.counts
    if folder is not None:
        folder.tidy()
    try:
        if todo.resolved.id == EXTRACTIVE and processes > 1 and len(todo.items) > FEW * processes:
            from llm_summarise.batch.processes import in_processes

            await in_processes(todo, job, report, processes)
        else:
            await _on_one_loop(todo, job, report)
    finally:
        if folder is not None:
            folder.tidy()
            episode_locks(folder, []).sweep()
            with contextlib.suppress(OSError):
                (folder.records / "locks").rmdir()
    return report.counts


async def _on_one_loop(todo: Todo, job: Job, report: Reporter) -> None:
    """All episodes on this event loop. The next one is begun when there are fewer questions waiting than may
    be asked at a time, so that the pool never starves and few transcripts are in memory."""
    said: list[str] = []
    load = Load(report.display)
    computes = todo.resolved.id == EXTRACTIVE  # and is none the faster for having several in hand
    places, spare = (1, 0) if computes else (job.settings.concurrency, SPARE)
    queue = deque(todo.items)
    at_work: set[asyncio.Task[Outcome]] = set()
    async with open_run(named(job.settings, todo), said.append, load) as run:
        worker = Worker(job, run, todo.fingerprint, load, said)
        try:
            while queue or at_work:
                room = len(at_work) < places + spare and not load.silent and load.waiting < 2 * places
                if queue and room:
                    at_work.add(asyncio.create_task(worker.outcome(queue.popleft())))
                    await asyncio.sleep(0)
                    continue
                await _until_something_happens(at_work, load)
                for task in [task for task in at_work if task.done()]:
                    at_work.discard(task)
                    report(task.result())
                if report.counts.stopped or (job.fail_fast and report.counts.failed):
                    queue.clear()
                    if not report.out_of_money:
                        break
        finally:
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)


async def _until_something_happens(at_work: set[asyncio.Task[Outcome]], load: Load) -> None:
    """Until an episode is done, or an answer has arrived."""
    load.changed.clear()
    change = asyncio.ensure_future(load.changed.wait())
    try:
        await asyncio.wait([*at_work, change], return_when=asyncio.FIRST_COMPLETED)
    finally:
        change.cancel()


def named(settings: Settings, todo: Todo) -> Settings:
    """The settings with the embedded model named, if it is that: what is to be said of it has been said."""
    return settings.model_copy(update={"model": EXTRACTIVE}) if todo.resolved.id == EXTRACTIVE else settings
