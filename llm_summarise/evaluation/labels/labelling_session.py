"""Making gold labels: proposals that somebody walks through, one after the other, and what becomes of them.

A pure state machine. `step` takes a session and what was decided, and gives the next session; a session can
be written down after each step and taken up again. What is accepted so far is valid gold at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.transcript import unique
from llm_summarise.evaluation.gold import (
    Gold,
    GoldChapter,
    GoldKeyPoint,
    GoldMention,
    GoldPerson,
    GoldQuotable,
    GoldSponsor,
    GoldTool,
)

K = TypeVar("K", bound=Hashable)
L = TypeVar("L")

Kind = Literal["tools", "chapters", "people", "mentions", "sponsors"]
Status = Literal["open", "accepted", "rejected"]
KINDS: Final[tuple[Kind, ...]] = ("tools", "chapters", "people", "mentions", "sponsors")
STATE_VERSION: Final = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Label = GoldTool | GoldChapter | GoldPerson | GoldMention | GoldSponsor


class LabelItem(_Frozen):
    """One label in the making. `cues` are where it can be read, the first one first; `by` are the systems
    that propose it, empty for what a person added or an earlier gold file holds."""

    kind: Kind
    tool: GoldTool | None = None
    chapter: GoldChapter | None = None
    person: GoldPerson | None = None
    mention: GoldMention | None = None
    sponsor: GoldSponsor | None = None
    status: Status = "open"
    cues: tuple[int, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, or the chapter's title."""
        if self.chapter is not None:
            return self.chapter.title
        named = self.tool or self.person or self.mention or self.sponsor
        return named.name if named else ""


class KeptLabels(_Frozen):
    """What is taken over from an earlier gold file as it is."""

    times: Literal["exact", "estimated"] | float | None = None
    quotable: tuple[GoldQuotable, ...] | None = None
    key_points: tuple[GoldKeyPoint, ...] | None = None


class Session(_Frozen):
    """All items in the order they are walked through, by kind, and where the walk stands.

    A stop is an item or the end of a kind, where something forgotten can be added. `at` is the index of the
    stop; when it is the number of stops, the walk is over. `readers` are the chapters of readers before,
    `kept` the parts of an earlier gold file that nobody walks through. Without times (`timed`), no
    advertisements can be labelled.
    """

    version: Literal[1] = STATE_VERSION
    episode: str
    sha256: str
    items: tuple[LabelItem, ...]
    at: int = 0
    readers: tuple[tuple[GoldChapter, ...], ...] = ()
    kept: KeptLabels = KeptLabels()
    timed: bool = True

    @property
    def stops(self) -> tuple[int | Kind, ...]:
        """Indices into `items`, and after the items of each kind its name."""
        found: list[int | Kind] = []
        for kind in KINDS:
            found += [i for i, item in enumerate(self.items) if item.kind == kind]
            found.append(kind)
        return tuple(found)

    @property
    def stop(self) -> int | Kind | None:
        """Where the walk stands; None when it is over."""
        stops = self.stops
        return stops[self.at] if self.at < len(stops) else None

    @property
    def item(self) -> LabelItem | None:
        """The item the walk stands at; None at the end of a kind."""
        stop = self.stop
        return self.items[stop] if isinstance(stop, int) else None

    @property
    def kind(self) -> Kind | None:
        """What the walk is about now; None when it is over."""
        stop = self.stop
        return self.items[stop].kind if isinstance(stop, int) else stop

    def counts(self, kind: Kind) -> dict[Status, int]:
        """How many items of a kind there are in each status."""
        statuses = [item.status for item in self.items if item.kind == kind]
        return {status: statuses.count(status) for status in get_args(Status)}


@dataclass(frozen=True, slots=True)
class Accept:
    """Take the item; a tool or a mention as `required` or not, a tool as one of an advertisement. At the end
    of a kind: go on to the next."""

    required: bool = True
    sponsor: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """It is not in the episode, or not what it is called."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Take `label` in its place."""

    label: Label
    cues: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """Take `label` as well; the walk stays where it is."""

    label: Label
    cues: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Back:
    """Return to the stop before; nothing is undone until something else is decided there."""


Action = Accept | Reject | Fix | Add | Back


def step(session: Session, action: Action) -> Session:
    """The session after `action`. An action that means nothing where the walk stands changes nothing."""
    if isinstance(action, Back):
        return session.model_copy(update={"at": max(0, session.at - 1)})
    if isinstance(action, Add):
        return _added(session, action)
    item = session.item
    if item is None:
        forward = isinstance(action, Accept) and session.stop is not None
        return onward(session.model_copy(update={"at": session.at + 1})) if forward else session
    if isinstance(action, Reject):
        decided = item.model_copy(update={"status": "rejected"})
    elif isinstance(action, Fix):
        fixed = labelled(action.label, item.cues if action.cues is None else action.cues)
        if fixed.kind != item.kind:
            return session
        decided = fixed.model_copy(update={"by": item.by})
    else:
        decided = accepted(item, action)
    items = tuple(decided if i == session.stop else other for i, other in enumerate(session.items))
    return onward(session.model_copy(update={"items": items, "at": session.at + 1}))


