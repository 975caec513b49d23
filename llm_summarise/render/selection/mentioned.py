"""What an editor lists of all that is named, and in which order.

| what is named | where it is listed |
|---|---|
| in advertisements only, or in passing under a sponsor's name or address | with the sponsor |
| the show's own: its accounts, feeds and platforms, the show itself | in one line, apart |
| somebody who takes part | nowhere: hosts and guests stand at the top |
| recommended or discussed; the guest's own; an address; what is named at several places | a row |
| in passing and at one place | one line a group |

Rows stand in the order of prominence, and within it in the order of the result. A company or a concept that
is called like a tool is that tool to a reader; both are one row, with the places of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionGroup, MentionKind, Owner, Prominence, Role, group_of
from llm_summarise.domain.result import EpisodeSummary, Mention, MentionedItem, Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.render.links import written_address

NamedItem = Tool | MentionedItem

_RANK: Final = {prominence: rank for rank, prominence in enumerate(Prominence)}
_SAME_AS_A_TOOL: Final = (MentionGroup.COMPANIES, MentionGroup.CONCEPTS)

OPENING_SECONDS: Final = 180.0
OPENING_SHARE: Final = 0.1
"""A first chapter that is no longer than this, in seconds and of the episode, only announces what comes: a
teaser before the welcome, or the words about who is there."""


@dataclass(frozen=True, slots=True)
class MentionedGroup:
    """One group: `rows` have a line each, `also` share one."""

    group: MentionGroup
    rows: tuple[NamedItem, ...]
    also: tuple[NamedItem, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """All that is listed, in the order of `MentionGroup`, no empty group; and the show's own."""

    groups: tuple[MentionedGroup, ...]
    show: tuple[NamedItem, ...]


def mentioned_in(result: EpisodeSummary, rows: int | None = None) -> Mentioned:
    """What is listed of all that `result` names. A group has at most `rows` rows (None: no limit), the most
    prominent and most often named; those beyond join the line of the others."""
    listed = _joined([item for item in _items(result) if said(item)])
    offers = _Offers(result)
    show, others = _parted(listed, lambda item: _is_shows_own(item, result))
    rest = [item for item in others if not offers.cover(item)]
    taking_part = {_folded(p.name) for p in result.people if p.role is not Role.MENTIONED}
    groups = []
    for group in MentionGroup:
        members = [item for item in rest if group_of_item(item) is group]
        if group is MentionGroup.PEOPLE:
            members = [item for item in members if _folded(item.name) not in taking_part]
        if members:
            groups.append(_group(group, members, rows))
    return Mentioned(tuple(groups), tuple(show))


def said(item: NamedItem) -> list[Mention]:
    """The places where it is named outside of advertisements, in order of time."""
    return [] if item.sponsor else [mention for mention in item.mentions if not mention.sponsor]


def first_place(item: NamedItem, opening: int) -> Mention | None:
    """Where a listener should begin: the first place from cue `opening` on, else the first of all; none in an
    advertisement. None for what is named nowhere else."""
    places = said(item)
    return next((m for m in places if m.cue >= opening), places[0] if places else None)


def place_a_chapter(item: NamedItem, result: EpisodeSummary) -> list[Mention]:
    """The first place in each chapter, advertisements left out."""
    starts = sorted(topic.first_cue for topic in result.topics)
    seen: dict[int, Mention] = {}
    for mention in said(item):
        seen.setdefault(sum(start <= mention.cue for start in starts), mention)
    return list(seen.values())


def opening_of(result: EpisodeSummary) -> int:
    """The cue where the episode gets to the matter, 0 where it does so at once: see `OPENING_SECONDS`."""
    topics = [topic for topic in result.topics if not topic.sponsor]
    if len(topics) < 2:
        return 0
    begins, duration = topics[1].start, result.source.duration
    if begins is not None and duration:
        short = begins <= min(OPENING_SECONDS, OPENING_SHARE * duration)
    else:
        short = topics[1].first_cue <= OPENING_SHARE * result.source.cues
    return topics[1].first_cue if short else 0


