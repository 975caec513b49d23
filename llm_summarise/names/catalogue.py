"""Names that are right: look them up, find them in talk, hint at them in prompts, repair mangled ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

from llm_summarise.domain.replies import MentionKind, group_of
from llm_summarise.names.entries import CatalogueEntry, read_entries
from llm_summarise.names.everyday_talk import is_everyday, named_in_everyday_talk
from llm_summarise.names.finding import Found, SplitLines, find_known, people, uncovered
from llm_summarise.names.mangled import find_mangled
from llm_summarise.names.matching import ENOUGH, Ordinary, key_of
from llm_summarise.names.other_languages import foreign, of_other_language
from llm_summarise.names.repairing import NotedName, RightName, right_name
from llm_summarise.names.selecting import ToolHit, select_tools
from llm_summarise.names.spellings import NameIndex, projects, shipped_entries
from llm_summarise.names.unlisted import find_unlisted

MOST_HINTS = 40
LEAST_HINT = 0.4
"""Score of a place from which its name is worth a hint; the model decides by the words around it. A very
common word ("Go", "X") is none before it is sure: a hint would make a tool of a game."""


class Catalogue:
    """Entries and the ways they are written. Immutable, but for the last talk it searched; made by
    `load_catalogue`."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._latest: tuple[tuple[str, ...], tuple[Found, ...]] | None = None

    @cached_property
    def entries(self) -> tuple[CatalogueEntry, ...]:
        """The entries written by hand; names of PyPI projects are known to `lookup` besides."""
        return tuple(self._index.entries.values())

    def with_glossary(self, text: str, name: str) -> Catalogue:
        """A catalogue that knows the entries of `text` as well and prefers them (the format: see
        `catalogue.entries`). Raises SettingsError naming file and line."""
        return Catalogue(NameIndex.of(read_entries(text, name, own=True), self._index))

    def lookup(self, name: str) -> CatalogueEntry | None:
        """The entry with this name or spelling; case, spaces and punctuation do not matter."""
        key = key_of(name)
        way = self._index.ways.get(key)
        if way is not None:
            return way.entry
        project = projects().get(key)
        return CatalogueEntry(project, MentionKind.LIBRARY, None, project) if project else None

    def own(self, name: str, kind: MentionKind) -> CatalogueEntry | None:
        """The glossary's entry with this name or spelling, if it tells no kind, or one that is printed in
        the same group as `kind`."""
        entry = self.lookup(name)
        if entry is None or not entry.own:
            return None
        fits = entry.kind is MentionKind.OTHER or group_of(entry.kind) is group_of(kind)
        return entry if fits else None

    def find(self, lines: Sequence[str]) -> list[Found]:
        """Every place where a tool may be named, in order, without overlaps, the unsure ones too; `select`
        picks. Besides entries it finds mangled names and products the catalogue does not know. The last
        answer is remembered: the embedded model and the pipeline ask about the same talk."""
        asked, latest = tuple(lines), self._latest
        if latest is None or latest[0] != asked:
            latest = self._latest = (asked, tuple(self._search(asked)))
        return list(latest[1])

    def _search(self, lines: Sequence[str]) -> list[Found]:
        talk = SplitLines.of(lines)
        found = find_known(self._index, talk)
        if foreign(lines):  # nothing is known of how its words are mangled, or of what introduces a product
            return _apart(list(of_other_language(found, talk)))
        persons, everyday = people(talk, self._index), is_everyday(talk, found)
        if not everyday:
            found += find_mangled(self._index, talk, found, uncovered(found, talk), persons)
        found += find_unlisted(self._index, talk, uncovered(found, talk), persons, introduced_only=everyday)
        return _apart(list(named_in_everyday_talk(found, talk)) if everyday else found)

    def select(self, found: Sequence[Found], lines: Sequence[str]) -> list[ToolHit]:
        """The tools named well enough to be published, in order of their first mention. `found` comes from
        `find` on the same lines."""
        del lines
        return select_tools(found)

    def hints(self, text: str) -> list[str]:
        """Canonical names that may occur in `text`, mangled ones too, at most MOST_HINTS, in order of
        their first appearance. Depends on the text alone."""
        best: dict[str, float] = {}
        for item in self.find(text.splitlines()):
            other = item.surface.casefold() in map(str.casefold, item.entry.doubtful)
            common = other or item.entry.ordinary >= Ordinary.COMMON
            if item.how != "unlisted" and item.score >= (ENOUGH if common else LEAST_HINT):
                best[item.entry.name] = max(item.score, best.get(item.entry.name, 0.0))
        surest = sorted(best, key=lambda name: -best[name])[:MOST_HINTS]
        return [name for name in best if name in set(surest)]

    def right_name(self, name: str, said: str, context: str, kind: MentionKind) -> RightName:
        """What to print for a tool that a model notes as `name`, a thing of this `kind`, where the transcript
        has the words `said` in the passage `context`; by the table in `names.repairing`."""
        return right_name(self._index, NotedName(name, said, context, kind))


def _apart(found: Sequence[Found]) -> list[Found]:
    """In order; of places that overlap the surest."""
    taken: dict[int, set[int]] = {}
    kept = []
    for item in sorted(found, key=lambda f: -f.score):
        letters, place = taken.setdefault(item.line, set()), range(item.start, item.end)
        if letters.isdisjoint(place):
            letters.update(place)
            kept.append(item)
    return sorted(kept, key=lambda f: (f.line, f.start))


@cache
def load_catalogue() -> Catalogue:
    """The shipped catalogue."""
    return Catalogue(NameIndex.of(shipped_entries()))
