"""What is named in an episode, under its right name, with every place where it is named.

A model's note gives a name and how it stands in the transcript. For tools the catalogue gives canonical name
and link and knows where in running text a name is meant: "Go" not in "good to go", "GitHub" not in "GitHub
Copilot". A link is never the model's: an address is written as it is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionGroup, MentionKind, Owner, Prominence, ToolKind, group_of
from llm_summarise.domain.result import Mention, MentionedItem, Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.adverts import Advert, within
from llm_summarise.episode.gathering.notes import GroundedNotes, NotedMention
from llm_summarise.episode.gathering.spoken_places import SpokenPlace, excerpt, noted_place
from llm_summarise.episode.lines import SpokenLines
from llm_summarise.grounding import Grounder
from llm_summarise.names import Catalogue, CatalogueEntry, ToolHit
from llm_summarise.names.addresses import agrees, written_address
from llm_summarise.names.confirmed import ConfirmedName, Mask, confirmed_places, names_of_show


@dataclass(frozen=True)
class NamedThings:
    """Tools in order of their first mention, and what else is named, the most prominent first; `dropped`
    counts the notes whose name is not in the passage they were taken from."""

    tools: list[Tool]
    items: list[MentionedItem]
    dropped: int = 0


@dataclass
class _Thing:
    """One named thing while it is put together. `spoken` are its spellings in this episode; `advertised`
    tells that every note of it so far came from an advertisement."""

    name: str
    entry: CatalogueEntry | None
    kinds: Counter[MentionKind] = field(default_factory=Counter)
    prominence: Prominence = Prominence.PASSING
    owners: Counter[Owner] = field(default_factory=Counter)
    spoken: set[str] = field(default_factory=set)
    advertised: bool = True
    places: set[SpokenPlace] = field(default_factory=set)

    def add(self, noted: NotedMention, surface: str, place: SpokenPlace, *, advertised: bool) -> None:
        """Take in one more note of it."""
        note = noted.note
        self.kinds[note.kind] += 1
        self.prominence = min(self.prominence, note.prominence, key=lambda each: each.rank)
        self.owners[note.owner] += 1
        self.spoken.add(surface)
        self.places.add(place)
        self.advertised &= advertised

    @property
    def kind(self) -> MentionKind:
        """The catalogue's, if it states one, else the one that most notes give, the first of equals."""
        if self.entry is not None and self.entry.kind is not MentionKind.OTHER:
            return self.entry.kind
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    @property
    def owner(self) -> Owner:
        """A guest's if any note says so; the show's only if all do: a platform on which the show is found may
        be talked about as well."""
        if Owner.GUEST in self.owners:
            return Owner.GUEST
        return Owner.SHOW if set(self.owners) == {Owner.SHOW} else Owner.OTHER


@dataclass(frozen=True)
class SpokenNames:
    """The lines of a transcript, and where the catalogue finds tools named in them. To find these takes most
    of the time, and nothing of what a model notes."""

    lines: SpokenLines
    hits: Sequence[ToolHit]

    @classmethod
    def of(cls, transcript: Transcript, catalogue: Catalogue) -> SpokenNames:
        lines = SpokenLines(transcript)
        return cls(lines, catalogue.select(catalogue.find(lines.texts), lines.texts))


def named_things(
    notes: GroundedNotes,
    transcript: Transcript,
    catalogue: Catalogue,
    spoken: SpokenNames,
    grounder: Grounder,
) -> NamedThings:
    """All that is named in an episode, each once."""
    lines = spoken.lines
    found: dict[str, _Thing] = {}
    spoken_as = _spoken_as(notes)
    dropped = 0
    for noted in notes.mentions:
        place = noted_place(noted, lines, grounder)
        surface = place and lines.texts[place.line][place.start : place.end]
        if place is None or not surface:
            dropped += 1
            continue
        thing = _right_name(noted, surface, place.context(lines), catalogue, spoken_as)
        if thing is None:
            dropped += 1
            continue
        # A handle is not the show that it belongs to, though their letters are the same.
        key = fold_name(thing.name) or thing.name
        thing = found.setdefault(f"@{key}" if noted.note.kind is MentionKind.LINK else key, thing)
        advertised = within(lines.cue(place.line, place.start), notes.adverts)
        thing.add(noted, surface, place, advertised=advertised)
    shows = [t.name for t in found.values() if t.owner is Owner.SHOW and t.kind is MentionKind.PODCAST]
    masked = [name for show in (transcript.about.show or "", *shows) for name in names_of_show(show)]
    _find_everywhere(found, spoken, masked, _present(transcript))
    things = list(found.values())
    tools = [_tool(t, lines, transcript, notes.adverts) for t in things if _is_tool(t)]
    items = [_item(t, lines, transcript, notes.adverts) for t in things if not _is_tool(t)]
    return NamedThings(sorted(tools, key=_first_said), sorted(items, key=_foremost), dropped)


