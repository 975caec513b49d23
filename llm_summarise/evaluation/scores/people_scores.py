"""Whether the people of an episode were named, and in their roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import Person
from llm_summarise.evaluation.gold import GoldPerson
from llm_summarise.evaluation.scores.precision_recall import PrecisionRecall, precision_recall, share


@dataclass(frozen=True, slots=True)
class PeopleScore:
    """People of one episode against gold.

    `names`: the name is a gold name or one of its other names (folded); `roles`: the role is right as well.
    Where gold labels nobody who is only mentioned, predictions with that role are not counted, unless the
    name is a gold name. `right_roles` is the share of those named whose role is right, None if nobody is.
    `false_guests` are predicted as guests and are none.
    """

    names: PrecisionRecall
    roles: PrecisionRecall
    right_roles: float | None = None
    false_guests: tuple[str, ...] = ()

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        return {
            "people.precision": self.roles.precision,
            "people.recall": self.roles.recall,
            "people.f1": self.roles.f1,
            "people.names_f1": self.names.f1,
            "people.roles": self.right_roles,
            "people.false_guests": float(len(self.false_guests)),
        }


def score_people(
    predicted: Sequence[Person], gold: Sequence[GoldPerson], *, mentioned: bool = True
) -> PeopleScore:
    """`predicted` against `gold`; a person predicted twice counts twice against precision's denominator.

    `mentioned` is False where those who are only mentioned are scored elsewhere: then they need not be found
    here, and count only if they are predicted as host or guest.
    """
    labels = {fold_name(surface): person for person in gold for surface in person.surface}
    labels |= {fold_name(person.name): person for person in gold}
    counted = [person for person in predicted if _counts(person, labels, mentioned=mentioned)]
    found = [labels.get(fold_name(person.name)) for person in counted]
    hits = [None if hit in found[:i] else hit for i, hit in enumerate(found)]
    cast = [
        hit if hit is not None and hit.role is person.role else None
        for person, hit in zip(counted, hits, strict=True)
    ]
    names = [person.name for person in counted]
    labelled = [person.name for person in gold if mentioned or person.role is not Role.MENTIONED]
    return PeopleScore(
        names=precision_recall(names, hits, labelled),
        roles=precision_recall(names, cast, labelled),
        right_roles=share(
            right is not None for right, hit in zip(cast, hits, strict=True) if hit is not None
        ),
        false_guests=tuple(
            person.name
            for person, hit in zip(counted, found, strict=True)
            if person.role is Role.GUEST and (hit is None or hit.role is not Role.GUEST)
        ),
    )


def _counts(person: Person, labels: Mapping[str, GoldPerson], *, mentioned: bool) -> bool:
    if person.role is not Role.MENTIONED:
        return True
    label = labels.get(fold_name(person.name))
    if not mentioned:
        return label is not None and label.role is not Role.MENTIONED
    return label is not None or any(label.role is Role.MENTIONED for label in labels.values())
