"""A page over many episodes: search over titles, topics and tools, each leading to its moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import people_in
from llm_summarise.render.html.shell import as_markup, asset, environment, policy
from llm_summarise.render.links import path_reference, web_url
from llm_summarise.render.wording import clean, clock, place_of, plural

_CHIPS: Final = 24


@dataclass(frozen=True, slots=True)
class IndexTopic:
    title: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexTool:
    """`href` leads to the first of `mentions` (a count)."""

    name: str
    mentions: int
    href: str


@dataclass(frozen=True, slots=True)
class Made:
    """By what, with which model and on which day (ISO 8601) an episode was summarised."""

    generator: str
    model: str
    day: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One episode. `href` is its page, relative to the index; `facts` is one line of small print."""

    title: str
    href: str
    headline: str
    facts: str
    topics: tuple[IndexTopic, ...]
    tools: tuple[IndexTool, ...]
    made: Made


def index_row(result: EpisodeSummary, href: str) -> IndexRow:
    """The row of an episode whose page (`-f html`) is the file `href`, a path relative to the index or an
    http(s) address. Advertisements are left out."""
    made = result.provenance
    page = web_url(href) or path_reference(href)
    named = sorted((t for t in result.tools if t.mentions and not t.sponsor), key=lambda t: -len(t.mentions))
    return IndexRow(
        title=clean(result.title) or clean(result.source.path),
        href=page,
        headline=clean(result.headline),
        facts=_facts(result),
        topics=tuple(
            IndexTopic(clean(t.title), place_of(t), f"{page}#c{t.first_cue}")
            for t in result.topics
            if not t.sponsor
        ),
        tools=tuple(IndexTool(clean(t.name), len(t.mentions), f"{page}#c{t.mentions[0].cue}") for t in named),
        made=Made(clean(made.generator), clean(made.model), clean(made.created)[:10]),
    )


def _facts(result: EpisodeSummary) -> str:
    """How long the episode is, and who is its guest."""
    length = "" if result.source.duration is None else clock(result.source.duration)
    guests = ", ".join(people_in(result, Role.GUEST, language="en"))
    return " · ".join(part for part in (length, guests) if part)


def index_page(rows: Iterable[IndexRow], *, title: str = "Episodes", disclosure: bool = True) -> str:
    """The page, with the rows in the order given; `disclosure` says in one line how they were made."""
    rows = tuple(rows)
    script, style = asset("index.js"), asset("index.css")
    tools = Counter(tool.name for row in rows for tool in row.tools)
    shared = [item for item in tools.items() if item[1] > 1] or list(tools.items())
    data = {
        "title": clean(title),
        "rows": rows,
        "count": plural(len(rows), "episode"),
        "chips": sorted(shared, key=lambda item: (-item[1], item[0].casefold()))[:_CHIPS],
        "about": _about(rows) if disclosure and rows else "",
        "policy": policy(script, style, None),
        "script": as_markup(script),
        "style": as_markup(style),
    }
    return environment().get_template("index.html.j2").render(page=data)


def _about(rows: tuple[IndexRow, ...]) -> str:
    def named(names: Iterable[str]) -> str:
        return ", ".join(sorted(set(names)))

    days = sorted({row.made.day for row in rows})
    when = f"on {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    generators, models = named(r.made.generator for r in rows), named(r.made.model for r in rows)
    return f"Generated from the transcripts by {generators} with {models}, {when}."
