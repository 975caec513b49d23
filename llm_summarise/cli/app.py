"""The commands and their order in the help."""

from __future__ import annotations

from typing import Annotated

import typer

from llm_summarise.cli.commands.batch import batch
from llm_summarise.cli.commands.cache import cache
from llm_summarise.cli.commands.compare import compare
from llm_summarise.cli.commands.demo import demo
from llm_summarise.cli.commands.episode import episode
from llm_summarise.cli.commands.evaluate import evaluate
from llm_summarise.cli.commands.hook import hook
from llm_summarise.cli.commands.index import index, search, tools
from llm_summarise.cli.commands.inspect import chunks, prompts, schema
from llm_summarise.cli.commands.label import label
from llm_summarise.cli.commands.models import doctor, models
from llm_summarise.cli.commands.recipe import run
from llm_summarise.cli.groups import DefaultCommandGroup, LongPairsCommand, PairsCommand, SearchCommand
from llm_summarise.cli.matrix import MatrixCommand
from llm_summarise.version import __version__

app = typer.Typer(
    cls=DefaultCommandGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"llm-summarise {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Summaries, chapters and tool mentions of spoken episodes, each tied to a line of the transcript.

    llm-summarise FILE            one episode

    cat FILE | llm-summarise      a pipe
    """


app.command(cls=PairsCommand)(episode)
app.command(cls=LongPairsCommand)(batch)
app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(demo)
app.command(cls=PairsCommand)(run)
app.command(cls=MatrixCommand)(compare)
app.command("eval", cls=MatrixCommand)(evaluate)
app.command()(label)
app.command(cls=LongPairsCommand)(index)
app.command(cls=SearchCommand)(search)
app.command()(tools)
app.command()(chunks)
app.add_typer(cache, name="cache")
app.add_typer(hook, name="hook")
app.command()(models)
app.command()(doctor)
app.add_typer(prompts, name="prompts")
app.command()(schema)
