"""Which labels of a file are speakers, decided when all of them are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from llm_summarise.domain.transcript import About, unique
from llm_summarise.readers.speech.speaker_labels.label_forms import Label
from llm_summarise.readers.speech.speaker_labels.label_habits import LabelHabits, LabelUse
from llm_summarise.readers.speech.speaker_labels.same_people import known_forms, same_people
from llm_summarise.readers.speech.speaker_labels.written_names import (
    PARTICLES,
    LabelKind,
    written,
)

_ENOUGH: Final = 2_000_000
"""Characters of a text that are searched for ordinary words."""
_CERTAIN: Final = 3
"""Names that occur so often are not looked up among ordinary words."""


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


def voices(labels: Iterable[Label], paragraphs: int, *, text: str = "", people: Iterable[str] = ()) -> Voices:
    """The speakers among `labels`, all that begin one of the `paragraphs` of a file, in their order.

    `text` is the file, if it is at hand: its beginning may explain initials, and labels that are ordinary
    words of it are told apart from names. `people` are names the source gives elsewhere.
    """
    uses = _uses(labels)
    people = list(people)
    for form in known_forms(people) if people else ():
        if form in uses:
            uses[form].known = True
    habits = LabelHabits(list(uses.values()), paragraphs)
    if not habits.labelled:
        return Voices()
    ordinary = _ordinary(uses.values(), text) if text else frozenset[str]()
    spoken = [use for use in uses.values() if habits.speaks(use, ordinary)]
    if not spoken:
        return Voices()
    names = [use.name.printed for use in spoken if use.name.kind not in (LabelKind.ROLE, LabelKind.PAIR)]
    same = same_people(names, people, _with_initials(spoken, text))
    found: dict[str, str | None] = {}
    for use in uses.values():
        if habits.ends_turn(use):
            found.update(dict.fromkeys(use.forms))
    for use in spoken:
        found.update(dict.fromkeys(use.forms, same.get(use.name.printed, use.name.printed)))
    audience = all(use.role == "audience" for use in spoken)
    return Voices(found, _of_role(spoken, same, "host"), _of_role(spoken, same, "guest"), audience)


def _with_initials(spoken: list[LabelUse], text: str) -> str:
    """`text` with a line for each label that explains initials, `Ada Berg (AB):`."""
    lines = [f"{use.initials} = {use.name.printed}" for use in spoken if use.initials]
    return "\n".join([*lines, text])


def _of_role(spoken: list[LabelUse], same: Mapping[str, str], role: str) -> tuple[str, ...]:
    found = [use for use in spoken if use.role == role and use.name.kind is not LabelKind.ROLE]
    return unique(same.get(use.name.printed, use.name.printed) for use in found)


def _uses(labels: Iterable[Label]) -> dict[str, LabelUse]:
    """How each name is used, by what its ways of writing have in common."""
    uses: dict[str, LabelUse] = {}
    written_so = Counter((name, marked, colon) for name, _, marked, colon in labels)
    for (name, marked, colon), times in written_so.items():
        one = written(name)
        use = uses.setdefault(one.key, LabelUse(one))
        use.count += times
        use.marked += times * marked
        use.colons += times * colon
        use.forms.add(name)
        use.initials = use.initials or one.initials
        use.role = use.role or one.role
    return uses


def _ordinary(uses: Iterable[LabelUse], text: str) -> frozenset[str]:
    """Words of names that the file also has in lower case."""
    people = [use for use in uses if use.name.kind is LabelKind.PERSON and use.count < _CERTAIN]
    wanted = {part for use in people for part in use.name.key.split() if part not in PARTICLES}
    return frozenset(wanted.intersection(text[:_ENOUGH].split())) if wanted else frozenset()
