"""Words that stand before a colon: roles of people, what is no person, and what begins a sentence. Data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.readers.word_lists import lines_of

_DATA: Final = Path(__file__).parent / "data"


@cache
def roles() -> dict[str, str]:
    """Roles, case-folded, with whose role it is: "host", "guest", "audience" or "none"."""
    found: dict[str, str] = {}
    for line in lines_of(_DATA / "roles.txt"):
        kind, _, names = line.partition(": ")
        if kind != "pair":
            found |= {name: kind for name in names.split(", ") if name not in found}
    return found


@cache
def pairs() -> dict[str, frozenset[str]]:
    """Labels of questions and of answers, case-folded, with those that stand for the other side."""
    found: dict[str, set[str]] = {}
    for line in lines_of(_DATA / "roles.txt"):
        kind, _, names = line.partition(": ")
        if kind == "pair":
            one, other = names.split(" / ")
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {name: frozenset(others) for name, others in found.items()}


@cache
def nobody() -> frozenset[str]:
    """What stands where a speaker could and is no person, case-folded."""
    return frozenset(word for line in lines_of(_DATA / "nobody.txt") for word in line.split(", "))


@cache
def common_words() -> frozenset[str]:
    """Words that stand before a colon within speech, case-folded."""
    return frozenset(word for line in lines_of(_DATA / "words.txt") for word in line.split(", "))


@cache
def function_words() -> frozenset[str]:
    """Words in lower case that stand in sentences and in no name."""
    return frozenset(word for line in lines_of(_DATA / "function_words.txt") for word in line.split(", "))
