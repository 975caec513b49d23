"""A schema, and the way from a model's words to a valid instance of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from llm_summarise.asking.answers.call_keys import ARGUMENTS, CALLS
from llm_summarise.asking.answers.checked import Checked, Invalid, Misfit, problems_of

if TYPE_CHECKING:
    from llm_summarise.asking.answers.final_answer import AnswerReader

T = TypeVar("T")

LONGEST: Final = 2**24
"""Characters of the longest answer that is read: a hundred times what models can say at once."""

MOST_MARKS: Final = 200_000
"""Commas and opening brackets of an answer, at most: each may become an object in memory."""

_MOST_PROBLEMS: Final = 2_000
_NOT_PLAIN = re.compile(r'\\u[dD][89a-fA-F]|[\ud800-\udfff]|"\s*(?:\.\.\.|…|<|string")')
"""What may be half a character, or a placeholder: such answers are looked at more closely."""

_PECULIAR: Final = frozenset({"properties", *ARGUMENTS, *CALLS})
"""Keys of calls of tools and of schemas."""


@dataclass(frozen=True, eq=False)
class Form(Generic[T]):
    """A schema to send, and the way to read what comes back."""

    schema: Mapping[str, Any]
    _validate: Callable[[str], T]
    """Makes an instance of a JSON text, without any conversion of types. Raises Misfit."""

    def read(self, text: str, *, cut: bool = False) -> Checked[T]:
        """The answer in `text`: the last complete JSON object that is valid once thoughts are set aside and
        small faults are put right. With `cut`, the model was stopped by its limit, and only closing marks may
        follow the answer. Raises Invalid."""
        _check_size(text)
        return self._plain(text) or self._reader.read(text, cut=cut)

    @cached_property
    def _reader(self) -> AnswerReader:
        from llm_summarise.asking.answers.final_answer import AnswerReader

        return AnswerReader(self.schema, self._validate)

    def _plain(self, text: str) -> Checked[T] | None:
        """The answer if `text` is nothing but strict JSON that is valid, as all kept answers are."""
        plain = text.strip(" \t\r\n")
        if not plain.startswith("{") or _NOT_PLAIN.search(plain):
            return None
        try:
            value = json.loads(plain, **_STRICT)
            fields = self.schema.get("properties", {})
            if not fields or not isinstance(fields, Mapping):
                return Checked(self._validate(plain), plain)
            if fields.keys().isdisjoint(value) or not _PECULIAR.isdisjoint(value.keys() - fields.keys()):
                return None
            return Checked(self._validate(plain), plain)
        except (ValueError, RecursionError):
            return None


def form_for(schema_type: Any) -> Form[Any]:
    """The form of a Pydantic model, or of any other type, such as a union of models.

    What is no model itself is asked for under the one field `answer` of an object, since models answer with
    objects, and is taken out again. A form stays as it is.
    """
    if isinstance(schema_type, Form):
        return schema_type
    from pydantic import BaseModel, create_model

    if isinstance(schema_type, type) and issubclass(schema_type, BaseModel):
        return Form(schema_type.model_json_schema(), _strictly(schema_type))
    wrapper = cast("type[Any]", create_model("Answer", answer=(schema_type, ...)))
    validate = _strictly(wrapper)
    return Form(wrapper.model_json_schema(), lambda text: validate(text).answer)


def _strictly(model: type[Any]) -> Callable[[str], Any]:
    """The way to an instance of `model` without any conversion of types."""
    from pydantic import ValidationError

    def validate(text: str) -> Any:
        try:
            return model.model_validate_json(text, strict=True)
        except ValidationError as error:
            count = error.error_count()
            if count > _MOST_PROBLEMS:
                raise Misfit([f"answer: {count:,} values are wrong"]) from None
            found = error.errors(include_url=False, include_context=False, include_input=False)
            raise Misfit(problems_of(error), [one["loc"] for one in found]) from None

    return validate


def form_of_schema(schema: Mapping[str, Any]) -> Form[dict[str, Any]]:
    """The form of a JSON Schema that is an object; what is read are plain dicts. References lead nowhere but
    into the schema itself."""
    from llm_summarise.sandbox.bounded_schema import problems_in

    problems_of = problems_in(schema, most=_MOST_PROBLEMS)

    def validate(text: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(text)
        errors = problems_of(value)
        if errors:
            places = [
                tuple(part.absolute_path) for error in errors for part in (error, *(error.context or ()))
            ]
            raise Misfit([_problem(error) for error in errors], places)
        return value

    return Form(schema, validate)


def _problem(error: Any) -> str:
    """What `jsonschema` has against a value: place and rule. Its own message repeats the value."""
    place = ".".join(map(str, error.absolute_path)) or "answer"
    if error.validator in ("required", "additionalProperties"):
        names = error.validator_value if error.validator == "required" else error.schema.get("properties", ())
        kind = "needs the fields" if error.validator == "required" else "has fields beside"
        return f"{place}: {kind} {', '.join(names)}"
    rule = json.dumps(error.validator_value, ensure_ascii=False)
    return f"{place}: breaks the rule {error.validator}: {rule[:200]}"


def _check_size(text: str) -> None:
    """Raises Invalid for an answer that would take too much memory."""
    if len(text) > LONGEST:
        raise Invalid(f"the answer is longer than {LONGEST:,} characters")
    if len(text) > MOST_MARKS and sum(map(text.count, ",{[")) > MOST_MARKS:
        raise Invalid(f"the answer holds more than {MOST_MARKS:,} values")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(number: str) -> float:
    if not math.isfinite(value := float(number)):
        raise ValueError("too large a number")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(made := dict(pairs)) < len(pairs):
        raise ValueError("a key twice")
    return made


_STRICT: Final[Mapping[str, Any]] = {
    "parse_constant": _refuse_constant,
    "parse_float": _finite,
    "object_pairs_hook": _unique,
}
