"""Whether what was written is what was said, told by its words alone: the answer to the prompt that verifies.

A sentence that is copied stands in its passages; one that was shortened has no words but theirs. Whether
words that are there were meant so, this cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from llm_summarise.domain.replies import CheckedStatement, SupportVerdict, Verification
from llm_summarise.domain.text import words

_PASSAGE: Final = re.compile(r"^P(\d+) (.*)$", re.MULTILINE)
_ROW: Final = re.compile(r"^(\w+) \| ([P\d ]*)\| (.*)$")
_SHORT: Final = 3
"""Letters of a word that carries little meaning, at most."""


def verdicts_on(header: Iterable[str], numbered: Iterable[tuple[int, str]], rest: str) -> Verification:
    """A verdict on each numbered statement of a prompt; `rest` is what else stands in it: the passages.
    Values of the header, such as names of people, count as said."""
    told = " ".join(header)
    passages: dict[str, list[str]] = {}
    for number, text in _PASSAGE.findall(rest):
        passages.setdefault(f"P{number}", []).append(text)
    checked = []
    for number, row in numbered:
        match = _ROW.match(row)
        if match is None:
            continue
        kind, numbers, statement = match.groups()
        shown = passages if kind == "headline" else numbers.split()  # a headline may draw on all of them
        said = " ".join(text for name in shown for text in passages.get(name, ()))
        missing = _missing(statement, f"{said} {told}")
        verdict = SupportVerdict.UNSUPPORTED if missing else SupportVerdict.SUPPORTED
        checked.append(CheckedStatement(statement=number, wrong=" ".join(missing), verdict=verdict))
    return Verification(statements=checked)


def _missing(statement: str, said: str) -> list[str]:
    """The words of a statement that were not said; none of a sentence that is copied, whatever its words."""
    written, there = ([word for _, _, word in words(text)] for text in (statement, said))
    if f" {' '.join(written)} " in f" {' '.join(there)} ":
        return []
    known = set(there)
    return [word for word in written if word not in known and len(word) > _SHORT]
