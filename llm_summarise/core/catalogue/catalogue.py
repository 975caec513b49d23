"""Names that are right: look them up, find them in talk, hint at them in prompts, repair mangled ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from llm_summarise.core.catalogue.entries import Entry, read_entries
from llm_summarise.core.catalogue.index import Index, Way, shipped_entries
from llm_summarise.core.catalogue.mangled import alike
from llm_summarise.core.names import (
    ENOUGH,
    Ordinary,
    Piece,
    common_words,
    is_plural,
    joinable,
    key_of,
    pieces,
    weigh,
)

How = Literal["exact", "spelling", "joined", "fuzzy"]
MOST_HINTS = 40
MOST_PIECES = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A place where an entry is named: `lines[line][start:end] == surface`. `score` says how sure it is:
    from `names.ENOUGH` on it stands for itself."""

    entry: Entry
    line: int
    start: int
    end: int
    surface: str
    how: How
    score: float


@dataclass(frozen=True, slots=True)
class ToolHit:
    """An entry that is named trustworthily, and where, in order."""

    entry: Entry
    found: tuple[Found, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Repair:
    """The entry a model's note means. `score` is 0 to 100."""

    entry: Entry
    how: How
    score: float


class Catalogue:
    """Entries and the ways they are written. Immutable; made by `load_catalogue`."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._index.entries.values())

    def with_glossary(self, text: str, name: str) -> Catalogue:
        """A catalogue that knows the entries of `text` as well and prefers them (the format: see
        `catalogue.entries`). Raises SettingsError naming file and line."""
        return Catalogue(Index.of(read_entries(text, name, own=True), self._index))

    def lookup(self, name: str) -> Entry | None:
        """The entry with this name or spelling; case, spaces and punctuation do not matter."""
        way = self._index.ways.get(key_of(name))
        return way.entry if way else None

    def find(self, lines: Sequence[str]) -> list[Found]:
        """Every place where an entry may be named, in order, without overlaps; see `select`."""
        found: list[Found] = []
        before: str | None = None
        for number, line in enumerate(lines):
            row = pieces(line)
            at = 0
            while at < len(row):
                hit = self._match(line, row, at)
                if hit is not None:
                    way, last = hit
                    found.append(self._found(way, number, line, before, row, at, last))
                    at = last
                at += 1
            before = line
        return found

    def select(self, found: Sequence[Found], lines: Sequence[str]) -> list[ToolHit]:
        """The entries named well enough to be published, in order of their first mention."""
        by_name: dict[str, list[Found]] = {}
        for item in found:
            by_name.setdefault(item.entry.name, []).append(item)
        hits = []
        for items in by_name.values():
            best = max(item.score for item in items)
            if best >= ENOUGH:
                kept = tuple(item for item in items if item.score >= ENOUGH)
                hits.append(ToolHit(items[0].entry, kept, best))
        return sorted(hits, key=lambda hit: (hit.found[0].line, hit.found[0].start))

    def hints(self, text: str) -> list[str]:
        """Canonical names that may occur in `text`, mangled ones too, at most MOST_HINTS, in order of
        their first appearance. Depends on the text alone."""
        lines = text.splitlines()
        names = [f.entry.name for f in self.find(lines) if f.score >= ENOUGH]
        return list(dict.fromkeys(names))[:MOST_HINTS]

    def repair(self, name: str, said: str, context: str) -> Repair | None:
        """The entry meant by a model's note: the name it gives, the words as they stand in the transcript,
        and the passage around. None when no entry is meant for sure."""
        way = self._index.ways.get(key_of(name))
        if way is not None:
            exact = way.spelling.casefold() == name.strip().casefold()
            how: How = "exact" if exact and way.canonical else "spelling" if exact else "joined"
            return Repair(way.entry, how, 100.0)
        key = key_of(name)
        if len(key) < 4 or key in common_words():
            return None
        best: tuple[float, Entry] | None = None
        for other, known in self._index.ways.items():
            if abs(len(other) - len(key)) > 3 or len(other) < 4 or known.ordinary is not Ordinary.NO:
                continue
            score = alike(key, other)
            if score and (best is None or score > best[0]):
                best = (score, known.entry)
        if best is None or key_of(said) == key:
            return None
        return Repair(best[1], "fuzzy", best[0])

    def _match(self, line: str, row: list[Piece], at: int) -> tuple[Way, int] | None:
        """The longest entry that begins with piece `at`, and its last piece."""
        ways, longest = self._index.ways, self._index.longest
        key, best = "", None
        for last in range(at, min(len(row), at + MOST_PIECES)):
            if last > at and not joinable(line[row[last - 1].end : row[last].start]):
                break
            key += row[last].key
            if len(key) > longest + 1:
                break
            way = ways.get(key)
            if way is None and is_plural(key):
                way = ways.get(key[:-1])
                if way is not None and way.ordinary is not Ordinary.NO:
                    way = None
            if way is not None and self._fits(way, line, row, at, last):
                best = (way, last)
        return best

    @staticmethod
    def _fits(way: Way, line: str, row: list[Piece], at: int, last: int) -> bool:
        """Spaces where no spelling has any need capitals: "Open Router", but not "open rails"."""
        if last == at or last - at + 1 == len(pieces(way.spelling)):
            return True
        words = [line[p.start : p.end] for p in row[at : last + 1]]
        if not any(p.key in common_words() for p in row[at : last + 1]):
            return True
        return all(word[0].isupper() or word[0].isdigit() for word in words)

    @staticmethod
    def _found(
        way: Way, number: int, line: str, before: str | None, row: list[Piece], at: int, last: int
    ) -> Found:
        start, end = row[at].start, row[last].end
        surface = line[start:end]
        level = way.ordinary
        if last > at and level is not Ordinary.COMMON:
            level = Ordinary.NO
        folded, spelling = surface.casefold(), way.spelling.casefold()
        how: How = "joined"
        if folded == spelling:
            how = "exact" if way.canonical else "spelling"
        score = weigh(level, line, before, row, at, last)
        return Found(way.entry, number, start, end, surface, how, score)


@cache
def load_catalogue() -> Catalogue:
    """The shipped catalogue."""
    return Catalogue(Index.of(shipped_entries()))
