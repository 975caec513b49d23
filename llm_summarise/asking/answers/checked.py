"""What reading an answer comes to: a valid one, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

Place = tuple[str | int, ...]
"""Where in an answer something is: the keys and indices on the way there."""

_MOST_ERRORS: Final = 6


class Invalid(ValueError):
    """An answer that cannot be used. The message says why, briefly enough to be sent back to the model, and
    repeats nothing of the answer. `incomplete` tells that it ends in the middle of its JSON or thoughts."""

    def __init__(self, message: str, *, incomplete: bool = False) -> None:
        super().__init__(message)
        self.incomplete = incomplete


class Misfit(Invalid):
    """JSON that does not fit its schema, and the places where it does not."""

    def __init__(self, problems: Sequence[str], places: Sequence[Place] = ()) -> None:
        super().__init__(in_a_few_lines(problems))
        self.places = tuple(places)


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


def describe(error: Any) -> str:
    """A Pydantic validation error in a few lines: place and problem, not the value."""
    return in_a_few_lines(problems_of(error))


def problems_of(error: Any) -> list[str]:
    """The lines of a Pydantic validation error."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in found]


def in_a_few_lines(problems: Sequence[str]) -> str:
    """The first problems, and how many more there are."""
    lines = list(problems[:_MOST_ERRORS])
    if len(problems) > _MOST_ERRORS:
        lines.append(f"and {len(problems) - _MOST_ERRORS} more")
    return "; ".join(lines)
