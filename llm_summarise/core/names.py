"""Where a name stands in spoken text: word borders, and capitals and context for names that are also words.

"Go" is not found in "good to go", nor "Rust" in "the rust on my car". A name that is an ordinary word needs
its capital, and the capital of a sentence's first word counts for nothing: then its neighbours decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

from llm_summarise.core.text import fold_word

ENOUGH = 1.0
"""Weight from which an occurrence counts as the name."""


class Ordinary(IntEnum):
    """How much a name needs to be told from a word of the language."""

    NO = 0
    """no other meaning: any spelling, any case"""
    WORD = 1
    """also a word ("flask"): a capital within a sentence is enough, else context"""
    COMMON = 2
    """a very common word, a letter or a given name ("go", "R", "Julia"): a capital and context"""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in `lines[line]`, characters `start` (inclusive) to `end` (exclusive)."""

    line: int
    start: int
    end: int
    surface: str


class Piece(NamedTuple):
    """A run of letters and digits with trailing `+` or `#` or a leading point (C++, C#, .NET), folded."""

    start: int
    end: int
    key: str


_PIECE = re.compile(r"(?:(?<![^\s(\"'])\.(?=[A-Za-z]))?[^\W_]+(?:\+\+|\+(?!\w)|#(?!\w))?")
_GAP = re.compile(r"\s?[-–_./@&'’:]?\s?|\s+")
_LAST_MARK = re.compile(r"[.?!:]['\")\]]*\s*$|[.?!]\s|--|…")


def pieces(line: str) -> list[Piece]:
    """The pieces names are made of, in order."""
    return [Piece(m.start(), m.end(), fold_word(m.group())) for m in _PIECE.finditer(line)]


def key_of(name: str) -> str:
    """What two spellings of one name have in common: their pieces without what stands between them."""
    return "".join(piece.key for piece in pieces(name))


def joinable(gap: str) -> bool:
    """Whether a name may go on over this text between two of its pieces (no end of sentence, no comma)."""
    return _GAP.fullmatch(gap) is not None and not (len(gap) > 1 and gap[0] in ".:")


