"""`llm-summarise chunks`, `schema` and `prompts`: what is read, what is promised, what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import Flags, Several, grouped

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.chunking import Chunk

prompts = typer.Typer(
    add_completion=False, help="List, show and copy the prompts and recipes.", rich_markup_mode=None
)

FILE = o.sources("Transcript to read; - reads a pipe.", show_default=True)
Given = Annotated[
    Flags, Several(language=o.Language, length=o.Length, prompts=o.Prompts, glossary=o.Glossary)
]


@grouped
def chunks(
    file: Annotated[str, FILE] = "-",
    chunk_tokens: o.ChunkTokens = None,
    show: Annotated[bool, typer.Option("--show", help="Print the prompt of each chunk.")] = False,
    *,
    given: Given,
    as_json: o.AsJson = False,
) -> None:
    """Show what was read from a transcript, and how it is cut. Asks no model."""
    from llm_summarise.config import load_settings
    from llm_summarise.episode.chunking import DEFAULT_CHUNK_TOKENS, chunked
    from llm_summarise.readers.sources import read_transcript

    settings = load_settings({"chunk_tokens": chunk_tokens} | given)
    transcript = read_transcript(file)
    budget = DEFAULT_CHUNK_TOKENS if settings.chunk_tokens is None else settings.chunk_tokens
    cut = chunked(transcript, budget)
    if show:
        _print_prompts(cut, transcript, settings)
    elif as_json:
        typer.echo(json.dumps(_overview(transcript, cut), indent=2, ensure_ascii=False))
    else:
        _print_overview(_overview(transcript, cut))


def _print_prompts(cut: Sequence[Chunk], transcript: Transcript, settings: Settings) -> None:
    from llm_summarise.episode.glossary import load_names
    from llm_summarise.episode.prompts.questions import chunk_prompt
    from llm_summarise.episode.prompts.template_files import load_prompts

    own, names = load_prompts(settings.prompts), load_names(settings.glossary)
    for number, chunk in enumerate(cut, 1):
        hints = names.hints("\n".join(chunk.texts(transcript)))
        prompt = chunk_prompt(chunk, transcript, own, settings, hints)
        if number == 1:
            typer.echo(f"--- system ---\n{prompt.system}")
        typer.echo(f"--- chunk {number} ---\n{prompt.user}")


def _overview(transcript: Transcript, cut: Sequence[Chunk]) -> dict[str, Any]:
    """What was read, and how it is cut: of each chunk the first and last cue, where they start, and its
    tokens. Times are in seconds; words are counted at white space."""
    from llm_summarise.domain.clock import ApproximateSeconds

    cues = transcript.cues

    def shown(cue: int) -> float | None:
        start = cues[cue].start
        return ApproximateSeconds(start) if cues[cue].approximate and start is not None else start

    ends = [(chunk.cues[0], chunk.cues[-1], chunk.tokens) for chunk in cut]
    return {
        **{name: getattr(transcript, name) for name in ("name", "format", "sha256")},
        "cues": len(cues),
        "words": sum(len(cue.text.split()) for cue in cues),
        **{name: getattr(transcript, name) for name in ("speakers", "duration", "warnings")},
        "chunks": [
            {"first_cue": a, "last_cue": b, "start": shown(a), "end": shown(b), "tokens": tokens}
            for a, b, tokens in ends
        ],
    }


def _print_overview(facts: Mapping[str, Any]) -> None:
    from llm_summarise.cli.text_tables import table
    from llm_summarise.domain.clock import timestamp

    typer.echo(f"{facts['name']}: {facts['format']}, {facts['cues']:,} cues, {facts['words']:,} words")
    typer.echo(f"speakers: {', '.join(facts['speakers']) or 'none named'}")
    typer.echo(f"duration: {'no times' if facts['duration'] is None else timestamp(facts['duration'])}")
    for warning in facts["warnings"]:
        typer.echo(f"warning: {warning}")
    rows = []
    for n, c in enumerate(facts["chunks"], 1):
        times = timestamp(c["start"]), timestamp(c["end"])
        rows.append([str(n), f"{c['first_cue']}-{c['last_cue']}", *times, f"{c['tokens']:,}"])
    table(["chunk>", "cues", "from", "to", "tokens>"], rows)


def schema() -> None:
    """Print the JSON Schema of a result (`-f json`)."""
    from llm_summarise.domain.result import EpisodeSummary

    typer.echo(json.dumps(EpisodeSummary.model_json_schema(), indent=2))


@prompts.command("list")
def list_prompts(folder: o.Prompts = None) -> None:
    """The prompts and recipes, their versions, and where each is read from."""
    from llm_summarise.cli.text_tables import table
    from llm_summarise.episode.prompts.template_files import load_prompts
    from llm_summarise.recipes.recipe_files import find_recipe, recipe_files

    found = load_prompts(folder)
    table(["prompt", "version", "file"], [[n, v, found.origins[n]] for n, v in found.versions.items()])
    recipes = [(find_recipe(name, folder), path) for name, path in recipe_files(folder).items()]
    table(
        ["recipe", "version", "what it gives", "file"],
        [[recipe.name, recipe.version, recipe.description, str(path)] for recipe, path in recipes],
    )


@prompts.command("show")
def show_prompt(
    name: Annotated[str, typer.Argument(help="Name of a prompt or recipe.")], folder: o.Prompts = None
) -> None:
    """Print one prompt or recipe as it is written."""
    from llm_summarise.recipes.recipe_files import prompt_text

    typer.echo(prompt_text(name, folder), nl=False)


@prompts.command("copy")
def copy_prompts(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    names: Annotated[
        list[str] | None, typer.Argument(help="Prompts and recipes to copy; all prompts if none is named.")
    ] = None,
) -> None:
    """Copy prompts and recipes into a folder, to change them and use them with --prompts."""
    from llm_summarise.cli.show import say
    from llm_summarise.recipes.recipe_files import copy_to

    for path in copy_to(folder, names or ()):
        typer.echo(str(path))
    say(f"use them with --prompts {folder}")
