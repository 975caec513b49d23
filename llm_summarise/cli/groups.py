"""How arguments are understood: a default command, and options of two words."""

from __future__ import annotations

import os
import sys
from typing import Any

from typer.core import TyperCommand

from llm_summarise.cli import EXIT_PIPE
from llm_summarise.cli.fast_options import LightGroup

DEFAULT_COMMAND = "episode"


class DefaultCommandGroup(LightGroup):
    """A group whose first argument may be left out: `llm-summarise FILE` is `llm-summarise episode FILE`.

    Without any argument it shows help on a terminal and reads a pipe otherwise.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            args = ["--help"] if sys.stdin.isatty() else [DEFAULT_COMMAND]
        elif args[0] not in self.commands and args[0] not in ("--help", "--version"):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A reader that goes away (`| head`) ends it as the shell's own tools end."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which typer would turn into 1
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_PIPE)


class PairsCommand(TyperCommand):
    """A command whose `-o KEY VALUE` and `-p KEY VALUE` take two words, as `llm` has it; `-o KEY=VALUE` is
    understood too."""

    pairs: tuple[str, ...] = ("-o", "--option", "-p", "--param")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        joined: list[str] = []
        rest = list(args)
        while rest:
            word = rest.pop(0)
            joined.append(word)
            if word == "--":
                break
            if word in self.pairs and len(rest) >= 2 and "=" not in rest[0]:
                joined.append(f"{rest.pop(0)}={rest.pop(0)}")
        return super().parse_args(ctx, [*joined, *rest])


class LongPairsCommand(PairsCommand):
    """The same where `-o` is something else: only `--option KEY VALUE`."""

    pairs = ("--option",)


class SearchCommand(TyperCommand):
    """A command in which -word is a word that must not occur, and no bundle of short options. A single letter
    is none: what is typed so was meant as an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        takes_value = {
            name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts
        }
        kept: list[str] = []
        unwanted: list[str] = []
        rest = list(args)
        while rest and rest[0] != "--":
            word = rest.pop(0)
            excludes = len(word) > 2 and word[0] == "-" and word[1] != "-"
            (unwanted if excludes else kept).append(word)
            if word in takes_value and rest:
                kept.append(rest.pop(0))
        return super().parse_args(ctx, [*kept, "--", *unwanted, *rest[1:]])
