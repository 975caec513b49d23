"""`llm-summarise run RECIPE FILE`: a prompt and a schema of one's own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, Flags, Several, pairs, spread

RECIPE = typer.Argument(help="Name of a recipe (`llm-summarise prompts list`), or a file such as ./mine.j2.")
FILE = typer.Argument(
    help="Transcript, text or diff to read; - or nothing reads a pipe.", show_default=False, callback=o.filled
)
Who = Annotated[Flags, Several(model=o.Model, options=o.Options)]
What = Annotated[
    Flags,
    Several(
        seed=o.Seed,
        samples=o.Samples,
        min_support=o.MinSupport,
        language=o.Language,
        chunk_tokens=o.ChunkTokens,
        prompts=o.PromptFolder,
    ),
]


@spread
def run(
    recipe: Annotated[str, RECIPE],
    file: Annotated[str, FILE] = "-",
    who: Who = NONE,
    param: o.Params = None,
    key: o.Key = None,
    format: Annotated[str | None, typer.Option("-f", "--format", help="markdown or json.")] = None,
    output: o.Output = None,
    what: What = NONE,
    how: o.How = NONE,
    dry_run: o.DryRun = False,
    quiet: o.Quiet = False,
) -> None:
    """Ask about a text with a recipe: a prompt and a schema in one file."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import Bar, hush, plan_lines, say, spent
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.readers.sources import STDIN, STDIN_NAME
    from llm_summarise.recipes.recipe_files import find_recipe
    from llm_summarise.recipes.run_recipe import plan_recipe, read_input, run_recipe
    from llm_summarise.render.output import check_place, default_format, write_text

    settings = load_settings(who | {"key": key} | what | how)
    chosen = find_recipe(recipe, settings.prompts)
    own = pairs(param or (), "--param")
    file_name = STDIN_NAME if file == STDIN else file
    format = format or default_format(output, on_terminal=False)
    if format not in ("markdown", "json"):
        raise SettingsError(f"unknown format {format!r}", hint="use markdown or json")
    check_place(output)
    text = read_input(chosen, file)
    warn = hush if quiet else say
    if dry_run:
        plan = run_interruptible(plan_recipe(chosen, text, settings, warn=warn, params=own))
        typer.echo("\n".join(plan_lines(plan)))
        return
    with Bar(quiet) as bar:
        result = run_interruptible(
            run_recipe(chosen, text, settings, warn=warn, listener=bar, params=own, name=file_name)
        )
    write_text(result.as_json() if format == "json" else result.text, output, sys.stdout)
    for line in [*result.warnings, *result.losses(), f"{result.provenance.model} · {spent(result.usage)}"]:
        warn(line)
