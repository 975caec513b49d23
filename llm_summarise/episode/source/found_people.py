"""Who probably hosts and who is a guest, found by code in what is said at the beginning and the end.

Only what is quite sure is named; a model is told so in a line of its own, which it may overrule. The line is
the same for every chunk of an episode.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import Role
from llm_summarise.domain.transcript import About, Transcript
from llm_summarise.episode.source.presented import Presented, person_name, presented
from llm_summarise.episode.source.presenting_phrases import places
from llm_summarise.episode.source.spoken_passage import SpokenPassage, edges
from llm_summarise.names.person_names import matching, same_person
from llm_summarise.readers.speech.introductions import is_anonymous

SURE: Final = 2
"""Weight from which on somebody is named."""

HEARD: Final = 0.04
"""Share of what is said under labels from which on a label is that of one who takes part."""

MOST: Final = 8
"""People named at most; a passage that presents more is a list of something else."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody who probably takes part, as host or guest."""

    name: str
    role: Role


_found: dict[int, tuple[FoundPerson, ...]] = {}
"""By the identity of transcripts that are still there: the same is asked for every chunk."""


def found_people(transcript: Transcript, adverts: Sequence[tuple[int, int]] = ()) -> tuple[FoundPerson, ...]:
    """Hosts, then guests, whom the source does not name. `adverts` are first and last cues, both inclusive,
    of passages that present nobody."""
    if adverts:
        return _people(transcript, adverts)
    key = id(transcript)
    if key not in _found:
        _found[key] = _people(transcript, adverts)
        weakref.finalize(transcript, _found.pop, key, None)
    return _found[key]


def _people(transcript: Transcript, adverts: Sequence[tuple[int, int]]) -> tuple[FoundPerson, ...]:
    about = transcript.about
    if about.hosts and about.guests:
        return ()
    passages = edges(transcript, adverts)
    labels = _labels(transcript)
    heard = [one for passage in passages for one in presented(passage)]
    names = _in_full([one.name for one in heard], labels, passages, about)
    weights = _weighed(heard, names)
    if labels:
        _weigh_speakers(weights, heard, names, labels, passages)
    found = tuple(_sure(weights, about, labels))
    alone = len(labels) == 1 and len(transcript.speakers) == 1
    return () if alone and all(person.role is Role.HOST for person in found) else found


def _labels(transcript: Transcript) -> dict[str, str]:
    """Of speakers whom the transcript names, or whose names are inferred, the label and the name: those who
    say more than a little."""
    said_by: Counter[str] = Counter()
    for cue in transcript.cues:
        if cue.speaker:
            said_by[cue.speaker] += len(cue.text)
    least = HEARD * sum(said_by.values())
    named = {label: transcript.inferred.get(label, label) for label, size in said_by.items() if size >= least}
    return {label: name for label, name in named.items() if not is_anonymous(name)}


def _in_full(
    heard: Sequence[str], labels: Mapping[str, str], passages: Sequence[SpokenPassage], about: About
) -> dict[str, str]:
    """The name under which each heard one and each label is meant: that of the source, of a label, or the
    full one that is said."""
    known = list(dict.fromkeys([*about.hosts, *about.guests, *about.speakers]))
    known += [name for name in labels.values() if matching(name, known) is None and " " in name]
    singles = {name for name in heard if " " not in name and matching(name, known) is None}
    full = [one for name in singles for one in _full_names(name, passages)]
    return same_person([*heard, *labels.values(), *full], known)


def _full_names(first: str, passages: Iterable[SpokenPassage]) -> list[str]:
    """The names that begin with a first name, as often as they are said; not the end of longer ones."""
    found: list[str] = []
    for passage in passages:
        for before, name in _begun_with(first, passage.text):
            shown = person_name(name)
            if shown and " " in shown and (before.islower() or not before or person_name(before) is None):
                found.append(shown)
    return found


def _begun_with(first: str, text: str) -> Iterator[tuple[str, str]]:
    """Words with a capital of which `first` is the first, and the word before them, if there is one."""
    pattern = re.compile(rf"(?:([^\W\d_]+) )?(?<!\w)({re.escape(first)}(?: [^\W\d_a-z][\w’'-]+){{1,3}})")
    at = text.find(f"{first} ")
    done = 0
    while at >= 0:
        after = at + 1
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_"):
            start = at
            if text[at - 1 : at] == " ":
                start -= 1
                while start > done and text[start - 1].isalpha():
                    start -= 1
                start = at if start == at - 1 else start
            if match := pattern.match(text, start):
                yield match[1] or "", match[2]
                after = done = match.end()
        at = text.find(f"{first} ", after)


def _weighed(heard: Iterable[Presented], names: Mapping[str, str]) -> dict[str, Counter[Role]]:
    """How sure each role of each person is. Nobody presents himself as a guest."""
    weights: dict[str, Counter[Role]] = {}
    for one in heard:
        name = names.get(one.name, one.name)
        speaker = names.get(one.speaker or "", one.speaker)
        if one.role is Role.HOST or speaker != name:
            weights.setdefault(name, Counter())[one.role] += one.weight
    return weights


def _weigh_speakers(
    weights: dict[str, Counter[Role]],
    heard: Iterable[Presented],
    names: Mapping[str, str],
    labels: Mapping[str, str],
    passages: Iterable[SpokenPassage],
) -> None:
    """Who presents guests or welcomes the audience is the host, who thanks for the invitation a guest."""
    people = {label: names.get(name, name) for label, name in labels.items()}
    for name in people.values():
        weights.setdefault(name, Counter())
    for one in heard:
        if one.speaker in people and one.role is Role.GUEST and names.get(one.name) != people[one.speaker]:
            weights[people[one.speaker]][Role.HOST] += 2
    for passage in passages:
        for kind, role, weight in (("begins", Role.HOST, 1), ("invited", Role.GUEST, 3)):
            for at in places(kind, passage.lowered):
                label = passage.speaker(at)
                if label in people:
                    weights[people[label]][role] += weight


def _sure(
    weights: Mapping[str, Counter[Role]], about: About, labels: Mapping[str, str]
) -> Iterable[FoundPerson]:
    """Those whose role is sure enough and not known from the source. Where speakers have names, nobody else
    takes part."""
    for role, told in ((Role.HOST, about.hosts), (Role.GUEST, about.guests)):
        other = Role.GUEST if role is Role.HOST else Role.HOST
        if told:
            continue
        sure = [
            (name, weight[role])
            for name, weight in weights.items()
            if weight[role] >= SURE
            and weight[role] > weight[other]
            and matching(name, (*about.hosts, *about.guests)) is None
            and (len(labels) < 2 or matching(name, labels.values()) is not None)
        ]
        most = max((weight for _, weight in sure), default=0)
        if role is Role.HOST:
            sure = [(name, weight) for name, weight in sure if 2 * weight > most or labels]
        if len(sure) <= MOST:
            yield from (FoundPerson(name, role) for name, _ in sorted(sure, key=lambda one: -one[1]))
