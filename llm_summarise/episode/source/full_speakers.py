"""Speakers under their full names, where labels are a part of these: "Ada" is "Ada Berg".

Results show who said something as people are called. What the transcript calls them stands in
`source.speakers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.names.person_names import is_same_person, matching, name_parts
from llm_summarise.readers.speech.introductions import is_anonymous

P = TypeVar("P", bound=BaseModel)


def full_names(labels: Iterable[str], people: Iterable[str]) -> dict[str, str]:
    """The labels that are plainly a part of the name of one of the people, with that name. Labels that are
    names in full count as people too: they keep their name, and a part of two people's names is neither's."""
    named = [label for label in dict.fromkeys(labels) if not is_anonymous(label)]
    others = [label for label in named if matching(label, people := list(people)) is None]
    found = {}
    for label in named:
        parts = name_parts(label)
        fuller = [one for one in dict.fromkeys((*people, *others)) if _is_fuller(one, label)]
        rivals = [one for one in fuller if not is_same_person(one, fuller[0])]
        if parts and fuller and not rivals:
            found[label] = max(fuller, key=lambda one: (one in people, len(name_parts(one)), one))
    return found


def _is_fuller(name: str, label: str) -> bool:
    """Whether a name has all parts of a label, and others besides."""
    parts = name_parts(name)
    return set(name_parts(label)) < set(parts) and is_same_person(name, label)


def with_full_names(summary: EpisodeSummary) -> EpisodeSummary:
    """A result whose quotes, mentions and pieces of evidence have the full names of those who take part."""
    names = full_names(summary.source.speakers, [person.name for person in summary.people])
    return _renamed(summary, names) if names else summary


def _renamed(part: P, names: Mapping[str, str]) -> P:
    """A part of a result, and all parts of it, with other names for speakers."""
    changed: dict[str, object] = {}
    for field in type(part).model_fields:
        value = getattr(part, field)
        if field == "speaker" and value in names:
            changed[field] = names[value]
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            changed[field] = [_renamed(one, names) for one in value]
    return part.model_copy(update=changed) if changed else part
