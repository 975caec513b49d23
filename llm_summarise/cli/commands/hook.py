"""`llm-summarise hook`: the commands that git hooks call."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import Flags, Several, grouped

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings
    from llm_summarise.hooks.git_hooks import Beside

hook = typer.Typer(
    add_completion=False, help="What git hooks call; see examples/hooks.", rich_markup_mode=None
)

Given = Annotated[
    Flags,
    Several(
        model=o.Model,
        options=o.Options,
        length=o.Length,
        language=o.Language,
        prompts=o.Prompts,
        glossary=o.Glossary,
        max_cost=o.MaxCost,
        cache_dir=o.CacheDir,
    ),
]


@hook.command("summaries")
@grouped
def summaries(
    files: Annotated[list[Path], typer.Argument(help="Transcripts.", show_default=False, parser=o.as_path)],
    cached_only: Annotated[
        bool, typer.Option("--cached-only", help="Write nothing and ask nobody; fail if one is stale.")
    ] = False,
    *,
    given: Given,
    quiet: o.Quiet = False,
) -> None:
    """Keep NAME.summary.md beside each transcript fresh; exit 1 if one was not, for it is to be added."""
    from llm_summarise.cli.show import say
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SummariseError
    from llm_summarise.hooks.git_hooks import SUFFIX, look_at
    from llm_summarise.hooks.given_files import one_of_each

    settings = load_settings(given)
    chosen = one_of_each([path for path in files if not path.name.endswith(SUFFIX)])
    for path, reason in [] if quiet else chosen.left_out:
        say(f"{path}: left out, {reason}")
    found = look_at(chosen.transcripts, settings)
    stale = [beside for beside in found if beside.state == "stale"]
    faults = [beside.reason for beside in found if beside.state == "refused"]
    if stale and not cached_only:
        faults += _refreshed(stale, settings, quiet)
    else:
        faults += _unfit(found)
    for text in [one.reason for one in found if one.state == "elsewhere"] + faults:
        say(text)
    if stale and cached_only:
        raise SummariseError(
            f"{len(stale)} stale", hint="llm-summarise hook summaries FILE... refreshes them"
        )
    if faults:
        raise typer.Exit(1)


def _unfit(found: Sequence[Beside]) -> list[str]:
    """Which summaries are stale, and which are fresh but not staged."""
    from llm_summarise.hooks.git_hooks import unstaged

    stale = [f"{one.summary} is stale: {one.reason}" for one in found if one.state == "stale"]
    fresh = [one.summary for one in found if one.state == "fresh"]
    return stale + [f"{path} is not staged - git add it" for path in unstaged(fresh)]


def _refreshed(stale: Sequence[Beside], settings: Settings, quiet: bool) -> list[str]:
    """Write the summaries anew: what is to be said of each, since a commit without it would be stale."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import spent, warner
    from llm_summarise.domain.usage import total
    from llm_summarise.hooks.git_hooks import refresh

    started = time.monotonic()
    warn = warner(quiet)
    done = run_interruptible(refresh(stale, settings, warn=warn))
    usage = total(one.usage for one in done if one.usage)
    warn(spent(usage.model_copy(update={"seconds": time.monotonic() - started})))
    return [one.failure or f"{one.beside.summary} was refreshed - git add it" for one in done]


@hook.command("commit-message")
def commit_message(
    file: Annotated[Path, typer.Argument(help="The file that holds the message.", show_default=False)],
    source: Annotated[str | None, typer.Argument(help="What git says of the message's origin.")] = None,
    commit: Annotated[str | None, typer.Argument(help="The commit that is amended.", hidden=True)] = None,
    model: o.Model = None,
    option: o.Options = None,
    param: o.Params = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            help="Seconds after which the commit goes on without.",
            parser=o.as_seconds,
        ),
    ] = 15.0,
) -> None:
    """Propose the message of a commit. Whatever goes wrong is one line, and the commit goes on."""
    from llm_summarise.cli.show import say
    from llm_summarise.domain.errors import SummariseError
    from llm_summarise.hooks.git_hooks import propose_message

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
