"""How a file writes names before words: what its speakers are told by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from llm_summarise.readers.speech.speaker_labels.label_words import pairs
from llm_summarise.readers.speech.speaker_labels.written_names import PARTICLES, LabelKind, WrittenName

_RARE: Final = 20
"""A label that is also an ordinary word of the file is none if another occurs so many times as often."""

_CERTAIN: Final = 3
"""A name that occurs so often is one although it is also an ordinary word."""

_SELDOM: Final = 5
"""One of so many paragraphs has a label, or _OFTEN do (captions are cut within turns): then a name that is
written once is a label too."""

_OFTEN: Final = 12

_OF_NAMES: Final = frozenset(
    "de la le du des da do dos das del della di van von der den ter zu el al bin".split()
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INNER_CAPITAL: Final = re.compile(r"(?!Mc|Mac|De|Di|La|Le|Van|O['’]|D['’]|Fitz)\w+[A-Z]|.*\d")

_PEOPLE: Final = (LabelKind.PERSON, LabelKind.ROLE, LabelKind.PAIR)


@dataclass(eq=False)
class LabelUse:
    """How one name is used: `forms` are the labels it is written in; `known`: the source names the person
    elsewhere."""

    name: WrittenName
    count: int = 0
    marked: int = 0
    colons: int = 0
    forms: set[str] = field(default_factory=set)
    known: bool = False
    initials: str | None = None
    role: str | None = None


class LabelHabits:
    """How a file writes names before words."""

    def __init__(self, uses: Sequence[LabelUse], paragraphs: int) -> None:
        self._keys = {use.name.key for use in uses}
        self._paired = {use for use in uses if self._has_partner(use)}
        people = [use for use in uses if self._like_people(use)]
        persons = [use for use in people if use.name.kind is LabelKind.PERSON]
        self._most = max((use.count for use in people), default=0)
        self._known = any(use.known and use.colons for use in uses)
        self._often = _are_often(people, paragraphs)
        self._plain = _are_a_habit([use for use in people if use.colons], paragraphs)
        self._bold = _are_bold([use for use in uses if use.marked and _may_be_marked(use)], paragraphs)
        self._lower = _are_handles(uses, paragraphs)
        bare = sum(use.marked - use.colons for use in uses if use.marked > use.colons)
        self._all_bare = bare * 10 >= 9 * paragraphs
        self._capitals = sum(use.name.printed.isupper() for use in persons) * 2 > len(persons)

    @property
    def labelled(self) -> bool:
        """Whether the file names its speakers at all."""
        return self._plain or self._bold or self._lower or self._known or bool(self._paired)

    def _has_partner(self, use: LabelUse) -> bool:
        return use.name.kind is LabelKind.PAIR and not pairs()[use.name.key].isdisjoint(self._keys)

    def _like_people(self, use: LabelUse) -> bool:
        if use.name.kind in (LabelKind.PERSON, LabelKind.ROLE):
            return True
        return self._has_partner(use) or _is_initial(use)

    def speaks(self, use: LabelUse, ordinary: frozenset[str]) -> bool:
        """Whether `use` is a speaker in this file; `ordinary` are words it also has in lower case."""
        kind = use.name.kind
        if kind is LabelKind.PAIR:
            alone = self._plain and use.name.printed.isupper() and len(use.name.key) > 1  # QUESTION:
            alone = alone or (_is_initial(use) and self._speaks_unmarked(use, ordinary))
            return use in self._paired or alone or (use.marked > 0 and use.count > 1)
        if kind in (LabelKind.NOBODY, LabelKind.WORD, LabelKind.SENTENCE):
            return False
        if (use.known and use.colons) or (use.marked and self._speaks_marked(use)):
            return True
        if not use.colons:
            return False
        if kind is LabelKind.ROLE:
            return self._plain or self._bold or self._lower or use.count > 1
        if kind is LabelKind.PERSON:
            return self._speaks_unmarked(use, ordinary)
        return self._speaks_in_lower_case(use)

    def _speaks_in_lower_case(self, use: LabelUse) -> bool:
        if use.name.kind is LabelKind.PHRASE:
            return self._plain and self._often and use.count > 2
        if use.count == 1:
            return self._often and _EMAIL.fullmatch(use.name.printed) is not None
        single = " " not in use.name.key
        return self._lower or (self._plain and self._often and use.count > (1 if single else 2))

    def _speaks_marked(self, use: LabelUse) -> bool:
        """A bold or bracketed label is one whatever its case, if such labels are a habit."""
        if use.count > 1:
            return (self._bold or self._plain) and (use.name.kind is not LabelKind.PHRASE or use.count > 2)
        if not use.colons:
            return self._bold and (
                use.name.kind in _PEOPLE or (self._all_bare and use.name.kind is LabelKind.HANDLE)
            )
        few = len(use.name.key.split()) <= 2
        return (self._bold or self._plain) and (
            use.name.kind in _PEOPLE or (use.name.kind is LabelKind.HANDLE and few)
        )

    def _speaks_unmarked(self, use: LabelUse, ordinary: frozenset[str]) -> bool:
        if not (self._plain or self._lower):
            return False
        key, name = use.name.key, use.name.printed
        if use.count > 1:
            return not (key in ordinary and use.count < _CERTAIN and use.count * _RARE < self._most)
        if use.initials and use.initials.casefold() in self._keys:
            return True
        return (self._often or self._lower) and self._speaks_once(key, name, ordinary)

    def _speaks_once(self, key: str, name: str, ordinary: frozenset[str]) -> bool:
        """Whether a name that is written once, with a colon only, is one."""
        if not any(c.isupper() for c in name):
            return self._most <= 2  # a script without capitals: once is no habit but in a short file
        if any(part in ordinary or part in PARTICLES - _OF_NAMES for part in key.split()):
            return False
        if name.isupper():
            return self._capitals and not self._paired
        return not any(_INNER_CAPITAL.match(part) for part in name.split(",")[0].split())

    def ends_turn(self, use: LabelUse) -> bool:
        """Whether `use` stands where a speaker would and is nobody."""
        if use.name.kind is LabelKind.NOBODY:
            return bool(use.colons)
        return use.name.kind is LabelKind.WORD and self._bold and use.marked == use.count and bool(use.colons)


def _is_initial(use: LabelUse) -> bool:
    """Whether a letter that may stand for a question or an answer recurs as that of a name does: `J:`."""
    name = use.name.printed
    return len(name) == 1 and name.isupper() and name != "I" and use.count > 1 and use.colons > 0


def _may_be_marked(use: LabelUse) -> bool:
    kind = use.name.kind
    return kind in (*_PEOPLE, LabelKind.HANDLE) or (kind is LabelKind.PHRASE and use.count > 2)


def _are_most(uses: Sequence[LabelUse], paragraphs: int) -> bool:
    return sum(use.count for use in uses) * 2 >= paragraphs


def _are_handles(uses: Sequence[LabelUse], paragraphs: int) -> bool:
    """Whether names in any case recur before most paragraphs."""
    handles = [use for use in uses if use.name.kind in (*_PEOPLE, LabelKind.HANDLE) and use.count > 1]
    return len(handles) > 1 and _are_most(handles, paragraphs)


def _are_often(people: Sequence[LabelUse], paragraphs: int) -> bool:
    total = sum(use.count for use in people if use.colons or use.marked)
    return total * _SELDOM >= paragraphs or sum(use.count for use in people if use.count > 1) >= _OFTEN


def _are_bold(marked: Sequence[LabelUse], paragraphs: int) -> bool:
    """Whether bold or bracketed labels are a habit."""
    recurring = [use for use in marked if use.count > 1]
    if len(recurring) > 1 or (recurring and _are_most(marked, paragraphs)):
        return True
    return any(use.count > 2 and use.colons and _is_surely_a_person(use) for use in recurring)


def _is_surely_a_person(use: LabelUse) -> bool:
    kind = use.name.kind
    return kind is LabelKind.ROLE or (kind is LabelKind.PERSON and " " in use.name.key)


def _are_a_habit(uses: Sequence[LabelUse], paragraphs: int) -> bool:
    """Either two names recur, or most paragraphs carry one, or a role recurs. (Recognisers put a lone wrong
    name before lines now and then.)"""
    recurring = [use for use in uses if use.count > 1]
    if len(recurring) > 1 or any(use.name.kind is LabelKind.ROLE for use in recurring):
        return True
    total = sum(use.count for use in uses)
    return total > 1 and total * 2 >= paragraphs
