"""Putting values right that are nearly what a JSON Schema wants and can mean one thing only.

"[5]" for 5, "Library" for "library", one object for a list of one, null for an empty list. No text is made up
and nothing is chosen between two readings: what cannot be put right stays, and is found invalid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from llm_summarise.asking.answers.converting import BY_TYPE, matches, types_of

_MOST_STEPS: Final = 300_000
_LONGEST_CHAIN: Final = 20
_SIGNS = re.compile(r"[\W_]+")

LEFT_OUT: Final = "an empty list left out"
"""Put right only where another list was given: who gives none has not answered."""

Fitted = tuple[Any, int]
"""A value, and how much of it does not fit."""


def fitted(value: Any, schema: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """`value` put right as far as it can be, and the names of what was put right."""
    fitter = _Fitter(schema)
    result, _ = fitter.fit(value, schema)
    return result, tuple(dict.fromkeys(fitter.names))


def resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, or what it refers to within `root`; an empty one where that leads nowhere."""
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(schema, Mapping):
            return {}
        whole = schema.get("allOf")
        if isinstance(whole, list) and len(whole) == 1 and "properties" not in schema:
            schema = whole[0]
            continue
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        schema = _at(reference, root)
    return {}


def _at(reference: str, root: Any) -> Any:
    if not reference.startswith("#"):
        return {}
    for name in reference[1:].split("/")[1:]:
        name = name.replace("~1", "/").replace("~0", "~")
        root = root.get(name) if isinstance(root, Mapping) else None
    return root


def properties_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of an object, none for other schemas."""
    properties = schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def options_of(schema: Mapping[str, Any]) -> Sequence[Any]:
    """What a schema leaves to choose from, nothing if it leaves no choice."""
    options = schema.get("anyOf", schema.get("oneOf"))
    return options if isinstance(options, list) else ()


class _Fitter:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._steps = _MOST_STEPS
        self.names: list[str] = []

    def fit(self, value: Any, schema: Any) -> Fitted:
        self._steps -= 1
        if self._steps < 0:
            return value, 1
        schema = resolved(schema, self._root)
        if options := options_of(schema):
            return self._best(value, options)
        types = types_of(schema)
        if types and not matches(value, types):
            value = self._converted(value, types, schema)
            if not matches(value, types):
                return value, 1
        if "enum" in schema or "const" in schema:
            return self._word(value, schema.get("enum", [schema.get("const")]))
        if isinstance(value, dict):
            return self._object(value, schema)
        if isinstance(value, list) and "items" in schema:
            pairs = [self.fit(item, schema["items"]) for item in value]
            return [item for item, _ in pairs], sum(faults for _, faults in pairs)
        return value, 0

    def _converted(self, value: Any, types: frozenset[str], schema: Mapping[str, Any]) -> Any:
        made = [new for wanted in sorted(types) if (new := BY_TYPE[wanted](value)) is not None]
        if len(made) == 1:
            self.names.append(made[0][1])
            return made[0][0]
        if types == {"array"} and not made and value is not None:
            before, (item, faults) = len(self.names), self.fit(value, schema.get("items", {}))
            if not faults and schema.get("items"):
                self.names.append("one for a list of one")
                return [item]
            del self.names[before:]
        return value

    def _word(self, value: Any, words: Any) -> Fitted:
        if not isinstance(words, list) or value in words:
            return value, 0
        near = [word for word in words if isinstance(word, str) and plain(word) == plain(value)]
        if len(near) != 1:
            return value, 1
        self.names.append("spelling of a fixed word")
        return near[0], 0

    def _best(self, value: Any, options: Sequence[Any]) -> Fitted:
        """The value fitted to the option that shares most fields with it and is nearest to it."""
        tried = []
        before = len(self.names)
        for option in options:
            fit, faults = self.fit(value, option)
            names = self.names[before:]
            del self.names[before:]
            shared = _shared(value, resolved(option, self._root))
            tried.append(((-shared, faults, len(names)), fit, faults, names))
        rank = min(rank for rank, *_ in tried)
        best = [rest for found, *rest in tried if found == rank]
        fit, faults, names = best[0]
        if any(other != fit for other, *_ in best):
            return value, max(faults, 1)
        self.names += names
        return fit, faults

    def _object(self, value: dict[str, Any], schema: Mapping[str, Any]) -> Fitted:
        properties = properties_of(schema)
        if not properties:
            return value, 0
        required = schema.get("required", ())
        made, faults = {}, 0
        renamed = self._renamed(value, properties)
        for key, part in renamed.items():
            if key not in properties:
                made[key] = part
                continue
            if part is None and key not in required and not self._allows_null(properties[key]):
                self.names.append("null for what may be left out")
                continue
            made[key], wrong = self.fit(part, properties[key])
            faults += wrong
        known = any(key in properties for key in renamed)
        lists = any(self._may_be_empty(properties[key]) for key in made if key in properties)
        if schema.get("additionalProperties") is False and "patternProperties" not in schema and known:
            extra = [key for key in made if key not in properties]
            self.names += ["extra keys"] * bool(extra)
            made = {key: part for key, part in made.items() if key in properties}
        for key in required:
            if key not in made:
                faults += 1
                if known and lists and self._may_be_empty(properties.get(key)):
                    self.names.append(LEFT_OUT)
                    made[key] = []
                    faults -= 1
        return made, faults

    def _renamed(self, value: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
        """`value` with keys spelt as the fields are, where one key can only be one of them."""
        strange = [key for key in value if key not in properties]
        missing = {plain(key): key for key in properties if key not in value}
        names = {key: missing[plain(key)] for key in strange if plain(key) in missing}
        if not names or len(set(names.values())) < len(names):
            return value
        self.names.append("spelling of a key")
        return {names.get(key, key): part for key, part in value.items()}

    def _allows_null(self, schema: Any) -> bool:
        schema = resolved(schema, self._root)
        if options := options_of(schema):
            return any(self._allows_null(option) for option in options)
        types = types_of(schema)
        if "enum" in schema or "const" in schema:
            return None in schema.get("enum", [schema.get("const")])
        return not types or "null" in types

    def _may_be_empty(self, schema: Any) -> bool:
        schema = resolved(schema, self._root)
        return types_of(schema) == {"array"} and not schema.get("minItems")


def _shared(value: Any, schema: Mapping[str, Any]) -> int:
    return len(properties_of(schema).keys() & value.keys()) if isinstance(value, dict) else 0


def plain(word: Any) -> str:
    """A word without case, blanks, hyphens and underscores."""
    return _SIGNS.sub("", word).casefold() if isinstance(word, str) else ""
