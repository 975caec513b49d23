"""Phrases in which no other name is named: the name of the show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.names.matching import key_of
from llm_summarise.names.occurrences import occurrences_of_each

_ARTICLE: Final = re.compile(r"(?:the|a|an|der|die|das|le|la|les|el|los|las|il)\s+", re.IGNORECASE)
_BESIDE: Final = re.compile(r"(?<!\s)\s*(?:[:(|]|\s[-–—]\s|\bwith\b|\bby\b)(?s:.*)", re.IGNORECASE)


def names_of_show(show: str) -> list[str]:
    """A show's name and the shorter forms in which it is said: without article and subtitle, and its first
    words ("Moss Python" of "Moss Python To Me"); none of a single word."""
    whole = " ".join(show.split())
    bare = _ARTICLE.sub("", _BESIDE.sub("", whole), count=1).split()
    shorter = [" ".join(bare[:count]) for count in range(len(bare), 1, -1)]
    return list(dict.fromkeys(name for name in (whole, *shorter) if " " in name))


@dataclass(frozen=True)
class Mask:
    """The keys of masked phrases, and for each line the start (inclusive), end (exclusive) and key of each
    that stands in it."""

    phrases: frozenset[str]
    spans: Mapping[int, Sequence[tuple[int, int, str]]]

    @classmethod
    def of(cls, phrases: Sequence[str], lines: Sequence[str]) -> Mask:
        """A mask of the phrases of more than one word; a single word would mask itself everywhere."""
        several = [phrase for phrase in phrases if len(phrase.split()) > 1]
        found = (
            occurrences_of_each([[phrase] for phrase in several], lines, ordinary=False) if several else []
        )
        spans: dict[int, list[tuple[int, int, str]]] = {}
        for phrase, places in zip(several, found, strict=True):
            for place in places:
                if place.surface[0].isupper() or phrase.islower():  # "we talk Python" names no show
                    spans.setdefault(place.line, []).append((place.start, place.end, key_of(phrase)))
        return cls(frozenset(map(key_of, phrases)), spans)

    def covers(self, line: int, start: int, end: int, name: str = "") -> bool:
        """Whether a place lies within a phrase ("Python" in "Talk Python"); the phrase itself, as the `name`
        that is looked for, does not cover itself."""
        key = key_of(name)
        if key and key in self.phrases:
            return False
        return any(
            first <= start and end <= last and (not key or phrase not in key)
            for first, last, phrase in self.spans.get(line, ())
        )
