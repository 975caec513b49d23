"""`llm-summarise FILE`: one episode."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from llm_summarise.cli import options as o

FILE = typer.Argument(help="Transcript to read; - or nothing reads a pipe.", show_default=False)


def episode(
    file: Annotated[str | None, FILE] = None,
    model: o.Model = None,
    option: o.Options = None,
    key: o.Key = None,
    format: Annotated[
        str | None, typer.Option("-f", "--format", help="terminal, markdown, json, html, chapters, ...")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file instead of stdout.")
    ] = None,
    template: Annotated[Path | None, typer.Option("--template", help="Jinja2 file to render with.")] = None,
    seed: o.Seed = None,
    samples: o.Samples = None,
    min_support: o.MinSupport = None,
    length: o.Length = None,
    language: o.Language = None,
    chunk_tokens: o.ChunkTokens = None,
    prompts: o.PromptFolder = None,
    glossary: o.Glossary = None,
    media_url: o.MediaUrl = None,
    sponsors: o.Sponsors = True,
    max_chars: o.MaxChars = 4000,
    disclosure: o.Disclosure = True,
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
    """Summarise one episode. The result goes to stdout, everything else to stderr."""
    from llm_summarise.cli.show import Bar, finish_line, hush, plan_lines, say
    from llm_summarise.config import load_settings
    from llm_summarise.core.render import View
    from llm_summarise.loops import run_interruptible
    from llm_summarise.output import write_result
    from llm_summarise.single import plan, summarise_one
    from llm_summarise.sources import read_transcript

    settings = load_settings(
        o.flags(
            model=model,
            option=option,
            key=key,
            seed=seed,
            samples=samples,
            min_support=min_support,
            length=length,
            language=language,
            chunk_tokens=chunk_tokens,
            prompts=prompts,
            glossary=glossary,
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
    view = View(
        length=settings.length,
        sponsors=sponsors,
        media_url=media_url,
        disclosure=disclosure,
        max_chars=max_chars,
    )
    transcript = read_transcript(file or "-")
    warn = hush if quiet else say
    if dry_run:
        typer.echo("\n".join(plan_lines(run_interruptible(plan(transcript, settings, warn=warn)))))
        return
    bar = Bar(quiet)
    try:
        result = run_interruptible(summarise_one(transcript, settings, warn=warn, watcher=bar))
    finally:
        bar.close()
    write_result(result, transcript, view, format=format, output=output, template=template, stream=sys.stdout)
    for text in [*result.warnings, finish_line(result)]:
        warn(text)
