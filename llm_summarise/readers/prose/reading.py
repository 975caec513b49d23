"""From a text to what is said in it: the steps, in order."""

from __future__ import annotations

from typing import NamedTuple

from llm_summarise.domain.transcript import About
from llm_summarise.readers.about.front_matter import without_front_matter
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.prose.cue_building import Builder
from llm_summarise.readers.prose.habits import Habits, told
from llm_summarise.readers.prose.layout import without_layout
from llm_summarise.readers.prose.opening import opened
from llm_summarise.readers.prose.rows import Row, rows, without_comments
from llm_summarise.readers.prose.section_titles import Sections


class Surveyed(NamedTuple):
    """A text that was looked at: what its front matter tells, its rows, and how it marks turns."""

    about: About
    aside: Aside
    rows: list[Row]
    habits: Habits


def surveyed(text: str) -> Surveyed:
    """What `text` is made of."""
    aside = Aside()
    about, body = without_front_matter(text, aside)
    lines = without_layout(without_comments(body, aside).split("\n"), aside)
    found = rows(lines, aside)
    return Surveyed(about, aside, found, told(found))


def spoken(survey: Surveyed, name: str) -> Parsed:
    """What is said; `name` is that of the format."""
    about, first = opened(survey.rows, survey.habits, survey.about, survey.aside)
    parsed = Parsed(name, [], about, aside=survey.aside)
    Builder(parsed, survey.habits, Sections(survey.rows, survey.habits)).build(survey.rows[first:])
    return parsed
