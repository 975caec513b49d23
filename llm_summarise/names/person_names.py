"""When two names are those of one person: in full, a part of it, with initials, or misspelled by a little."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from llm_summarise.domain.folding import fold_name

_BESIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|[,|].*$|\s[-–—]\s.*$")
"""What stands beside a name: a pronoun, a firm, a degree."""

_TITLES: Final = frozenset(
    "dr prof professor mr mrs ms mx miss sir dame rev hon herr frau mme mlle monsieur madame sr sra dott dra "
    "jr ii iii iv phd md esq".split()
)

ALIKE: Final = 88
"""Likeness in percent from which on two full names are spellings of one."""


def name_parts(name: str) -> list[str]:
    """The parts of a name, folded, without titles and what stands beside it."""
    bare = _BESIDE.sub(" ", name).strip() or name
    folded = [fold_name(part) for part in re.split(r"[\s_.·]+", bare)]
    parts = [part for part in folded if part]
    letters = [part for part in parts if not part.isdecimal()]
    parts = letters if len(letters) > 1 else parts  # "Ada Berg 2.0", but "Speaker 2"
    return [part for part in parts if part not in _TITLES] or parts


def is_same_person(name: str, other: str) -> bool:
    """Whether both may name one person: "Ada" and "Ada Berg", "A. Berg" and "Ada Maria Berg"."""
    mine, theirs = name_parts(name), name_parts(other)
    if not mine or not theirs:
        return False
    if mine == theirs or "".join(mine) == "".join(theirs):
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) == 1:
        return _is_part(shorter[0], longer)
    if longer[: len(shorter)] == shorter:
        return True
    if _fits(shorter[0], longer[0]) and _fits(shorter[-1], longer[-1]):
        return any(len(part) > 1 for part in (shorter[0], shorter[-1]))
    return _alike(shorter, longer)


def _is_part(part: str, name: list[str]) -> bool:
    """Whether a single part is the first or last of a name; of one written without blanks, its beginning."""
    if len(name) > 1:
        return len(part) > 1 and part in (name[0], name[-1])
    short, long = sorted((part, name[0]), key=len)
    return not short.isascii() and len(short) > 1 and long.startswith(short)


def _fits(part: str, other: str) -> bool:
    """Whether two parts are the same, or one is an initial or the beginning of the other: Alex, Alexander."""
    short, long = sorted((part, other), key=len)
    return part == other or (len(short) != 2 and long.startswith(short))


def _alike(name: list[str], other: list[str]) -> bool:
    from rapidfuzz import fuzz

    if any(part.isdecimal() for part in (*name, *other)):
        return False
    return name[0][0] == other[0][0] and fuzz.ratio(" ".join(name), " ".join(other)) >= ALIKE


def matching(name: str, among: Iterable[str]) -> str | None:
    """The one of `among` that `name` means; None if it is none of them, or may be several."""
    people = list(dict.fromkeys(among))
    folded = fold_name(name)
    if same := next((person for person in people if fold_name(person) == folded), None):
        return same
    found = [person for person in people if is_same_person(name, person)]
    return found[0] if len(found) == 1 else None