def _is_tool(thing: _Thing) -> bool:
    """Whether a thing is listed among the tools, by its kind."""
    return group_of(thing.kind) is MentionGroup.TOOLS


SpokenAs = Mapping[str, set[str]]
"""How names are said in this episode, both folded: "cline" as "klein"."""


def _spoken_as(notes: GroundedNotes) -> SpokenAs:
    spoken: dict[str, set[str]] = {}
    for noted in notes.mentions:
        spoken.setdefault(fold_name(noted.note.name), set()).add(fold_name(noted.note.said))
    return spoken


def _address_of(name: str, surface: str, spoken_as: SpokenAs) -> str | None:
    """The address a note gives if the words said spell it, or misspell the name that it begins with as that
    is misspelled elsewhere; else what they spell, None if that is no address."""
    written = written_address(surface)
    if agrees(name, surface) or written is None:
        return name if agrees(name, surface) else None
    given, heard = (address.partition(".") for address in (name, written))
    same = given[2].casefold() == heard[2].casefold()
    return name if same and fold_name(heard[0]) in spoken_as.get(fold_name(given[0]), ()) else written


_BRACKETED: Final = re.compile(r"(\S.*?) \(([^()]+)\)")


def _one_name(name: str, surface: str) -> str:
    """Of a name with another one in brackets, "Federated Learning of Cohorts (FLoC)", the one that is said;
    the first if that is neither."""
    match = _BRACKETED.fullmatch(name)
    if match is None:
        return name
    outer, inner = match.groups()
    return inner if fold_name(inner) == fold_name(surface) else outer


def _right_name(
    noted: NotedMention, surface: str, context: str, catalogue: Catalogue, spoken_as: SpokenAs
) -> _Thing | None:
    """The thing a note means: the catalogue's entry for it, or what the note says. None for an address that
    does not follow from the words said."""
    note = noted.note
    name = _one_name(fold_space(note.name), surface)
    if note.kind is MentionKind.LINK:
        address = _address_of(name, surface, spoken_as)
        return _Thing(address, None) if address else None
    if group_of(note.kind) is not MentionGroup.TOOLS and note.kind is not MentionKind.OTHER:
        entry = catalogue.own(name, note.kind)
        return _Thing(entry.name if entry else name, entry)
    right = catalogue.right_name(name, surface, context, note.kind)
    return _Thing(right.name, right.entry)


def _present(transcript: Transcript) -> list[str]:
    """Who speaks or is known to: their first names stand for nobody else."""
    about = transcript.about
    return [*transcript.speakers, *about.hosts, *about.guests, *about.speakers, *transcript.inferred.values()]


def _find_everywhere(
    found: Mapping[str, _Thing], spoken: SpokenNames, masked: Sequence[str], present: Sequence[str]
) -> None:
    """Add every place where the things are named: those of the catalogue where it finds them, and all where
    one of their spellings stands, now that they are known to be named. `masked` are names of the show, in
    which no tool is named, `present` those of people who speak."""
    mask = Mask.of(masked, spoken.lines.texts)
    for hit in spoken.hits:
        known = found.get(fold_name(hit.entry.name))
        if known is not None and known.entry is not None:
            free = (p for p in hit.found if not mask.covers(p.line, p.start, p.end, known.name))
            known.places |= {SpokenPlace(place.line, place.start, place.end) for place in free}
    # A single letter is too often a variable or a heading: only where the catalogue finds it.
    things = [thing for thing in found.values() if len(fold_name(thing.name)) > 1]
    said = confirmed_places(
        [_confirmed(thing) for thing in things], spoken.lines.texts, masked=masked, people=present
    )
    for thing, places in zip(things, said, strict=True):
        thing.places |= {SpokenPlace(place.line, place.start, place.end) for place in places}
    _without_parts_of_others(found.values())


