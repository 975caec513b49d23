"""A valid answer, with what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from llm_summarise.asking.answers import Checked
from llm_summarise.asking.store.entry import Entry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """A valid answer. `cached` tells that no call was made for it now; tokens, `cost` (US dollars) and
    `attempts` (times the model was asked) are those of the call that once gave it, None where unknown, and
    of a call made now estimates where the model reports none (`estimated`). `mended` names what had to be
    put right in the answer, `dropped` counts the notes of it that were invalid and left out."""

    value: T
    cached: bool
    key: str
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    attempts: int
    estimated: bool = False
    mended: tuple[str, ...] = ()
    dropped: int = 0


def answered_by(checked: Checked[Any], key: str, entry: Entry, *, cached: bool) -> Answered[Any]:
    """The answer as it is kept in `entry`."""
    return Answered(
        checked.value,
        cached,
        key,
        entry.input_tokens,
        entry.output_tokens,
        entry.cost,
        entry.attempts,
        mended=entry.mended,
        dropped=entry.dropped,
    )
