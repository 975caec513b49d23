"""Names of tools in talk that is not about software, where nearly every word that could be one is none.

What counts there is what everybody knows, and what is plainly written as a name:

    in everyday talk                        counts
    "on YouTube", "GPT-4", "Google Docs"    yes: written like nothing else
    "we met on Zoom"                        yes: of the words that are names as well, those everybody knows
    "in Phoenix", "a Crystal", "Kamal"      no: a word or a name of the field, without anything for it
    "written in Swift", "Warp and Notion"   yes: words beside it that belong to the field, or sure names
    "B-list", "blue jeans", "gnome"         no: no capitals
    "nugget" like NuGet, "LaMelo"           no: nothing is guessed
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind
from llm_summarise.names.finding import Found, SplitLines
from llm_summarise.names.matching import ENOUGH, Ordinary, common_words, key_of

LEAST_WORDS: Final = 150
"""Words of talk from which on it can be told what it is about."""

SOFTWARE: Final = 2.5
"""Words of the field among a thousand from which talk is about software: talk that is has 5 to 30."""

NAMES_WEIGH: Final = 5
"""Words of the field that a name of the field stands for."""

CONFIRMED: Final = 2.1
"""Score of a word with a capital (1.5) and more beside it than "with" or "like" (0.5)."""

CONFIRMED_COMMON: Final = 1.6
"""The same for a very common word, whose capital says less (0.5 to 0.7)."""

CONFIRMED_BESIDE: Final = 3.5
"""The same for a name of the field in plain letters ("Kamal"), which stands for itself elsewhere (3.0)."""

SUPPORTED_ONLY: Final = 0.35
"""Score of a place without capitals: it counts if the tool is named for sure elsewhere, and is no hint."""


_OF_THE_FIELD: Final = (MentionKind.LIBRARY, MentionKind.FRAMEWORK, MentionKind.LANGUAGE)


@cache
def software_words() -> frozenset[str]:
    """Words that are said in talk about software and hardly elsewhere."""
    return _words("software_words.txt")


@cache
def household_names() -> frozenset[str]:
    """Names that are ordinary words, or look like a person's, and are tools even in everyday talk."""
    return _words("household.txt")


def _words(file: str) -> frozenset[str]:
    data = resources.files("llm_summarise.names").joinpath(f"data/{file}")
    return frozenset(data.read_text(encoding="utf-8").split())


def is_everyday(talk: SplitLines, found: Iterable[Found]) -> bool:
    """Whether talk is long enough to say that it is not about software: by its words, and by the names of the
    field among those found that can be nothing else ("spaCy")."""
    words = sum(map(len, talk.rows))
    if words < LEAST_WORDS:
        return False
    known = software_words()
    said = sum(piece.key in known for row in talk.rows for piece in row)
    said += NAMES_WEIGH * sum(_is_nothing_else(item) for item in found)
    return 1000 * said < SOFTWARE * words


def _is_nothing_else(item: Found) -> bool:
    of_the_field = not item.entry.household or item.entry.kind in _OF_THE_FIELD
    sure = item.how == "exact" and item.score >= ENOUGH
    return of_the_field and sure and _written_like_nothing_else(item.surface)


def named_in_everyday_talk(found: Iterable[Found], talk: SplitLines) -> Iterator[Found]:
    """What of the places is a name in talk that is not about software."""
    caseless = not any(not line.islower() for line in talk.lines if any(map(str.isalpha, line)))
    for item in found:
        if item.entry.own:
            yield item
        elif item.how == "unlisted":
            if item.score >= ENOUGH:
                yield item
        elif item.how != "fuzzy" and item.score >= _least(item, caseless):
            yield item if caseless else _as_written(item)


def _as_written(item: Found) -> Found:
    """The place, which counts less without capitals."""
    if item.score < ENOUGH or _capitals(item.surface) or _in_context(item):
        return item
    return replace(item, score=SUPPORTED_ONLY)


def _in_context(item: Found) -> bool:
    """Whether a place without capitals is one nevertheless: a household name without another meaning, or a
    word that has its score from what stands beside it."""
    return item.entry.ordinary > Ordinary.NO or key_of(item.surface) in household_names()


def _least(item: Found, caseless: bool) -> float:
    """The score that a place needs."""
    entry, key = item.entry, key_of(item.surface)
    if key in household_names() or (caseless and entry.household and entry.ordinary is Ordinary.NO):
        return 0.0
    if entry.ordinary >= Ordinary.COMMON or len(key) == 1:
        return CONFIRMED_COMMON
    if fold_name(item.surface) != fold_name(entry.name) and " " not in item.surface:
        inner = _written_like_nothing_else(item.surface) and "-" not in item.surface
        return 0.0 if inner else CONFIRMED_BESIDE
    return _least_as_written(item, key)


def _least_as_written(item: Found, key: str) -> float:
    """The score that a place needs whose name is written as usual, and is no very common word."""
    if item.entry.ordinary is Ordinary.WORD or key in common_words():
        return CONFIRMED
    sure = item.entry.household or _written_like_nothing_else(item.surface)
    return 0.0 if sure else CONFIRMED_BESIDE


def _capitals(surface: str) -> bool:
    """Whether every word of a name has a capital or a digit."""
    return all(any(c.isupper() or c.isdigit() for c in word) for word in surface.replace("-", " ").split())


def _written_like_nothing_else(surface: str) -> bool:
    """Whether a name has capitals, digits or signs within, or several words with capitals."""
    if not _capitals(surface):
        return False
    inner = any(c.isupper() for c in surface[1:]) and not surface.isupper()
    return inner or any(c.isdigit() or c in "+#" for c in surface)
