"""The commands and their order in the help; a command is imported when it is wanted."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from llm_summarise.cli import EXIT_PIPE, PROGRAM
from llm_summarise.cli.arguments import prepared
from llm_summarise.cli.fast_options import read_lightly
from llm_summarise.domain.errors import Interrupted, SettingsError
from llm_summarise.version import __version__

_COMMANDS = {
    "episode": "episode.episode",
    "batch": "batch.batch",
    "demo": "demo.demo",
    "run": "recipe.run",
    "compare": "compare.compare",
    "eval": "evaluate.evaluate",
    "label": "label.label",
    "index": "index.index",
    "search": "index.search",
    "tools": "listing.tools",
    "mentions": "listing.mentions",
    "chunks": "inspect.chunks",
    "models": "models.models",
    "doctor": "models.doctor",
    "schema": "inspect.schema",
    "cache": "cache.cache",
    "hook": "hook.hook",
    "prompts": "inspect.prompts",
}
"""Where each command is to be found: a file in `commands/`, and a function or a Typer in it."""


_UsageError: Any = typer.BadParameter.__base__


class _Commands(Mapping[str, Any]):
    """The commands by name, each made when it is asked for: to make all of them takes longer than a run from
    the cache."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = _COMMANDS[name].partition(".")
            found = getattr(import_module(f"llm_summarise.cli.commands.{module}"), attribute)
            if not isinstance(found, typer.Typer):
                command, found = found, typer.Typer(add_completion=False, rich_markup_mode=None)
                found.command(name)(command)
            self._made[name] = get_command(found)
            self._made[name].name = name
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in _COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


@contextmanager
def _on_one_line(context: Any) -> Iterator[None]:
    """Turn wrong usage into a SettingsError, which is one line; a group without a command shows help."""
    try:
        yield
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        where = (getattr(error, "ctx", None) or context).command_path
        raise SettingsError(error.format_message().rstrip("."), hint=f"{where} --help") from error


class Program(TyperGroup):
    """All commands; the first word may be left out where it is that of one episode."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**attributes, "commands": _Commands()})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        read_lightly(self, ctx, inner=False)
        with _on_one_line(ctx):
            return super().parse_args(ctx, prepared(args, self.commands, ctx.info_name or PROGRAM))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            read_lightly(command, ctx)
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A reader that goes away (`| head`) ends it as the shell's own tools end, and
        Ctrl-C with a word on what is kept."""
        try:
            with _on_one_line(ctx):
                return super().invoke(ctx)
        except KeyboardInterrupt:  # of which typer would say nothing
            raise Interrupted(signal.SIGINT) from None
        except BrokenPipeError:  # which typer would turn into 1
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_PIPE)


app = typer.Typer(
    cls=Program,
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
