"""`llm-summarise FILE`: one episode."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, spread

if TYPE_CHECKING:
    from llm_summarise.caches.output_cache import OutputRequest
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.settings import Settings
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.composition import Warn
    from llm_summarise.render.output import Shape

FILE = typer.Argument(
    help="Transcript to read; - or nothing reads a pipe.", show_default=False, callback=o.filled
)


@spread
def episode(
    file: Annotated[str | None, FILE] = None,
    who: o.Who = NONE,
    format: Annotated[
        str | None, typer.Option("-f", "--format", help="terminal, markdown, json, html, chapters, ...")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file instead of stdout.")
    ] = None,
    template: Annotated[Path | None, typer.Option("--template", help="Jinja2 file to render with.")] = None,
    what: o.What = NONE,
    media_url: o.MediaUrl = None,
    sponsors: o.Sponsors = True,
    max_chars: o.MaxChars = 4000,
    disclosure: o.Disclosure = True,
    how: o.How = NONE,
    dry_run: o.DryRun = False,
    quiet: o.Quiet = False,
) -> None:
    """Summarise one episode. The result goes to stdout, everything else to stderr."""
    from llm_summarise.caches.output_cache import OutputRequest, find_output
    from llm_summarise.cli.show import finish_line, hush, say
    from llm_summarise.config import gather
    from llm_summarise.readers.sources import read_source
    from llm_summarise.render.output import check_place, refuse_own_input, shape_for, write_text

    given = gather(who | what | how)
    shape = shape_for(format, output, sys.stdout)
    view = {
        "sponsors": sponsors,
        "media_url": media_url,
        "disclosure": disclosure,
        "max_chars": max_chars,
    }
    check_place(output)
    if output is not None and file is not None:
        refuse_own_input(file, output)
    data, name = read_source(file or "-")
    warn = hush if quiet else say
    request = OutputRequest(data, name, given, shape.format, {**view, "on": [shape.columns, shape.color]})
    if not (dry_run or template) and (kept := find_output(request, warn)):
        write_text(kept.text, output, sys.stdout)
        for text in [*kept.warnings, finish_line(kept.model, kept.usage)]:
            warn(text)
        return
    _long_way(request, shape, view, output=output, template=template, dry_run=dry_run, quiet=quiet, warn=warn)


def _long_way(
    request: OutputRequest,
    shape: Shape,
    view: dict[str, Any],
    *,
    output: Path | None,
    template: Path | None,
    dry_run: bool,
    quiet: bool,
    warn: Warn,
) -> None:
    """Summarise, or find the result, and render it."""
    from llm_summarise.caches.output_cache import keep_output
    from llm_summarise.caches.result_cache import find_result
    from llm_summarise.cli.show import finish_line
    from llm_summarise.config import cache_directory, checked
    from llm_summarise.render import View
    from llm_summarise.render.output import check_looks, rendered, write_text

    data, name = request.data, request.name
    settings = checked(request.given)
    check_looks(shape, template)
    looks = View(length=settings.length, **view)
    if dry_run:
        _print_plan(data, name, settings, warn)
        return
    result = find_result(data, name, settings, warn=warn) or _summarise(data, name, settings, warn, quiet)

    def render(result: EpisodeSummary) -> str:
        return rendered(result, lambda: _parse(data, name), looks, shape, template)

    write_text(render(result), output, sys.stdout)
    for text in [*result.warnings, finish_line(result.provenance.model, result.usage)]:
        warn(text)
    if template is None:
        keep_output(request, result, render, cache_directory(settings))


def _parse(data: bytes, name: str) -> Transcript:
    from llm_summarise.readers import parse

    return parse(data, name)


def _print_plan(data: bytes, name: str, settings: Settings, warn: Warn) -> None:
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import plan_lines
    from llm_summarise.episode.summarise import plan

    found = run_interruptible(plan(_parse(data, name), settings, warn=warn))
    typer.echo("\n".join(plan_lines(found)))


def _summarise(data: bytes, name: str, settings: Settings, warn: Warn, quiet: bool) -> EpisodeSummary:
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.caches.result_cache import keep_result
    from llm_summarise.cli.show import Bar
    from llm_summarise.episode.summarise import summarise_one

    transcript = _parse(data, name)
    with Bar(quiet) as bar:
        return run_interruptible(
            summarise_one(transcript, settings, warn=warn, listener=bar, keep=keep_result)
        )
