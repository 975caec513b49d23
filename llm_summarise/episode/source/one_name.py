"""One person is one person: the notes of several passages spell a name in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from llm_summarise.domain.replies import PersonNote
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import Grounded
from llm_summarise.episode.source.found_people import found_people
from llm_summarise.episode.source.presence import voices
from llm_summarise.names.person_names import name_parts, same_person


def printed_names(told: Iterable[str], known: Sequence[str], transcript: Transcript) -> dict[str, str]:
    """The names a model tells, each with the one it is printed under: that of the source, which are `known`;
    else the fullest that the model gives; else a fuller one of a label, or one that is said."""
    names = list(told)
    full = [name for name in names if len(name_parts(name)) > 1]
    spelled = dict.fromkeys([*known, *sorted(set(same_person(full, known).values()) - set(known))])
    heard = [*voices(transcript).values(), *(person.name for person in found_people(transcript))]
    return same_person([*names, *heard], spelled)


def under_one_name(
    people: Sequence[Grounded[PersonNote]], transcript: Transcript
) -> tuple[Grounded[PersonNote], ...]:
    """Notes on people, each person under one name."""
    about = transcript.about
    known = list(dict.fromkeys([*about.hosts, *about.guests, *about.speakers]))
    names = printed_names([fold_space(one.note.name) for one in people], known, transcript)
    return tuple(
        replace(one, note=one.note.model_copy(update={"name": names[fold_space(one.note.name)]}))
        for one in people
    )
