"""Where names stand in a talk, once it is known that they are named in it.

To find out that "Ray" is a library takes a careful reader. Once one has said so, its capitals within
sentences are the library, unless they belong to a longer name ("Ray Bradbury"). What counts depends on the
kind:

    person             the full name; after it, the surname or the first name alone, if nobody else has it
    book, film ...     the title in any case, with and without its subtitle; one of common words in capitals
    link               every address that is written so when it is said, and the words noted
    anything else      the name and its spellings in any case; words of the language with a capital
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionGroup, MentionKind, group_of
from llm_summarise.names.addresses import find_addresses
from llm_summarise.names.confirmed.masks import Mask
from llm_summarise.names.confirmed.person_places import places_of_people
from llm_summarise.names.matching import Ordinary, common_words, key_of
from llm_summarise.names.occurrences import Occurrence, occurrences_of_each

_SUBTITLE: Final = re.compile(r"(?<!\s)\s*(?::\s|\s[-–—]\s|\s?\()(?s:.*)")
_ARTICLE: Final = re.compile(r"(?:the|a|an|der|die|das|le|la|les|el|los|las|il|o|os|as)\s+(?=\S+\s)", re.I)
_SCHEME: Final = re.compile(r"(?:https?://)?(?:www\.)?", re.I)


@dataclass(frozen=True)
class ConfirmedName:
    """A name that notes have confirmed, other spellings of it (those that stand in the transcript among
    them), and how far it is a word of the language, if somebody has judged."""

    name: str
    kind: MentionKind = MentionKind.OTHER
    spellings: tuple[str, ...] = ()
    ordinary: Ordinary | None = None


def confirmed_places(
    names: Sequence[ConfirmedName],
    lines: Sequence[str],
    *,
    masked: Sequence[str] = (),
    people: Sequence[str] = (),
) -> list[list[Occurrence]]:
    """For each name every place where it stands in the lines, in order, without overlaps.

    `masked` are phrases in which a shorter name is not meant: the show's own name. `people` are full names
    of others who speak or are spoken of, beside those among `names`: a part of a name that two people share
    stands for neither. Inflections other than a plural or possessive s, and names that are only alike, are
    no places.
    """
    mask = Mask.of(masked, lines)
    found: list[list[Occurrence]] = [[] for _ in names]
    by_group: dict[MentionGroup, list[int]] = {}
    for number, name in enumerate(names):
        by_group.setdefault(group_of(name.kind), []).append(number)
    persons = by_group.pop(MentionGroup.PEOPLE, [])
    links = by_group.pop(MentionGroup.LINKS, [])
    others = sorted(number for numbers in by_group.values() for number in numbers)
    _fill(found, persons, places_of_people([_forms(names[n]) for n in persons], lines, people))
    _fill(found, links, _link_places([names[n] for n in links], lines))
    spellings = [_spellings(names[n]) for n in others]
    levels = [_level(names[n]) for n in others]
    _fill(found, others, occurrences_of_each(spellings, lines, ordinary=levels, confirmed=True))
    return [
        [place for place in places if not mask.covers(place.line, place.start, place.end, name.name)]
        for name, places in zip(names, found, strict=True)
    ]


def _fill(found: list[list[Occurrence]], numbers: Sequence[int], places: Sequence[list[Occurrence]]) -> None:
    for number, some in zip(numbers, places, strict=True):
        found[number] = some


def _forms(name: ConfirmedName) -> tuple[str, ...]:
    return (name.name, *name.spellings)


def _spellings(name: ConfirmedName) -> set[str]:
    """The spellings of a name that is no person's; of a title also that without subtitle and article."""
    forms = set(_forms(name))
    if group_of(name.kind) is MentionGroup.WORKS:
        forms |= {short for form in forms if len(short := _SUBTITLE.sub("", form)) > 1}
        forms |= {_ARTICLE.sub("", form, count=1) for form in forms if _ARTICLE.match(form)}
    return forms


def _level(name: ConfirmedName) -> Ordinary | bool | None:
    """How ordinary a name is: as somebody judged; a short title of common words is ordinary, a longer one in
    any case is not."""
    if name.ordinary is not None or group_of(name.kind) is not MentionGroup.WORKS:
        return name.ordinary
    words = _SUBTITLE.sub("", name.name).split()
    if len(words) == 1 and key_of(words[0]) in common_words():
        return Ordinary.COMMON
    return len(words) == 2 and all(key_of(word) in common_words() for word in words)


def _link_places(links: Sequence[ConfirmedName], lines: Sequence[str]) -> list[list[Occurrence]]:
    """Where addresses are said, and where the words noted for them stand."""
    if not links:
        return []
    wanted = {_bare(form): number for number, link in enumerate(links) for form in _forms(link)}
    noted = occurrences_of_each([link.spellings for link in links], lines, ordinary=False)
    found = [list(places) for places in noted]
    for number, line in enumerate(lines):
        for address in find_addresses(line):
            if (link := _of(wanted, address.written)) is not None:
                said = line[address.start : address.end]
                found[link].append(Occurrence(number, address.start, address.end, said))
    return [_apart(places) for places in found]


def _bare(address: str) -> str:
    return _SCHEME.sub("", address, count=1).rstrip("/").casefold()


def _of(wanted: Mapping[str, int], written: str) -> int | None:
    return wanted.get(_bare(written))


def _apart(places: Iterable[Occurrence]) -> list[Occurrence]:
    """In order; of places that overlap the first and longest."""
    kept: list[Occurrence] = []
    for place in sorted(places, key=lambda p: (p.line, p.start, -p.end)):
        if not kept or place.line > kept[-1].line or place.start >= kept[-1].end:
            kept.append(place)
    return kept
