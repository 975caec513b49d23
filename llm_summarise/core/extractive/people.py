"""Who speaks, and in which role: from speaker tags and from the way people are greeted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from llm_summarise.core.extractive.prompt import Header
from llm_summarise.core.extractive.talk import Talk
from llm_summarise.core.replies import Role

_NAME = r"((?:[A-Z][\w’'.-]+)(?:\s+(?:(?:van|von|de|der|la|di|del|da|bin)\s+)*[A-Z][\w’'-]+){1,2})"
_HOST = (
    re.compile(
        r"\b(?:[Tt]his is your host|I'm your host|I am your host|[Yy]our host,?(?: is)?),?\s+" + _NAME
    ),
    re.compile(r"\blistening to\s+" + _NAME + r"\s+on\b"),
)
_GUEST = (
    re.compile(
        r"\b(?:talk(?:ing)?|speak(?:ing)?|chat(?:ting)?|sit(?:ting)? down|spoke|here|joined|meet|welcome|have|with guest,?|"
        r"[Ww]elcome(?: back)?|guest(?:s)?(?: is| are)?),?\s+(?:to\s+|with\s+|by\s+|back\s+)?" + _NAME
    ),
    re.compile(_NAME + r",?\s+(?:welcome|great to have you|is here|are here|is back|are back|joins)\b"),
    re.compile(
        r"\b" + _NAME + r"(?:,? and " + _NAME + r")?,?\s+(?:is|are)\s+(?:here|back|on the show|joining)\b"
    ),
    re.compile(r"\b(?:talking|speak|talk|chat|speaking) (?:to|with) " + _NAME + r" and " + _NAME),
)
_NOT_A_NAME = re.compile(
    r"\b(?:Python|Talk|Podcast|This|The|That|Show|Episode|And|Yeah|Hi|Hey|So|You|We|It|What|GitHub|Google|Training|"
    r"Software|Foundation|Live|In|On|If|Thank|Thanks|Welcome|But|Or|Data|Science|Web|Framework|University|Inc|AI)\b"
)
GREETING_WORDS = 900
"""Words from the start within which guests are introduced."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person and the span of the talk's text that names them (exclusive end, in characters)."""

    name: str
    role: Role
    start: int
    end: int


def people_of(talk: Talk, header: Header, opening: int) -> list[Introduced]:
    """Hosts and guests. `opening` is where the talk begins, in characters: guests are introduced before it
    or soon after."""
    found: dict[str, Introduced] = {}

    def add(name: str, role: Role, start: int, end: int) -> None:
        name = " ".join(name.split()).strip(".,'")
        if name and not _NOT_A_NAME.search(name) and name not in found:
            found[name] = Introduced(name, role, start, end)

    for pattern in _HOST:
        for match in pattern.finditer(talk.text):
            add(match[1], Role.HOST, match.start(), match.end())
    speakers = Counter(s.speaker for s in talk.sentences if s.speaker)
    hosts = {p.name for p in found.values()}
    region = talk.text[: _after(talk, opening)]
    for speaker in [*header.listed("speakers"), *speakers]:
        if speaker and speaker not in found and speakers.get(speaker):
            role = Role.HOST if not hosts and _asks_most(talk, speaker) else Role.GUEST
            first = next(s for s in talk.sentences if s.speaker == speaker)
            add(speaker, role, first.start, first.end)
    if not speakers:
        for pattern in _GUEST:
            for match in pattern.finditer(region):
                for group in match.groups():
                    if group:
                        add(group, Role.GUEST, match.start(), match.end())
    return _without_parts(list(found.values()))


def _after(talk: Talk, opening: int) -> int:
    words = talk.text[opening : opening + GREETING_WORDS * 6]
    return opening + len(words)


def _asks_most(talk: Talk, speaker: str) -> bool:
    """Whether nobody asks more questions than `speaker`."""
    asked = Counter(s.speaker for s in talk.sentences if talk.text[s.end - 1] == "?")
    return bool(asked) and asked[speaker] == max(asked.values())


def _without_parts(people: list[Introduced]) -> list[Introduced]:
    """Without names that are part of a longer one."""
    return [
        person
        for person in people
        if not any(person is not other and f" {person.name} " in f" {other.name} " for other in people)
    ]
