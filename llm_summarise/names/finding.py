"""Where entries of the catalogue are named in lines of speech, with a score that says how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.matching import (
    ENOUGH,
    NamePiece,
    Ordinary,
    common_words,
    is_capital,
    is_plural,
    joinable,
    pieces,
    weigh,
)
from llm_summarise.names.spellings import NameIndex, Way

How = Literal["exact", "spelling", "joined", "fuzzy", "unlisted"]
"""As the canonical name, as another spelling of it, either with other spaces; by likeness; not in the
catalogue at all, but introduced by its context."""

MOST_PIECES = 8
IN_COMPANY = 1.2
"""What it adds to stand in a list with a name that is sure ("Flask, Bottle and Pyramid")."""

SPACED = 0.7
"""What it adds that the catalogue knows a name to be written as these two words ("disk cache")."""

_FUNCTION = frozenset(
    "a an the and or of in on to is it at as be do so no me my we he you i am are was if by up us for "
    "get got see one out read with".split()
)
_INITIALS = frozenset("BCDEFGHJKLMNOPQRSTUVWXYZ")
"""Letters that, as capitals, are no words: "G event" is gevent, "I sort" may be anything."""

_PLAINLY_LISTED = re.compile(r"\s*(?:,\s*)?(?:and|or|versus|vs\.?)\s*|\s*[,/]\s*")
_LISTED = re.compile(
    r"(?:['’]s)?(?:\s*(?:,\s*)?(?:and|or|versus|vs\.?|then|over|even|maybe|like|with|plus|nor|the|to)\b|\s*[,/+&])+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A place where an entry is named: `lines[line][start:end] == surface`. From `names.ENOUGH` on `score`
    says that the place stands for itself. An `unlisted` entry is made from what was said."""

    entry: CatalogueEntry
    line: int
    start: int
    end: int
    surface: str
    how: How
    score: float


@dataclass(frozen=True)
class SplitLines:
    """Lines of speech and the pieces of each."""

    lines: Sequence[str]
    rows: Sequence[Sequence[NamePiece]]

    @classmethod
    def of(cls, lines: Sequence[str]) -> SplitLines:
        return cls(lines, [pieces(line) for line in lines])

    def before(self, line: int) -> str | None:
        return self.lines[line - 1] if line else None


def find_known(index: NameIndex, talk: SplitLines) -> list[Found]:
    """Every place where letters spell an entry, in order, without overlaps."""
    found: list[Found] = []
    for number, row in enumerate(talk.rows):
        after = 0
        for at in _promising(index, row):
            if at >= after and (hit := _match(index, talk.lines[number], row, at)):
                way, last = hit
                found.append(_found(way, talk, number, at, last))
                after = last + 1
    return _with_company(found, talk)


def _promising(index: NameIndex, row: Sequence[NamePiece]) -> Iterator[int]:
    """The pieces an entry may begin with, one in twenty: told by their letters and those of the next, with or
    without a plural's s. Nothing else needs a closer look."""
    ways, beginnings = index.ways, index.beginnings
    keys = [piece.key for piece in row]
    for at, (key, following) in enumerate(pairwise([*keys, ""])):
        if key in ways or key[:-1] in ways:
            yield at
        elif following and key in beginnings:
            both = key + following
            if both in beginnings or both[:-1] in ways:
                yield at


def _match(index: NameIndex, line: str, row: Sequence[NamePiece], at: int) -> tuple[Way, int] | None:
    """The longest entry that begins with piece `at`, and its last piece."""
    key, best = "", None
    for last in range(at, min(len(row), at + MOST_PIECES)):
        if last > at and not joinable(line[row[last - 1].end : row[last].start]):
            break
        key += row[last].key
        way = _spelled(index, key, row[last])
        if way is not None and (last == at or _may_join(way, line, row[at : last + 1])):
            best = (way, last)
        if key not in index.beginnings:
            break
    return best


def _spelled(index: NameIndex, key: str, last: NamePiece) -> Way | None:
    """The way these letters spell, or the plural of one without another meaning."""
    way = index.ways.get(key)
    if way is None and is_plural(key) and last.key != "s" and key not in common_words():
        way = index.ways.get(key[:-1])
        return way if way is not None and way.ordinary is Ordinary.NO else None
    return way


def _may_join(way: Way, line: str, row: Sequence[NamePiece]) -> bool:
    """Words of grammar make no name by chance: "red is" is not Redis unless a spelling says so."""
    marks = "".join(line[a.end : b.start] for a, b in pairwise(row))
    if any(mark in marks and mark not in way.spelling for mark in "/&:@"):
        return False
    if way.words == len(row):
        return True
    return not any(p.key in _FUNCTION and line[p.start].islower() for p in row)


