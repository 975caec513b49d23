"""How people are presented in a passage: whom a phrase names, in which role, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.episode.source.presenting_phrases import (
    BETWEEN_NAMES,
    Naming,
    namings,
    places,
    said,
    words_of,
)
from llm_summarise.episode.source.spoken_passage import SpokenPassage
from llm_summarise.names.person_names import is_first_name

NEAR: Final = 300
"""Characters between a host's own name and the welcome or the guest beside it."""

_CLOSE: Final = 80
"""Characters between them even beside a word on sponsors."""

_PAIR: Final = 45
"""Characters between the own names of two hosts: "I'm Ada Berg." "And I'm Jo Fern"."""

PAID: Final = 160
"""Characters on both sides of a name within which a word on sponsors makes it an advertisement's."""

BEFORE: Final = 60
"""Characters before a phrase within which it is said that another talk is meant."""

_SHOW: Final = re.compile(
    r"(?:\b[Tt]his is|\b[Tt]his,|\b[Ww]elcome to|\b[Ww]elcome back to|\blistening to|[.!?]) [Tt]he "
    r"([A-Z][\w’'-]+ [A-Z][\w’'-]+) (?:[Ss]how|[Pp]odcast|[Ee]xperience|[Hh]our)\b"
)
_EARLY: Final = 3000
"""Characters within which "Ada Berg is here" is said of a guest who is not named again."""

_SOON: Final = 900
"""Characters after a welcome within which a guest is described and then named."""

_LONG: Final = 3000
"""Characters after the first guest within which weaker phrases present others."""

_ANSWER: Final = 250
"""Characters after a greeting within which the guest answers."""

_WEAK: Final = ("talked", "present", "reveals")

_PURPOSE: Final = re.compile(r"here to\b", re.IGNORECASE)
"""What a firm is said to be for: "Tide Works is here to help"."""

_FROM: Final = re.compile(r"(?:^| )(?:of|at|from|by|for|in|von|aus|bei|de|du|di|da|av|от|из)$")
_NOBODY: Final = re.compile(
    r"\b(?:you|people|them|him|her|everyone|everybody|someone|somebody|folks|about)\b"
)
_SENTENCE: Final = re.compile(r"[.!?\n]")


@dataclass(frozen=True, slots=True)
class Presented:
    """A name, the role it is presented in, and how much that counts: 2 is enough. `speaker` says it."""

    name: str
    role: Role
    weight: int
    speaker: str | None


def presented(passage: SpokenPassage) -> Iterator[Presented]:
    """All who are presented in a passage, as often as they are. Once a guest has been presented, people talk
    about others: who is named by a weaker phrase long after that is none."""
    if not passage.has_case:
        return
    text, lowered = passage.text, passage.lowered
    found = {kind: namings(kind, text, lowered) for kind, _, _ in _KINDS}
    paid = places("pays", lowered)
    sellers = {name for kind in ("guest", "talked") for name in _sellers(found[kind], text, paid)}
    until = min((naming.start + _LONG for naming in found["guest"]), default=len(text))
    greeted = [naming.end for naming in found["greeted"]]
    hosts = {naming.last for kind in ("host", "own") for naming in namings(kind, text, lowered)}
    for kind, role, weight in _KINDS:
        for naming in found[kind]:
            if role is Role.GUEST and naming.last in hosts:  # "I'm Ada Berg, welcome to Tide Talk"
                continue
            if role is Role.GUEST and (_is_near(naming.at, paid, PAID) or _of_another_talk(text, naming)):
                continue
            if (kind in _WEAK and naming.at > until) or (
                kind == "answers" and not _is_soon(naming.start, greeted)
            ):
                continue
            for name in _who(naming, passage, kind):
                if name.split()[0] not in sellers:
                    single = kind in ("guest", "talked") and " " not in name
                    yield Presented(name, role, weight - single, passage.speaker(naming.at))
    yield from _own_names(passage, paid)
    yield from _shows(passage)


def _sellers(found: Iterable[Naming], text: str, paid: Iterable[int]) -> Iterator[str]:
    """First names of those who are presented as sponsors, in one sentence: "Bo Hill, from our sponsor"."""
    for naming in found:
        for place in paid:
            if abs(naming.at - place) <= PAID:
                between = text[min(naming.at, place) : max(naming.at, place)]
                if not _SENTENCE.search(between) and not said("pause").search(between):
                    yield naming.names.split()[0]


def _is_soon(at: int, ends: Iterable[int]) -> bool:
    return any(0 <= at - end <= _ANSWER for end in ends)


def _who(naming: Naming, passage: SpokenPassage, kind: str) -> Iterator[str]:
    """The people whom a phrase names. Behind a description a name counts only in full, and if a part of it is
    said again; what follows "of" or "at" there is where somebody comes from."""
    gap, text = naming.gap.strip(" ,:—–-"), passage.text
    from_where = _FROM.search(gap) is not None
    late = kind == "present" and naming.start > _EARLY
    if (kind == "present" and _PURPOSE.match(text, naming.end - 4)) or _NOBODY.search(gap):
        return
    if kind == "reveals" and not _reveals(naming, passage):
        return
    doubtful = bool(gap) or late or kind == "reveals"
    for number, name in _named(naming.names, text):
        sure = " " in name and _is_said_again(name, text) and not (from_where and number == 0)
        if sure or not doubtful:
            yield name


