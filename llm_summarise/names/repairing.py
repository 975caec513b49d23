"""From the name in a model's note to the entry it means, without over-correcting."""

from __future__ import annotations

from dataclasses import dataclass

from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.finding import How, SplitLines, find_known
from llm_summarise.names.mangled import is_word, nearest
from llm_summarise.names.matching import ENOUGH, Ordinary, context_weight, key_of, pieces
from llm_summarise.names.phonetics import SHORTEST
from llm_summarise.names.spellings import NameIndex, Way, projects

SURE = 90.0
"""Ratio from which a likeness needs no confirmation by its context."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The entry a model's note means. `score` is 0 to 100: the likeness of the name to one of the entry's."""

    entry: CatalogueEntry
    how: How
    score: float


def repair_name(index: NameIndex, name: str, said: str, context: str) -> Repair | None:
    """The entry meant by `name`, of which `said` is the form in the transcript and `context` the passage.

    A name the catalogue knows stays what it is. A word of the language is taken for a name only with a
    capital or a context of the field, and never for a name it merely resembles. An unknown name that
    resembles an entry is repaired when the likeness is great or its context is one of the field.
    """
    way = index.ways.get(key_of(name))
    if way is not None:
        return _known(way, name, said, context)
    key = key_of(name)
    if len(key) < SHORTEST or not key.isalpha() or key in projects() or is_word(key):
        return None
    guess = nearest(key, index)
    if guess is None or not (guess[1] >= SURE or _confirmed(index, guess[0], said, context)):
        return None
    return Repair(guess[0], "fuzzy", guess[1])


def _known(way: Way, name: str, said: str, context: str) -> Repair | None:
    if way.spelling.casefold() == " ".join(name.split()).casefold():
        how: How = "exact" if way.canonical else "spelling"
    else:
        how = "joined"
    renames = key_of(name) != key_of(way.entry.name)
    if renames and way.ordinary > Ordinary.NO and not (_capital(said) or _near(said, context) > 0):
        return None
    return Repair(way.entry, how, 100.0)


def _capital(said: str) -> bool:
    return any(c.isupper() for c in said)


def _near(said: str, context: str) -> float:
    """What the neighbours of the name in its passage say, 0 where it does not stand there."""
    row, key = pieces(context), [piece.key for piece in pieces(said)]
    for at in range(len(row) - len(key) + 1):
        if key and [piece.key for piece in row[at : at + len(key)]] == key:
            return context_weight(context, row, at, at + len(key) - 1)
    return 0.0


def _confirmed(index: NameIndex, entry: CatalogueEntry, said: str, context: str) -> bool:
    """Whether the passage is about the field: a word of it beside the name, or the names of other tools."""
    if _near(said, context) > 0:
        return True
    others = {item.entry.name for item in find_known(index, SplitLines.of([context])) if item.score >= ENOUGH}
    return bool(others - {entry.name}) or entry.name in others
