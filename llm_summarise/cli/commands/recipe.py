"""`llm-summarise run RECIPE FILE`: a prompt and a schema of one's own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import Flags, Several, grouped, pairs

RECIPE = typer.Argument(help="Name of a recipe (`llm-summarise prompts list`), or a file such as ./mine.j2.")
FILE = o.sources("Transcript, text or diff to read; - or nothing reads a pipe.")
Who = Annotated[Flags, Several(model=o.Model, options=o.Options)]
What = Annotated[
    Flags,
    Several(
        seed=o.Seed,
        samples=o.Samples,
        min_support=o.MinSupport,
        language=o.Language,
        chunk_tokens=o.ChunkTokens,
        prompts=o.Prompts,
        speakers=o.Speakers,
    ),
]


@dataclass(eq=False)
class RecipeOptions:
    """What the recipe is given, and what its answer is written as, and where."""

    param: o.Params = None
    key: o.Key = None
    format: Annotated[str | None, o.text("-f", "--format", help="markdown or json.")] = None
    output: o.Output = None


@grouped
def run(
    recipe: Annotated[str, RECIPE],
    file: Annotated[str, FILE] = "-",
    *,
    who: Who,
    own: RecipeOptions,
    what: What,
    how: o.How,
    mode: o.RunOptions,
) -> None:
    """Ask about a text with a recipe: a prompt and a schema in one file."""
    from llm_summarise.cli.show import print_plan, run_with_bar, spent, warner
    from llm_summarise.config import load_settings
    from llm_summarise.readers.sources import STDIN, STDIN_NAME
    from llm_summarise.recipes.recipe_files import find_recipe
    from llm_summarise.recipes.run_recipe import plan_recipe, read_input, run_recipe
    from llm_summarise.render.output import check_place, write_text

    settings = load_settings(who | {"key": own.key} | what | how)
    chosen = find_recipe(recipe, settings.prompts)
    params = pairs(own.param or (), "--param")
    name = STDIN_NAME if file == STDIN else file
    format = _format(own)
    check_place(own.output)
    text = read_input(chosen, file)
    warn = warner(mode.quiet)
    if mode.dry_run:
        print_plan(plan_recipe(chosen, text, settings, warn=warn, params=params))
        return
    result = run_with_bar(
        lambda bar: run_recipe(chosen, text, settings, warn=warn, listener=bar, params=params, name=name),
        mode.quiet,
    )
    write_text(result.as_json() if format == "json" else result.text, own.output, sys.stdout)
    for line in [*result.warnings, *result.losses(), f"{result.provenance.model} · {spent(result.usage)}"]:
        warn(line)


def _format(own: RecipeOptions) -> str:
    """Raises SettingsError for a format that no answer has."""
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.render.output import default_format

    format = own.format or default_format(own.output, on_terminal=False)
    if format not in ("markdown", "json"):
        raise SettingsError(f"unknown format {format!r}", hint="use markdown or json")
    return format
