"""Whether the people of an episode were named, and in their roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import Person
from llm_summarise.evaluation.gold import GoldPerson
from llm_summarise.evaluation.scores.precision_recall import PrecisionRecall, precision_recall


@dataclass(frozen=True, slots=True)
class PeopleScore:
    """People of one episode against gold.

    `names`: the name is a gold name (folded); `roles`: the role is right as well. Where gold labels nobody
    who is only mentioned, predictions with that role are not counted, unless the name is a gold name.
    """

    names: PrecisionRecall
    roles: PrecisionRecall


def score_people(predicted: Sequence[Person], gold: Sequence[GoldPerson]) -> PeopleScore:
    """`predicted` against `gold`; a person predicted twice counts twice against precision's denominator."""
    labels = {fold_name(person.name): person for person in gold}
    counted = [person for person in predicted if _counts(person, labels)]
    keys = [fold_name(person.name) for person in counted]
    hits = [None if key in keys[:i] else labels.get(key) for i, key in enumerate(keys)]
    cast = [
        hit if hit is not None and hit.role is person.role else None
        for person, hit in zip(counted, hits, strict=True)
    ]
    names, labelled = [person.name for person in counted], [person.name for person in gold]
    return PeopleScore(precision_recall(names, hits, labelled), precision_recall(names, cast, labelled))


def _counts(person: Person, labels: Mapping[str, GoldPerson]) -> bool:
    if person.role is not Role.MENTIONED or fold_name(person.name) in labels:
        return True
    return any(label.role is Role.MENTIONED for label in labels.values())
