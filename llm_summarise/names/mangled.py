"""Names that speech recognition mangled: alike in letters and in sound, confirmed by what stands around.

Measured on mangled names of this field: a ratio of 85, or the same sound and 80, keeps three of four apart
from ordinary words; the others need the right name somewhere else in the same talk.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.finding import Found, SplitLines
from llm_summarise.names.matching import (
    ENOUGH,
    NamePiece,
    Ordinary,
    common_words,
    context_weight,
    key_of,
    starts_sentence,
)
from llm_summarise.names.phonetics import SHORTEST, sound, syllables
from llm_summarise.names.spellings import NameIndex, no_tools, projects

CLOSE = 85.0
CLOSE_IF_SAME_SOUND = 80.0
NEARLY_EQUAL = 94.0
LOOSE = 72.0
LOOSE_IF_SAME_SOUND = 50.0
"""The same for a name that stands rightly elsewhere in the same talk."""

_Guess = tuple[CatalogueEntry, float]
"""An entry and how like its name is, 0 to 100."""

_start = attrgetter("start")
_SUFFIXES = tuple("s es d ed ing er ers ly y ness able ist ists izing ize".split())


def likeness(heard: str, name: str, *, spelled: bool = False) -> float:
    """Ratio of common letters (0 to 100), 0 where the two are not alike enough to be one name.
    Recognition and people mistake sounds but keep the syllables: "Polaris" is not Polars. `spelled`
    names were given letter by letter."""
    from rapidfuzz import fuzz

    if _extends(heard, name):
        return 0.0
    ratio = fuzz.ratio(heard, name, score_cutoff=CLOSE_IF_SAME_SOUND)
    if not spelled and ratio < NEARLY_EQUAL and syllables(heard) != syllables(name):
        return 0.0
    if ratio >= CLOSE or (ratio and sound(heard) == sound(name)):
        return float(ratio)
    return 0.0


def _extends(one: str, other: str) -> bool:
    """Whether one key goes on audibly where the other ends: "Latexify" is another name, no mangled LaTeX."""
    longer = abs(len(one) - len(other)) > 1 and (one.startswith(other) or other.startswith(one))
    return longer and sound(one) != sound(other)


def nearest(key: str, index: NameIndex, *, spelled: bool = False) -> _Guess | None:
    """The entry whose name is most like `key`, with the ratio; of equals the first in the catalogue."""
    from rapidfuzz import fuzz, process

    best: _Guess | None = None
    for block in {key[0], f"~{sound(key)[:1]}"}:
        names = index.blocks.get(block, ())
        for name, ratio, _ in process.extract(
            key, names, scorer=fuzz.ratio, score_cutoff=CLOSE_IF_SAME_SOUND, limit=3
        ):
            if likeness(key, name, spelled=spelled) and (best is None or ratio > best[1]):
                best = (index.ways[name].entry, float(ratio))
    return best


@lru_cache(maxsize=2**16)
def is_word(key: str) -> bool:
    """Whether this is a word of the language, or one of its forms."""
    words = common_words()
    if key in words:
        return True
    for suffix in _SUFFIXES:
        stem = key.removesuffix(suffix)
        doubled = stem[-1:] == stem[-2:-1] and stem[:-1] in words
        if stem != key and (doubled or stem in words or stem + "e" in words):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Heard:
    """Pieces `first`..`last` (inclusive) of a line that might be a name."""

    line: int
    first: int
    last: int
    key: str

    @property
    def spelled(self) -> bool:
        return self.last - self.first >= 3


def find_mangled(
    index: NameIndex,
    talk: SplitLines,
    found: Sequence[Found],
    free: Sequence[Sequence[int]],
    people: frozenset[str],
) -> list[Found]:
    """Places in the free pieces that are names gone wrong, with scores; some of them unsure."""
    sure = {item.entry.name: item.entry for item in found if item.score >= ENOUGH}
    known = [(entry, key_of(entry.name)) for entry in sure.values() if entry.ordinary < Ordinary.COMMON]
    known_otherwise = projects().keys() | no_tools()
    heard = [h for h in _candidates(talk, free, people) if h.key not in known_otherwise]
    counts = Counter(h.key for h in heard)
    guesses: dict[str, _Guess | None] = {}
    result = []
    for item in heard:
        if item.key not in guesses:
            guesses[item.key] = _guess(item, index, known)
        if guess := guesses[item.key]:
            place = _found(item, guess, counts[item.key], guess[0].name in sure, talk)
            result += [place] * (place.score > 0)
    return result


def _candidates(talk: SplitLines, free: Sequence[Sequence[int]], people: frozenset[str]) -> Iterator[_Heard]:
    """Free pieces that are no words and nobody's name, alone and in pairs, and letters spelled out."""
    for number, (line, row) in enumerate(zip(talk.lines, talk.rows, strict=True)):
        # What is small is neither alone nor beside another piece a name: nine of ten are looked at once.
        places = [i for i in free[number] if not _small(line, row[i])]
        for i, following in pairwise([*places, -1]):
            alone = _unknown_word(row[i].key) and row[i].key not in people
            if alone and not _ACRONYM.fullmatch(line, row[i].start, row[i].end):
                yield _Heard(number, i, i, row[i].key)
            if following == i + 1 and (pair := _pair(line, row[i], row[i + 1], people)):
                yield _Heard(number, i, i + 1, pair)
        for match in re.finditer(r"\b[A-Z](?:[ .-]{1,2}[A-Z]\b){3,}", line):
            first = bisect_left(row, match.start(), key=_start)
            after = bisect_left(row, match.end(), first, key=_start)
            yield _Heard(number, first, after - 1, "".join(piece.key for piece in row[first:after]))


