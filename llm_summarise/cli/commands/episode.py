"""`llm-summarise FILE`: one episode."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import grouped

if TYPE_CHECKING:
    from llm_summarise.caches.output_cache import OutputRequest
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.settings import Settings
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.composition import Warn
    from llm_summarise.render.output import Shape


@dataclass(eq=False)
class OutputOptions:
    """What a result is written as, and where."""

    format: Annotated[
        str | None, o.text("-f", "--format", help="terminal, markdown, json, html, chapters, ...")
    ] = None
    output: o.Output = None
    template: Annotated[Path | None, o.path("--template", help="Jinja2 file to render with.")] = None


@dataclass(eq=False)
class EpisodeViewOptions:
    """What is shown of the result of one episode."""

    media_url: o.MediaUrl = None
    sponsors: o.Sponsors = True
    max_chars: o.MaxChars = 4000
    disclosure: o.Disclosure = True


@grouped
def episode(
    file: Annotated[str | None, o.sources("Transcript to read; - or nothing reads a pipe.")] = None,
    *,
    who: o.Who,
    into: OutputOptions,
    what: o.What,
    shown: EpisodeViewOptions,
    how: o.How,
    mode: o.RunOptions,
) -> None:
    """Summarise one episode. The result goes to stdout, everything else to stderr."""
    from llm_summarise.caches.output_cache import OutputRequest, find_output
    from llm_summarise.cli.show import spent, warner
    from llm_summarise.config import gather
    from llm_summarise.readers.sources import read_source
    from llm_summarise.render.output import check_place, refuse_own_input, shape_for, write_text

    given = gather(who | what | how)
    shape = shape_for(into.format, into.output, sys.stdout)
    check_place(into.output)
    if into.output is not None and file is not None:
        refuse_own_input(file, into.output)
    data, name = read_source(file or "-")
    warn = warner(mode.quiet)
    request = OutputRequest(
        data, name, given, shape.format, {**vars(shown), "on": [shape.columns, shape.color]}
    )
    if not (mode.dry_run or into.template) and (kept := find_output(request, warn)):
        write_text(kept.text, into.output, sys.stdout)
        _tell(kept.warnings, f"{kept.model} · {spent(kept.usage)}", shape, warn)
    else:
        _summarised(request, shape, into, shown, mode)


def _summarised(
    request: OutputRequest, shape: Shape, into: OutputOptions, shown: EpisodeViewOptions, mode: o.RunOptions
) -> None:
    """Summarise, or find the result in its cache, and render it."""
    from llm_summarise.caches.output_cache import keep_output
    from llm_summarise.caches.result_cache import find_result
    from llm_summarise.cli.show import print_plan, spent, warner
    from llm_summarise.config import cache_directory, checked
    from llm_summarise.episode.summarise import plan
    from llm_summarise.render import View
    from llm_summarise.render.output import check_looks, rendered, write_text

    data, name, warn = request.data, request.name, warner(mode.quiet)
    settings = checked(request.given)
    check_looks(shape, into.template)
    view = View(length=settings.length, **vars(shown))
    if mode.dry_run:
        print_plan(plan(_parse(data, name, settings), settings, warn=warn))
        return
    result = find_result(data, name, settings, warn=warn) or _summarise(
        data, name, settings, warn, mode.quiet
    )

    def render(result: EpisodeSummary) -> str:
        return rendered(result, lambda: _parse(data, name, settings), view, shape, into.template)

    write_text(render(result), into.output, sys.stdout)
    _tell(result.warnings, f"{result.provenance.model} · {spent(result.usage)}", shape, warn)
    if into.template is None:
        keep_output(request, result, render, cache_directory(settings))


def _tell(warnings: Sequence[str], paid: str, shape: Shape, warn: Warn) -> None:
    """What a reader of the result should know, unless it stands on the same screen, and what was paid."""
    seen = shape.format == "terminal" and shape.columns is not None and sys.stderr.isatty()
    for text in [*(() if seen else warnings), paid]:
        warn(text)


def _parse(data: bytes, name: str, settings: Settings) -> Transcript:
    from llm_summarise.readers import parse

    return parse(data, name).renamed(settings.speakers)


def _summarise(data: bytes, name: str, settings: Settings, warn: Warn, quiet: bool) -> EpisodeSummary:
    from llm_summarise.caches.result_cache import keep_result
    from llm_summarise.cli.show import run_with_bar
    from llm_summarise.episode.summarise import summarise_one

    transcript = _parse(data, name, settings)
    return run_with_bar(
        lambda bar: summarise_one(transcript, settings, warn=warn, listener=bar, keep=keep_result), quiet
    )
