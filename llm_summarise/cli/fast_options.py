"""Options understood without Pydantic, where that takes no thought.

Typer builds a Pydantic adapter for each option of a command, given or not: with 30 of them that is most of
the start-up of a run from the cache. What is not given needs none, and a text that stays a text or becomes a
path neither. Everything else is left to Typer, its messages included. Only of an empty path Typer has no
doubts, and we do; nor of texts whose bytes are no UTF-8.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from llm_summarise.domain.text import readable


class LightGroup(TyperGroup):
    """A group whose commands, and whose own options, are read the light way."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _lighten(self, ctx)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            _lighten(command, ctx)
        return name, command, rest


def _lighten(command: Any, context: Any) -> None:
    """Put `_Plain` before Typer's own coercion in all options of `command`. A Typer that works in another way
    is left as it is."""
    for param in command.get_params(context):
        if getattr(param, "_runtime_param", 0) is None:
            param._runtime_param = _Plain()


class _Plain:
    """What Typer calls a runtime parameter; steps aside for the real one when there is something to do."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        wanted = param.type_descriptor.annotation
        if (wanted is Path and value == "") or (wanted == list[Path] and "" in value):
            raise typer.BadParameter("a path cannot be empty.", ctx=ctx, param=param)
        if param.param_type_name == "option" and wanted in (str, list[str]) and not _is_text(value):
            raise typer.BadParameter("is no text in UTF-8.", ctx=ctx, param=param)
        if wanted == list[str] and isinstance(value, list | tuple) and all(type(v) is str for v in value):
            return list(value)
        if not several:
            if type(value) is wanted:
                return value
            if wanted is Path and type(value) is str and _is_any_path(param.type_descriptor.parameter_info):
                return Path(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _is_text(value: Any) -> bool:
    """Whether a text, or each of several, can be written. Names of files stay the bytes they are."""
    return all(readable(text) == text for text in ([value] if isinstance(value, str) else value))


def _is_any_path(asked: Any) -> bool:
    """Whether nothing is asked of a path: not that it exists, nor what it is."""
    demands = ("exists", "resolve_path", "path_type", "parser", "writable")
    return not any(getattr(asked, name, True) for name in demands) and asked.file_okay and asked.dir_okay
