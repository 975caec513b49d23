"""Headings and fixed sentences of published notes, in the languages we can write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from llm_summarise.render.languages import language_code

if TYPE_CHECKING:
    from llm_summarise.domain.replies import MentionGroup


@dataclass(frozen=True, slots=True)
class Labels:
    """`generated` has the fields generator, model, seed, day; `incomplete` has failed and chunks;
    `at` has time; `inferred` has the name that is inferred from what is said; `also` has the names that share
    a line, `code` an offer code. `tools` to `links` are the headings of the groups of mentions, `own` marks
    what is the guest's own, `kinds` has what a kind of mention is called."""

    topics: str
    takeaways: str
    quotes: str
    tools: str
    works: str
    people: str
    companies: str
    places: str
    concepts: str
    links: str
    also: str
    show: str
    own: str
    sponsors: str
    code: str
    guest: str
    guests: str
    host: str
    hosts: str
    inferred: str
    intro: str
    at: str
    generated: str
    incomplete: str
    kinds: Mapping[str, str]

    def heading(self, group: MentionGroup) -> str:
        """The heading of a group of mentions."""
        heading: str = getattr(self, group.name.lower())
        return heading


@cache
def known_labels() -> Mapping[str, Labels]:
    """The labels by the code of their language, from `labels.json`."""
    tables = json.loads(resources.files("llm_summarise.render").joinpath("labels.json").read_text("utf-8"))
    return MappingProxyType({code: Labels(**table) for code, table in tables.items()})


def labels_of(language: str | None) -> Labels:
    """Labels for a language given by name or tag; English where it is not among those known."""
    code = language_code(language) or "en"
    return known_labels().get(code.split("-")[0], known_labels()["en"])
