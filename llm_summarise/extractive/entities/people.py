"""Who speaks, and in which role: from speaker tags and from the way people are greeted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from jellyfish import metaphone
from rapidfuzz import fuzz

from llm_summarise.domain.replies import Role
from llm_summarise.extractive.entities.roles import EARLY, INTRODUCES, roles_of
from llm_summarise.extractive.speech.prompt import Header
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import parts, word_set

_PART = r"[A-Z][\w’'-]{1,60}"
_NAME = (
    rf"({_PART}(?:\s+(?:[A-Z]\.\s+)?(?:(?:van|von|de|der|den|la|di|del|da|bin|el)\s+){{0,3}}{_PART}){{1,3}})"
)
_GUEST_HOST = re.compile(rf"\b(?:your|the) guest host,?\s+{_NAME}")
"""Who stands in for the host, who then is the guest."""
_HOST = (
    re.compile(rf"\b(?:[Tt]his is|I'm|I am) your host,?\s+{_NAME}"),
    re.compile(rf"\blistening to\s+{_NAME}\s+on\b"),
)
_INTRODUCED = re.compile(
    rf"\b(?:(?:talk|speak|chat|spoke|sit|sat)\w*(?: down)?\s+(?:to|with)|joined by|"
    rf"guests?(?: is| are)?,?|[Ww]elcome(?: back)?,?(?: to the show,?)?|"
    rf"(?:great|awesome|happy|excited|pleasure) to have|meet|we have|interview\w*|"
    rf"special guests?,?)\s+(?:back\s+)?{_NAME}"
)
_LIST = re.compile(rf"(?:{_NAME[1:-1]},\s+){{1,6}}(?:and\s+)?{_NAME[1:-1]}")
"""Two names and more, by which the guests of a panel are introduced."""
_ANNOUNCED = re.compile(rf"(?i:{INTRODUCES.pattern})\s+{_NAME}")
_WORD_LENGTH = 6
"""Characters of a word of speech, with its blank."""
_BACK = re.compile(rf"{_NAME}\s+(?:is|are|was)\s+(?:back|here|with us|on the show|joining|my guest)")
_GREETED = re.compile(
    rf"(?:^|[.!?]\s+)(?:(?:[Hh]ey|[Hh]i|[Hh]ello|So|And|All right|Okay|Yeah),?\s+)?({_PART}),\s+"
    rf"(?:and {_PART},\s+)?(?:[Ww]elcome|(?:it's )?(?:great|good|nice|awesome|so good) to (?:have|see|meet)|"
    r"thank(?:s| you))"
)
_CAPITALISED = re.compile(rf"\b(?={_NAME})")
_CALLED = re.compile(rf"(?<!\bto )(?<!\bfrom ){_PART}")
_FULL = re.compile(_NAME)
_NOT_A_NAME = word_set("not in a name")
GREETING_WORDS = 60
"""Words after the greeting within which guests are introduced."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person and the span of the talk's text that names them (exclusive end, in characters)."""

    name: str
    role: Role
    start: int
    end: int


def people_of(talk: Speech, header: Header, opening: int) -> list[Introduced]:
    """Hosts and guests. `opening` is where the talk begins, in characters: guests are introduced before it
    or greeted there. Where the lines name speakers, those are the people."""
    found = _named(_hosts(talk.text)) if talk.english else []
    firsts: dict[str, Sentence] = {}
    for sentence in talk.sentences:
        if sentence.speaker:
            firsts.setdefault(sentence.speaker, sentence)
    if firsts:
        return _speakers(talk, header, firsts, {p.name for p in found if p.role is Role.HOST})
    source = list(_from_source(talk.text, header))
    if any(person.role is Role.GUEST for person in source):
        return _without_parts([*source, *(p for p in found if p.role is Role.HOST)])
    if not talk.english:
        return source
    found = _named([*source, *found, *_guests(talk.text, opening)])
    if not any(person.role is Role.GUEST for person in found):
        found = _named([*found, *_greeted(talk.text, opening)])
    return _without_parts(found)