def _reveals(naming: Naming, passage: SpokenPassage) -> bool:
    """Whether a sentence that only gives a name stands soon after the welcome."""
    before, after = passage.text[: naming.start].rstrip()[-1:], passage.text[naming.end : naming.end + 1]
    welcomes = places("begins", passage.lowered)
    return before in ".!?" and after in ".!?" and any(0 <= naming.start - at <= _SOON for at in welcomes)


_KINDS: Final = (
    ("host", Role.HOST, 3),
    ("guest", Role.GUEST, 3),
    ("talked", Role.GUEST, 2),
    ("greeted", Role.GUEST, 2),
    ("present", Role.GUEST, 2),
    ("reveals", Role.GUEST, 2),
    ("answers", Role.HOST, 2),
)


def _own_names(passage: SpokenPassage, paid: list[int]) -> Iterator[Presented]:
    """Who says the own name beside a welcome, the presenting of a guest, or another such name, is a host."""
    text = passage.text
    begins = places("begins", passage.lowered)
    own = namings("own", text, passage.lowered)
    for naming in own:
        at = naming.at
        near = [b for b in begins if abs(b - at) <= NEAR and "\n" not in text[min(at, b) : max(at, b)]]
        pair = any(0 < abs(other.at - at) <= _PAIR for other in own)
        apart = min((abs(b - at) for b in near), default=NEAR)
        if (near or pair) and not (_is_near(at, paid, PAID) and apart > _CLOSE):
            for _, name in list(_named(naming.names, text))[:1]:
                yield Presented(name, Role.HOST, 2, passage.speaker(at))


def _shows(passage: SpokenPassage) -> Iterator[Presented]:
    """The host after whom a show is called, if the name is one, or somebody is spoken to by it."""
    for match in _SHOW.finditer(passage.text):
        for _, name in _named(match[1], passage.text):
            first = name.split()[0]
            called = rf"(?:[,.?!] |\n)(?:\w+,? )?{re.escape(first)}[,.?!]|\bI['’]m {re.escape(first)}\b"
            if is_first_name(first) or re.search(called, passage.text):
                yield Presented(name, Role.HOST, 2, passage.speaker(match.start()))


def _is_near(at: int, places: list[int], distance: int) -> bool:
    return any(abs(place - at) <= distance for place in places)


def _of_another_talk(text: str, naming: Naming) -> bool:
    """Whether the sentence before a phrase says that another talk is meant."""
    before = _SENTENCE.split(text[max(0, naming.start - BEFORE) : naming.start])[-1]
    return said("other").search(before) is not None


def _named(names: str, text: str) -> Iterator[tuple[int, str]]:
    """The names of people in a group of names, each with its number there. Of those after the first, which
    may be a firm or a place, only what is said again, or stands in a list of names of one kind."""
    parts = BETWEEN_NAMES.split(names)
    alike = len({" " in part for part in parts}) == 1
    for number, part in enumerate(parts):
        name = person_name(part)
        if name is None or (" " not in name and _is_ordinary(name, text)):
            continue
        if number == 0 or alike or (" " in name and _is_said_again(name, text)):
            yield number, name


_MIXED: Final = re.compile(
    r"(?<!^Mc)(?<!^Mac)(?<!^De)(?<!^Di)(?<!^La)(?<!^Le)(?<!^Van)(?<!^Fitz)(?<=[a-z])[A-Z]"
)
"""A capital within a part of a name, as firms write it: TideWorks."""


def person_name(said_name: str) -> str | None:
    """A name without titles and words before it that are none; None if it cannot be that of a person."""
    parts = [part if len(part) == 2 else part.rstrip(".") for part in said_name.split()]
    skipped = words_of("no_people.txt") | words_of("titles_of_people.txt")
    while parts and fold_name(parts[0]) in skipped:
        parts = parts[1:]
    parts = [re.sub(r"['’]s$", "", part) for part in parts]
    if not parts or len("".join(parts)) < 2:
        return None
    if any(fold_name(part) in words_of("no_people.txt") for part in parts):
        return None
    if any(_MIXED.search(part) for part in parts):
        return None
    if any(len(part) > 3 and part.isupper() for part in parts) or all(part.isupper() for part in parts):
        return None
    return " ".join(parts)


def _is_ordinary(name: str, text: str) -> bool:
    """Whether a single name is a word that is said in lower case too, other than in an address."""
    return re.search(rf"(?<![\w/@.#-]){re.escape(name.lower())}(?![\w@])", text) is not None


def _is_said_again(name: str, text: str) -> bool:
    """Whether a part of a name is said more often than the whole."""
    whole = text.count(name)
    return any(text.count(part) > whole for part in (name.split()[0], name.split()[-1])) or whole > 1
