"""Options that many commands take together: declared once, spread out where Typer looks, and handed to the
command in one piece."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from llm_summarise.domain.errors import SettingsError

Flags = dict[str, Any]
"""What was typed, by the names of settings; what was not typed is not in it."""

NONE: Flags = {}
"""The default of a group, so that it may stand after other options."""


class Several:
    """A group of options by the names of the settings they set, in the order of the help: in
    `given: Annotated[Flags, Several(seed=Seed, length=Length)]` the one parameter stands for both options,
    which are None where they are not typed. `options` holds KEY=VALUE texts, and arrives as a dict."""

    def __init__(self, **options: Any) -> None:
        self.parameters = tuple(
            inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=kind)
            for name, kind in options.items()
        )

    def pick(self, typed: dict[str, Any]) -> Flags:
        """Take the options of this group out of all that were `typed`. Raises SettingsError as `pairs`."""
        own = {parameter.name: typed.pop(parameter.name) for parameter in self.parameters}
        if "options" in own:
            own["options"] = pairs(own["options"] or ()) or None
        return {name: value for name, value in own.items() if value is not None}


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """`command` as Typer is to see it: each `Several` among its parameters as the options in it, in its
    place."""
    groups: dict[str, Several] = {}
    shown: list[inspect.Parameter] = []
    signature = inspect.signature(command, eval_str=True)
    for parameter in signature.parameters.values():
        notes = getattr(parameter.annotation, "__metadata__", ())
        group = next((note for note in notes if isinstance(note, Several)), None)
        if group is not None:
            groups[parameter.name] = group
        shown += (parameter,) if group is None else group.parameters

    @wraps(command)
    def with_groups(**typed: Any) -> None:
        picked = {name: group.pick(typed) for name, group in groups.items()}
        command(**typed, **picked)

    with_groups.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    with_groups.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    return with_groups


def pairs(texts: Sequence[str], flag: str = "--option") -> dict[str, str]:
    """`KEY=VALUE` texts as a dict; the last of equal keys counts. Raises SettingsError for another text, with
    the `flag` it was given with."""
    result = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise SettingsError(f"{flag} {text}: needs a key and a value: {flag} KEY VALUE")
        result[key] = value
    return result
