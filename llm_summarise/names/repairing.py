"""The right name for what a model notes: the catalogue repairs what recognition mangled, and nothing else.

The rows are tried in order; the first that applies decides. "Verbatim" is a name that stands in the
transcript just so, with at least one capital: then a model copied it, and it is only changed to what a reader
would call the same.

    what is noted                        | name printed      | link and package       | kind
    -------------------------------------|-------------------|------------------------|----------------
    an entry of the user's glossary      | the entry's       | the entry's            | the entry's
    letters of an entry ("fast API")     | the entry's       | the entry's            | the entry's
    another spelling of an entry         | the entry's (1)   | the entry's            | the entry's
    ending in API, SDK, CLI, Cloud ...   | the note's (2)    | none                   | the note's
    a package on PyPI, no entry          | the note's        | the package, if (3)    | the note's
    verbatim                             | the note's        | none                   | the note's
    like an entry in letters and sound   | the entry's, if(4)| the entry's            | the entry's
    anything else                        | the note's        | none                   | the note's

(1) A spelling that is an ordinary word or another name as well ("Jupiter", "Copilot") counts only among words
    of the field if it is verbatim, else also with a capital in the transcript.
(2) What stands before is written as its entry is ("Fast API SDK" becomes "FastAPI SDK"); the whole is
    never taken for another product ("OpenAI API" is not OpenAPI).
(3) The passage is about software, and the note's kind is one a package can be.
(4) Likeness of at least `SURE`, or less and a passage about software.

An entry's kind is the note's where the entry states none ("other").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from llm_summarise.domain.replies import MentionKind
from llm_summarise.domain.text import fold_space
from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.everyday_talk import software_words
from llm_summarise.names.finding import SplitLines, find_known
from llm_summarise.names.mangled import is_word, nearest
from llm_summarise.names.matching import ENOUGH, Ordinary, context_weight, key_of, pieces
from llm_summarise.names.phonetics import SHORTEST
from llm_summarise.names.spellings import NameIndex, projects

SURE: Final = 90.0
"""Ratio from which a likeness needs no confirmation by its context."""

_GENERIC: Final = frozenset(
    "api apis sdk sdks cli cloud desktop enterprise server client studio pro plus max mini lite app apps web "
    "mobile platform suite engine console dashboard store plugin extension docs ui".split()
)
"""Words that make another product of a name they stand behind."""

_PACKAGES: Final = (MentionKind.LIBRARY, MentionKind.FRAMEWORK, MentionKind.APPLICATION, MentionKind.OTHER)
"""Kinds of things that a package on PyPI may be."""


@dataclass(frozen=True)
class NotedName:
    """A model's note: the name it gives, the words of the transcript that stand for it (`said`), the passage
    around them, and what kind of thing it is."""

    name: str
    said: str
    context: str
    kind: MentionKind = MentionKind.OTHER

    @cached_property
    def verbatim(self) -> bool:
        """Whether the name stands in the transcript as it is, with a capital."""
        name = fold_space(self.name)
        if not any(c.isupper() for c in name):
            return False
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return any(whole.search(fold_space(text)) for text in (self.said, self.context))

    @cached_property
    def beside(self) -> float:
        """What the neighbours of the words say for a name of the field, 0 where they do not stand there."""
        row, key = pieces(self.context), [piece.key for piece in pieces(self.said)]
        for at in range(len(row) - len(key) + 1):
            if key and [piece.key for piece in row[at : at + len(key)]] == key:
                return context_weight(self.context, row, at, at + len(key) - 1)
        return 0.0


@dataclass(frozen=True, slots=True)
class RightName:
    """The name to print, and the entry that has its link, package and kind ("other": the note's kind); None
    where nothing is known but the name."""

    name: str
    entry: CatalogueEntry | None = None


def right_name(index: NameIndex, noted: NotedName) -> RightName:
    """The name meant by a note, by the table above."""
    for row in _ROWS:
        if (right := row(index, noted)) is not None:
            return right
    return RightName(fold_space(noted.name))


def _of_the_catalogue(index: NameIndex, noted: NotedName) -> RightName | None:
    """The first three rows: an entry with these letters, or with this spelling."""
    way = index.ways.get(key_of(noted.name))
    if way is None:
        return None
    entry = way.entry
    same = key_of(noted.name) == key_of(entry.name)
    if not (entry.own or same) and way.ordinary > Ordinary.NO:
        capital = any(c.isupper() for c in noted.said) and not noted.verbatim
        if not (capital or noted.beside > 0):
            return None
    return RightName(entry.name, entry)


def _more_than_a_name(index: NameIndex, noted: NotedName) -> RightName | None:
    """A name and a word that makes another product of it."""
    name, _, last = fold_space(noted.name).rpartition(" ")
    if not name or last.lower() not in _GENERIC:
        return None
    way = index.ways.get(key_of(name))
    same = way is not None and key_of(way.entry.name) == key_of(name)
    return RightName(f"{way.entry.name} {last}" if way is not None and same else fold_space(noted.name))


def _package(index: NameIndex, noted: NotedName) -> RightName | None:
    """A name of which no more is known than that a package is called so."""
    project = projects().get(key_of(noted.name))
    if project is None or key_of(noted.name) in index.ways:
        return None
    name = fold_space(noted.name)
    linked = noted.kind in _PACKAGES and _about_software(index, noted)
    return RightName(name, CatalogueEntry(name, MentionKind.OTHER, None, project) if linked else None)


def _copied(index: NameIndex, noted: NotedName) -> RightName | None:
    del index
    return RightName(fold_space(noted.name)) if noted.verbatim else None


def _mangled(index: NameIndex, noted: NotedName) -> RightName | None:
    key = key_of(noted.name)
    if len(key) < SHORTEST or not key.isalpha() or is_word(key) or key in index.ways:
        return None
    guess = nearest(key, index)
    if guess is None or not (guess[1] >= SURE or _about_software(index, noted)):
        return None
    return RightName(guess[0].name, guess[0])


_ROWS: Final[tuple[Callable[[NameIndex, NotedName], RightName | None], ...]] = (
    _of_the_catalogue,
    _more_than_a_name,
    _package,
    _copied,
    _mangled,
)


def _about_software(index: NameIndex, noted: NotedName) -> bool:
    """Whether the passage is about the field: by a word beside the name, by its words, or by other tools
    named in it."""
    if noted.beside > 0 or any(word in software_words() for word in _other_words(noted)):
        return True
    found = find_known(index, SplitLines.of([noted.context]))
    own = key_of(noted.said)
    sure = (item for item in found if item.score >= ENOUGH and not item.entry.household)
    return any(key_of(item.surface) not in own for item in sure)


def _other_words(noted: NotedName) -> Iterator[str]:
    own = {piece.key for piece in pieces(noted.said)}
    return (piece.key for piece in pieces(noted.context) if piece.key not in own)
