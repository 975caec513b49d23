"""The schema of a recipe's answer: made whole, checked, compared with what the recipe says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from llm_summarise.recipes.recipe import ITEMS, Fields, Recipe, wrong_recipe
from llm_summarise.sandbox.bounded_schema import check_bounds, problems_in

RESERVED: Final = ("recipe", "source", "dropped", "coverage", "usage", "provenance", "warnings")
"""Names in the JSON of a result that an answer's own fields cannot have."""

CUE: Final = "cue"
"""A field of this name holds the number of the line a quote starts in; it chooses between several places with
the same words, and is not part of the result."""


@dataclass(frozen=True)
class AnswerShape:
    """What a recipe's answers look like: the JSON Schema that is sent, its fields that are lists, the fields
    whose equal values make two items of a list one, and the fields that hold quotes ("" for no list)."""

    schema: Mapping[str, Any]
    lists: tuple[str, ...]
    merge: Fields
    quotes: Fields


def shape_of(recipe: Recipe, schema: Mapping[str, Any]) -> AnswerShape:
    """The shape of the answers to a recipe, whose schema is given as a JSON Schema.

    Raises PromptError for a schema that is none, refers to other files, or lacks fields the recipe names.
    """
    whole = listed(schema) if recipe.many else dict(schema)
    here = recipe.place("schema-multi" if recipe.many else "schema")
    _check(whole, here)
    properties = _properties(whole, here)
    lists = tuple(name for name, part in properties.items() if _resolved(part, whole).get("type") == "array")
    for what, fields in (("merge", recipe.merge), ("quotes", recipe.quotes)):
        for name, wanted in fields.items():
            _check_fields(what, name, wanted, whole, lists, recipe.place(what))
    if "" in recipe.merge:
        raise wrong_recipe(recipe.place("merge"), f"merge: say of which list, such as  {{{'books'}: title}}")
    if recipe.scope == "chunk" and set(properties) != set(lists):
        single = ", ".join(sorted(set(properties) - set(lists)))
        raise wrong_recipe(
            recipe.place("scope"),
            f"the answers to several chunks cannot be joined: {single} is no list",
            "use schema-multi, or scope: whole",
        )
    return AnswerShape(whole, lists, recipe.merge, recipe.quotes)


def _properties(whole: Mapping[str, Any], origin: str) -> Mapping[str, Any]:
    """The fields of an answer. Raises PromptError if there are none, or one has a reserved name."""
    properties = _resolved(whole, whole).get("properties")
    if not isinstance(properties, Mapping) or not properties:
        raise wrong_recipe(origin, "schema: an object with properties is expected")
    for name in RESERVED:
        if name in properties:
            raise wrong_recipe(origin, f"schema: {name} has a meaning of its own: choose another name")
    return properties


def listed(item: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object with a list of `item` under ITEMS."""
    inner = {key: value for key, value in item.items() if key not in ("$defs", "definitions", "$schema")}
    whole: dict[str, Any] = {
        "type": "object",
        "properties": {ITEMS: {"type": "array", "items": inner}},
        "required": [ITEMS],
    }
    return whole | {key: item[key] for key in ("$schema", "$defs", "definitions") if key in item}


def _check(schema: Mapping[str, Any], origin: str) -> None:
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for

    for target in _references(schema):
        if not target.startswith("#"):
            raise wrong_recipe(origin, f"schema: $ref {target} is in another file: put it under $defs")
    try:
        validator_for(schema, default=Draft202012Validator).check_schema(dict(schema))
    except SchemaError as error:
        where = ".".join(map(str, error.absolute_path)) or "schema"
        raise wrong_recipe(origin, f"schema: {where}: {error.message}") from error
    for problem in check_bounds(schema):
        raise wrong_recipe(origin, f"schema: {problem}")
    problems_in(schema)({})  # one that refers to itself without an end says so here


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ("$ref", "$dynamicRef") and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _resolved(part: Any, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema, with references followed within it as far as they lead."""
    for _ in range(8):
        if not isinstance(part, Mapping):
            return {}
        target = part.get("$ref")
        if not isinstance(target, str) or not target.startswith("#/"):
            return part
        part = whole
        for step in target[2:].split("/"):
            part = part.get(step) if isinstance(part, Mapping) else None
    return {}


def _check_fields(
    what: str, name: str, wanted: Sequence[str], whole: Mapping[str, Any], lists: Sequence[str], origin: str
) -> None:
    if name and name not in lists:
        raise wrong_recipe(origin, f"{what}: {name} is no list", f"lists: {', '.join(lists) or 'none'}")
    part = _resolved(whole, whole)
    if name:
        part = _resolved(_resolved(part["properties"][name], whole).get("items"), whole)
    known = part.get("properties") or {}
    for one in wanted:
        if one not in known:
            raise wrong_recipe(origin, f"{what}: no field is called {one}", f"known: {', '.join(known)}")
        sorts = _resolved(known[one], whole).get("type", "string")
        if what == "quotes" and "string" not in ([sorts] if isinstance(sorts, str) else sorts):
            texts = [name for name, part in known.items() if _resolved(part, whole).get("type") == "string"]
            hint = f"fields with words: {', '.join(texts) or 'none'}"
            raise wrong_recipe(origin, f"{what}: {one} holds no words of the text", hint)