def group_of_item(item: NamedItem) -> MentionGroup:
    """The group an item is printed in; of a tool that of tools, whatever kind it is."""
    return MentionGroup.TOOLS if isinstance(item, Tool) else group_of(item.kind)


def worth(item: NamedItem) -> tuple[int, int]:
    """Compares what to show where not all can be shown: the more prominent, then the more often named."""
    return -_RANK[item.prominence], len(said(item))


def is_passing(item: NamedItem) -> bool:
    """Whether it is no more than a name that falls once."""
    alone = len({mention.cue for mention in said(item)}) < 2
    return alone and item.prominence is Prominence.PASSING and item.owner is not Owner.GUEST


def _group(group: MentionGroup, members: Sequence[NamedItem], limit: int | None) -> MentionedGroup:
    wanted = [i for i, item in enumerate(members) if group is MentionGroup.LINKS or not is_passing(item)]
    chosen = sorted(wanted, key=lambda i: worth(members[i]), reverse=True)[:limit]
    rows = sorted((members[i] for i in sorted(chosen)), key=lambda item: _RANK[item.prominence])
    return MentionedGroup(group, tuple(rows), tuple(m for i, m in enumerate(members) if i not in set(chosen)))


def _parted(
    items: Iterable[NamedItem], holds: Callable[[NamedItem], bool]
) -> tuple[list[NamedItem], list[NamedItem]]:
    """Those of which it holds, and the others."""
    parts: tuple[list[NamedItem], list[NamedItem]] = ([], [])
    for item in items:
        parts[not holds(item)].append(item)
    return parts


def _items(result: EpisodeSummary) -> Iterator[NamedItem]:
    yield from result.tools
    yield from result.mentions


def _joined(items: Iterable[NamedItem]) -> list[NamedItem]:
    """The items, none twice: those of one name and kind are one, with the places of all."""
    found: dict[tuple[str, str], NamedItem] = {}
    for item in items:
        group, name = group_of_item(item), _folded(item.name)
        kind = MentionGroup.TOOLS.value if group is MentionGroup.TOOLS else item.kind.value
        tool = (name, MentionGroup.TOOLS.value)
        key = tool if group in _SAME_AS_A_TOOL and tool in found else (name, kind)
        found[key] = _both(found[key], item) if key in found else item
    return list(found.values())


def _both(one: NamedItem, other: NamedItem) -> NamedItem:
    places = {(m.cue, m.surface, m.start): m for m in [*said(one), *said(other)]}
    in_order = sorted(places.values(), key=lambda m: m.cue)
    more = min(one.prominence, other.prominence, key=_RANK.__getitem__)
    owner = other.owner if one.owner is Owner.OTHER else one.owner
    update = {"mentions": in_order, "prominence": more, "owner": owner, "url": one.url or other.url}
    return one.model_copy(update=update)


def _is_shows_own(item: NamedItem, result: EpisodeSummary) -> bool:
    show = _folded(result.about.show or "")
    named_so = bool(show) and _folded(item.name) == show and group_of_item(item) is not MentionGroup.PEOPLE
    return item.owner is Owner.SHOW or named_so


class _Offers:
    """What sponsors offer, by name and by address."""

    def __init__(self, result: EpisodeSummary) -> None:
        self.names = {_folded(s.name) for s in result.sponsors}
        self.addresses = {_folded(written_address(s.url)[0]) for s in result.sponsors if s.url}

    def cover(self, item: NamedItem) -> bool:
        """Whether an item is but the offer of a sponsor."""
        if item.kind is MentionKind.LINK and _folded(written_address(item.name)[0]) in self.addresses:
            return True
        return _folded(item.name) in self.names and is_passing(item)


def _folded(name: str) -> str:
    return fold_space(name).casefold()
