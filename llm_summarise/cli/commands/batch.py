"""`llm-summarise batch`: many episodes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, spread

PATHS = typer.Argument(
    help="Files, folders, and patterns in quotes.", metavar="PATH...", show_default=False, callback=o.filled
)


@spread
def batch(
    paths: Annotated[list[str], PATHS],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder to write into.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", help="markdown (default), json, html, ... Repeatable."),
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Tell of each file in a line of JSON.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Do what is up to date too, and replace files of others.")
    ] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="Do so many episodes at most.")] = None,
    part: Annotated[
        str | None, typer.Option("--shard", metavar="N/M", help="Do the N-th of M shares, such as 3/10.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes of the embedded model. Default: all cores.")
    ] = None,
    who: o.WhoLong = NONE,
    what: o.What = NONE,
    sponsors: o.Sponsors = True,
    max_chars: o.MaxChars = 4000,
    disclosure: o.Disclosure = True,
    how: o.How = NONE,
    dry_run: o.DryRun = False,
    quiet: o.Quiet = False,
) -> None:
    """Summarise many episodes. What is up to date is skipped, and one bad file does not stop the others."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.batch.driver import run_batch
    from llm_summarise.batch.job import Job
    from llm_summarise.batch.plan import plan_batch
    from llm_summarise.batch.todo import look_through
    from llm_summarise.cli.progress import BatchProgress, finish_lines
    from llm_summarise.cli.show import batch_plan_lines, hush, say, told
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SettingsError, SomeFailed
    from llm_summarise.render.output import check_folder
    from llm_summarise.render.view import View

    if output is None and not jsonl:
        raise SettingsError("batch needs a folder to write into", hint="-o DIR; or --jsonl for a pipe")
    settings = load_settings(who | what | how)
    view = View(length=settings.length, sponsors=sponsors, disclosure=disclosure, max_chars=max_chars)
    chosen = tuple(dict.fromkeys(formats or ["markdown"]))
    job = Job(settings, view, chosen, output, force, fail_fast, limit, part)
    if output is not None:
        check_folder(output)
    warn = hush if quiet else say
    started = time.monotonic()
    notices: list[str] = []  # said after what is wrong with the command, if something is
    todo = look_through(paths, job, warn=notices.append)
    for text in notices:
        warn(text)
    if dry_run:
        typer.echo("\n".join(batch_plan_lines(run_interruptible(plan_batch(todo, job, warn=warn)))))
        return
    progress = BatchProgress(quiet=quiet, jsonl=jsonl)
    work = run_batch(todo, job, display=progress, warn=warn, processes=jobs or _cores())
    try:
        counts = run_interruptible(work)
    finally:
        progress.close()
    if counts.stopped is not None and not counts.done:
        raise counts.stopped
    for text in finish_lines(counts, todo, time.monotonic() - started):
        warn(text)
    for name, reason in counts.failures:
        say(told(name, reason))
    if counts.stopped is not None:
        raise counts.stopped
    if counts.failures:
        raise SomeFailed(f"{counts.failed} of {counts.failed + counts.done + counts.current} files failed")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
