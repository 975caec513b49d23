"""Who hosts and who is a guest: as the source says, else as it is said aloud, else by who asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.text import words
from llm_summarise.extractive.selection.spoken_phrases import anywhere
from llm_summarise.extractive.speech.prompt import Header
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import listed, word_set
from llm_summarise.names.person_names import matching, name_parts

INTRODUCES: Final = anywhere(listed("introduces a guest"))
_WELCOMES: Final = anywhere(listed("welcomes a guest"))
_HOSTS: Final = anywhere(listed("says who hosts"))
_INVITED: Final = anywhere(listed("is a guest"))

EARLY: Final = 2500
"""Words within which people are introduced: a cold open, credits and advertisements come before."""
REACH: Final = 90
"""Characters between a phrase and the name it belongs to, and that name."""
_NAMES_NOBODY: Final = word_set("names nobody")
_PART: Final = re.compile(r"[^\W\d_]+")
SELDOM: Final = 0.05
"""Share of the words up to which somebody only puts in a word: a voice of an advertisement, a caller."""


def names_somebody(label: str) -> bool:
    """Whether a label is a name, and not a role or what a recogniser gave ("SPEAKER_00", "Host")."""
    said = [part for part in _PART.findall(label.lower()) if len(part) > 1 or not part.isascii()]
    return any(part not in _NAMES_NOBODY for part in said)


def source_roles(header: Header, speakers: Collection[str]) -> dict[str, Role]:
    """The roles that the header of the prompt gives to some of the speakers."""
    roles: dict[str, Role] = {}
    for key, role in (("guests", Role.GUEST), ("hosts", Role.HOST)):
        named = header.people(key)
        roles |= {speaker: role for speaker in speakers if matching(speaker, named) is not None}
    return roles


def roles_of(
    talk: Speech, header: Header, speakers: Sequence[str], hosts: Collection[str]
) -> dict[str, Role]:
    """A role for each of the speakers whom the lines name. `hosts` are names of those who say that they host.

    One is the host: of those who are no guests by the source, the one of whom it is said, else who asks most.
    """
    roles = source_roles(header, speakers)
    said = _said(talk, speakers)
    for speaker in speakers:
        said[speaker] += 3 * any(matching(speaker, [name]) is not None for name in hosts)
    if Role.HOST not in roles.values():
        best = _likeliest_host(talk, [speaker for speaker in speakers if speaker not in roles], said)
        if best is not None:
            roles[best] = Role.HOST
    seldom = _seldom(talk)
    return {
        speaker: roles.get(speaker)
        or (Role.MENTIONED if speaker in seldom and not said[speaker] else Role.GUEST)
        for speaker in speakers
    }


def _likeliest_host(talk: Speech, free: Sequence[str], said: Mapping[str, int]) -> str | None:
    """The one of whom it is said; else the only one who is no guest, or who asks most."""
    best = max(free, key=lambda speaker: said[speaker], default=None)
    if best is not None and said[best] > 0:
        return best
    likely = [speaker for speaker in free if said[speaker] >= 0] or free
    return likely[0] if len(likely) == 1 < len(free) else _asks_most(talk, likely)


def _said(talk: Speech, speakers: Sequence[str]) -> Counter[str]:
    """What is said of roles in the first minutes: above 0 for a host, below for a guest."""
    told: Counter[str] = Counter()
    for sentence in talk.sentences:
        if sentence.first_word > EARLY:
            break
        if sentence.speaker is not None:
            for speaker, weight in _told(talk.text[sentence.start : sentence.end], sentence, speakers):
                told[speaker] += weight
    return told


def _told(text: str, sentence: Sentence, speakers: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The speakers of whom one sentence tells the role, and how much."""
    speaker = sentence.speaker or ""
    others = [name for name in speakers if name != speaker]
    nearby = [text[m.end() : m.end() + REACH] for m in INTRODUCES.finditer(text)]
    nearby += [text[max(0, m.start() - REACH) : m.start()] for m in _WELCOMES.finditer(text)]
    if guests := {name for near in nearby for name in others if _is_called(name, near)}:
        yield speaker, 2
        yield from ((name, -2) for name in guests)
    if _INVITED.search(text):
        yield speaker, -2
    if (at := _HOSTS.search(text)) and _is_called(
        speaker, text[max(0, at.start() - REACH) : at.end() + REACH]
    ):
        yield speaker, 3


def _is_called(name: str, text: str) -> bool:
    """Whether the first part of a name, or the whole, stands in a text."""
    said = {fold_name(word) for _, _, word in words(text)}
    parts = name_parts(name)
    return bool(parts) and (parts[0] in said or "".join(parts) in said) and len(parts[0]) > 1


def _asks_most(talk: Speech, speakers: Collection[str]) -> str | None:
    """The one of the speakers who asks most questions; None if nobody asks any."""
    asked = Counter(
        s.speaker for s in talk.sentences if s.speaker in speakers and talk.text[s.end - 1] == "?"
    )
    return max(asked, key=lambda name: (asked[name], name or "")) if asked else None


def _seldom(talk: Speech) -> frozenset[str]:
    """The speakers who say next to nothing, where more than two speak."""
    said = _words_said(talk)
    least = SELDOM * sum(said.values())
    return frozenset(name for name, count in said.items() if count <= least) if len(said) > 2 else frozenset()


def _words_said(talk: Speech) -> Mapping[str, int]:
    said: Counter[str] = Counter()
    for sentence in talk.sentences:
        if sentence.speaker:
            said[sentence.speaker] += len(sentence.words)
    return said
