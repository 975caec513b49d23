"""The catalogue as a table: from the letters of a name, however it is spaced, to its entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from llm_summarise.names.entries import CatalogueEntry, read_entries
from llm_summarise.names.matching import Ordinary, key_of, ordinary_level
from llm_summarise.names.phonetics import SHORTEST, sound

DATA = ("languages", "web", "data", "ai", "cloud", "coding", "apps", "wider")
HOUSEHOLD = ("ai", "apps", "wider")


@dataclass(frozen=True, slots=True)
class Way:
    """One spelling of an entry, of `words` words, and how far this spelling is a word of the language."""

    entry: CatalogueEntry
    spelling: str
    ordinary: Ordinary
    canonical: bool
    words: int
    spaced: bool = False
    """whether a spelling written in several words has the same letters"""


class NameIndex:
    """Ways by key (see `names.key_of`)."""

    def __init__(self, ways: Mapping[str, Way]) -> None:
        self.ways = ways

    @classmethod
    def of(cls, entries: Iterable[CatalogueEntry], below: NameIndex | None = None) -> NameIndex:
        """An index of `entries`, on top of another one. A canonical name wins over a spelling of another
        entry of the same layer, a later entry over an earlier one."""
        entries = list(entries)
        ways: dict[str, Way] = {}
        for entry in entries:
            for spelling in entry.spellings:
                key = key_of(spelling)
                if key not in ways:
                    ways[key] = _way(entry, spelling, _level(entry, spelling), False)
        for entry in entries:
            key = key_of(entry.name)
            spaced = key in ways and ways[key].words > 1
            ways[key] = _way(entry, entry.name, entry.ordinary, True, spaced)
        ways.pop("", None)
        return cls({**below.ways, **ways} if below else ways)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """All that a key may begin with: what is not among them need not be read on."""
        return frozenset(key[:end] for key in self.ways for end in range(1, len(key) + 1))

    @cached_property
    def entries(self) -> dict[str, CatalogueEntry]:
        """The entries by their canonical name's key."""
        return {key: way.entry for key, way in self.ways.items() if way.canonical}

    @cached_property
    def blocks(self) -> Mapping[str, Sequence[str]]:
        """Keys that may be guessed at, by first letter ("p") and by first sound ("~P"): long enough and
        without another meaning."""
        blocks: dict[str, list[str]] = defaultdict(list)
        for key, way in self.ways.items():
            if len(key) >= SHORTEST - 1 and key.isalpha() and way.canonical and way.ordinary is Ordinary.NO:
                blocks[key[0]].append(key)
                blocks[f"~{sound(key)[:1]}"].append(key)
        return blocks


def _way(entry: CatalogueEntry, spelling: str, level: Ordinary, canonical: bool, spaced: bool = False) -> Way:
    return Way(entry, spelling, level, canonical, spelling.count(" ") + 1, spaced)


def _level(entry: CatalogueEntry, spelling: str) -> Ordinary:
    """A spelling of several words is no word; another one is judged by itself, a short form ("JS") by its
    capitals alone; a word that stands for an ambiguous or a longer name is as ambiguous as that."""
    if spelling in entry.doubtful:
        return Ordinary.STRICT
    if " " in spelling or "-" in spelling:
        return Ordinary.NO
    level = min(ordinary_level(spelling), Ordinary.WORD)
    if " " in entry.name and spelling.isalpha() and spelling.istitle():
        return max(level, entry.ordinary)
    return max(level, entry.ordinary) if level else level


def shipped_entries() -> Iterable[CatalogueEntry]:
    """The curated entries, in files by field."""
    folder = resources.files("llm_summarise.names").joinpath("data")
    for field in DATA:
        text = folder.joinpath(f"{field}.txt").read_text(encoding="utf-8")
        yield from read_entries(text, f"{field}.txt", household=field in HOUSEHOLD)


@cache
def projects() -> Mapping[str, str]:
    """Names of much used projects on PyPI that have no entry by hand, by their keys."""
    file = resources.files("llm_summarise.names").joinpath("data/projects.txt")
    marks = str.maketrans("", "", "-_.")
    return {name.translate(marks): name for name in file.read_text(encoding="utf-8").split()}


@cache
def no_tools() -> frozenset[str]:
    """Keys of companies, conferences and ideas of the field that look like products."""
    file = resources.files("llm_summarise.names").joinpath("data/no_tools.txt")
    return frozenset(key_of(line) for line in file.read_text(encoding="utf-8").splitlines() if line)
