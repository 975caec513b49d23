"""Who speaks, and in which role: from speaker tags and from the way people are greeted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jellyfish import metaphone
from rapidfuzz import fuzz

from llm_summarise.core.extractive.prompt import Header
from llm_summarise.core.extractive.talk import Sentence, Talk
from llm_summarise.core.replies import Role

_PART = r"[A-Z][\w’'-]+"
_NAME = rf"({_PART}(?:\s+(?:[A-Z]\.\s+)?(?:(?:van|von|de|der|den|la|di|del|da|bin|el)\s+)*{_PART}){{1,2}})"
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
_CAPITALISED = re.compile(rf"\b(?={_NAME})")
_CALLED = re.compile(rf"(?<!\bto ){_PART}")
_NOT_A_NAME = frozenset(
    "python talk podcast this the that show episode and yeah hi hey so you we it what github google "
    "training software foundation live in on if thank thanks welcome but or data science web framework "
    "university inc ai follow launching visit keep check you'll i'm i i've i'd let let's before want "
    "join for mastodon bluesky bytes developers hello now they he she my our your one two three as at "
    "is are here there just like how when where why no yes all any to me us it's that's part basic "
    "developer package manager project notes team everyone folks friends".split()
)
GREETING_WORDS = 60
"""Words after the greeting within which guests are introduced."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person and the span of the talk's text that names them (exclusive end, in characters)."""

    name: str
    role: Role
    start: int
    end: int


def people_of(talk: Talk, header: Header, opening: int) -> list[Introduced]:
    """Hosts and guests. `opening` is where the talk begins, in characters: guests are introduced before it
    or greeted there. Where the lines name speakers, those are the people."""
    found: dict[str, Introduced] = {}

    def add(name: str, role: Role, start: int, end: int) -> None:
        name = " ".join(name.split()).removesuffix("'s").removesuffix("’s")
        if not _NOT_A_NAME & {part.lower() for part in name.split()}:
            found.setdefault(name, Introduced(name, role, start, end))

    for pattern in _HOST:
        for match in pattern.finditer(talk.text):
            add(match[1], Role.HOST, match.start(), match.end())
    firsts: dict[str, Sentence] = {}
    for sentence in talk.sentences:
        if sentence.speaker:
            firsts.setdefault(sentence.speaker, sentence)
    if not firsts:
        for match in _guests(talk.text, opening):
            add(match[1], Role.GUEST, match.start(1), match.end(1))
        return _without_parts(list(found.values()))
    hosted = {person.name for person in found.values()}
    host = next((name for name in firsts if name in hosted), None) or _asks_most(talk)
    listed = [name for name in header.listed("speakers") if name in firsts] or list(firsts)
    return [
        Introduced(name, Role.HOST if name == host else Role.GUEST, *_naming(talk, name, firsts[name]))
        for name in listed
    ]


def _naming(talk: Talk, name: str, first: Sentence) -> tuple[int, int]:
    """Where `name` is said, else the first sentence of that speaker."""
    at = talk.text.find(name)
    return (at, at + len(name)) if at >= 0 else (first.start, first.end)


def _guests(text: str, opening: int) -> Iterator[re.Match[str]]:
    """Full names by which guests are introduced, or whose first name is called when they are greeted."""
    until = opening + GREETING_WORDS * 6
    yield from _INTRODUCED.finditer(text, 0, until)
    greeting = text[opening : opening + 250] if opening else ""
    sounds = {metaphone(called) for called in _CALLED.findall(greeting)}
    for match in _CAPITALISED.finditer(text, 0, opening):
        if metaphone(match[1].split()[0]) in sounds:
            yield match


def _asks_most(talk: Talk) -> str | None:
    """The speaker who asks most questions; None if nobody asks any."""
    asked = Counter(s.speaker for s in talk.sentences if s.speaker and talk.text[s.end - 1] == "?")
    return max(asked, key=lambda name: (asked[name], name)) if asked else None


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