def _found(way: Way, talk: SplitLines, number: int, at: int, last: int) -> Found:
    line, row = talk.lines[number], talk.rows[number]
    start, end = row[at].start, row[last].end
    surface = line[start:end]
    level = _level(way, line, row[at : last + 1])
    score = weigh(level, line, talk.before(number), row, at, last)
    if way.spaced and level is Ordinary.WORD and last > at:
        score += SPACED
    same = surface.casefold() == way.spelling.casefold()
    how: How = "joined" if not same else "exact" if way.canonical else "spelling"
    return Found(way.entry, number, start, end, surface, how, score)


def _level(way: Way, line: str, row: Sequence[NamePiece]) -> Ordinary:
    """How ordinary a name is in the form it has here: common words may stand side by side by chance, the
    more so with words of grammar among them ("I sort" is hardly isort)."""
    if len(row) == 1 or way.ordinary >= Ordinary.COMMON:
        return way.ordinary
    if not _by_chance(line, row):
        return Ordinary.NO
    initial = any(len(p.key) == 1 and line[p.start] in _INITIALS for p in row)
    if initial or (way.canonical and way.words == len(row)):
        return way.ordinary
    if any(p.key in _FUNCTION for p in row):
        return Ordinary.STRICT
    return Ordinary.WORD if len(row) == 2 else Ordinary.NO


def _by_chance(line: str, row: Sequence[NamePiece]) -> bool:
    """Whether all pieces are common words or single letters, with nothing but blanks between them."""
    apart = all(line[a.end : b.start].isspace() for a, b in pairwise(row))
    return apart and all(p.key in common_words() or len(p.key) == 1 for p in row)


def _with_company(found: Sequence[Found], talk: SplitLines) -> list[Found]:
    """Unsure names in a list with sure ones gain: "like Go or Rust", "Flask, Bottle". Each gain may carry
    on to the next in the list."""
    items = list(found)
    for order in (range(1, len(items)), range(len(items) - 2, -1, -1)):
        for i in order:
            other = items[i - 1] if order.step > 0 else items[i + 1]
            one = items[i]
            strict = one.entry.ordinary is Ordinary.STRICT
            if one.score >= ENOUGH or other.score < ENOUGH or one.score < (0.5 if strict else -0.5):
                continue
            first, second = (other, one) if order.step > 0 else (one, other)
            if _listed(first, second, talk, _PLAINLY_LISTED if strict else _LISTED):
                items[i] = replace(one, score=one.score + IN_COMPANY)
    return items


def _listed(first: Found, second: Found, talk: SplitLines, between: re.Pattern[str]) -> bool:
    if first.line == second.line:
        gap = talk.lines[first.line][first.end : second.start]
    elif first.line + 1 == second.line:
        gap = f"{talk.lines[first.line][first.end :]} {talk.lines[second.line][: second.start]}"
    else:
        return False
    return len(gap) <= 24 and between.fullmatch(gap) is not None


def uncovered(found: Iterable[Found], talk: SplitLines) -> list[list[int]]:
    """For each line the pieces that no found name covers (names below zero cover nothing)."""
    covered: dict[int, set[int]] = {}
    for item in found:
        if item.score > 0:
            covered.setdefault(item.line, set()).update(range(item.start, item.end))
    free = []
    for number, row in enumerate(talk.rows):
        taken = covered.get(number, ())
        free.append([i for i, piece in enumerate(row) if piece.start not in taken])
    return free


def people(talk: SplitLines, index: NameIndex) -> frozenset[str]:
    """Words that stand beside another capitalised word somewhere, as the parts of a person's name do."""
    names: set[str] = set()
    for line, row in zip(talk.lines, talk.rows, strict=True):
        capitals = [i for i, piece in enumerate(row) if not line[piece.start].islower()]
        for i, j in pairwise(capitals):
            one, two = row[i], row[j]
            if j != i + 1 or line[one.end : two.start] != " ":
                continue
            if _like_a_person(line, one, index) and _like_a_person(line, two, index):
                names.update((one.key, two.key))
    return frozenset(names)


def _like_a_person(line: str, piece: NamePiece, index: NameIndex) -> bool:
    word = line[piece.start : piece.end]
    if not (is_capital(word) and word[1:].islower() and word.isalpha()):
        return False
    way = index.ways.get(piece.key)
    return piece.key not in common_words() and (way is None or way.ordinary > Ordinary.NO)