@cache
def common_words() -> frozenset[str]:
    """Words of spoken English that stand uncapitalised, counted in talk about programming."""
    data = resources.files("llm_summarise.core").joinpath("catalogue/data/words.txt")
    try:
        return frozenset(data.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()


def ordinary_level(name: str) -> Ordinary:
    """How ordinary a name is that nobody has judged: by its length and the list of common words."""
    key = key_of(name)
    if len(key) <= 2 and key.isalpha():
        return Ordinary.COMMON
    return Ordinary.WORD if key in common_words() else Ordinary.NO


_FIELD_VERBS = frozenset(
    "use uses used using import imports imported install installs installed installing try tried learn learning "
    "learned love like prefer pip uv apt brew npm run runs running deploy wrap wraps wrapping called named via "
    "with written write wrote writing built build building coded rewrote rewritten ported powered adopt adopted "
    "pick chose choose switch switched migrate moved support supports teach taught import from".split()
)
_NOUNS = frozenset(
    "library libraries framework frameworks package packages module modules app apps application applications "
    "developer developers dev devs code codebase server servers project projects docs documentation extension "
    "extensions plugin plugins api apis programming programmer programmers language compiler database databases "
    "db container containers community ecosystem binding bindings script scripts client sdk cli team query "
    "queries syntax interpreter runtime model models object objects template templates type types core "
    "notebook notebooks integration backend frontend repo shell side world tool tools toolchain version".split()
)
_STRONG_NOUNS = frozenset(
    "library framework package module app apps developer developers code docs extension plugin programming "
    "compiler codebase bindings interpreter sdk repo".split()
)
_WRITTEN = frozenset(
    "written write wrote writing coded coding rewritten rewrite programmed implemented built".split()
)
_INSTALL = frozenset("import install installs installed installing pip npm brew".split())
_LINKS = frozenset("and or versus vs like".split())


def is_capital(text: str) -> bool:
    return text[:1].isupper() or (text[:1] in ".(" and text[1:2].isupper())


def starts_sentence(line: str, start: int, before: str | None) -> bool:
    """Whether the word at `start` is the first of a sentence. `before` is the previous line, None at the
    beginning of the talk; a line that does not end in a full stop goes on in the next."""
    ahead = line[:start].rstrip(" \"'([“‘")
    if not ahead:
        return before is None or bool(re.search(r"[.?!:…\])]['\"”]*\s*$", before))
    return ahead[-1] in ".?!:…—" or ahead.endswith("--")


def context_weight(line: str, all_pieces: Sequence[Piece], first: int, last: int) -> float:
    """How much the neighbours of pieces `first`..`last` (inclusive) speak for a name of the field."""
    weight = 0.0
    after = [p.key for p in all_pieces[last + 1 : last + 3]]
    before = [p.key for p in all_pieces[max(0, first - 3) : first]]
    if after:
        gap = line[all_pieces[last].end : all_pieces[last + 1].start]
        if gap in (" ", "-"):
            if after[0] in _NOUNS:
                weight += 1.0
            elif len(after) > 1 and after[1] in _STRONG_NOUNS:
                weight += 0.4
    if before:
        if before[-1] in _INSTALL:
            weight += 1.2
        elif before[-1] in _FIELD_VERBS:
            weight += 0.5
        elif before[-1] in ("in", "on", "from", "to") and len(before) > 1:
            weight += 1.0 if before[-2] in _WRITTEN else 0.3 if before[-2] in _FIELD_VERBS else 0.0
    return weight


def part_of_longer_name(line: str, all_pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Whether a capitalised word stands right beside, as in "Black Friday" or "Claude Shannon"."""
    if last + 1 < len(all_pieces):
        nxt = all_pieces[last + 1]
        word = line[nxt.start : nxt.end]
        gap = line[all_pieces[last].end : nxt.start]
        if gap == " " and word[:1].isupper() and word[1:].islower() and nxt.key not in _NOUNS:
            return True
    if first > 0:
        prev = all_pieces[first - 1]
        word = line[prev.start : prev.end]
        gap = line[prev.end : all_pieces[first].start]
        if (
            gap == " "
            and word[:1].isupper()
            and len(word) > 1
            and word[1:].islower()
            and not _plain(prev.key)
        ):
            return True
    return False


def _plain(key: str) -> bool:
    return key in common_words() or key in _LINKS or len(key) <= 2


def weigh(
    level: Ordinary, line: str, before: str | None, all_pieces: Sequence[Piece], first: int, last: int
) -> float:
    """How sure it is that pieces `first`..`last` of a line are the name, from ENOUGH on it is."""
    if level is Ordinary.NO:
        return 3.0
    start, end = all_pieces[first].start, all_pieces[last].end
    surface = line[start:end]
    context = context_weight(line, all_pieces, first, last)
    capital = is_capital(surface) or any(c.isupper() for c in surface)
    if not capital:
        return context - (0.2 if level is Ordinary.WORD else 0.7)
    inner = any(c.isupper() for c in surface[1:]) and len(surface) > 1
    weight = 0.7 if level is Ordinary.COMMON else 1.5
    if starts_sentence(line, start, before) and not inner:
        weight = 0.2 if level is Ordinary.COMMON else 0.4
    if part_of_longer_name(line, all_pieces, first, last):
        weight -= 1.0
    return weight + context


def occurrences(
    spellings: Iterable[str], lines: Sequence[str], *, ordinary: bool | None = None
) -> list[Occurrence]:
    """Every place where one of the spellings stands as a name, in order, without overlaps.

    Case, spaces and hyphens within a name do not matter ("open router" is OpenRouter), borders of words do;
    a possessive or a plural s may follow. `ordinary` tells whether the names are words of the language as
    well and need capitals or context; None judges each spelling by itself.
    """
    wanted: dict[str, Ordinary] = {}
    for spelling in spellings:
        key = key_of(spelling)
        if key:
            level = ordinary_level(spelling)
            if ordinary is not None:
                level = max(level, Ordinary.WORD) if ordinary else Ordinary.NO
            wanted[key] = min(level, wanted.get(key, level))
    if not wanted:
        return []
    longest = max(map(len, wanted))
    found: list[Occurrence] = []
    before: str | None = None
    for number, line in enumerate(lines):
        found += _in_line(wanted, longest, number, line, before)
        before = line
    return found


def _in_line(
    wanted: dict[str, Ordinary], longest: int, number: int, line: str, before: str | None
) -> list[Occurrence]:
    found: list[Occurrence] = []
    row = pieces(line)
    at = 0
    while at < len(row):
        last = _match(wanted, longest, line, row, at)
        if last is None:
            at += 1
            continue
        key = "".join(p.key for p in row[at : last + 1])
        level = wanted.get(key) or wanted.get(key.removesuffix("s"), Ordinary.NO)
        if weigh(level, line, before, row, at, last) >= ENOUGH:
            start, end = row[at].start, row[last].end
            found.append(Occurrence(number, start, end, line[start:end]))
            at = last
        at += 1
    return found


def _match(wanted: dict[str, Ordinary], longest: int, line: str, row: list[Piece], at: int) -> int | None:
    """The last piece of the longest wanted name that begins with piece `at`, None if none does."""
    key, best = "", None
    for last in range(at, len(row)):
        if last > at and not joinable(line[row[last - 1].end : row[last].start]):
            break
        key += row[last].key
        if len(key) > longest + 1:
            break
        if key in wanted or (is_plural(key) and key[:-1] in wanted):
            best = last
    return best


def is_plural(key: str) -> bool:
    return len(key) > 4 and key[-1] == "s" and key[-2] != "s"
