"""Options that are read without Pydantic, where that takes no thought.

Typer builds a Pydantic adapter for each option of a command, given or not: with 30 of them that is most of
the start-up of a run from the cache. What is not given needs none, nor does what has a parser of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import typer


def read_lightly(command: Any, context: Any, *, inner: bool = True) -> None:
    """Put `_light` before Typer's own reading of all parameters of `command`, and with `inner` of
    the commands in it.

    A Typer that works in another way is left as it is: it is slower, and reads the same.
    """
    for param in command.get_params(context):
        with suppress(AttributeError):
            param.process_value = partial(_light, param, param.type_descriptor, param.process_value)
    for below in getattr(command, "commands", {}).values() if inner else ():
        read_lightly(below, context)


def _light(param: Any, kind: Any, thorough: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """The value of `param` from what was typed, or from its default; `thorough` is Typer's own way."""
    if param.callback is not None:
        return thorough(context, value) if value is not None else param.callback(context, param, None)
    if value is None and not param.required:
        return None
    if value == "" and kind.annotation is Path:  # an argument, in which Typer sees the folder one is in
        raise typer.BadParameter("a path cannot be empty.", ctx=context, param=param)
    parse = getattr(kind.parameter_info, "parser", None)
    if parse is not None and value:
        return list(map(parse, value)) if isinstance(value, list | tuple) else parse(value)
    return value if value == param.default and type(value) is kind.annotation else thorough(context, value)
