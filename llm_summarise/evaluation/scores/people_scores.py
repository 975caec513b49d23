"""Whether the people of an episode were named, and in their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import Person
from llm_summarise.evaluation.gold import GoldPerson
from llm_summarise.evaluation.scores.found import Found, count_found


@dataclass(frozen=True, slots=True)
class PeopleScore:
    """People of one episode against gold.

    `names`: the name is a gold name (folded); `roles`: the role is right as well. Where gold labels nobody
    who is only mentioned, predictions with that role are not counted, unless the name is a gold name.
    `miscast` lists (name, predicted role, gold role).
    """

    names: Found
    roles: Found
    miscast: tuple[tuple[str, Role, Role], ...] = ()


def score_people(predicted: Sequence[Person], gold: Sequence[GoldPerson]) -> PeopleScore:
    """`predicted` against `gold`; a person predicted twice counts twice against precision's denominator."""
    labels = {fold_name(person.name): person for person in gold}
    mentioned = any(person.role is Role.MENTIONED for person in gold)
    counted = [
        person
        for person in predicted
        if mentioned or person.role is not Role.MENTIONED or fold_name(person.name) in labels
    ]
    hits: list[GoldPerson | None] = []
    for person in counted:
        key = fold_name(person.name)
        hits.append(None if any(h and fold_name(h.name) == key for h in hits) else labels.get(key))
    cast = [
        hit if hit is not None and hit.role is person.role else None
        for person, hit in zip(counted, hits, strict=True)
    ]
    names, labelled = [person.name for person in counted], [person.name for person in gold]
    return PeopleScore(
        names=count_found(names, hits, labelled),
        roles=count_found(names, cast, labelled),
        miscast=tuple(
            (hit.name, person.role, hit.role)
            for person, hit in zip(counted, hits, strict=True)
            if hit is not None and hit.role is not person.role
        ),
    )
