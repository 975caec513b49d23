"""How far a way of judging agrees with a reader.

The cases are statements about an invented episode, its key points, and which of them each statement covers,
judged by a reader: said plainly, missed although the subject is the same, turned round, in other words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from llm_summarise.evaluation.gold import GoldKeyPoint, seconds_of
from llm_summarise.evaluation.scores.point_scores import Saying, covered_points


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Key points, statements, and for each point whether a reader finds it covered."""

    points: tuple[GoldKeyPoint, ...]
    sayings: tuple[Saying, ...]
    covered: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ReaderAgreement:
    """`same` of `cases` judgements are the reader's. `kappa` is what that is worth beyond chance (Cohen's),
    1.0 for full agreement and 0.0 for chance; `missed` are covered to the reader alone, `extra` to the judge
    alone."""

    cases: int
    same: int
    kappa: float
    missed: int
    extra: int


@cache
def judged_sets() -> tuple[JudgedSet, ...]:
    """What a reader judged."""
    data: Any = json.loads(files(__package__).joinpath("data/judged_points.json").read_text("utf-8"))
    points = tuple(GoldKeyPoint(**point) for point in data["points"])
    found = []
    for one in data["sets"]:
        covered = {number for statement in one["statements"] for number in statement["covers"]}
        found.append(
            JudgedSet(
                points,
                tuple(Saying(s["text"], (seconds_of(s["time"]),)) for s in one["statements"]),
                tuple(number in covered for number in range(1, len(points) + 1)),
            )
        )
    return tuple(found)


def agreement_of(judged: Sequence[Sequence[bool]]) -> ReaderAgreement:
    """How far what is `judged`, in the order of `judged_sets()`, is what the reader says."""
    pairs = [
        pair
        for one, flags in zip(judged_sets(), judged, strict=True)
        for pair in zip(one.covered, flags, strict=True)
    ]
    cases, same = len(pairs), sum(reader == judge for reader, judge in pairs)
    yes, said = sum(reader for reader, _ in pairs) / cases, sum(judge for _, judge in pairs) / cases
    chance = yes * said + (1 - yes) * (1 - said)
    return ReaderAgreement(
        cases=cases,
        same=same,
        kappa=(same / cases - chance) / (1 - chance) if chance < 1 else 1.0,
        missed=sum(reader and not judge for reader, judge in pairs),
        extra=sum(judge and not reader for reader, judge in pairs),
    )


@cache
def agreement_of_words() -> ReaderAgreement:
    """How far the measure by content words agrees with the reader."""
    return agreement_of([covered_points(one.points, one.sayings) for one in judged_sets()])
