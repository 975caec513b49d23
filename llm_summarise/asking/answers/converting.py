"""One JSON type from another, where there is one way: "[5]" to 5, "true" to true, [x] to x."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

Converted = tuple[Any, str] | None
"""The new value and the name of what was put right; None where there is no one way."""

_INTEGER = re.compile(
    r"(?:\[ ?(-?\d{1,15}) ?\]|\( ?(-?\d{1,15}) ?\)|# ?(-?\d{1,15})|(-?\d{1,15}))(?:\.0{1,9})?", re.ASCII
)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_LONGEST_NUMBER: Final = 40
_BETWEEN = re.compile(r"[\s,;\[\]]+")
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_LARGEST: Final = 1e15
_LONGEST: Final = 2_000


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The JSON types a schema allows, none if it does not say."""
    given = schema.get("type")
    if isinstance(given, str):
        return frozenset({given}) & BY_TYPE.keys()
    if isinstance(given, list):
        return frozenset(name for name in given if name in BY_TYPE)
    if "properties" in schema:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in schema else frozenset()


def matches(value: Any, types: frozenset[str]) -> bool:
    """Whether a value is of one of `types`."""
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int):
        return "integer" in types or "number" in types
    kinds = (("string", str), ("number", float), ("object", dict), ("array", list))
    if value is None:
        return "null" in types
    return any(name in types and isinstance(value, kind) for name, kind in kinds)


def _short(value: Any) -> str:
    """A text without blanks around it; nothing if it is none, or longer than a number."""
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST_NUMBER else ""


def _integer(value: Any) -> Converted:
    if isinstance(value, list) and len(value) == 1:
        inner = value[0]
        whole = isinstance(inner, int) and not isinstance(inner, bool)
        return (inner, "a list of one") if whole else None
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        return int(value), "a whole number with a point"
    if (match := _INTEGER.fullmatch(_short(value))) is not None:
        return int(next(filter(None, match.groups()))), "a number in a text"
    return None


def _number(value: Any) -> Converted:
    if _NUMBER.fullmatch(_short(value)):
        return (float(value) if "." in value else int(value)), "a number in a text"
    return _only(value, (int, float))


def _boolean(value: Any) -> Converted:
    if (word := _short(value).lower()) in ("true", "false"):
        return word == "true", "true or false in a text"
    return _only(value, (bool,))


def _string(value: Any) -> Converted:
    return _only(value, (str,))


def _array(value: Any) -> Converted:
    if value is None:
        return [], "null for an empty list"
    if not isinstance(value, str):
        return None
    if (inner := _inner(value, list)) is not None:
        return inner, "JSON in a text"
    numbers = [part for part in _BETWEEN.split(value[:_LONGEST]) if part]
    if len(value) <= _LONGEST and len(numbers) > 1 and all(map(_WHOLE.fullmatch, numbers)):
        return [int(number) for number in numbers], "a list in a text"
    return None


def _object(value: Any) -> Converted:
    if (inner := _inner(value, dict)) is not None:
        return inner, "JSON in a text"
    return _only(value, (dict,))


def _only(value: Any, kinds: tuple[type, ...]) -> Converted:
    """The one item of a list, if it is of the right kind."""
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], kinds):
        return None
    if isinstance(value[0], bool) and bool not in kinds:
        return None
    return value[0], "a list of one"


def _inner(value: Any, kind: type) -> Any:
    """The JSON that is the whole of a text."""
    if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
        return None
    try:
        inner = json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return inner if isinstance(inner, kind) else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _nothing(_value: Any) -> Converted:
    return None


BY_TYPE: Final[Mapping[str, Callable[[Any], Converted]]] = {
    "array": _array,
    "boolean": _boolean,
    "integer": _integer,
    "null": _nothing,
    "number": _number,
    "object": _object,
    "string": _string,
}
"""What makes each type of another."""
