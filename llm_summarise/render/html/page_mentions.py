"""What is mentioned, as the page lists it: in groups, what an editor would list first, adverts apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from llm_summarise.domain.replies import MentionGroup, MentionKind, Owner, Prominence, group_of
from llm_summarise.domain.result import EpisodeSummary, Mention, MentionedItem, Tool
from llm_summarise.domain.transcript import Cue
from llm_summarise.render.axis import Axis
from llm_summarise.render.html.page_links import Link, mention_link, sponsor_link
from llm_summarise.render.links import web_url
from llm_summarise.render.wording import clean

Named = Tool | MentionedItem

_SHOWN_PLACES: Final = 8
_SHOWN_ITEMS: Final = 20
_TITLES: Final[Mapping[MentionGroup, str]] = {
    MentionGroup.TOOLS: "Tools",
    MentionGroup.WORKS: "Books, films and other works",
    MentionGroup.PEOPLE: "People mentioned",
    MentionGroup.COMPANIES: "Companies and products",
    MentionGroup.PLACES: "Places and events",
    MentionGroup.CONCEPTS: "Concepts",
    MentionGroup.LINKS: "Links",
}
_UNSAID: Final = (MentionKind.OTHER, MentionKind.PERSON, MentionKind.LINK, MentionKind.CONCEPT)
"""Kinds that the title of their group says already, or that say nothing."""
_RANK: Final = {prominence: rank for rank, prominence in enumerate(Prominence)}


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


@dataclass
class _Sorted:
    """The mentions of a group, as they are found."""

    listed: list[tuple[Named, ItemShown]] = field(default_factory=list)
    passing: list[ItemShown] = field(default_factory=list)


def named_in(result: EpisodeSummary) -> list[Named]:
    """All that is named, in the order in which the page numbers it."""
    return [*result.tools, *result.mentions]


def outside_adverts(item: Named) -> list[Mention]:
    """Where it is named outside of adverts, each line once; all places if there are no such."""
    told = [mention for mention in item.mentions if not mention.sponsor] or item.mentions
    return list({mention.cue: mention for mention in reversed(told)}.values())[::-1]


def kind_shown(item: Named) -> str:
    """The kind of an item as it stands beside its name."""
    return "" if item.kind.value in _UNSAID else item.kind.value


def item_groups(result: EpisodeSummary, axis: Axis) -> list[ItemGroup]:
    """The groups in their order, then what is but named in passing, and the show's own things last. What is
    named in adverts alone is left out."""
    groups = {group: _Sorted() for group in MentionGroup}
    own: list[ItemShown] = []
    for number, item in enumerate(named_in(result)):
        places = outside_adverts(item)
        if item.sponsor or not places:
            continue
        shown = _item(item, number, places, axis)
        group = MentionGroup.TOOLS if isinstance(item, Tool) else group_of(item.kind)
        if item.owner is Owner.SHOW:
            own.append(shown)
        elif _in_passing(item, places, result):
            groups[group].passing.append(shown)
        else:
            groups[group].listed.append((item, shown))
    found = [_group(group, some) for group, some in groups.items() if some.listed]
    # A heading for each name that is said once would be longer than the names.
    rest = [shown for some in groups.values() if not some.listed for shown in some.passing]
    found += [ItemGroup("passing", "Also named", passing=tuple(rest))] if rest else []
    return [*found, *([ItemGroup("show", "The show’s own", passing=tuple(own))] if own else [])]


def _in_passing(item: Named, places: Sequence[Mention], result: EpisodeSummary) -> bool:
    """Whether it is named once, without more; results of the first layout do not tell."""
    told = result.schema_version != "1.0" and item.prominence is Prominence.PASSING
    return told and len(places) == 1 and item.owner is not Owner.GUEST


def _group(group: MentionGroup, some: _Sorted) -> ItemGroup:
    ranked = sorted(some.listed, key=lambda pair: (_RANK[pair[0].prominence], -len(outside_adverts(pair[0]))))
    items = tuple(shown for _, shown in ranked)
    id_ = group.value.partition(" ")[0]
    return ItemGroup(id_, _TITLES[group], items[:_SHOWN_ITEMS], items[_SHOWN_ITEMS:], tuple(some.passing))


def _item(item: Named, number: int, places: Sequence[Mention], axis: Axis) -> ItemShown:
    links = tuple(mention_link(mention, number) for mention in places)
    # One link too many is shown rather than folded away behind "1 more".
    shown = len(links) if len(links) <= _SHOWN_PLACES + 1 else _SHOWN_PLACES
    tags = (
        *(["recommended"] if item.prominence is Prominence.RECOMMENDED else []),
        *(["guest’s own"] if item.owner is Owner.GUEST else []),
    )
    return ItemShown(
        name=clean(item.name),
        kind=kind_shown(item),
        url=web_url(item.url),
        tags=tags,
        marks=tuple(sorted({round(1000 * axis.at(m.start, m.cue)) for m in places})),
        shown=links[:shown],
        rest=links[shown:],
    )


def sponsors_shown(result: EpisodeSummary, cues: Mapping[int, Cue]) -> list[SponsorShown]:
    """The sponsors in the order of their first advert, each once with all its adverts."""
    adverts: dict[str, list[int]] = {}
    for number, sponsor in enumerate(result.sponsors):
        adverts.setdefault(clean(sponsor.name).casefold(), []).append(number)
    return [
        SponsorShown(
            name=clean(result.sponsors[numbers[0]].name),
            codes=_each_once(result.sponsors[n].code for n in numbers),
            addresses=tuple(
                (text, _linked(text)) for text in _each_once(result.sponsors[n].url for n in numbers)
            ),
            spots=tuple(sponsor_link(result.sponsors[n], cues) for n in numbers),
        )
        for numbers in adverts.values()
    ]


def _each_once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(text) for text in texts if text and clean(text)))


def _linked(address: str) -> str | None:
    """Where an address leads that is written as it is said, mostly without `https://`."""
    if "://" in address:
        return web_url(address)
    url = web_url(f"https://{address}")
    host = urlsplit(url).hostname if url else None
    return url if host and "." in host.strip(".") and "@" not in address else None
