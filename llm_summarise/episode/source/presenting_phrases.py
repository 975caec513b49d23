"""Patterns for what is said where people are presented, made from the phrases of `presenting.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.readers.word_lists import lines_of

_HERE: Final = Path(__file__).parent
_LOWER: Final = "a-zß-öø-ÿа-яё"
_PART: Final = rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|St|Jr)\.|[^\W\d_{_LOWER}](?:\.|[^\W\d_]*(?:['’-][^\W\d_]+)*))"
_SMALL: Final = r"(?:(?:van|von|de|da|del|der|den|di|la|le|bin|al|el|dos|du|ter|af)\s+){0,2}"
_NAME: Final = rf"{_PART}(?:[ ]{_SMALL}{_PART}){{0,3}}"
_AND: Final = r"(?:and|und|et|y|e|en|och|og|i|и|&)"
_NEXT: Final = rf"(?:,[ ](?:{_AND}[ ])?|[ ]{_AND}[ ])"
NAMES: Final = rf"(?P<names>{_NAME}(?:{_NEXT}{_NAME}){{0,6}})"
"""One name or several, as they are said."""

_GAP: Final = rf"(?P<gap>(?:[ ,:—–-]{{1,3}}[{_LOWER}][\w'’-]*){{0,9}}[ ,:—–-]{{1,3}})"
"""What describes somebody before the name: "the author of the tide tables, "."""

_BEHIND: Final = re.compile(rf"(?<![\w-]){NAMES}$")

_LONGEST: Final = 120
"""Characters of a list of names that stands before a phrase."""

_WORD: Final = re.compile(r"[^\W_]+")

_MOST: Final = 40
"""Places of one phrase that are looked at."""

BETWEEN_NAMES: Final = re.compile(rf"{_NEXT}|[ ]{_AND}[ ]")


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """The phrases of a kind, of all languages."""
    return tuple(_phrases(kind))


def _phrases(kind: str) -> Iterator[str]:
    for line in lines_of(_HERE / "presenting.txt"):
        if line.startswith(f"{kind}: "):
            yield from (phrase.strip() for phrase in line.removeprefix(f"{kind}: ").split(" | "))


@cache
def words_of(file: str) -> frozenset[str]:
    """The words of a list beside this file, folded."""
    return frozenset(fold_name(word) for line in lines_of(_HERE / file) for word in line.split())


@cache
def said(kind: str) -> re.Pattern[str]:
    """Finds phrases that hold no name, in a short text."""
    ordered = sorted(phrases(kind), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)


def places(kind: str, lowered: str) -> list[int]:
    """Where phrases that hold no name begin in a text in lower case, in order."""
    return sorted(at for phrase in phrases(kind) for at in _places(phrase, lowered))


def _places(phrase: str, lowered: str) -> Iterator[int]:
    """Where a phrase begins in a text in lower case: not within a word."""
    at = lowered.find(phrase) if _words(phrase) <= _words_said(lowered) else -1
    while at >= 0:
        end = at + len(phrase)
        starts = at == 0 or not (phrase[0].isalnum() and lowered[at - 1].isalnum())
        if starts and not (phrase[-1].isalnum() and lowered[end : end + 1].isalnum()):
            yield at
        at = lowered.find(phrase, end)


@cache
def _words(phrase: str) -> frozenset[str]:
    """The words of a phrase: only a text that has them all can hold it."""
    return frozenset(_WORD.findall(phrase))


@lru_cache(maxsize=8)
def _words_said(lowered: str) -> frozenset[str]:
    return frozenset(_WORD.findall(lowered))


@dataclass(frozen=True, slots=True)
class Naming:
    """Where a phrase names people: the place of the whole, of the names, and the end; `gap` is what describes
    the first of them before the name."""

    start: int
    at: int
    end: int
    names: str
    gap: str

    @property
    def last(self) -> int:
        """Where the names end, exclusive."""
        return self.at + len(self.names)


def namings(kind: str, text: str, lowered: str) -> list[Naming]:
    """Where phrases of a kind name people, in order; of several at one name the longest phrase counts."""
    found: dict[int, Naming] = {}
    for before, after in _split(kind):
        for naming in islice(_namings(before, after, text, lowered), _MOST):
            known = found.get(naming.at)
            if known is None or len(naming.gap) < len(known.gap):
                found[naming.at] = naming
    return [found[at] for at in sorted(found)]


@cache
def _split(kind: str) -> tuple[tuple[str, str], ...]:
    """What stands before and behind the name in the phrases of a kind. Where no
    blank stands before it, a description may."""
    parted = (phrase.partition("{name}") for phrase in phrases(kind))
    return tuple((before, after) for before, _, after in parted)


def _namings(before: str, after: str, text: str, lowered: str) -> Iterator[Naming]:
    if before:
        starts = _places(before, lowered) if after in lowered else ()
        for start in starts:
            pattern = _pattern(before.endswith(" "), after)  # most phrases are never said
            if match := pattern.match(text, start + len(before)):
                yield Naming(start, match.start("names"), match.end(), match["names"], match["gap"])
        return
    for at in _places(after, lowered):
        if match := _BEHIND.search(text, max(0, at - _LONGEST), at):
            yield Naming(match.start(), match.start(), at + len(after), match["names"], "")


@cache
def _pattern(direct: bool, after: str) -> re.Pattern[str]:
    """Names at once, or behind a description, and what stands behind them."""
    end = rf"(?i:{re.escape(after)})(?!\w)" if after else ""
    return re.compile(rf"{'(?P<gap>)' if direct else _GAP}{NAMES}{end}")
