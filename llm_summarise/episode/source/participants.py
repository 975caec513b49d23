"""Who takes part in an episode: as the model found it, but the source knows better.

Front matter and page headers name hosts and guests. Where they do, their word on roles counts, and nobody who
is not named there and does not speak is a guest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import CitedText, EpisodeNotes, Role
from llm_summarise.domain.result import Evidence, Person
from llm_summarise.domain.text import first_words, fold_space, strip_controls
from llm_summarise.domain.transcript import About, Transcript
from llm_summarise.episode.assembly.statements import cited_notes
from llm_summarise.episode.gathering.notes import GroundedNotes, evidence
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.source.found_people import found_people
from llm_summarise.episode.source.one_name import printed_names
from llm_summarise.episode.source.presence import CueRange, may_take_part, sellers
from llm_summarise.names.person_names import matching
from llm_summarise.readers.speech.introductions import is_anonymous

_AND: Final = re.compile(r"(?<!\s)\s*\+\s*|(?<!\s)\s+&\s+")
_VERSION: Final = re.compile(r"(?<!\s)\s+[#(]?\d{1,9}(?:\.\d{1,9})?\)?$")
"""What tells the second visit of a guest from the first: "Ada Berg 2.0"."""

HEARD: Final = 0.05
"""Share of the speech from which on somebody takes part."""


def people(
    answer: EpisodeNotes, given: Sequence[NumberedNote], notes: GroundedNotes, transcript: Transcript
) -> list[Person]:
    """Who takes part, hosts first. Those the model names with evidence, else those of the notes, each once
    and in full, in the roles that the source gives them, and those of whom the source alone knows. Who was
    found by code counts where neither knows of a host, or of a guest. Voices of advertisements are nobody.
    """
    named = [
        (person.name, person.role, cited[0].span)
        for person in answer.people
        if (cited := cited_notes(CitedText(text=person.name, notes=person.notes), given))
    ]
    if not named:
        named = [(p.note.name, p.note.role, p.span) for p in notes.people if p.note.role != Role.MENTIONED]
    told = _with_names(
        [
            Person(name=fold_space(name), role=role, evidence=[evidence(span, transcript)])
            for name, role, span in named
        ],
        transcript,
    )
    known = _known(transcript.about)
    adverts = _cues_of(notes, transcript)
    told = _once(told, list(known), transcript)
    if known:
        told = _with_names(_as_known(told, known, transcript), transcript)
        told = [p.model_copy(update={"inferred": p.inferred and p.name not in known}) for p in told]
    told = [_with_presence(person, known, transcript, adverts) for person in told]
    selling = [name for name in sellers(transcript, adverts) if matching(name, known) is None]
    told = [person for person in told if matching(person.name, selling) is None]
    order = list(Role)
    return sorted([*told, *_found(told, transcript, adverts)], key=lambda p: order.index(p.role))


def _cues_of(notes: GroundedNotes, transcript: Transcript) -> list[CueRange]:
    """The cues that stand in advertisements as a whole."""
    found = []
    for advert in notes.adverts:
        (first, begin), (last, end) = advert.start, advert.end
        cues = (
            first + (begin > 0),
            last - (last >= len(transcript.cues) or end < len(transcript.cues[last].text)),
        )
        if cues[0] <= cues[1]:
            found.append(cues)
    return found


def _once(people: Sequence[Person], known: Sequence[str], transcript: Transcript) -> list[Person]:
    """The people, each once, under the names they are printed under."""
    names = printed_names([person.name for person in people], known, transcript)
    found: dict[str, Person] = {}
    for person in people:
        name = names[person.name]
        found.setdefault(name, person.model_copy(update={"name": name}))
    return list(found.values())


def _with_presence(
    person: Person, known: Mapping[str, Role | None], transcript: Transcript, adverts: Sequence[CueRange]
) -> Person:
    """A person, who is only mentioned if a guest who is not there."""
    if person.role is not Role.GUEST or matching(person.name, known) is not None:
        return person
    if may_take_part(person.name, transcript, adverts):
        return person
    return person.model_copy(update={"role": Role.MENTIONED})


def _found(people: Sequence[Person], transcript: Transcript, adverts: Sequence[CueRange]) -> list[Person]:
    """The hosts and guests whom code found, where the others know of none in that role."""
    roles = {person.role for person in people}
    names = [person.name for person in people if person.role is not Role.MENTIONED]
    return [
        Person(name=one.name, role=one.role, evidence=_seen(one.name, transcript))
        for one in found_people(transcript, adverts)
        if one.role not in roles and matching(one.name, names) is None
    ]


def _with_names(people: Iterable[Person], transcript: Transcript) -> list[Person]:
    """The people, each once, under the names that are inferred for their labels, and marked so; without those
    whom only a label that names nobody stands for."""
    guesses = {fold_name(label): name for label, name in transcript.inferred.items()}
    inferred = {fold_name(name) for name in guesses.values()}
    found: dict[str, Person] = {}
    for person in sorted(people, key=lambda person: fold_name(person.name) in guesses):
        guess = guesses.get(fold_name(person.name))
        if guess is None and is_anonymous(person.name):
            continue
        name = guess or person.name
        guessed = person.inferred or fold_name(name) in inferred
        found.setdefault(fold_name(name), person.model_copy(update={"name": name, "inferred": guessed}))
    return list(found.values())


def _known(about: About) -> dict[str, Role | None]:
    """The people whom the source names, with their roles, None where it gives none."""
    roles: list[tuple[Iterable[str], Role | None]] = [
        (about.hosts, Role.HOST),
        (about.guests, Role.GUEST),
        (about.speakers, None),
    ]
    known: dict[str, Role | None] = {}
    for names, role in roles:
        for name in (part for listed in names for part in _AND.split(listed)):
            if (shown := _VERSION.sub("", fold_space(strip_controls(fold_space(name))))) and matching(
                shown, known
            ) is None:
                known[shown] = role
    return known


def _as_known(
    people: Sequence[Person], known: Mapping[str, Role | None], transcript: Transcript
) -> list[Person]:
    """The people under the names and in the roles of the source, and those whom it alone knows."""
    kept: dict[str, Person] = {}
    for person in people:
        name = matching(person.name, known)
        if name is None:
            kept.setdefault(person.name, person)
        elif name not in kept:
            role = known[name] or (Role.GUEST if person.role is Role.MENTIONED else person.role)
            kept[name] = person.model_copy(update={"name": name, "role": role})
    for name, given in known.items():
        if name not in kept:
            kept[name] = Person(name=name, role=given or Role.GUEST, evidence=_seen(name, transcript))
    found = list(kept.values())
    return _others(found, known, transcript) if Role.GUEST in known.values() else found


def _others(people: list[Person], known: Mapping[str, Role | None], transcript: Transcript) -> list[Person]:
    """The people of an episode whose guests the source names. Of those who speak much beside them, the first
    hosts, if nobody else does; who hardly speaks, or not at all, is only mentioned."""
    speaking = _much_heard(transcript, known)
    host = _host_of(people, speaking)

    def role_of(person: Person) -> Role:
        if person.name == host:
            return Role.HOST
        heard = person.name in known or matching(person.name, speaking)
        return Role.MENTIONED if person.role is Role.GUEST and not heard else person.role

    found = [person.model_copy(update={"role": role_of(person)}) for person in people]
    if host is not None and all(person.name != host for person in people):
        found.append(Person(name=host, role=Role.HOST, evidence=_seen(host, transcript)))
    return _without_shorter(found)


def _host_of(people: Sequence[Person], speaking: Sequence[str]) -> str | None:
    """The host among the people, else the first of those who are `speaking`; None without any."""
    host = next((person.name for person in people if person.role is Role.HOST), None)
    if host is not None or not speaking:
        return host
    return next((p.name for p in people if matching(p.name, speaking[:1])), speaking[0])


def _without_shorter(people: Sequence[Person]) -> list[Person]:
    """Without those whose name is a part of that of another, who was labelled in two ways."""
    kept = []
    for person in people:
        others = [other.name for other in people if other is not person]
        longer = matching(person.name, others)
        if longer is None or len(longer) < len(person.name) or person.role is Role.HOST:
            kept.append(person)
    return kept


def _much_heard(transcript: Transcript, known: Mapping[str, Role | None]) -> list[str]:
    """The labels, of whom the source does not know, under which much is said, the most first."""
    said: Counter[str] = Counter()
    for cue in transcript.cues:
        said[transcript.inferred.get(cue.speaker or "", cue.speaker or "")] += len(cue.text)
    least = HEARD * sum(said.values())
    return [name for name, size in said.most_common() if name and size >= least and not matching(name, known)]


def _seen(name: str, transcript: Transcript) -> list[Evidence]:
    """Where somebody is named or heard first, if anywhere."""
    label = matching(name, transcript.speakers)
    for number, cue in enumerate(transcript.cues):
        at = cue.text.find(name)
        if at >= 0 or (label is not None and cue.speaker == label):
            quote = name if at >= 0 else first_words(cue.text)
            return [Evidence(cue=number, start=cue.start, speaker=cue.speaker, quote=fold_space(quote))]
    return []
