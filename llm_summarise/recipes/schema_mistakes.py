"""Mistakes in the schema of a recipe that JSON Schema itself does not object to.

A validator passes over keywords it does not know, so that the half of a description behind a comma is sent to
a model as one; and a field that is required but not described is made up by it. Each costs money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from llm_summarise.recipes.recipe_front_matter import FrontMatter, Path, allowed

_OF_SCHEMA: Final = (
    *("items", "contains", "not", "if", "then", "else", "additionalItems", "additionalProperties"),
    *("propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
)
_OF_SCHEMAS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_OF_NAMES: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_OTHERS: Final = (
    *("type", "description", "enum", "const", "required", "title", "default", "examples", "format"),
    *("minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains", "minProperties"),
    *("maxProperties", "dependentRequired", "dependencies", "contentEncoding", "contentMediaType"),
    *("deprecated", "readOnly", "writeOnly", "$schema", "$id", "id", "$ref", "$anchor", "$dynamicRef"),
    *("$dynamicAnchor", "$vocabulary", "$comment"),
)
_KEYWORDS: Final = frozenset((*_OF_SCHEMA, *_OF_SCHEMAS, *_OF_NAMES, *_OTHERS))
_COMMON: Final = ("type", "description", "enum", "items", "properties", "required", "title", "anyOf", "$ref")
"""Keywords that are named to whoever wrote another one."""
_TYPES: Final = ("str", "int", "float", "bool")
"""Types of `llm`'s short language."""


def check_schema(front: FrontMatter, key: str) -> None:
    """Raises PromptError, with its line, for a mistake in the schema that stands under a key."""
    schema = front.values[key]
    if isinstance(schema, str):
        _check_short(front, key, schema)
        return
    for path, part in _parts(schema, (key,)):
        _check_keywords(front, path, part)
        _check_required(front, path, part)
        _check_choices(front, path, part)
    _check_as_schema(front, key, schema)


def _parts(part: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and all schemas in it, with their paths. What stands in `enum` or `default` is none."""
    if not isinstance(part, Mapping):
        return
    yield path, part
    for name, value in part.items():
        if name in _OF_NAMES and isinstance(value, Mapping):
            for inner, schema in value.items():
                yield from _parts(schema, (*path, name, inner))
        elif name in (*_OF_SCHEMAS, "items") and isinstance(value, list):
            for n, schema in enumerate(value):
                yield from _parts(schema, (*path, name, n))
        elif name in _OF_SCHEMA:
            yield from _parts(value, (*path, name))


def _check_keywords(front: FrontMatter, path: Path, part: Mapping[str, Any]) -> None:
    for name, value in part.items():
        if name in _KEYWORDS or name.startswith("x-"):
            continue
        if value is None or " " in name:
            hint = "put a text with a comma or a colon in it into quotes"
        else:
            hint = allowed(name, _COMMON)
        raise front.wrong((*path, name), "is no keyword of JSON Schema", hint)


def _check_required(front: FrontMatter, path: Path, part: Mapping[str, Any]) -> None:
    """Fields that are required are described, unless they may be described elsewhere."""
    fields, required = part.get("properties"), part.get("required")
    if not isinstance(fields, Mapping) or not isinstance(required, list):
        return
    if any(name in part for name in ("$ref", "allOf", "anyOf", "oneOf", "patternProperties")):
        return
    for name in required:
        if isinstance(name, str) and name not in fields:
            what = f"no field is called {name}"
            raise front.wrong((*path, "required"), what, allowed(name, list(fields)))


def _check_choices(front: FrontMatter, path: Path, part: Mapping[str, Any]) -> None:
    """Choices of a text are texts: YAML reads `[yes, no]` as truth values."""
    choices = part.get("enum")
    if part.get("type") != "string" or not isinstance(choices, list):
        return
    for choice in choices:
        if not isinstance(choice, str):
            what = f"{str(choice).lower()} is no text"
            raise front.wrong((*path, "enum"), what, 'put such words into quotes: ["yes", "no"]')


def _check_as_schema(front: FrontMatter, key: str, schema: Any) -> None:
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        raise front.wrong((key, *error.absolute_path), error.message, _rule(error)) from error


def _rule(error: Any) -> str | None:
    """What the metaschema would take in the place of what is wrong."""
    if error.validator == "anyOf" and list(error.absolute_path)[-1:] == ["type"]:
        return "known: string, integer, number, boolean, array, object, null, or a list of them"
    if error.validator == "type":
        return f"write a value of type {error.validator_value}"
    return None


def _check_short(front: FrontMatter, key: str, text: str) -> None:
    """Fields of `llm`'s short language are `name`, `name type` or either with `: description`; the second
    half of a description with a comma would be a field."""
    seen: set[str] = set()
    for field in re.split(r"\n" if "\n" in text.strip() else ",", text.strip()):
        head = field.partition(":")[0].split()
        if not head and not field.strip():
            continue
        if not head or len(head) > 2 or (len(head) == 2 and head[1] not in _TYPES):
            what = f"{field.strip()!r} is no field"
            hint = (
                f"after a name stands one of {', '.join(_TYPES)}, or nothing, then `: description`;"
                " with commas in descriptions write each field on a line of its own"
            )
            raise front.wrong((key,), what, hint)
        if head[0] in seen:
            raise front.wrong((key,), f"{head[0]} stands there twice")
        seen.add(head[0])