def onward(session: Session) -> Session:
    """The session at the next stop where something is to be decided: an open item, or the end of a kind."""
    stops, at = session.stops, session.at
    while at < len(stops) and isinstance(stop := stops[at], int) and session.items[stop].status != "open":
        at += 1
    return session.model_copy(update={"at": at})


def labelled(label: Label, cues: Sequence[int] = ()) -> LabelItem:
    """An accepted item."""
    if isinstance(label, GoldTool):
        return LabelItem(kind="tools", tool=label, status="accepted", cues=tuple(cues))
    if isinstance(label, GoldChapter):
        return LabelItem(kind="chapters", chapter=label, status="accepted", cues=tuple(cues))
    if isinstance(label, GoldMention):
        return LabelItem(kind="mentions", mention=label, status="accepted", cues=tuple(cues))
    if isinstance(label, GoldSponsor):
        return LabelItem(kind="sponsors", sponsor=label, status="accepted", cues=tuple(cues))
    return LabelItem(kind="people", person=label, status="accepted", cues=tuple(cues))


def accepted(item: LabelItem, action: Accept) -> LabelItem:
    """The item as `action` takes it."""
    update: dict[str, Any] = {"status": "accepted"}
    if item.tool is not None:
        flags = {"required": action.required and not action.sponsor, "sponsor": action.sponsor}
        update["tool"] = item.tool.model_copy(update=flags)
    if item.mention is not None:
        required = action.required and not action.sponsor
        update["mention"] = item.mention.model_copy(update={"required": required})
    return item.model_copy(update=update)


def _added(session: Session, action: Add) -> Session:
    """The new item stands before the stop the walk is at, so the walk stays there."""
    item = labelled(action.label, action.cues)
    stop = session.stop
    here = session.kind == item.kind
    place = stop if here and isinstance(stop, int) else len(session.items)
    items = (*session.items[:place], item, *session.items[place:])
    before = KINDS.index(item.kind) <= (len(KINDS) if session.kind is None else KINDS.index(session.kind))
    return session.model_copy(update={"items": items, "at": session.at + before})


# --- from sessions to gold


def gold_of(session: Session) -> Gold:
    """What is accepted so far. Tools and people of one name are one, chapters of one second are one, and they
    ascend: always a valid gold file."""
    taken = [item for item in session.items if item.status == "accepted"]
    tools = _by_key([item.tool for item in taken], lambda tool: fold_name(tool.name))
    people = _by_key([item.person for item in taken], lambda person: fold_name(person.name))
    chapters = _by_key([item.chapter for item in taken], lambda chapter: chapter.seconds)
    own = [chapters[second][0] for second in sorted(chapters)]
    mentions = _by_key([item.mention for item in taken], lambda mention: fold_name(mention.name))
    adverts = _by_key([item.sponsor for item in taken], lambda s: (s.span[0], fold_name(s.name)))
    return Gold(
        episode=session.episode,
        tools=[joined(same) for same in tools.values()],
        chapters=[*map(list, session.readers), *([own] if own else [])],
        people=[same[0] for same in people.values()],
        times=session.kept.times,
        mentions=_or_unlabelled(session, "mentions", [joined_mentions(same) for same in mentions.values()]),
        sponsors=_or_unlabelled(session, "sponsors", [adverts[key][0] for key in sorted(adverts)]),
        quotable=None if session.kept.quotable is None else list(session.kept.quotable),
        key_points=None if session.kept.key_points is None else list(session.kept.key_points),
    )


def _or_unlabelled(session: Session, kind: Kind, labels: list[L]) -> list[L] | None:
    """The labels; None, "not labelled", where there are none and the walk is not through with their kind."""
    kinds = KINDS[: len(KINDS) if session.kind is None else KINDS.index(session.kind)]
    through = kind in kinds and (session.timed or kind != "sponsors")
    return labels if labels or through else None


def _by_key(labels: Iterable[L | None], key: Callable[[L], K]) -> dict[K, list[L]]:
    """The labels of each key, in the order given."""
    groups: dict[K, list[L]] = {}
    for label in labels:
        if label is not None:
            groups.setdefault(key(label), []).append(label)
    return groups


def joined(same: Sequence[GoldTool]) -> GoldTool:
    """Labels of one tool as one, under the name of the first."""
    first = same[0]
    required = any(tool.required for tool in same)
    surfaces = unique(surface for tool in same for surface in tool.surface)
    update = {
        "required": required,
        "sponsor": not required and any(tool.sponsor for tool in same),
        "surface": [surface for surface in surfaces if surface != first.name],
        "mentions": sorted({mention for tool in same for mention in tool.mentions}),
        "url": next(filter(None, (tool.url for tool in same)), None),
        "pypi": next(filter(None, (tool.pypi for tool in same)), None),
    }
    return first.model_copy(update=update)


def joined_mentions(same: Sequence[GoldMention]) -> GoldMention:
    """Labels of one mention as one, under the name of the first."""
    first = same[0]
    surfaces = unique(surface for mention in same for surface in mention.surface)
    update = {
        "required": any(mention.required for mention in same),
        "surface": [surface for surface in surfaces if surface != first.name],
        "times": sorted({time for mention in same for time in mention.times}),
    }
    return first.model_copy(update=update)
