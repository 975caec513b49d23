"""From a model's words to a valid instance: find the JSON, demand that it is complete, validate it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")

_MOST_ERRORS = 6
_THOUGHTS = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL)


class Invalid(ValueError):
    """An answer that cannot be used. The message says why, briefly enough to be sent back to the model, and
    repeats nothing of the answer. `incomplete` tells that it ends in the middle of its JSON."""

    def __init__(self, message: str, *, incomplete: bool = False) -> None:
        super().__init__(message)
        self.incomplete = incomplete


@dataclass(frozen=True)
class Checked(Generic[T]):
    """A valid answer: the instance, and the JSON text it is kept as.

    `mended` names, each once, what had to be put right before it was valid, such as "trailing comma";
    `dropped` is how many notes of it were invalid and left out. The JSON text is that of the answer put
    right."""

    value: T
    json: str
    mended: tuple[str, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, eq=False)
class Form(Generic[T]):
    """A schema to send, and the way to read what comes back."""

    schema: Mapping[str, Any]
    _validate: Callable[[str], T]

    def read(self, text: str) -> Checked[T]:
        """The first complete JSON object in `text` that is valid. Raises Invalid."""
        from pydantic import ValidationError

        first: Invalid | None = None
        for candidate in objects(text):
            try:
                json.loads(candidate, parse_constant=_refuse_constant)
                return Checked(self._validate(candidate), candidate)
            except ValidationError as error:
                first = first or Invalid(describe(error))
            except Invalid as error:
                first = first or error
            except ValueError as error:
                first = first or Invalid(f"not valid JSON: {error}")
        raise first or Invalid("the answer holds no JSON object")


def form_for(schema_type: Any) -> Form[Any]:
    """The form of a Pydantic model, or of any other type, such as a union of models.

    What is no model itself is asked for under the one field `answer` of an object, since models answer with
    objects, and is taken out again. A form stays as it is.
    """
    if isinstance(schema_type, Form):
        return schema_type
    from pydantic import BaseModel, create_model

    if isinstance(schema_type, type) and issubclass(schema_type, BaseModel):
        return Form(schema_type.model_json_schema(), schema_type.model_validate_json)
    wrapper = cast("type[Any]", create_model("Answer", answer=(schema_type, ...)))
    return Form(wrapper.model_json_schema(), lambda text: wrapper.model_validate_json(text).answer)


def form_of_schema(schema: Mapping[str, Any]) -> Form[dict[str, Any]]:
    """The form of a JSON Schema that is an object; what is read are plain dicts. References lead nowhere but
    into the schema itself."""
    from llm_summarise.sandbox.bounded_schema import problems_in

    problems_of = problems_in(schema)

    def validate(text: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(text)
        problems = [_problem(error) for error in problems_of(value)]
        if problems:
            raise Invalid(_in_a_few_lines(problems))
        return value

    return Form(schema, validate)


def objects(text: str) -> Iterator[str]:
    """The outermost `{...}` of `text` in order: bare, fenced or with prose around.

    Raises Invalid when it comes to one that does not end: whatever stands inside it is a part of something
    cut off, never the answer.
    """
    thoughts = _THOUGHTS.match(text)
    start = text.find("{", thoughts.end() if thoughts else 0)
    while start >= 0:
        end = _end_of_object(text, start)
        if end is None:
            raise Invalid("the JSON ends before it is complete", incomplete=True)
        yield text[start:end]
        start = text.find("{", end)


def describe(error: Any) -> str:
    """A Pydantic validation error in a few lines: place and problem, not the value."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return _in_a_few_lines([f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in problems])


def _problem(error: Any) -> str:
    """What `jsonschema` has against a value: place and rule. Its own message repeats the value."""
    place = ".".join(map(str, error.absolute_path)) or "answer"
    if error.validator in ("required", "additionalProperties"):
        names = error.validator_value if error.validator == "required" else error.schema.get("properties", ())
        kind = "needs the fields" if error.validator == "required" else "has fields beside"
        return f"{place}: {kind} {', '.join(names)}"
    rule = json.dumps(error.validator_value, ensure_ascii=False)
    return f"{place}: breaks the rule {error.validator}: {rule[:200]}"


def _in_a_few_lines(problems: Sequence[str]) -> str:
    lines = list(problems[:_MOST_ERRORS])
    if len(problems) > _MOST_ERRORS:
        lines.append(f"and {len(problems) - _MOST_ERRORS} more")
    return "; ".join(lines)


_MARK = re.compile(r'["{}]')
_STRING_END = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def _end_of_object(text: str, start: int) -> int | None:
    """Where the object that opens at `start` ends (exclusive), None if it does not."""
    depth, at = 0, start
    while mark := _MARK.search(text, at):
        at = mark.end()
        if mark.group() == '"':
            string = _STRING_END.match(text, mark.start())
            if string is None:
                return None
            at = string.end()
        elif mark.group() == "{":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return at
    return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
