"""What a listener may want to look up beside tools: one note for each, where it is named best."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionGroup, MentionKind, MentionNote, Owner, Prominence, group_of
from llm_summarise.extractive.mentioned.capitals import Words, known
from llm_summarise.extractive.mentioned.organisations import organisations_named
from llm_summarise.extractive.mentioned.sighting import Sighting
from llm_summarise.extractive.mentioned.surroundings import Surroundings
from llm_summarise.extractive.mentioned.talked_about import people_named
from llm_summarise.extractive.mentioned.works import works_named
from llm_summarise.names.addresses.in_running_text import find_addresses
from llm_summarise.names.person_names import ALIKE, is_same_person

PROOF: Final = 1.0
"""Weight of all sightings together from which on a thing is named."""
OFTEN: Final = 3
"""Places from which on a thing is discussed."""
_BEFORE_AN_ADDRESS: Final = (
    "at ",
    "to ",
    "is ",
    "visit ",
    "on ",
    "it's ",
    "website ",
    "site ",
    "email ",
    ", ",
    "called ",
    "follow ",
)
_ORDER: Final = [MentionGroup.LINKS, MentionGroup.WORKS, MentionGroup.PEOPLE, MentionGroup.CONCEPTS]
"""Of two that overlap, the one of the earlier of these groups stays."""


@dataclass(frozen=True)
class MentionedThings:
    """What is named in a talk outside of advertisements (`is_paid` tells by the character). `taken` are
    spans of the text, in order, that name tools; `taking_part` the names of those who speak; `hints` names
    that may occur, correctly spelled; `titles` what the topics are called; `own_names` of tools and
    `advertised` addresses are folded."""

    around: Surroundings
    is_paid: Callable[[int], bool]
    taken: Sequence[tuple[int, int]]
    taking_part: Collection[str]
    hints: Sequence[str] = ()
    titles: Sequence[str] = ()
    own_names: Collection[str] = frozenset()
    advertised: Collection[str] = frozenset()

    def notes(self) -> Iterator[MentionNote]:
        """One note for each, in order of their first places."""
        for sightings in self._things():
            yield self._note(sightings)

    def _things(self) -> list[list[Sighting]]:
        """The sightings of each thing that is surely named."""
        grouped: dict[str, list[Sighting]] = defaultdict(list)
        for sighting in _without_overlaps(self._sightings()):
            grouped[fold_name(sighting.name)].append(sighting)
        sure = [found for key, found in grouped.items() if key and self._is_sure(found)]
        return sorted(sure, key=lambda found: found[0].start)

    def _sightings(self) -> list[Sighting]:
        talk = self.around.talk
        found = list(self._links())
        if talk.english:
            words = Words(talk.text)
            found += [*works_named(talk.text), *people_named(talk.text, words)]
            found += organisations_named(talk.text, words)
        return [s for s in found if not self.is_paid(s.start) and not self._is_taken(s)]

    def _links(self) -> Iterator[Sighting]:
        """Addresses that a listener is told, and not names of firms that are written like one."""
        text = self.around.talk.text
        for address in find_addresses(text):
            near = text[max(0, address.start - 12) : address.start].lower()
            plain = address.written.isascii() and not ("/" in address.written or "@" in address.written)
            told = not plain or near.endswith(_BEFORE_AN_ADDRESS)
            if told and fold_name(address.written) not in self.advertised:
                yield Sighting(address.start, address.end, address.written, MentionKind.LINK)

    def _is_taken(self, sighting: Sighting) -> bool:
        """Whether a tool is named there; the title of a work may hold the name of one."""
        group = group_of(sighting.kind)
        if group in {MentionGroup.WORKS, MentionGroup.LINKS, MentionGroup.CONCEPTS}:
            return False
        if any(start < sighting.end and sighting.start < end for start, end in self._near(sighting)):
            return True
        if group is MentionGroup.PEOPLE:
            return any(is_same_person(sighting.name, name) for name in self.taking_part)
        return fold_name(sighting.name) in self.own_names

    def _near(self, sighting: Sighting) -> Sequence[tuple[int, int]]:
        at = bisect_left(self.taken, (sighting.start, sighting.start))
        return self.taken[max(0, at - 1) : at + 3]

    def _is_sure(self, found: Sequence[Sighting]) -> bool:
        """Whether a thing is named beyond doubt; firms at which somebody works are not, named once."""
        proof = sum(sighting.weight for sighting in found)
        if found[0].kind is not MentionKind.COMPANY:
            return proof >= PROOF or (found[0].kind is MentionKind.EVENT and proof >= 0.8)
        best = max(sighting.weight for sighting in found)
        named = self._count(found[0].name)
        return best >= PROOF or (best >= 0.5 and named > 1) or (proof >= PROOF and len(found) > 2)

    def _count(self, name: str) -> int:
        return self.around.talk.text.count(name)

    def _note(self, found: Sequence[Sighting]) -> MentionNote:
        best = max(found, key=lambda s: (s.weight, -s.start))
        talk = self.around.talk
        owned = best.name.lower() not in known("known") and group_of(best.kind) in {
            MentionGroup.WORKS,
            MentionGroup.COMPANIES,
            MentionGroup.LINKS,
        }
        owners = [self.around.owner(s.start, s.end, s.kind) for s in found] if owned else []
        owner = next((o for o in (Owner.SHOW, Owner.GUEST) if o in owners), Owner.OTHER)
        line = talk.line_at(best.start)
        said = talk.text[best.start : best.end]
        return MentionNote(
            cue=talk.lines[line].number,
            name=self._spelled(best.name),
            said=said,
            kind=best.kind,
            prominence=self._prominence(found, best),
            owner=owner,
        )

    def _prominence(self, found: Sequence[Sighting], best: Sighting) -> Prominence:
        works = group_of(best.kind) is MentionGroup.WORKS
        if any(s.recommended or (works and self.around.recommended(s.start, s.end)) for s in found):
            return Prominence.RECOMMENDED
        folded = fold_name(best.name)
        if self._count(best.name) >= OFTEN or any(folded in title for title in self._titles):
            return Prominence.DISCUSSED
        return Prominence.PASSING

    def weight(self, name: str, places: Sequence[tuple[int, int]]) -> Prominence:
        """How much a tool matters that is named at `places`."""
        if any(self.around.recommended(start, end) for start, end in places):
            return Prominence.RECOMMENDED
        folded = fold_name(name)
        titled = any(folded in title for title in self._titles)
        return Prominence.DISCUSSED if len(places) >= OFTEN or titled else Prominence.PASSING

    def _spelled(self, name: str) -> str:
        """The name as a hint has it, if one is meant."""
        folded = fold_name(name)
        return next((hint for hint, key in self._keys if fuzz.ratio(key, folded) >= ALIKE), name)

    @cached_property
    def _titles(self) -> list[str]:
        """The titles, folded."""
        return [fold_name(title) for title in self.titles]

    @cached_property
    def _keys(self) -> list[tuple[str, str]]:
        """The hints that are names, and each folded."""
        return [(hint, fold_name(hint)) for hint in self.hints if hint[:1].isupper()]


def _without_overlaps(sightings: Sequence[Sighting]) -> list[Sighting]:
    """In order of their places; of those that overlap, the best founded of the first group."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (s.start, -s.end)):
        if kept and sighting.start < kept[-1].end:
            if _rank(sighting) < _rank(kept[-1]):
                kept[-1] = sighting
        else:
            kept.append(sighting)
    return kept


def _rank(sighting: Sighting) -> tuple[int, float, int]:
    group = group_of(sighting.kind)
    return (
        _ORDER.index(group) if group in _ORDER else len(_ORDER),
        -sighting.weight,
        sighting.start - sighting.end,
    )
