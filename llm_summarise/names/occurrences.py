"""Every place where given names stand in lines of speech."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from llm_summarise.names.matching import (
    ENOUGH,
    NamePiece,
    Ordinary,
    is_plural,
    joinable,
    key_of,
    ordinary_level,
    pieces,
    weigh,
)

CONFIRMED = 0.6
"""What it adds to every place that a name is known to be named in this talk: the capital of the most ordinary
word (0.5) is enough then, but not within a longer name (-1.5), nor that of a sentence's first word (0)."""

_PAIRING = ("&", "-")

ABBREVIATION = 3
"""Letters of a part of a name before a point, at most."""

FEW = 50
"""Keys up to which a line is searched for the letters of each before it is cut into pieces."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in `lines[line]`, characters `start` (inclusive) to `end` (exclusive)."""

    line: int
    start: int
    end: int
    surface: str


@dataclass(frozen=True)
class _Wanted:
    """Keys that are looked for together: for each the names it belongs to, by number, and how ordinary it is
    among the spellings of each; and all that a key may begin with."""

    keys: dict[str, dict[int, Ordinary]]
    beginnings: frozenset[str]
    abbreviated: bool
    """whether a spelling has an abbreviation in it, whose point ends no sentence ("Mr. Moss")"""

    @classmethod
    def of(cls, names: Sequence[Iterable[str]], ordinary: Sequence[Ordinary | bool | None]) -> _Wanted:
        names = [tuple(spellings) for spellings in names]
        keys: dict[str, dict[int, Ordinary]] = {}
        for number, spellings in enumerate(names):
            for spelling in spellings:
                if key := key_of(spelling):
                    levels, level = keys.setdefault(key, {}), _asked(ordinary[number], spelling)
                    levels[number] = min(level, levels.get(number, level))
        beginnings = frozenset(key[:end] for key in keys for end in range(1, len(key) + 1))
        return cls(keys, beginnings, any(". " in spelling for spellings in names for spelling in spellings))

    def may_begin(self, key: str) -> bool:
        """Whether a name may begin with a piece, or be its singular."""
        return key in self.beginnings or key.removesuffix("s") in self.beginnings

    def goes_on(self, line: str, before: NamePiece, piece: NamePiece) -> bool:
        """Whether a name may go on from one piece to the next."""
        gap = line[before.end : piece.start]
        return joinable(gap) or (self.abbreviated and gap == ". " and len(before.key) <= ABBREVIATION)


def occurrences_of_each(
    names: Sequence[Iterable[str]],
    lines: Sequence[str],
    *,
    ordinary: Ordinary | bool | Sequence[Ordinary | bool | None] | None = None,
    confirmed: bool = False,
) -> list[list[Occurrence]]:
    """For each name, given by its spellings, every place where one of them stands as a name, in order,
    without overlaps. Each is looked for as if it were alone, in the time of one: the lines are gone through
    once.

    Case, spaces and hyphens within a name do not matter ("open router" is OpenRouter), borders of words do;
    a possessive or a plural s may follow. `ordinary` tells whether the names are words of the language as
    well and need capitals or context (or how far, see Ordinary), for all or for each in a sequence; None
    judges each spelling by itself. `confirmed` tells that the names are known to be named in this talk: then
    a capital within a sentence is enough for the most ordinary word.
    """
    each = ordinary if isinstance(ordinary, Sequence) else [ordinary] * len(names)
    wanted, bonus = _Wanted.of(names, each), CONFIRMED * confirmed
    found: list[list[Occurrence]] = [[] for _ in names]
    letters = [key.encode() for key in wanted.keys if key.isascii() and key.isalnum()]
    searchable = len(letters) == len(wanted.keys) <= FEW
    before: str | None = None
    for number, line in enumerate(lines):
        if wanted.keys and (not searchable or _may_hold(letters, line)):
            for name, start, end in _in_line(wanted, line, before, bonus):
                found[name].append(Occurrence(number, start, end, line[start:end]))
        before = line
    return found


def _in_line(wanted: _Wanted, line: str, before: str | None, bonus: float) -> Iterator[tuple[int, int, int]]:
    """Number of the name, start and end of each place in a line."""
    row = pieces(line)
    over: dict[int, int] = {}
    for at, piece in enumerate(row):
        if not wanted.may_begin(piece.key):
            continue
        for name, (last, level) in _longest(wanted, line, row, at).items():
            if at < over.get(name, 0) or (bonus and _is_half_of_a_pair(line, row[at].start, row[last].end)):
                continue
            if weigh(level, line, before, row, at, last) + bonus >= ENOUGH:
                over[name] = last + 1
                yield name, row[at].start, row[last].end


def _is_half_of_a_pair(line: str, start: int, end: int) -> bool:
    """Whether a single letter hangs on another one, as in "R&D"."""
    return end - start == 1 and (line[start - 1 : start] in _PAIRING or line[end : end + 1] in _PAIRING)


def _longest(
    wanted: _Wanted, line: str, row: Sequence[NamePiece], at: int
) -> dict[int, tuple[int, Ordinary]]:
    """For each name that begins with piece `at` the last piece of its longest spelling, and how ordinary
    that is."""
    longest: dict[int, tuple[int, Ordinary]] = {}
    key = ""
    for last in range(at, len(row)):
        if last > at and not wanted.goes_on(line, row[last - 1], row[last]):
            break
        key += row[last].key
        plural = is_plural(key) and row[last].key != "s"
        stem = wanted.keys.get(key.removesuffix("s"), {})
        if plural:
            longest.update((name, (last, level)) for name, level in stem.items())
        for name, level in wanted.keys.get(key, {}).items():
            longest[name] = last, max(level, stem.get(name, level))  # "there's" is as ordinary as "there"
        if key not in wanted.beginnings:
            break
    return longest


_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def _may_hold(keys: Sequence[bytes], line: str) -> bool:
    """Whether the letters of a key stand in `line` in a row: cutting it into pieces is ten times slower."""
    if not line.isascii():
        return True
    letters = line.lower().encode().translate(None, _MARKS)
    return any(key in letters for key in keys)


def _asked(ordinary: Ordinary | bool | None, spelling: str) -> Ordinary:
    """How ordinary a spelling is, given what is known of its names."""
    own = ordinary_level(spelling)
    if isinstance(ordinary, bool):
        return max(own, Ordinary.WORD) if ordinary else Ordinary.NO
    if ordinary is None or len(spelling.split()) > 1:
        return own
    return max(min(own, Ordinary.WORD), ordinary)
