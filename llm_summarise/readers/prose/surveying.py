"""From a text to what is said in it: the steps, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from llm_summarise.domain.transcript import About, AsideKind, Cue, Heading
from llm_summarise.readers.about.front_matter import without_front_matter
from llm_summarise.readers.bounds import refuse_many_rows
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.prose.contents import ContentsEntry, without_contents
from llm_summarise.readers.prose.cue_building import Builder
from llm_summarise.readers.prose.habits import Habits, find_heads, told
from llm_summarise.readers.prose.opening import opened
from llm_summarise.readers.prose.section_titles import Sections
from llm_summarise.readers.prose.text_rows import TextRow, rows, unnumbered, without_comments
from llm_summarise.readers.speech.layout import without_layout


class Surveyed(NamedTuple):
    """A text that was looked at: what its front matter tells, its rows, and how it marks turns."""

    about: About
    aside: Aside
    rows: list[TextRow]
    habits: Habits
    contents: list[ContentsEntry]


SHORT: Final = 2**16
"""Characters of a text that is not looked at twice, first to tell its format and then to read it."""


def surveyed(text: str) -> Surveyed:
    """What `text` is made of; whoever asks may change the rows and what is set aside."""
    if len(text) > SHORT:
        return _looked_at(text)
    kept = _looked_at_once(text)
    return kept._replace(aside=kept.aside.copied(), rows=[*kept.rows])


@lru_cache(maxsize=1)
def _looked_at_once(text: str) -> Surveyed:
    return _looked_at(text)


def _looked_at(text: str) -> Surveyed:
    aside = Aside()
    refuse_many_rows(text)
    about, body = without_front_matter(_plainly_spaced(text), aside)
    lines, printed = without_layout(without_comments(body, aside).split("\n"))
    for line in printed:
        aside.add(AsideKind.LAYOUT, line)
    found = unnumbered(rows(lines, aside))
    find_heads(found)
    found, contents = without_contents(found, aside)
    people = (*about.hosts, *about.guests, *about.speakers)
    return Surveyed(about, aside, found, told(found, body, people), contents)


_UNSEEN: Final = "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CODED: Final = re.compile(r"#(\d{1,2}:\d\d:\d\d)(?:[-.,](\d))?#")
"""How f4 writes a time: `#00:01:05-2#`."""

_STRONG: Final = re.compile(r"</?(?:strong|b)>", re.IGNORECASE)
_TEMPLATE: Final = re.compile(r"^[ \t]*\{%.{0,300}?%\}[ \t]*$", re.MULTILINE)
"""A line for the program that makes pages of the file, as Jekyll and Hugo have them."""


def _plainly_spaced(text: str) -> str:
    """`text` without signs of direction and blanks that keep words together, times of f4 in brackets and
    what is bold in tags or in a wiki's way between stars."""
    if not text.isascii():
        for sign in _UNSEEN:
            if sign in text:
                text = text.replace(sign, "")
        text = text.replace("\u00a0", " ").replace("\u202f", " ")
    if "<strong>" in text or "<b>" in text:
        text = _STRONG.sub("**", text)
    if "{%" in text:
        text = _TEMPLATE.sub("", text)
    if "'''" in text:
        text = text.replace("'''", "**")  # as wikis mark what is bold
    if "#" in text and len(_CODED.findall(text)) > 1:
        text = _CODED.sub(lambda match: f"[{match[1]}.{match[2] or 0}]", text)
    return text


def spoken(survey: Surveyed, name: str) -> Parsed:
    """What is said; `name` is that of the format."""
    habits = survey.habits
    about, first = opened(survey.rows, habits, survey.about, survey.aside)
    parsed = Parsed(name, [], about.completed_by(habits.voices.about), aside=survey.aside)
    parsed.shared_stamps = False
    sections = Sections(survey.rows, habits, [entry.title for entry in survey.contents])
    Builder(parsed, habits, sections).build(survey.rows[first:])
    if not parsed.outline and habits.timed:
        parsed.outline = list(_outlined(survey.contents, parsed.cues))
    return parsed


def _outlined(contents: list[ContentsEntry], cues: list[Cue]) -> Iterator[Heading]:
    """The table of contents as headings, each above the first cue of its time."""
    index = 0
    for title, start in contents:
        while index < len(cues) and (cues[index].start or 0.0) < start:
            index += 1
        if index < len(cues):
            yield Heading(title, index, 2, start)
