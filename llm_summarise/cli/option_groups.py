"""Options that belong together: declared once, shown one by one where Typer looks, and handed to the command
in one piece."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

from llm_summarise.domain.errors import SettingsError

Flags = dict[str, Any]
"""What was typed, by the names of settings; what was not typed is not in it."""


class Several:
    """A group of options by the names of the settings they set, in the order of the help: in
    `given: Annotated[Flags, Several(seed=Seed, length=Length)]` the one parameter stands for both options,
    which are None where they are not typed. `options` holds KEY=VALUE texts, `speakers` LABEL=NAME texts;
    both arrive as a dict."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def pick(self, **typed: Any) -> Flags:
        """The settings among what was `typed`. Raises SettingsError as `pairs`."""
        if "options" in typed:
            typed["options"] = pairs(typed["options"] or ()) or None
        if "speakers" in typed:
            typed["speakers"] = pairs(typed["speakers"] or (), "--speaker", "LABEL=NAME") or None
        return {name: value for name, value in typed.items() if value is not None}


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """`command` as Typer is to see it: in the place of each parameter that is a group, the options in it.

    A group is a dataclass whose fields are options with their defaults, or a `Several`.
    """
    groups: dict[str, tuple[list[str], Callable[..., Any]]] = {}
    shown: list[inspect.Parameter] = []
    signature = inspect.signature(command, eval_str=True)
    for parameter in signature.parameters.values():
        kind = parameter.annotation
        notes = getattr(kind, "__metadata__", ())
        several = next((note for note in notes if isinstance(note, Several)), None)
        make: Callable[..., Any]
        if several is not None:
            options = [_option(*option) for option in several.options.items()]
            make = several.pick
        elif isinstance(kind, type) and is_dataclass(kind):
            hints = get_type_hints(kind, include_extras=True)
            options = [_option(field.name, hints[field.name], field.default) for field in fields(kind)]
            make = kind
        else:
            shown.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
            continue
        groups[parameter.name] = [option.name for option in options], make
        shown += options

    @wraps(command)
    def with_groups(**typed: Any) -> None:
        made = {
            name: make(**{option: typed.pop(option) for option in own})
            for name, (own, make) in groups.items()
        }
        command(**typed, **made)

    with_groups.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    with_groups.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    return with_groups


def _option(name: str, kind: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


_WORDS = {"KEY VALUE": "key and a value", "LABEL=NAME": "label and a name"}


def pairs(texts: Sequence[str], flag: str = "--option", form: str = "KEY VALUE") -> dict[str, str]:
    """`KEY=VALUE` texts as a dict; the last of equal keys counts. Raises SettingsError for another text, with
    the `flag` it was given with and the `form` it should have."""
    result = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise SettingsError(f"{flag} {text}: needs a {_WORDS[form]}: {flag} {form}")
        result[key] = value
    return result
