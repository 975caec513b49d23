"""How well a result lists what an editor would list: tools, works, people, companies, places, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionGroup, MentionKind, group_of
from llm_summarise.domain.result import EpisodeSummary, MentionedItem, Tool
from llm_summarise.evaluation.gold import Gold, GoldMention
from llm_summarise.evaluation.scores.intervals import lies_in
from llm_summarise.evaluation.scores.name_matching import KnownName, LabelledNames
from llm_summarise.evaluation.scores.precision_recall import PrecisionRecall, precision_recall, share

_EDGE: Final = 2.0
"""Seconds around an advertisement that still belong to it: labels have whole seconds."""

GROUPS: Final[Mapping[str, MentionGroup]] = {
    "works": MentionGroup.WORKS,
    "people": MentionGroup.PEOPLE,
    "companies": MentionGroup.COMPANIES,
    "places": MentionGroup.PLACES,
    "concepts": MentionGroup.CONCEPTS,
    "links": MentionGroup.LINKS,
}
"""The groups with figures of their own, by what metrics call them; tools have theirs elsewhere."""


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """Something a result lists, with its name first and its address, if that is what it is. `kind` and
    `group` are None where nothing is said of them; `sponsor` says that it is listed as advertised."""

    names: tuple[str, ...]
    kind: str | None = None
    group: MentionGroup | None = None
    sponsor: bool = False

    @classmethod
    def of(cls, item: Tool | MentionedItem) -> PrintedItem:
        if isinstance(item, Tool):
            return cls((item.name,), str(item.kind), MentionGroup.TOOLS, item.sponsor)
        address = (item.url,) if item.kind is MentionKind.LINK and item.url else ()
        return cls((item.name, *address), str(item.kind), group_of(item.kind), item.sponsor)

    @property
    def person(self) -> bool:
        return self.group in (MentionGroup.PEOPLE, None)


@dataclass(frozen=True, slots=True)
class MentionScore:
    """What is listed against everything labelled, tools included.

    `total`: precision is over all that is listed as content and is right where it is anything labelled: a
    mention, a tool, a person, a sponsor, the show; recall is over required mentions and tools. `groups` is
    the same by kind: precision over what is listed in the group, recall over the group's required labels,
    wherever they are listed. `kinds` is the share of matches of the right kind, `sponsors` that on the right
    side of the line between content and advertisement, both None without matches; `leaked` names what is only
    advertised and is listed as content."""

    total: PrecisionRecall
    groups: Mapping[str, PrecisionRecall]
    kinds: float | None
    sponsors: float | None
    leaked: tuple[str, ...]

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        total = self.total
        row: dict[str, float | None] = {
            "mentions.precision": total.precision,
            "mentions.recall": total.recall,
            "mentions.f1": total.f1,
            "mentions.false": 1 - total.precision if total.predicted else None,
            "mentions.kinds": self.kinds,
            "mentions.sponsors": self.sponsors,
        }
        for name, found in self.groups.items():
            row[f"mentions.{name}_precision"] = found.precision if found.predicted else None
            row[f"mentions.{name}_recall"] = found.recall if found.required else None
        return row


def score_mentions(result: EpisodeSummary, gold: Gold) -> MentionScore | None:
    """`result` against `gold`; None where mentions are not labelled. Tools count where tools are labelled."""
    items: list[Tool | MentionedItem] = [*(result.tools if gold.tools else ()), *result.mentions]
    show = [name for name in (result.about.show, result.about.title) if name]
    return score_items(
        [PrintedItem.of(item) for item in items], gold, show, [person.name for person in result.people]
    )


def score_items(
    printed: Sequence[PrintedItem], gold: Gold, show: Sequence[str] = (), people: Sequence[str] = ()
) -> MentionScore | None:
    """What is `printed`, against `gold`. `show` are names of show and episode; `people` stand elsewhere in
    the result, where they are found, but do not count as listed."""
    if gold.mentions is None:
        return None
    known = known_names(gold, show)
    index = LabelledNames(known)
    pairs = [(item, index.find(item.names, person=item.person)) for item in printed]
    elsewhere = [index.find([name], person=True) for name in people]
    found = {one for hits in (*(hits for _, hits in pairs), *elsewhere) for one in hits}
    content = [(item, hits) for item, hits in pairs if not item.sponsor]
    matched = [(item, hits) for item, hits in pairs if hits]
    kinds = share(
        any(item.kind == one.kind for one in hits)
        for item, hits in matched
        if item.kind and any(one.kind for one in hits)
    )
    return MentionScore(
        total=_found(content, [one for one in known if one.required], found),
        groups={
            name: _found(
                [(item, hits) for item, hits in content if item.group is group],
                [one for one in known if one.required and one.group is group],
                found,
            )
            for name, group in GROUPS.items()
        },
        kinds=kinds,
        sponsors=share(item.sponsor == _advert(hits) for item, hits in matched),
        leaked=tuple(item.names[0] for item, hits in matched if _advert(hits) and not item.sponsor),
    )


def _advert(hits: Sequence[KnownName]) -> bool:
    return all(one.advert for one in hits)


def _found(
    pairs: Sequence[tuple[PrintedItem, tuple[KnownName, ...]]],
    required: Sequence[KnownName],
    found: set[KnownName],
) -> PrecisionRecall:
    """Precision of the `pairs`, and recall of `required` by what was `found` anywhere."""
    by_pairs = precision_recall(
        [item.names[0] for item, _ in pairs], [hits[0] if hits else None for _, hits in pairs], []
    )
    missed = tuple(one.name for one in required if one not in found)
    return PrecisionRecall(
        right=by_pairs.right,
        predicted=by_pairs.predicted,
        found=len(required) - len(missed),
        required=len(required),
        missed=missed,
        wrong=by_pairs.wrong,
    )


def known_names(gold: Gold, show: Sequence[str] = ()) -> list[KnownName]:
    """Everything that `gold` knows by name, and the names of the show."""
    margin = _EDGE + gold.slack
    tools = [
        KnownName(t.name, str(t.kind), MentionGroup.TOOLS, t.required, t.sponsor, tuple(t.surface))
        for t in gold.tools
    ]
    mentions = [
        KnownName(
            m.name,
            str(m.kind),
            group_of(m.kind),
            m.required,
            not m.required and _only_advertised(m, gold, margin),
            tuple(m.surface),
            m.kind is MentionKind.PERSON,
        )
        for m in gold.mentions or ()
    ]
    people = [KnownName(p.name, surfaces=tuple(p.surface), person=True) for p in gold.people]
    sponsors = [
        KnownName(s.name, advert=True, surfaces=(*parts_of(s.name), *((s.url,) if s.url else ())))
        for s in gold.sponsors or ()
    ]
    return [*tools, *mentions, *people, *sponsors, *(KnownName(name) for name in show)]


def parts_of(name: str) -> list[str]:
    """The names in "Lantern and Buoy", as advertisements of two have them."""
    return [part for part in name.replace(" & ", " and ").split(" and ") if part.strip()]


def _only_advertised(mention: GoldMention, gold: Gold, margin: float) -> bool:
    times = mention.seconds
    return bool(times) and all(lies_in(time, gold.adverts, margin) for time in times)
