"""What may be the answer in a value that is not: wrappers, calls of tools, the schema's shape, bare lists.

One step at a time: `unwrapped` takes off one layer, and whoever calls it looks whether what is inside is
valid. A value that shares fields with the schema is the answer or nothing; no part of it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from llm_summarise.asking.answers.call_keys import ARGUMENTS, AROUND, CALLS
from llm_summarise.asking.answers.fitting import options_of, plain, properties_of, resolved
from llm_summarise.asking.answers.lenient_json import same
from llm_summarise.asking.answers.structures import Effort, structures

Layer = tuple[Any, tuple[str, ...]]
"""A value, and the names of what was put right to read it."""

MOST_PARTS: Final = 20
"""So many values of a wrapper are looked at."""

_SCHEMA_WORDS: Final = frozenset(
    "$schema $id $defs definitions title description type properties required additionalProperties items"
    " anyOf oneOf allOf enum name strict schema".split()
)
_NO_ANSWERS: Final = frozenset(
    "example examples sample samples draft drafts default template schema json_schema format prompt question"
    " input context previous old before thought thoughts thinking reasoning analysis scratchpad reflection"
    " rationale explanation".split()
)
"""What stands under these is not the answer, be it of its shape or not."""

_NOT_FINAL: Final = frozenset(
    "draft drafts thought thoughts thinking reasoning scratchpad reflection example examples plan attempt"
    " initial"
    " preliminary tentative".split()
)
"""Words of a key, such as `first_draft`, of which the same holds."""

_WORD_OF_KEY = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_PLACEHOLDER = re.compile(r"\s*(?:\.\.\.|…|string|<[^<>]{0,200}>|\[?\.\.\.\]?)\s*")
_FENCE = re.compile(r"[\s`~]*+(?:json\w*)?\s*+", re.IGNORECASE)


class Wrapping:
    """Knows the fields of one schema, and by them what is an answer and what is around it."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._root = resolved(schema, schema)
        self._fields = properties_of(self._root)
        self._inside: set[str] = set()
        self._item_fields: frozenset[str] = frozenset()
        self._only = next(iter(self._fields)) if len(self._fields) == 1 else None
        if self._only is not None:
            part = resolved(self._fields[self._only], schema)
            for option in (part, *options_of(part)):
                self._inside |= properties_of(resolved(option, schema)).keys()
        self._known = {plain(name) for name in (*self._fields, *self._inside)}
        self._list = self._single_list()

    def _single_list(self) -> str | None:
        """The one field that is a list, if there is one and nothing else is needed."""
        lists = [
            name for name, part in self._fields.items() if resolved(part, self._schema).get("type") == "array"
        ]
        if len(lists) != 1 or set(self._root.get("required", ())) - set(lists):
            return None
        items = resolved(resolved(self._fields[lists[0]], self._schema).get("items"), self._schema)
        self._item_fields = frozenset(properties_of(items))
        return lists[0]

    def knows(self, keys: Any) -> bool:
        """Whether some of `keys` are fields of the answer, or of the only field of it, however spelt."""
        return any(plain(key) in self._known for key in keys)

    def may_be_answer(self, value: Any) -> bool:
        """Whether a value has fields of the answer and is neither a call of a tool nor a schema."""
        if not isinstance(value, dict) or self._arguments(value) or self._properties(value) is not None:
            return False
        return not self._fields or not value or any(key in self._fields for key in value)

    def is_example(self, value: Any) -> bool:
        """Whether all texts of a value are placeholders, as in `{"title": "..."}`, or it is the schema."""
        if isinstance(value, dict) and same(value, self._schema):
            return True
        texts = _texts(value)
        first = next(texts, None)
        return first is not None and _is_placeholder(first) and all(map(_is_placeholder, texts))

    def unwrapped(self, value: Any, effort: Effort) -> list[Layer]:
        """What may be the answer in `value`, one layer further in."""
        if isinstance(value, str):
            return _written(value, effort)
        if isinstance(value, list):
            return self._of_list(value)
        if not isinstance(value, dict):
            return []
        if arguments := self._arguments(value):
            return [(part, ()) for part in arguments]
        filled = self._properties(value)
        if filled is not None:
            return [] if _is_schema(filled) or not value.keys() <= _SCHEMA_WORDS else [(filled, ())]
        if self._only is not None and self._only not in value and any(key in self._inside for key in value):
            return [({self._only: value}, ())]
        strange = not any(key in self._fields for key in value)
        if self._list is not None and strange and self._item_fields.intersection(value):
            return [({self._list: [value]}, ("one for a list of one",))]
        if len(value) > 1 and not strange:
            return []
        parts = [
            part
            for key, part in value.items()
            if isinstance(part, dict | list | str) and (key in self._fields or not _is_no_answer(key))
        ]
        return [(part, ()) for part in parts[:MOST_PARTS]]

    def _of_list(self, value: list[Any]) -> list[Layer]:
        objects = [item for item in value[:MOST_PARTS] if isinstance(item, dict)]
        if any(self.knows(item) or self._arguments(item) for item in objects) or self._list is None:
            return [(item, ()) for item in objects] if len(objects) == len(value) else []
        return [({self._list: value}, ())]

    def _arguments(self, value: Mapping[str, Any]) -> list[Any]:
        """What a call of a tool hands over, if `value` is one."""
        if "$schema" in value or not value.keys() & (AROUND | set(ARGUMENTS)):
            return []
        for key in (*ARGUMENTS, *CALLS):
            part = value.get(key)
            rest = value.keys() - {key} - AROUND
            if key in self._fields or rest or not isinstance(part, dict | list | str):
                continue
            if key in ARGUMENTS and len(value) == 1 and key in ("input", "args"):
                continue
            return part[:MOST_PARTS] if isinstance(part, list) else [part]
        return []

    def _properties(self, value: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What stands under `properties`, if `value` is a schema or has the shape of one."""
        part = value.get("properties")
        if "properties" in self._fields or not isinstance(part, dict):
            return None
        return part if value.keys() <= _SCHEMA_WORDS or _is_schema(part) else None


def _is_no_answer(key: str) -> bool:
    words = (word.lower() for word in _WORD_OF_KEY.findall(key[:80]))
    return key.lower() in _NO_ANSWERS or not _NOT_FINAL.isdisjoint(words)


def _is_schema(properties: Mapping[str, Any]) -> bool:
    """Whether these are descriptions of fields, not values."""
    words = {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const", "items"}
    return all(isinstance(part, dict) and words.intersection(part) for part in properties.values())


def _written(text: str, effort: Effort) -> list[Layer]:
    """The one object or list that is the whole of a text, fenced or not."""
    start = _FENCE.match(text)
    at = start.end() if start else 0
    if text[at : at + 1] not in ("{", "["):
        return []
    found = next(structures(text, at, effort), None)
    if found is None or found.verdict != "whole" or found.start != at or text[found.end :].strip(" \t\r\n`~"):
        return []
    return [(found.value, found.mended)]


def _texts(value: Any) -> Any:
    """All texts of a value, keys not among them."""
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            todo.extend(part.values())
        elif isinstance(part, list):
            todo.extend(part)


def _is_placeholder(text: str) -> bool:
    return _PLACEHOLDER.fullmatch(text) is not None