def _without_parts_of_others(things: Iterable[_Thing]) -> None:
    """Take away the places that stand within the longer name of another thing, unless nothing is left:
    "Ahrefs" is not named in "Ahrefs Webmaster Tools"."""
    longest: dict[tuple[int, int], int] = {}
    for thing in things:
        for place in thing.places:
            for at in range(place.start, place.end):
                size = longest.get((place.line, at), 0)
                longest[place.line, at] = max(size, place.end - place.start)
    for thing in things:
        alone = {p for p in thing.places if longest[p.line, p.start] == p.end - p.start}
        thing.places = alone or thing.places


def _confirmed(thing: _Thing) -> ConfirmedName:
    ordinary = thing.entry.ordinary if thing.entry else None
    return ConfirmedName(thing.name, thing.kind, tuple(thing.spoken), ordinary)


def _first_said(named: Tool | MentionedItem) -> tuple[int, str]:
    """The order of tools: by their first mention outside of advertisements, if there is one."""
    first = next((m for m in named.mentions if not m.sponsor), named.mentions[0])
    return first.cue, named.name


def _foremost(item: MentionedItem) -> tuple[int, int, str]:
    """The order of everything else: what an editor would list comes first, then by first mention."""
    return item.prominence.rank, *_first_said(item)


def _tool(thing: _Thing, lines: SpokenLines, transcript: Transcript, adverts: Sequence[Advert]) -> Tool:
    entry, mentions = thing.entry, _mentions(thing, lines, transcript, adverts)
    return Tool(
        name=thing.name,
        kind=ToolKind(thing.kind.value),
        url=entry.url if entry else None,
        pypi=entry.pypi if entry else None,
        prominence=thing.prominence,
        owner=thing.owner,
        sponsor=thing.advertised or all(mention.sponsor for mention in mentions),
        mentions=mentions,
    )


def _item(
    thing: _Thing, lines: SpokenLines, transcript: Transcript, adverts: Sequence[Advert]
) -> MentionedItem:
    mentions = _mentions(thing, lines, transcript, adverts)
    return MentionedItem(
        name=thing.name,
        kind=thing.kind,
        url=_address(thing.name) if thing.kind is MentionKind.LINK else _entry_url(thing),
        prominence=thing.prominence,
        owner=thing.owner,
        sponsor=thing.advertised or all(mention.sponsor for mention in mentions),
        mentions=mentions,
    )


def _address(name: str) -> str | None:
    """Where an address said aloud leads; None for mailboxes and handles."""
    if "@" in name or "." not in name:
        return None
    return name if "://" in name else f"https://{name}"


def _entry_url(thing: _Thing) -> str | None:
    return thing.entry.url if thing.entry else None


def _mentions(
    thing: _Thing, lines: SpokenLines, transcript: Transcript, adverts: Sequence[Advert]
) -> list[Mention]:
    return [_mention(place, lines, transcript, adverts) for place in _apart(thing.places)]


def _apart(places: Iterable[SpokenPlace]) -> list[SpokenPlace]:
    """In order of time; of places that overlap, the first and longest."""
    kept: list[SpokenPlace] = []
    for place in sorted(places, key=lambda p: (p.line, p.start, -p.end)):
        if not (kept and kept[-1].line == place.line and kept[-1].end > place.start):
            kept.append(place)
    return kept


def _mention(
    place: SpokenPlace, lines: SpokenLines, transcript: Transcript, adverts: Sequence[Advert]
) -> Mention:
    begin = lines.cue(place.line, place.start)
    text = lines.texts[place.line]
    start, approximate = transcript.moment(*begin)
    return Mention(
        cue=begin[0],
        start=start,
        approximate=approximate,
        speaker=transcript.cues[begin[0]].speaker,
        surface=text[place.start : place.end],
        quote=excerpt(text, place.start, place.end),
        sponsor=within(begin, adverts),
    )
