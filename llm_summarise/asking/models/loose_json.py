"""Parts of JSON that may be of another shape: nothing instead of an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(items: object) -> list[Mapping[str, Any]]:
    """The objects in a list; none of what is no list."""
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def first(items: object) -> Mapping[str, Any]:
    """What a list begins with, if that is an object, else an empty one."""
    return mapping(items[0]) if isinstance(items, list) and items else {}
