"""A page over many episodes: search over titles, topics and mentions, each leading to its moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionGroup, Role
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import name_and_address, people_in
from llm_summarise.render.html.page_mentions import kind_shown
from llm_summarise.render.html.shell import as_markup, asset, environment, policy
from llm_summarise.render.links import path_reference, web_url
from llm_summarise.render.selection.mentioned import NamedItem, first_place, mentioned_in, opening_of, said
from llm_summarise.render.wording import clean, clock, place_of, plural

_CHIPS: Final = 24


@dataclass(frozen=True, slots=True)
class IndexTopic:
    title: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexTool:
    """A tool or something else that is mentioned. `href` leads to the first of `mentions` (a count), none of
    them in an advert; `kind` is "" where it goes without saying."""

    name: str
    mentions: int
    href: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """By what, with which model and on which day (ISO 8601) an episode was summarised."""

    generator: str
    model: str
    day: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One episode. `href` is its page, relative to the index; `facts` is one line of small print. `mentions`
    are works, and of people, companies and the like those that are more than named in passing."""

    title: str
    href: str
    headline: str
    facts: str
    topics: tuple[IndexTopic, ...]
    tools: tuple[IndexTool, ...]
    made: Made
    mentions: tuple[IndexTool, ...] = ()


def index_row(result: EpisodeSummary, href: str) -> IndexRow:
    """The row of an episode whose page (`-f html`) is the file `href`, a path relative to the index or an
    http(s) address. Advertisements are left out."""
    made = result.provenance
    page = web_url(href) or path_reference(href)
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
        tools=_index_items(result, page, tools=True),
        made=Made(clean(made.generator), clean(made.model), clean(made.created)[:10]),
        mentions=_index_items(result, page, tools=False),
    )


def _index_items(result: EpisodeSummary, page: str, *, tools: bool) -> tuple[IndexTool, ...]:
    """The tools, or else what is mentioned and says something of an episode among many: works, and what is
    more than named in passing. What is named most often comes first."""
    items: list[NamedItem] = []
    for group in mentioned_in(result).groups:
        if (group.group is MentionGroup.TOOLS) is tools:
            whole = tools or group.group is MentionGroup.WORKS
            items += [*group.rows, *(group.also if whole else ())]
    opening = opening_of(result)
    found = []
    for item in sorted(items, key=lambda item: -len(said(item))):
        if first := first_place(item, opening):
            kind = "" if tools else kind_shown(item)
            name, _ = name_and_address(item)
            found.append(IndexTool(name, len(said(item)), f"{page}#c{first.cue}", kind))
    return tuple(found)


def _facts(result: EpisodeSummary) -> str:
    """How long the episode is, and who is its guest."""
    length = "" if result.source.duration is None else clock(result.source.duration)
    guests = ", ".join(people_in(result, Role.GUEST, language="en"))
    return " · ".join(part for part in (length, guests) if part)


def index_page(rows: Iterable[IndexRow], *, title: str = "Episodes", disclosure: bool = True) -> str:
    """The page, with the rows in the order given; `disclosure` says in one line how they were made."""
    rows = tuple(rows)
    script, style = asset("index.js"), asset("index.css")
    named = Counter(item.name for row in rows for item in (*row.tools, *row.mentions))
    shared = [item for item in named.items() if item[1] > 1] or list(named.items())
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
