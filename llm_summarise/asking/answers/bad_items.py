"""Leaving out the few items of lists that are invalid, so that one bad note costs that note alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from llm_summarise.asking.answers.checked import Place
from llm_summarise.asking.answers.lenient_json import Unreadable

GOOD_OF_TEN: Final = 9
"""So many of ten items have to be good, counted over all lists of an answer."""


def without_bad_items(value: Any, places: Iterable[Place]) -> tuple[Any, int] | None:
    """`value` without the items that `places` lie in, and how many these are; None where a place lies in no
    item, or too few items are good. An item is one of an outermost list: a note, not the numbers in it."""
    bad = set()
    for place in places:
        item = _item(value, place)
        if item is not None:
            bad.add(item)
    total = _count(value)
    if not bad or len(bad) * 10 > total * (10 - GOOD_OF_TEN):
        return None
    return _without(value, (), bad), len(bad)


def unreadable(value: Any) -> list[tuple[Place, str]]:
    """The places of values that cannot be used, and why."""
    found: list[tuple[Place, str]] = []
    todo: list[tuple[Place, Any]] = [((), value)]
    while todo:
        place, part = todo.pop()
        if isinstance(part, Unreadable):
            found.append((place, part.reason))
        elif isinstance(part, dict):
            todo.extend(((*place, key), inner) for key, inner in part.items())
        elif isinstance(part, list):
            todo.extend(((*place, index), inner) for index, inner in enumerate(part))
    return found


def _item(value: Any, place: Place) -> Place | None:
    """The item that `place` lies in. Places of Pydantic also name the branch of a union: no part of the value
    is called so, and it is passed over."""
    way: Place = ()
    for step in place:
        if isinstance(value, dict) and step in value:
            value, way = value[step], (*way, step)
        elif isinstance(value, list) and isinstance(step, int):
            return (*way, step) if step < len(value) else None
    return None


def _count(value: Any) -> int:
    if isinstance(value, list):
        return len(value)
    return sum(map(_count, value.values())) if isinstance(value, dict) else 0


def _without(value: Any, way: Place, bad: set[Place]) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, (*way, key), bad) for key, part in value.items()}
    if isinstance(value, list):
        return [item for index, item in enumerate(value) if (*way, index) not in bad]
    return value
