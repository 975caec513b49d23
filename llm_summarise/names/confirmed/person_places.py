"""Where people are named: in full, and after that by a part of their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.names.matching import NamePiece, common_words, is_capital, pieces, starts_sentence
from llm_summarise.names.occurrences import Occurrence, occurrences_of_each
from llm_summarise.names.person_names import name_parts
from llm_summarise.names.phonetics import sound

LEAST: Final = 3
"""Letters of a part of a name that may stand for the whole."""

_TIMES: Final = frozenset(
    "january april may june july august monday tuesday wednesday thursday friday saturday sunday".split()
)
"""Words with a capital of their own."""

_TITLE: Final = frozenset(
    "dr prof professor mr mrs ms mx miss sir dame herr frau madame señor señora don".split()
)


def places_of_people(
    names: Sequence[Iterable[str]], lines: Sequence[str], others: Sequence[str] = ()
) -> list[list[Occurrence]]:
    """For each person, given by the spellings of the name, every place where they are named.

    The first name or the surname alone counts behind the first place of the full name, with a capital, beside
    no other capital ("Ada", not "Ada Lovelace"), and if none of the others has it; one that is a word as well
    ("Mark") not as the first of a sentence.
    """
    spellings = list(map(list, names))
    whole = occurrences_of_each(spellings, lines, ordinary=False)
    alone = _parts_of_one([*spellings, *([name] for name in others)])
    wanted = {part: n for n, places in enumerate(whole) if places for part in alone[n]}
    found = list(map(list, whole))
    if wanted:
        taken = set(chain.from_iterable(map(_letters_of, chain.from_iterable(whole))))
        for place, part in _parts_said(wanted, lines):
            person = wanted[part]
            if _begins(place) > _begins(whole[person][0]) and _begins(place) not in taken:
                found[person].append(place)
    return [sorted(places, key=_begins) for places in found]


def _begins(place: Occurrence) -> tuple[int, int]:
    return place.line, place.start


def _letters_of(place: Occurrence) -> Iterator[tuple[int, int]]:
    """The line and character of each letter of a place."""
    return ((place.line, at) for at in range(place.start, place.end))


def _parts_of_one(people: Sequence[Sequence[str]]) -> list[set[str]]:
    """For each person the first and the last part of the name, if no other person has it, or one that sounds
    the same: John is as well Jon."""
    split = [[name_parts(form) for form in forms] for forms in people]
    heard = [{sound(part) for part in chain.from_iterable(names)} for names in split]
    everybody = Counter(part for own in heard for part in own)

    def stands_alone(part: str) -> bool:
        return everybody[sound(part)] == 1 and len(part) >= LEAST and part not in _TIMES

    edges = ({part for name in names if len(name) > 1 for part in (name[0], name[-1])} for names in split)
    return [set(filter(stands_alone, mine)) for mine in edges]


def _parts_said(wanted: Iterable[str], lines: Sequence[str]) -> Iterator[tuple[Occurrence, str]]:
    """Places of single parts with a capital and no other capital beside."""
    parts = frozenset(wanted)
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        if line.isascii() and not _may_hold(parts, line.lower()):
            continue
        row = pieces(line)
        for at, piece in enumerate(row):
            part = _part(parts, piece.key)
            if not part or not is_capital(line[piece.start : piece.end]):
                continue
            word = part in common_words() and starts_sentence(line, piece.start, before)
            if not word and not _in_longer_name(line, row, at):
                surface = line[piece.start : piece.end]
                yield Occurrence(number, piece.start, piece.end, surface), part


def _may_hold(parts: Iterable[str], lowered: str) -> bool:
    return any(part in lowered for part in parts)


def _part(parts: frozenset[str], key: str) -> str | None:
    folded = fold_name(key)
    return folded if folded in parts else None


def _in_longer_name(line: str, row: Sequence[NamePiece], at: int) -> bool:
    """Whether another name stands right beside: "Ada Lovelace" is not the Ada who was introduced."""
    for one, other in ((at - 1, at), (at, at + 1)):
        beside = one if other == at else other
        if not 0 <= beside < len(row):
            continue
        gap, word = line[row[one].end : row[other].start], line[row[beside].start : row[beside].end]
        if gap == "-" or (gap == " " and _is_name(word, row[beside].key, before=beside < at)):
            return True
    return False


def _is_name(word: str, key: str, *, before: bool) -> bool:
    if not (is_capital(word) and len(word) > 1) or key in common_words():
        return False
    return not (before and key in _TITLE)
