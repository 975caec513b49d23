"""What templates are given: names, lists, texts and numbers, whatever it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from typing import Any


def plain(value: Any) -> Any:
    """`value` as dicts, lists, texts, numbers, truth values and None: without methods of its own, which a
    template could call (Pydantic's `parse_raw` unpickles). Objects become dicts of what they hold, computed
    properties included. Raises TypeError for what holds nothing that can be named."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if names := _names(value):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(each) for each in value]
    raise TypeError(f"a template cannot be given a {type(value).__name__}")


def _names(value: Any) -> list[str]:
    """The names of what `value` holds, none if it is no object with fields."""
    kind = type(value)
    if is_dataclass(value):
        held = [each.name for each in fields(value)]
    else:
        held = list(getattr(kind, "model_fields", ()) or getattr(kind, "_fields", ()))
    computed = [name for name, each in vars(kind).items() if isinstance(each, property | cached_property)]
    return [name for name in (*held, *computed) if not name.startswith("_")] if held else []
