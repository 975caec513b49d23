"""The catalogue as a table: from the letters of a name, however it is spaced, to its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from llm_summarise.core.catalogue.entries import Entry, read_entries
from llm_summarise.core.names import Ordinary, key_of, ordinary_level

DATA = ("languages", "web", "data", "ai", "cloud", "coding", "apps", "wider")


@dataclass(frozen=True, slots=True)
class Way:
    """One spelling of an entry, and how far this spelling is a word of the language."""

    entry: Entry
    spelling: str
    ordinary: Ordinary
    canonical: bool


class Index:
    """Ways by key (see `names.key_of`). Of two entries that share a key the later wins."""

    def __init__(self, ways: Mapping[str, Way]) -> None:
        self.ways = ways

    @classmethod
    def of(cls, entries: Iterable[Entry], below: Index | None = None) -> Index:
        """An index of `entries`, on top of another one. A canonical name wins over a spelling of another
        entry of the same layer."""
        entries = list(entries)
        ways: dict[str, Way] = {}
        for entry in entries:
            for spelling in entry.spellings:
                ways[key_of(spelling)] = Way(entry, spelling, _level(entry, spelling), False)
        for entry in entries:
            ways[key_of(entry.name)] = Way(entry, entry.name, entry.ordinary, True)
        ways.pop("", None)
        return cls({**below.ways, **ways} if below else ways)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.ways), default=0)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries by their canonical name's key."""
        return {key: way.entry for key, way in self.ways.items() if way.canonical}


def _level(entry: Entry, spelling: str) -> Ordinary:
    """A spelling of several words is no word; another one is judged by itself, a short form ("JS") by its
    capitals alone; a word that stands for an ambiguous name is as ambiguous."""
    if " " in spelling or "-" in spelling:
        return Ordinary.NO
    level = min(ordinary_level(spelling), Ordinary.WORD)
    return max(level, entry.ordinary) if level else level


def shipped_entries() -> Iterable[Entry]:
    """The curated entries, in files by field."""
    folder = resources.files("llm_summarise.core.catalogue").joinpath("data")
    for field in DATA:
        file = folder.joinpath(f"{field}.txt")
        if file.is_file():
            yield from read_entries(file.read_text(encoding="utf-8"), f"{field}.txt")
