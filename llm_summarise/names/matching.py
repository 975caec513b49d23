"""Where a name stands in spoken text: word borders, and capitals and context for names that are also words.

"Go" is not found in "good to go", nor "Rust" in "the rust on my car". A name that is an ordinary word needs
its capital, and the capital of a sentence's first word counts for nothing: then its neighbours decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.scripts.graphemes import has_marks, marks
from llm_summarise.domain.sentences import STOPS, ends_sentence

ENOUGH = 1.0
"""Weight from which an occurrence counts as the name."""


class Ordinary(IntEnum):
    """How much a name needs to be told from a word of the language."""

    NO = 0
    """no other meaning: any spelling, any case"""
    WORD = 1
    """also a word ("flask"): a capital within a sentence is enough, else context"""
    COMMON = 2
    """a very common word ("go", "click"): a capital and context, or several capitals"""
    STRICT = 3
    """a single letter, a given name, a word that is everywhere ("C", "Rich", "just"): a capital and close
    context"""
    NEVER = 4
    """a word of the field that is not the name by itself ("LLM"): only other spellings count"""


class NamePiece(NamedTuple):
    """A run of letters and digits with trailing `+` or `#` or a leading point (C++, C#, .NET), folded."""

    start: int
    end: int
    key: str


_piece = tuple.__new__
"""Makes a NamePiece in half the time of its own constructor: there is one for each word that is said."""

_BEGINS = r"(?:(?<![^\s(\"'])\.(?=[A-Za-z]))?"
_SIGNS = r"(?:\+\+|\+(?!\w)|#(?!\w))?"
_PIECE = re.compile(rf"{_BEGINS}[^\W_]+{_SIGNS}")
_BETWEEN = str.maketrans("", "", " -._/&'@:")
_GAP = re.compile(r"\s?[-–_./@&'’:]?\s?|\s+")


_SHORT = 1000
"""Characters of a line up to which its pieces are remembered: what is said is searched for names more than
once."""


def pieces(line: str) -> Sequence[NamePiece]:
    """The pieces names are made of, in order."""
    return _pieces_of_short(line) if len(line) <= _SHORT else _pieces(line)


@lru_cache(maxsize=2000)
def _pieces_of_short(line: str) -> Sequence[NamePiece]:
    return _pieces(line)


def _pieces(line: str) -> Sequence[NamePiece]:
    if line.isascii():  # where no letter becomes two, all are folded at once
        folded = line.lower()
        spans = (match.span() for match in _PIECE.finditer(line))
        return [_piece(NamePiece, (start, end, folded[start:end])) for start, end in spans]
    pattern = _piece_with_marks() if has_marks(line) else _PIECE
    return [NamePiece(match.start(), match.end(), _folded(match.group())) for match in pattern.finditer(line)]


@cache
def _piece_with_marks() -> re.Pattern[str]:
    """The same for text whose accents and vowel signs are characters of their own."""
    return re.compile(rf"{_BEGINS}[^\W_](?:[^\W_]|[{marks()}])*{_SIGNS}")


def _folded(piece: str) -> str:
    if piece.isascii():
        return piece.lower()
    return f".{fold_name(piece)}" if piece[0] == "." else fold_name(piece)


def key_of(name: str) -> str:
    """`fold_name` of a name's pieces, in a row: what the catalogue is ordered by. Talk is cut into pieces to
    find names in it, so a name's key has to be made of the same; and a leading point stays, for there .NET is
    not "net"."""
    if name.isascii() and "." not in name[:1] and " ." not in name:
        plain = name.translate(_BETWEEN)
        if plain.isalnum():
            return plain.lower()
    return "".join(piece.key for piece in pieces(name))


def joinable(gap: str) -> bool:
    """Whether a name may go on over this text between two of its pieces (no end of sentence, no comma)."""
    return _GAP.fullmatch(gap) is not None and not (len(gap) > 1 and gap[0] in ".:")


@cache
def common_words() -> frozenset[str]:
    """Words of spoken English that stand uncapitalised, counted in talk about programming."""
    data = resources.files("llm_summarise.names").joinpath("data/words.txt")
    try:
        return frozenset(data.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()


def ordinary_level(name: str) -> Ordinary:
    """How ordinary a name is that nobody has judged: by its length and the list of common words."""
    key = key_of(name)
    if len(key) == 1:
        return Ordinary.STRICT
    if len(key) == 2 and key.isalpha():
        return Ordinary.COMMON
    return Ordinary.WORD if key in common_words() else Ordinary.NO


_USING = frozenset(
    "use uses used using try tried learn learned run runs running deploy write writing build built "
    "pick chose choose switch switched migrate moved adopt adopted via with support supports ported "
    "powered".split()
)
_LOOSELY = frozenset("like love prefer called named wrap wraps wrapping teach taught from with via".split())
_INSTALL = frozenset("import install installs installed installing pip npm".split())
_WRITTEN = frozenset(
    "written write wrote writing coded coding rewritten rewrite rewrote programmed implemented".split()
)
_LEADING = frozenset("the a an this that our their your".split())
_STRONG_NOUNS = frozenset(
    "library framework package module extension plugin sdk compiler interpreter".split()
)
_NOUNS = _STRONG_NOUNS | frozenset(
    "libraries frameworks packages modules app apps application applications developer developers "
    "code codebase server servers project projects docs documentation extensions plugins api apis "
    "programming programmer programmers language database databases container containers ecosystem "
    "bindings script scripts client cli queries query syntax runtime model models template templates "
    "notebook notebooks integration backend frontend repo shell tool toolchain browser editor cluster "
    "service".split()
)
_LINKS = frozenset("and or versus vs like".split())


def is_capital(text: str) -> bool:
    return text[:1].isupper() or (text[:1] in ".(" and text[1:2].isupper())


_OPENED = " \"'([“‘¿¡«„‚"
_BEFORE_CAPITAL = f"{STOPS}:—"


def starts_sentence(line: str, start: int, before: str | None) -> bool:
    """Whether the word at `start` is the first of a sentence. `before` is the previous line, None at the
    beginning of the talk; a line that does not end in a full stop goes on in the next."""
    while start and line[start - 1] in _OPENED:  # a copy of all before is as long as the whole talk may be
        start -= 1
    if not start:
        return before is None or ends_sentence(before, also=":") or before.rstrip().endswith((")", "]"))
    return line[start - 1] in _BEFORE_CAPITAL or line.startswith("--", start - 2, start)


def context_weight(
    line: str, row: Sequence[NamePiece], first: int, last: int, *, strict: bool = False
) -> float:
    """How much the neighbours of pieces `first`..`last` (inclusive) speak for a name of the field. `strict`
    leaves out verbs that go with people as well ("like Rich", "with Julia")."""
    before = [p.key for p in row[max(0, first - 4) : first]]
    goes_on = last + 1 < len(row) and line[row[last].end : row[last + 1].start] in (" ", "-")
    return (_noun_weight(row[last + 1].key, before) if goes_on else 0.0) + _verb_weight(before, strict=strict)


def _noun_weight(noun: str, before: Sequence[str]) -> float:
    """What the word behind a name says, given those before it: "the X library"."""
    if noun not in _NOUNS:
        return 0.0
    if noun not in _STRONG_NOUNS:
        return 0.9
    return 1.8 if before and before[-1] in _LEADING else 1.3


def _verb_weight(before: Sequence[str], *, strict: bool) -> float:
    """What the words before a name say: "install X", "written in X"."""
    verb = before[-1] if before else ""
    if verb in _INSTALL:
        return 1.8
    if verb in _LOOSELY:
        return 0.0 if strict else 0.5
    if verb in _USING:
        return 0.5
    if verb in ("in", "on", "to"):
        if not _WRITTEN.isdisjoint(before[:-1]):
            return 1.8
        return 0.0 if _USING.isdisjoint(before[:-1]) else 0.3
    return 0.0


def _part_of_longer_name(line: str, row: Sequence[NamePiece], first: int, last: int) -> bool:
    """Whether it hangs on a hyphen, or a capitalised word stands right beside, as in "Black Friday"."""
    beside = []
    if last + 1 < len(row) and line[row[last].end : row[last + 1].start] == " ":
        beside.append(row[last + 1])
    if first > 0:
        gap = line[row[first - 1].end : row[first].start]
        if gap == "-":
            return True
        if gap == " " and not _plain(row[first - 1].key):
            beside.append(row[first - 1])
    return any(_titled(line[p.start : p.end]) and p.key not in _NOUNS for p in beside)


def _titled(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and word[1:].islower()


def _plain(key: str) -> bool:
    """Whether a capital on this word is most likely a sentence's first."""
    return key in common_words() or key in _LINKS


def weigh(
    level: Ordinary, line: str, before: str | None, row: Sequence[NamePiece], first: int, last: int
) -> float:
    """How sure it is that pieces `first`..`last` of a line are the name, from ENOUGH on it is."""
    if level is Ordinary.NO or level is Ordinary.NEVER:
        return 3.0 if level is Ordinary.NO else -9.0
    words = [line[piece.start : piece.end] for piece in row[first : last + 1]]
    context = context_weight(line, row, first, last, strict=level is Ordinary.STRICT)
    capitals = sum(is_capital(word) or not word.islower() for word in words)
    if capitals < len(words):
        if level >= Ordinary.COMMON and first > 0 and row[first - 1].key == "to":
            return -9.0  # "skill to go along": a verb
        return context - {Ordinary.WORD: 0.2, Ordinary.COMMON: 0.7}.get(level, 9.0) + 0.3 * (capitals > 0)
    weight = _capitals_weight(level, words, first=starts_sentence(line, row[first].start, before))
    if _part_of_longer_name(line, row, first, last):
        weight -= 1.5
    return weight + context


def _capitals_weight(level: Ordinary, words: Sequence[str], *, first: bool) -> float:
    """What the capitals of a name's words say. `first`: they begin a sentence, so that one says nothing."""
    inner = any(c.isupper() for c in "".join(words)[1:])
    letter = len(words[0]) == 1 and words[0] not in "AI"
    if first and not (inner or letter):
        return {Ordinary.WORD: 0.4, Ordinary.COMMON: 0.2}.get(level, 0.0)
    return {Ordinary.WORD: 1.5, Ordinary.COMMON: 0.7}.get(level, 0.5)


def is_plural(key: str) -> bool:
    return len(key) > 4 and key[-1] == "s" and key[-2] != "s"
