"""JSON Schemas that somebody else wrote: an answer is checked in bounded time.

Patterns are matched by the regular expressions of Rust, which come with Pydantic: they take linear time, and
have neither look-around nor back references. All else counts its steps, for references may multiply them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from llm_summarise.domain.errors import PromptError

STEPS: Final = 300_000
"""Keywords of a schema that may be looked at for one answer."""

SECONDS: Final = 5.0
"""Computing time for checking one answer."""

DEEPEST: Final = 100
"""Keywords within each other."""

_PER_LOOK: Final = 100
_NO_KEYS: Final = ("patternProperties",)

Check = Callable[[Any, Any, Any, Mapping[str, Any]], Any]


class _Budget:
    """What the check of one answer has used."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """The check of another answer begins."""
        self._steps, self.depth, self._ends = 0, 0, time.thread_time() + SECONDS

    def step(self) -> None:
        """One keyword, or one thing found wrong. Raises PromptError."""
        if self.depth > DEEPEST:
            raise PromptError("schema: refers to itself without an end", hint="look at its $ref")
        self._steps += 1
        if self._steps > STEPS or (self._steps % _PER_LOOK == 0 and time.thread_time() > self._ends):
            raise PromptError(
                "schema: an answer cannot be checked in a bounded time",
                hint="let fewer parts of it refer to each other by $ref, allOf or anyOf",
            )


def problems_in(schema: Mapping[str, Any], *, most: int | None = None) -> Callable[[Any], list[Any]]:
    """What tells which rules of `schema` a value breaks, `most` of them, as errors of `jsonschema`.
    References lead nowhere but into the schema itself. Raises PromptError for a schema that takes too long,
    or that refers to itself without an end."""
    from jsonschema.validators import Draft202012Validator, extend, validator_for
    from referencing import Registry

    budget = _Budget()
    kind = validator_for(schema, default=Draft202012Validator)
    rules = {**kind.VALIDATORS, "pattern": _pattern, "uniqueItems": _unique}
    bounded: Any = extend(kind, {name: _counted(rule, budget) for name, rule in rules.items()})  # type: ignore[no-untyped-call]
    validator = bounded(schema, registry=Registry())

    def problems(value: Any) -> list[Any]:
        budget.start()
        return list(islice(validator.iter_errors(value), most))

    return problems


def check_bounds(node: Any) -> Iterator[str]:
    """What in a schema could not be checked in bounded time, in words."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "pattern" and isinstance(value, str):
                try:
                    _matcher(value)
                except PromptError as error:
                    yield error.message
            elif key in _NO_KEYS and isinstance(value, Mapping) and value:
                yield f"{key} is not read here: name the fields under properties"
            else:
                yield from check_bounds(value)
    elif isinstance(node, list):
        for value in node:
            yield from check_bounds(value)


def _counted(rule: Check, budget: _Budget) -> Check:
    def check(validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
        budget.depth += 1
        try:
            budget.step()
            for error in rule(validator, wanted, instance, schema) or ():
                budget.step()
                yield error
        finally:
            budget.depth -= 1

    return check


@cache
def _matcher(pattern: str) -> Callable[[str], bool]:
    from typing import Annotated

    from pydantic import StringConstraints, TypeAdapter, ValidationError
    from pydantic_core import SchemaError

    try:
        adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except SchemaError as error:
        reason = str(error).strip().rpartition("error: ")[2] if "error: " in str(error) else "it is too large"
        raise PromptError(f"pattern {pattern[:60]!r} cannot be used: {reason.splitlines()[0]}") from None

    def matches(text: str) -> bool:
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return matches


def _pattern(validator: Any, wanted: str, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    del schema
    from jsonschema.exceptions import ValidationError

    if validator.is_type(instance, "string") and not _matcher(wanted)(instance):
        yield ValidationError(f"{instance[:60]!r} does not match {wanted!r}")


def _unique(validator: Any, wanted: bool, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    del schema
    from jsonschema.exceptions import ValidationError

    if wanted and validator.is_type(instance, "array"):
        kept = {json.dumps(_as_number(each), sort_keys=True) for each in instance}
        if len(kept) < len(instance):
            yield ValidationError("has elements that are not unique")


def _as_number(value: Any) -> Any:
    """1.0 is 1 in JSON Schema."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _as_number(each) for key, each in value.items()}
    return [_as_number(each) for each in value] if isinstance(value, list) else value