def _named(people: Iterable[Introduced]) -> list[Introduced]:
    """The people with a name that is one, each once, at the first place."""
    found: dict[str, Introduced] = {}
    for person in people:
        name = " ".join(person.name.split()).removesuffix("'s").removesuffix("’s")
        if not _NOT_A_NAME & set(name.lower().split()) and not _is_thing(name):
            found.setdefault(name, replace(person, name=name))
    return list(found.values())


def _hosts(text: str) -> Iterator[Introduced]:
    """Who says so; one who stands in for the host makes the host the guest."""
    stands_in = _GUEST_HOST.search(text)
    if stands_in:
        yield Introduced(stands_in[1], Role.HOST, *stands_in.span())
    for pattern in _HOST:
        for match in pattern.finditer(text):
            yield Introduced(match[1], Role.GUEST if stands_in else Role.HOST, *match.span())


def _from_source(text: str, header: Header) -> Iterator[Introduced]:
    """Whom the header of the prompt names as host or guest, as far as they are named in the text."""
    for key, role in (("hosts", Role.HOST), ("guests", Role.GUEST)):
        for name in header.people(key):
            at = text.find(name)
            if at >= 0:
                yield Introduced(name, role, at, at + len(name))


def _greeted(text: str, opening: int) -> Iterator[Introduced]:
    """Guests of whom only the first name is said, when they are greeted."""
    for match in _GREETED.finditer(text, 0, opening + GREETING_WORDS * 12):
        if parts().get(match[1].lower()) is None:
            yield Introduced(match[1], Role.GUEST, *match.span(1))


def _speakers(
    talk: Speech, header: Header, firsts: Mapping[str, Sentence], hosts: Collection[str]
) -> list[Introduced]:
    """The speakers the lines name, with their first sentences. `hosts` say that they are."""
    roles = roles_of(talk, header, list(firsts), hosts)
    return [Introduced(name, roles[name], *_naming(talk, name, first)) for name, first in firsts.items()]


def _is_thing(name: str) -> bool:
    """Whether a name of two words is that of software or a project ("Flask Diamond", "Code Challenge")."""
    first, *rest = name.lower().split()
    common = {"noun", "vague", "name"}
    known = parts()
    return bool(rest) and (
        known.get(first) == "name" or all(known.get(p) in common for p in (first, rest[-1]))
    )


def _naming(talk: Speech, name: str, first: Sentence) -> tuple[int, int]:
    """Where `name` is said, else the first sentence of that speaker."""
    at = talk.text.find(name)
    return (at, at + len(name)) if at >= 0 else (first.start, first.end)


def _guests(text: str, opening: int) -> Iterator[Introduced]:
    """Full names by which guests are introduced or listed, or whose first name is called when they are
    greeted."""
    until = opening + GREETING_WORDS * 6
    begin = max(0, opening - 60)
    greeting = text[begin : opening + 250] if opening else ""
    sounds = {metaphone(called) for called in _CALLED.findall(greeting)}
    matches = [*_INTRODUCED.finditer(text, 0, until), *_BACK.finditer(text, 0, opening)]
    matches += _ANNOUNCED.finditer(text, 0, EARLY * _WORD_LENGTH)
    for match in _LIST.finditer(text, 0, opening):
        names = list(_FULL.finditer(text, *match.span()))
        if any(metaphone(name[1].split()[0]) in sounds for name in names):
            matches += names
    called = _CAPITALISED.finditer(text, 0, begin)
    matches += [name for name in called if metaphone(name[1].split()[0]) in sounds]
    return (Introduced(match[1], Role.GUEST, *match.span(1)) for match in matches)


def _without_parts(people: list[Introduced]) -> list[Introduced]:
    """Without names that are part of a longer one or another hearing of an earlier one."""
    kept: list[Introduced] = []
    for person in people:
        longer = any(person is not other and f" {person.name} " in f" {other.name} " for other in people)
        if not longer and not any(_same(person.name, other.name) for other in kept):
            kept.append(person)
    return kept


def _same(name: str, other: str) -> bool:
    """Whether two names are alike but for a few letters ("Gramfort", "Grandfort")."""
    return name.split()[0] == other.split()[0] and fuzz.ratio(name, other) >= 80
