"""What is mentioned, as the page lists it: the groups that `render.selection` makes, with links and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionKind, Owner, Prominence
from llm_summarise.domain.result import EpisodeSummary, Mention
from llm_summarise.domain.transcript import Cue
from llm_summarise.render.axis import Axis
from llm_summarise.render.content import name_and_address
from llm_summarise.render.html.page_links import Link, mention_link, sponsor_link
from llm_summarise.render.html.page_transcript import item_numbers
from llm_summarise.render.labels import labels_of
from llm_summarise.render.links import written_address
from llm_summarise.render.selection.advertisers import advertisers_of
from llm_summarise.render.selection.mentioned import NamedItem, mentioned_in, said
from llm_summarise.render.wording import clean

_SHOWN_PLACES: Final = 8
_SHOWN_ITEMS: Final = 20
_UNSAID: Final = (MentionKind.OTHER, MentionKind.PERSON, MentionKind.LINK, MentionKind.CONCEPT)
"""Kinds that the heading of their group says already, or that say nothing."""


@dataclass(frozen=True, slots=True)
class ItemShown:
    """What is named: `tags` say that it is recommended or a guest's own, `marks` are its places on the axis
    (0 to 1000), `shown` and `rest` its links in order of time."""

    name: str
    kind: str
    url: str | None
    tags: tuple[str, ...]
    marks: tuple[int, ...]
    shown: tuple[Link, ...]
    rest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The mentions of one group: a list, more of it that is folded away, and what is named once in passing,
    which stands on one line."""

    id: str
    title: str
    items: tuple[ItemShown, ...] = ()
    more: tuple[ItemShown, ...] = ()
    passing: tuple[ItemShown, ...] = ()


@dataclass(frozen=True, slots=True)
class SponsorShown:
    """A sponsor with all its adverts. `addresses` are (text, link or None)."""

    name: str
    codes: tuple[str, ...]
    addresses: tuple[tuple[str, str | None], ...]
    spots: tuple[Link, ...]


def item_groups(result: EpisodeSummary, axis: Axis) -> list[ItemGroup]:
    """The groups in their order, then what is but named in passing, and the show's own things last."""
    mentioned, labels = mentioned_in(result), labels_of("en")
    numbers = item_numbers([*result.tools, *result.mentions])

    def shown(item: NamedItem) -> ItemShown:
        return _item(item, numbers[clean(item.name)], axis)

    groups: list[ItemGroup] = []
    rest: list[ItemShown] = []
    for group in mentioned.groups:
        rows, also = tuple(map(shown, group.rows)), tuple(map(shown, group.also))
        if not rows:
            rest += also  # a heading for each name that falls once would be longer than the names
            continue
        id_, title = group.group.name.lower(), labels.heading(group.group)
        groups.append(ItemGroup(id_, title, rows[:_SHOWN_ITEMS], rows[_SHOWN_ITEMS:], also))
    if rest:
        groups.append(ItemGroup("passing", "Also named", passing=tuple(rest)))
    if mentioned.show:
        groups.append(ItemGroup("show", labels.show, passing=tuple(map(shown, mentioned.show))))
    return groups


def places_of(item: NamedItem) -> list[Mention]:
    """Where it is named outside of adverts, each line once, in order of time."""
    return list({mention.cue: mention for mention in reversed(said(item))}.values())[::-1]


def kind_shown(item: NamedItem) -> str:
    """The kind of an item as it stands beside its name."""
    return "" if item.kind.value in _UNSAID else item.kind.value


def _item(item: NamedItem, number: int, axis: Axis) -> ItemShown:
    places = places_of(item)
    links = tuple(mention_link(mention, number) for mention in places)
    # One link too many is shown rather than folded away behind "1 more".
    shown = len(links) if len(links) <= _SHOWN_PLACES + 1 else _SHOWN_PLACES
    tags = (
        *(["recommended"] if item.prominence is Prominence.RECOMMENDED else []),
        *([labels_of("en").own] if item.owner is Owner.GUEST else []),
    )
    name, url = name_and_address(item)
    return ItemShown(
        name=name,
        kind=kind_shown(item),
        url=url,
        tags=tags,
        marks=tuple(sorted({round(1000 * axis.at(m.start, m.cue)) for m in places})),
        shown=links[:shown],
        rest=links[shown:],
    )


def sponsors_shown(result: EpisodeSummary, cues: Mapping[int, Cue]) -> list[SponsorShown]:
    """The sponsors in the order of their first advert, each once with all its adverts."""
    return [
        SponsorShown(
            name=clean(advertiser.name),
            codes=tuple(map(clean, advertiser.codes)),
            addresses=tuple(written_address(clean(address)) for address in advertiser.addresses),
            spots=tuple(sponsor_link(spot, cues) for spot in advertiser.spots),
        )
        for advertiser in advertisers_of(result)
    ]
