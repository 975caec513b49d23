"""`llm-summarise batch`: many episodes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import grouped

if TYPE_CHECKING:
    from llm_summarise.batch.job import Counts

PATHS = o.sources("Files, folders, and patterns in quotes.", metavar="PATH...")


@dataclass(eq=False)
class BatchOptions:
    """What is written, and which of the files are done."""

    output: Annotated[Path | None, o.path("-O", "--output", metavar="DIR", help="Folder to write into.")] = (
        None
    )
    formats: Annotated[
        list[str] | None, o.text("-f", "--format", help="markdown (default), json, html, ... Repeatable.")
    ] = None
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Tell of each file in a line of JSON.")] = False
    force: Annotated[
        bool, typer.Option("--force", help="Do what is up to date too, and replace files of others.")
    ] = False
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False
    limit: Annotated[int | None, o.count("--limit", help="Do so many episodes at most.")] = None
    part: Annotated[
        str | None, o.text("--shard", metavar="N/M", help="Do the N-th of M shares, such as 3/10.")
    ] = None
    jobs: Annotated[
        int | None, o.count("--jobs", help="Processes of the embedded model. Default: all cores.", least=1)
    ] = None


@grouped
def batch(
    paths: Annotated[list[str], PATHS],
    own: BatchOptions,
    who: o.Who,
    what: o.What,
    shown: o.ViewOptions,
    how: o.How,
    mode: o.RunOptions,
) -> None:
    """Summarise many episodes. What is up to date is skipped, and one bad file does not stop the others."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.batch.driver import run_batch
    from llm_summarise.batch.job import Job
    from llm_summarise.batch.plan import plan_batch
    from llm_summarise.batch.todo import look_through
    from llm_summarise.cli.progress import BatchProgress, finish_lines
    from llm_summarise.cli.show import print_plan, warner
    from llm_summarise.config import load_settings
    from llm_summarise.render.view import View

    settings = load_settings(who | what | how)
    view = View(length=settings.length, **vars(shown))
    formats = tuple(dict.fromkeys(own.formats or ["markdown"]))
    job = Job(settings, view, formats, own.output, own.force, own.fail_fast, own.limit, own.part)
    _check_place(own)
    warn = warner(mode.quiet)
    started = time.monotonic()
    notices: list[str] = []  # said after what is wrong with the command, if something is
    todo = look_through(paths, job, warn=notices.append)
    for text in notices:
        warn(text)
    if mode.dry_run:
        print_plan(plan_batch(todo, job, warn=warn))
        return
    with BatchProgress(quiet=mode.quiet, jsonl=own.jsonl) as progress:
        work = run_batch(todo, job, display=progress, warn=warn, processes=own.jobs or _cores())
        counts = run_interruptible(work)
    _end(counts, finish_lines(counts, todo, time.monotonic() - started), warn)


def _check_place(own: BatchOptions) -> None:
    """Raises SettingsError without a place to write to, OutputError for one that cannot be written to."""
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.render.output import check_folder

    if own.output is not None:
        check_folder(own.output)
    elif not own.jsonl:
        raise SettingsError("batch needs a folder to write into", hint="-O DIR; or --jsonl for a pipe")


def _end(counts: Counts, lines: Sequence[str], warn: Callable[[str], None]) -> None:
    """Say how it went, and name the files that failed. Raises what stopped the batch, and SomeFailed."""
    from llm_summarise.cli.show import say, told
    from llm_summarise.domain.errors import SomeFailed

    if counts.stopped is not None and not counts.done:
        raise counts.stopped
    for text in lines:
        warn(text)
    for name, reason in counts.failures:
        say(told(name, reason))
    if counts.stopped is not None:
        raise counts.stopped
    if counts.failures:
        raise SomeFailed(f"{counts.failed} of {counts.failed + counts.done + counts.current} files failed")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
