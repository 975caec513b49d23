"""Which labels of a file are speakers, decided when all of them are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from llm_summarise.domain.transcript import About, unique
from llm_summarise.readers.speech.speaker_labels.label_forms import Label
from llm_summarise.readers.speech.speaker_labels.label_words import pairs
from llm_summarise.readers.speech.speaker_labels.same_people import same_people
from llm_summarise.readers.speech.speaker_labels.written_names import (
    PARTICLES,
    LabelKind,
    WrittenName,
    written,
)

_RARE: Final = 20
"""A label that is also an ordinary word of the file is none if another occurs so many times as often."""

_CERTAIN: Final = 3
"""A name that occurs so often is one although it is also an ordinary word."""

_SELDOM: Final = 5
"""One of so many paragraphs has a label, or _OFTEN do (captions are cut within turns): then a name that is
written once is a label too."""

_OFTEN: Final = 12
_ENOUGH: Final = 2_000_000
"""Characters of a text that are searched for ordinary words."""

_OF_NAMES: Final = frozenset(
    "de la le du des da do dos das del della di van von der den ter zu el al bin".split()
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INNER_CAPITAL: Final = re.compile(r"(?!Mc|Mac|De|Di|La|Le|Van|O['’]|D['’]|Fitz)\w+[A-Z]|.*\d")

_PEOPLE: Final = (LabelKind.PERSON, LabelKind.ROLE, LabelKind.PAIR)


@dataclass(frozen=True)
class Voices:
    """The speakers of one file. `name in voices` tells that a label of that name begins a turn, and
    `speaker(name)` of whom."""

    _speakers: Mapping[str, str | None] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    only_audience: bool = False
    """Only people of the audience are named: what follows their paragraph is said by somebody else."""

    def __bool__(self) -> bool:
        return bool(self._speakers)

    def __contains__(self, name: object) -> bool:
        return name in self._speakers

    def speaker(self, name: str) -> str | None:
        """The person as printed; None for a label that ends the turn and is nobody."""
        return self._speakers.get(name)

    @property
    def about(self) -> About:
        """Hosts and guests, as far as labels tell their role: `Ada Berg (host):`."""
        return About(hosts=self.hosts, guests=self.guests)


@dataclass
class _Use:
    """How one name is used: `forms` are the labels it is written in."""

    name: WrittenName
    count: int = 0
    marked: int = 0
    colons: int = 0
    forms: set[str] = field(default_factory=set)
    initials: str | None = None
    role: str | None = None


def voices(labels: Iterable[Label], paragraphs: int, *, text: str = "", people: Iterable[str] = ()) -> Voices:
    """The speakers among `labels`, all that begin one of the `paragraphs` of a file, in their order.

    `text` is the file, if it is at hand: its beginning may explain initials, and labels that are ordinary
    words of it are told apart from names. `people` are names the source gives elsewhere.
    """
    uses = _uses(labels)
    habits = _Habits(list(uses.values()), paragraphs)
    if not habits.labelled:
        return Voices()
    ordinary = _ordinary(uses.values(), text) if text else frozenset[str]()
    spoken = [use for use in uses.values() if habits.speaks(use, ordinary)]
    nobody = [use for use in uses.values() if use not in spoken and habits.ends_turn(use)]
    if not spoken:
        return Voices()
    names = [use.name.printed for use in spoken if use.name.kind not in (LabelKind.ROLE, LabelKind.PAIR)]
    same = same_people(names, people, _with_initials(spoken, text))
    found: dict[str, str | None] = {form: None for use in nobody for form in use.forms}
    for use in spoken:
        printed = same.get(use.name.printed, use.name.printed)
        found |= dict.fromkeys(use.forms, printed)
    audience = all(use.role == "audience" for use in spoken)
    return Voices(found, _of_role(spoken, same, "host"), _of_role(spoken, same, "guest"), audience)


def _with_initials(spoken: list[_Use], text: str) -> str:
    """`text` with a line for each label that explains initials, `Ada Berg (AB):`."""
    lines = [f"{use.initials} = {use.name.printed}" for use in spoken if use.initials]
    return "\n".join([*lines, text])


def _of_role(spoken: list[_Use], same: Mapping[str, str], role: str) -> tuple[str, ...]:
    found = [use for use in spoken if use.role == role and use.name.kind is not LabelKind.ROLE]
    return unique(same.get(use.name.printed, use.name.printed) for use in found)


def _uses(labels: Iterable[Label]) -> dict[str, _Use]:
    """How each name is used, by what its ways of writing have in common."""
    uses: dict[str, _Use] = {}
    written_so = Counter((name, marked, colon) for name, _, marked, colon in labels)
    for (name, marked, colon), times in written_so.items():
        one = written(name)
        use = uses.setdefault(one.key, _Use(one))
        use.count += times
        use.marked += times * marked
        use.colons += times * colon
        use.forms.add(name)
        use.initials = use.initials or one.initials
        use.role = use.role or one.role
    return uses


def _ordinary(uses: Iterable[_Use], text: str) -> frozenset[str]:
    """Words of names that the file also has in lower case."""
    people = [use for use in uses if use.name.kind is LabelKind.PERSON and use.count < _CERTAIN]
    wanted = {part for use in people for part in use.name.key.split() if part not in PARTICLES}
    return frozenset(wanted.intersection(text[:_ENOUGH].split())) if wanted else frozenset()


class _Habits:
    """How a file writes names before words."""

    def __init__(self, uses: list[_Use], paragraphs: int) -> None:
        self._keys = {use.name.key: use for use in uses}
        self._paired = [use for use in uses if self._has_partner(use)]
        people = [use for use in uses if self._like_people(use)]
        self._most = max((use.count for use in people), default=0)
        total = sum(use.count for use in people if use.colons or use.marked)
        again = sum(use.count for use in people if use.count > 1)
        self._often = total * _SELDOM >= paragraphs or again >= _OFTEN
        self._plain = self._habit([use for use in people if use.colons], paragraphs)
        marked = [use for use in uses if use.marked and self._may_be_marked(use)]
        recurring = [use for use in marked if use.count > 1]
        self._bold = (
            len(recurring) > 1
            or (bool(recurring) and self._most_of(marked, paragraphs))
            or any(use.count > 2 and use.colons and self._surely(use) for use in recurring)
        )
        handles = [use for use in uses if use.name.kind in (*_PEOPLE, LabelKind.HANDLE) and use.count > 1]
        self._lower = len(handles) > 1 and self._most_of(handles, paragraphs)
        self.labelled = self._plain or self._bold or self._lower or bool(self._paired)
        named = [use for use in people if use.name.kind is LabelKind.PERSON]
        self.capitals = sum(use.name.printed.isupper() for use in named) * 2 > len(named)

    def _has_partner(self, use: _Use) -> bool:
        return use.name.kind is LabelKind.PAIR and not pairs()[use.name.key].isdisjoint(self._keys)

    def _like_people(self, use: _Use) -> bool:
        return use.name.kind in (LabelKind.PERSON, LabelKind.ROLE) or self._has_partner(use)

    def _may_be_marked(self, use: _Use) -> bool:
        return use.name.kind in (*_PEOPLE, LabelKind.HANDLE) or (
            use.name.kind is LabelKind.PHRASE and use.count > 2
        )

    @staticmethod
    def _surely(use: _Use) -> bool:
        return use.name.kind is LabelKind.ROLE or (use.name.kind is LabelKind.PERSON and " " in use.name.key)

    @staticmethod
    def _most_of(uses: list[_Use], paragraphs: int) -> bool:
        return sum(use.count for use in uses) * 2 >= paragraphs

    def _habit(self, uses: list[_Use], paragraphs: int) -> bool:
        """Either two names recur, or most paragraphs carry one, or a role recurs. (Recognisers put a lone
        wrong name before lines now and then.)"""
        recurring = [use for use in uses if use.count > 1]
        if len(recurring) > 1 or any(use.name.kind is LabelKind.ROLE for use in recurring):
            return True
        total = sum(use.count for use in uses)
        return total > 1 and total * 2 >= paragraphs

    def speaks(self, use: _Use, ordinary: frozenset[str]) -> bool:
        """Whether `use` is a speaker in this file."""
        kind = use.name.kind
        if kind is LabelKind.PAIR:
            return use in self._paired or (bool(use.marked) and use.count > 1)
        if kind in (LabelKind.NOBODY, LabelKind.WORD, LabelKind.SENTENCE):
            return False
        if use.marked and self._speaks_marked(use):
            return True
        if not use.colons:
            return False
        if kind is LabelKind.ROLE:
            return self._plain or self._bold or self._lower or use.count > 1
        if kind is LabelKind.PERSON:
            return self._speaks_unmarked(use, ordinary)
        if kind is LabelKind.HANDLE:
            single = " " not in use.name.key
            if use.count == 1 and _EMAIL.fullmatch(use.name.printed):
                return self._often
            enough = self._plain and self._often and use.count > (1 if single else 2)
            return use.count > 1 and (self._lower or enough)
        return self._plain and self._often and use.count > 2

    def _speaks_marked(self, use: _Use) -> bool:
        """A bold or bracketed label is one whatever its case, if such labels are a habit."""
        if use.count > 1:
            return (self._bold or self._plain) and (use.name.kind is not LabelKind.PHRASE or use.count > 2)
        if not use.colons:
            return self._bold and use.name.kind in _PEOPLE
        few = len(use.name.key.split()) <= 2
        return (self._bold or self._plain) and (
            use.name.kind in _PEOPLE or (use.name.kind is LabelKind.HANDLE and few)
        )

    def _speaks_unmarked(self, use: _Use, ordinary: frozenset[str]) -> bool:
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
            return self.capitals
        return not any(_INNER_CAPITAL.match(part) for part in name.split(",")[0].split())

    def ends_turn(self, use: _Use) -> bool:
        """Whether `use` stands where a speaker would and is nobody."""
        if use.name.kind is LabelKind.NOBODY:
            return bool(use.colons)
        return use.name.kind is LabelKind.WORD and self._bold and use.marked == use.count and bool(use.colons)
