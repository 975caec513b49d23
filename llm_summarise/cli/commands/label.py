"""`llm-summarise label FILE`: gold labels, made with a few keys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, Flags, Several, spread

FILE = typer.Argument(help="Transcript to label.", show_default=False, callback=o.filled)
Given = Annotated[
    Flags,
    Several(
        key=o.Key,
        chunk_tokens=o.ChunkTokens,
        prompts=o.PromptFolder,
        glossary=o.Glossary,
        **o.CALLING,
        cache_dir=o.CacheDir,
        refresh=o.Refresh,
        cached_only=o.CachedOnly,
    ),
]


@spread
def label(
    file: Annotated[str, FILE],
    model: o.Model = None,
    from_models: Annotated[
        str | None,
        typer.Option("--from-models", metavar="A,B", help="Show only what these models disagree about."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Gold file. Default: beside the transcript.")
    ] = None,
    given: Given = NONE,
    quiet: o.Quiet = False,
) -> None:
    """Walk through the tools, chapters and people a model found, and write what is right as a gold file.

    Everything is saved after every key; the same command goes on where it was left.
    """
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.keyboard import Terminal
    from llm_summarise.cli.show import Bar, hush, say
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.evaluation.labelling import begin, gold_path, walk
    from llm_summarise.evaluation.systems import Asked, systems_of
    from llm_summarise.readers.sources import read_transcript

    if not sys.stdin.isatty():
        raise SettingsError("labels are made with a keyboard: standard input must be a terminal")
    names = [name.strip() for name in (from_models or "").split(",") if name.strip()]
    if from_models is not None and (len(names) < 2 or model is not None):
        raise SettingsError("--from-models needs two models or more, and no -m", hint="--from-models A,B")
    base = load_settings({"model": model} | given)
    transcript = read_transcript(file)
    path = gold_path(transcript, output)
    systems = systems_of(base, [Asked(name) for name in names] or [Asked(model)], [])
    warn = hush if quiet else say
    with Bar(quiet) as bar:
        session = run_interruptible(
            begin(transcript, systems, path, disputed=bool(names), warn=warn, listener=bar)
        )
    session = walk(session, path, Terminal(transcript))
    left = sum(item.status == "open" for item in session.items)
    warn(f"{path}: {left} still open; the same command goes on" if left else f"{path}: done")
