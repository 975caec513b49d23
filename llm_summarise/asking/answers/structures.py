"""The objects and lists of a text that is not all JSON, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.asking.answers.checked import Invalid
from llm_summarise.asking.answers.lenient_json import Structure, structure_at

_OPENING = re.compile(
    r"\{(?=[\s\ufeff\u200b\u2060]*+(?:[\"'“”„‘}/\#$\w]|\\?\Z))"
    r"|\[(?=[\s\ufeff\u200b\u2060]*+(?:[\"'“”„‘{\[\]/\#$\w-]|\\?\Z))"
)
"""Brackets that something of JSON follows, or nothing."""

_ROUNDS: Final = 20
_FREE: Final = 200_000


class Effort:
    """How many characters may be looked at while a text is read: a few times its length, so that no text
    takes time that grows faster than it."""

    def __init__(self, length: int) -> None:
        self._left = _ROUNDS * length + _FREE

    def spend(self, characters: int) -> None:
        """Raises Invalid when nothing is left."""
        self._left -= characters
        if self._left < 0:
            raise Invalid("the answer has too many brackets that lead nowhere")


def structures(text: str, at: int, effort: Effort) -> Iterator[Structure]:
    """The outermost objects and lists of `text` from `at` on. Lone brackets are passed over. What is cut,
    too deep, or broken without an end comes last: whatever stands inside it is a part of something, never
    the answer. Raises Invalid."""
    while opening := _OPENING.search(text, at):
        found = structure_at(text, opening.start())
        effort.spend(
            (found.reached if found.end or found.verdict == "prose" else len(text)) - found.start + 1
        )
        if found.verdict == "prose":
            at = opening.end()
            continue
        yield found
        if found.end is None:
            return
        effort.spend(found.end - found.reached)
        at = found.end
