"""From results to proposed labels of what is mentioned and advertised."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind, Prominence, Role
from llm_summarise.domain.result import EpisodeSummary, MentionedItem, Person
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import unique
from llm_summarise.evaluation.gold import GoldMention, GoldSponsor
from llm_summarise.evaluation.labels.labelling_session import LabelItem, joined_mentions

_SAME_ADVERT: Final = 15.0
"""Seconds between the starts that two systems give to one advertisement."""


def mention_items(results: Sequence[tuple[str, EpisodeSummary]]) -> list[LabelItem]:
    """What is mentioned, and who is only mentioned, by folded name in order of the first cue. What is named
    in passing or in advertisements is proposed as optional."""
    by_name: dict[str, list[tuple[str, GoldMention, set[int]]]] = {}
    for system, result in results:
        for label, cues in _mentioned(result):
            if key := fold_name(label.name):
                by_name.setdefault(key, []).append((system, label, cues))
    items = [
        LabelItem(
            kind="mentions",
            mention=joined_mentions([label for _, label, _ in same]),
            cues=tuple(sorted(set().union(*(cues for _, _, cues in same)))),
            by=unique(system for system, _, _ in same),
        )
        for same in by_name.values()
    ]
    return sorted(items, key=lambda item: item.cues[:1])


def _mentioned(result: EpisodeSummary) -> Iterator[tuple[GoldMention, set[int]]]:
    for item in result.mentions:
        if fold_name(item.name):
            yield _label(item), {mention.cue for mention in item.mentions}
    for person in result.people:
        if person.role is Role.MENTIONED and fold_name(person.name):
            yield _label_of_person(person), {piece.cue for piece in person.evidence}


def _label(item: MentionedItem) -> GoldMention:
    surfaces = unique(fold_space(m.surface) for m in item.mentions)
    starts = sorted({m.start for m in item.mentions if m.start is not None})
    return GoldMention(
        name=fold_space(item.name),
        kind=item.kind,
        required=item.prominence is not Prominence.PASSING and not item.sponsor,
        surface=[s for s in surfaces if s != item.name and fold_name(s)],
        times=list(unique(timestamp(start) for start in starts)),
    )


def _label_of_person(person: Person) -> GoldMention:
    starts = sorted({e.start for e in person.evidence if e.start is not None})
    times = list(unique(timestamp(start) for start in starts))
    return GoldMention(name=fold_space(person.name), kind=MentionKind.PERSON, required=False, times=times)


def sponsor_items(results: Sequence[tuple[str, EpisodeSummary]]) -> list[LabelItem]:
    """Advertisements in order of time, those that several systems find once; only those with times."""
    found: list[tuple[LabelItem, list[str]]] = []
    for system, result in results:
        for sponsor in result.sponsors:
            start, end = sponsor.start, sponsor.end
            if start is None or end is None or not fold_name(sponsor.name):
                continue
            same = [by for item, by in found if _is_same(item.sponsor, sponsor.name, start)]
            if same:
                same[0].append(system)
                continue
            label = GoldSponsor(
                name=fold_space(sponsor.name),
                start=timestamp(start),
                end=timestamp(max(math.ceil(end), math.floor(start) + 1)),
                code=sponsor.code,
                url=sponsor.url,
            )
            found.append((LabelItem(kind="sponsors", sponsor=label, cues=(sponsor.first_cue,)), [system]))
    items = [item.model_copy(update={"by": unique(by)}) for item, by in found]
    return sorted(items, key=lambda item: item.cues)


def _is_same(label: GoldSponsor | None, name: str, start: float) -> bool:
    if label is None or fold_name(label.name) != fold_name(name):
        return False
    return abs(label.span[0] - start) <= _SAME_ADVERT