_ACRONYM = re.compile(r"[A-Z]{2,}s")
"""An acronym's plural, which is itself: "DAGs" is no mangled Dask."""


def _unknown_word(key: str) -> bool:
    return len(key) >= 4 and key.isalpha() and not is_word(key)


def _pair(line: str, one: NamePiece, other: NamePiece, people: frozenset[str]) -> str | None:
    """The key of two pieces that may be one name, written in two words."""
    key = one.key + other.key
    if line[one.end : other.start] != " " or one.key in people or other.key in people:
        return None
    return key if 6 <= len(key) <= 18 and key.isalpha() else None


def _small(line: str, piece: NamePiece) -> bool:
    """Whether a piece is a word without a capital, which no part of a name is."""
    return line[piece.start].islower() and (len(piece.key) <= 2 or is_word(piece.key))


def _guess(item: _Heard, index: NameIndex, sure: Iterable[tuple[CatalogueEntry, str]]) -> _Guess | None:
    from rapidfuzz import fuzz

    key = item.key
    best = nearest(key, index, spelled=item.spelled) if len(key) >= SHORTEST else None
    if best is not None:
        return best
    for entry, name in sure:
        if len(name) < 4 or _extends(key, name):
            continue
        ratio = fuzz.ratio(key, name)
        same = sound(key) == sound(name)
        close = (ratio >= LOOSE and key[0] == name[0]) or (same and ratio >= LOOSE_IF_SAME_SOUND)
        if close and (best is None or ratio > best[1]):
            best = (entry, float(ratio))
    return best


def _found(item: _Heard, guess: _Guess, count: int, sure: bool, talk: SplitLines) -> Found:
    line, row = talk.lines[item.line], talk.rows[item.line]
    start, end = row[item.first].start, row[item.last].end
    surface = line[start:end]
    score = 0.5 + (guess[1] - CLOSE_IF_SAME_SOUND) / 40 + context_weight(line, row, item.first, item.last)
    score += 0.2 * min(3, count - 1) + 0.6 * sure
    if surface[0].isupper() and not starts_sentence(line, start, talk.before(item.line)):
        score += 0.2
    if item.spelled:
        score += 1.0
    return Found(guess[0], item.line, start, end, surface, "fuzzy", score)
