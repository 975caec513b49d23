"""`llm-summarise run RECIPE FILE`: a prompt and a schema of one's own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from llm_summarise.cli import options as o

RECIPE = typer.Argument(help="Name of a recipe (`llm-summarise prompts list`), or a file such as ./mine.j2.")
FILE = typer.Argument(help="Transcript, text or diff to read; - or nothing reads a pipe.", show_default=False)


def run(
    recipe: Annotated[str, RECIPE],
    file: Annotated[str, FILE] = "-",
    model: o.Model = None,
    option: o.Options = None,
    param: Annotated[
        list[str] | None,
        typer.Option("-p", "--param", metavar="KEY VALUE", help="Parameter of the recipe. Repeatable."),
    ] = None,
    key: o.Key = None,
    format: Annotated[str | None, typer.Option("-f", "--format", help="markdown or json.")] = None,
    output: o.Output = None,
    seed: o.Seed = None,
    samples: o.Samples = None,
    min_support: o.MinSupport = None,
    language: o.Language = None,
    chunk_tokens: o.ChunkTokens = None,
    prompts: o.PromptFolder = None,
    concurrency: o.Concurrency = None,
    timeout: o.Timeout = None,
    max_cost: o.MaxCost = None,
    keep_going: o.KeepGoing = None,
    log: o.Log = None,
    cache_dir: o.CacheDir = None,
    no_cache: o.NoCache = None,
    refresh: o.Refresh = None,
    cached_only: o.CachedOnly = None,
    dry_run: o.DryRun = False,
    quiet: o.Quiet = False,
) -> None:
    """Ask about a text with a recipe: a prompt and a schema in one file."""
    from llm_summarise.cli.show import Bar, hush, plan_lines, say, spent
    from llm_summarise.config import load_settings
    from llm_summarise.core.errors import SettingsError
    from llm_summarise.loops import run_interruptible
    from llm_summarise.output import default_format, write_text
    from llm_summarise.recipes import find_recipe, plan_recipe, read_input, run_recipe
    from llm_summarise.sources import STDIN, STDIN_NAME

    settings = load_settings(
        o.flags(
            model=model,
            option=option,
            key=key,
            seed=seed,
            samples=samples,
            min_support=min_support,
            language=language,
            chunk_tokens=chunk_tokens,
            prompts=prompts,
            concurrency=concurrency,
            timeout=timeout,
            max_cost=max_cost,
            keep_going=keep_going,
            log=log,
            cache_dir=cache_dir,
            no_cache=no_cache,
            refresh=refresh,
            cached_only=cached_only,
        )
    )
    chosen = find_recipe(recipe, settings.prompts)
    own = o.pairs(param or ())
    file_name = STDIN_NAME if file == STDIN else file
    format = format or default_format(output, on_terminal=False)
    if format not in ("markdown", "json"):
        raise SettingsError(f"unknown format {format!r}", hint="use markdown or json")
    text = read_input(chosen, file)
    warn = hush if quiet else say
    if dry_run:
        plan = run_interruptible(plan_recipe(chosen, text, settings, warn=warn, params=own))
        typer.echo("\n".join(plan_lines(plan)))
        return
    bar = Bar(quiet)
    try:
        result = run_interruptible(
            run_recipe(chosen, text, settings, warn=warn, watcher=bar, params=own, name=file_name)
        )
    finally:
        bar.close()
    write_text(result.as_json() if format == "json" else result.text, output, sys.stdout)
    for line in [*result.warnings, *result.losses(), f"{result.provenance.model} · {spent(result.usage)}"]:
        warn(line)
