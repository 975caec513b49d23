"""`llm-summarise hook`: the commands that git hooks call."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.fast_options import LightGroup
from llm_summarise.cli.groups import PairsCommand
from llm_summarise.cli.option_groups import NONE, Flags, Several, spread

hook = typer.Typer(cls=LightGroup, help="What git hooks call; see examples/hooks.", rich_markup_mode=None)

Given = Annotated[
    Flags,
    Several(
        model=o.Model,
        options=o.Options,
        length=o.Length,
        language=o.Language,
        prompts=o.PromptFolder,
        glossary=o.Glossary,
        max_cost=o.MaxCost,
        cache_dir=o.CacheDir,
    ),
]


@hook.command("summaries", cls=PairsCommand)
@spread
def summaries(
    files: Annotated[list[Path], typer.Argument(help="Transcripts.", show_default=False)],
    cached_only: Annotated[
        bool, typer.Option("--cached-only", help="Write nothing and ask nobody; fail if one is stale.")
    ] = False,
    given: Given = NONE,
    quiet: o.Quiet = False,
) -> None:
    """Keep NAME.summary.md beside each transcript fresh; exit 1 if one was not, for it is to be added."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import hush, say, spent
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SummariseError
    from llm_summarise.domain.usage import total
    from llm_summarise.hooks import look_at, refresh, unstaged

    settings = load_settings(given)
    started = time.monotonic()
    found = look_at(files, settings)
    stale = [beside for beside in found if beside.state == "stale"]
    faults = [beside.reason for beside in found if beside.state == "refused"]
    if cached_only or not stale:
        faults += [f"{beside.summary} is stale: {beside.reason}" for beside in stale]
        fresh = [beside.summary for beside in found if beside.state == "fresh"]
        faults += [f"{path} is not staged - git add it" for path in unstaged(fresh)]
    else:
        warn = hush if quiet else say
        done = run_interruptible(refresh(stale, settings, warn=warn))
        usage = total(one.usage for one in done if one.usage)
        faults += [one.failure or f"{one.beside.summary} was refreshed - git add it" for one in done]
        warn(spent(usage.model_copy(update={"seconds": time.monotonic() - started})))
    for fault in faults:
        say(fault)
    if stale and cached_only:
        raise SummariseError(
            f"{len(stale)} stale", hint="llm-summarise hook summaries FILE... refreshes them"
        )
    if faults:
        raise typer.Exit(1)


@hook.command("commit-message", cls=PairsCommand)
def commit_message(
    file: Annotated[Path, typer.Argument(help="The file that holds the message.", show_default=False)],
    source: Annotated[str | None, typer.Argument(help="What git says of the message's origin.")] = None,
    commit: Annotated[str | None, typer.Argument(help="The commit that is amended.", hidden=True)] = None,
    model: o.Model = None,
    option: o.Options = None,
    param: o.Params = None,
    seconds: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds after which the commit goes on without.")
    ] = 15.0,
) -> None:
    """Propose the message of a commit. Whatever goes wrong is one line, and the commit goes on."""
    from llm_summarise.cli.show import say
    from llm_summarise.domain.errors import SummariseError
    from llm_summarise.hooks import propose_message

    del commit
    arguments = ["-m", model] if model else []
    for text in option or ():
        arguments += ["-o", text]
    for text in param or ():
        arguments += ["-p", text]
    origin = source or os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE")
    try:
        problem = propose_message(file, origin, arguments=arguments, seconds=seconds)
    except (SummariseError, OSError, UnicodeError) as error:
        problem = str(error)
    if problem:
        say(f"llm-summarise: no message proposed: {problem}")
