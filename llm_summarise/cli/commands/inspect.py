"""`llm-summarise chunks`, `schema` and `prompts`: what is read, what is promised, what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import Flags, Several, grouped
from llm_summarise.cli.printing import out, out_json

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.chunking import Chunk

prompts = typer.Typer(
    add_completion=False, help="List, show and copy the prompts and recipes.", rich_markup_mode=None
)

FILE = o.sources("Transcript to read; - reads a pipe.", show_default=True)
Given = Annotated[
    Flags,
    Several(
        language=o.Language,
        length=o.Length,
        mentions=o.Mentions,
        skip_sponsors=o.SkipSponsors,
        prompts=o.Prompts,
        glossary=o.Glossary,
        speakers=o.Speakers,
    ),
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
    """Show what was read from a transcript, what was set aside, and how it is cut. Asks no model."""
    from llm_summarise.cli.reading_report import overview, print_overview
    from llm_summarise.config import load_settings
    from llm_summarise.episode.chunking import DEFAULT_CHUNK_TOKENS, chunked
    from llm_summarise.episode.gathering.skipped_adverts import skipped_adverts
    from llm_summarise.readers.sources import read_transcript

    settings = load_settings({"chunk_tokens": chunk_tokens} | given)
    transcript = read_transcript(file).renamed(settings.speakers)
    budget = DEFAULT_CHUNK_TOKENS if settings.chunk_tokens is None else settings.chunk_tokens
    cut = chunked(transcript, budget, kept=skipped_adverts(transcript, settings).kept)
    if show:
        _print_prompts(cut, transcript, settings)
    elif as_json:
        out_json(overview(transcript, cut))
    else:
        print_overview(overview(transcript, cut))


def _print_prompts(cut: Sequence[Chunk], transcript: Transcript, settings: Settings) -> None:
    from llm_summarise.episode.glossary import load_names
    from llm_summarise.episode.prompts.questions import chunk_prompt
    from llm_summarise.episode.prompts.template_files import load_prompts

    own, names = load_prompts(settings.prompts), load_names(settings.glossary)
    for number, chunk in enumerate(cut, 1):
        hints = names.hints("\n".join(chunk.texts(transcript)))
        prompt = chunk_prompt(chunk, transcript, own, settings, hints)
        if number == 1:
            out(f"--- system ---\n{prompt.system}")
        out(f"--- chunk {number} ---\n{prompt.user}")


def schema() -> None:
    """Print the JSON Schema of a result (`-f json`)."""
    from llm_summarise.domain.result import EpisodeSummary

    out_json(EpisodeSummary.model_json_schema())


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

    out(prompt_text(name, folder), exactly=True)


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
        out(str(path))
    say(f"use them with --prompts {folder}")
