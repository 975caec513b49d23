"""Views of an index: the questions people ask most, as tables that Datasette and SQL can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_QUERIES: Final = {
    "tools": "select id, name, kind, url, pypi from items where category = 'tools'",
    "recommended": """
        select items.name, items.kind, episodes.date, episodes.title as episode,
          time_of(episode_items) as time, people.name as speaker, episode_items.quote, episode_items.owner,
          items.url
        from episode_items join items on items.id = item join episodes on episodes.id = episode
          left join people on people.id = speaker
        where prominence = 'recommended' and places > 0
        order by items.kind, items.name, episodes.date desc
    """,
    "mentions_by_episodes": """
        select items.name, items.kind, items.category, count(*) as episodes,
          sum(prominence is 'recommended') as recommended, sum(places) as mentions,
          min(episodes.date) as first, max(episodes.date) as last, items.url
        from episode_items join items on items.id = item join episodes on episodes.id = episode
        where places > 0
        group by items.id order by episodes desc, mentions desc, items.name
    """,
    "tools_by_episodes": """
        select items.name as tool, items.kind, count(*) as episodes, sum(places) as mentions,
          min(episodes.date) as first, max(episodes.date) as last, items.url
        from episode_items join items on items.id = item join episodes on episodes.id = episode
        where places > 0 and category = 'tools'
        group by items.id order by episodes desc, mentions desc, tool
    """,
    "tools_by_year": """
        select items.name as tool, substr(episodes.date, 1, 4) as year, count(*) as episodes,
          sum(places) as mentions
        from episode_items join items on items.id = item join episodes on episodes.id = episode
        where places > 0 and category = 'tools' and episodes.date is not null
        group by items.id, year order by tool, year
    """,
    "who_said_what_when": """
        select items.name, items.kind, people.name as speaker, episodes.date, episodes.title as episode,
          time_of(mentions) as time, mentions.surface, mentions.quote, mentions.sponsor
        from mentions join items on items.id = mentions.item join episodes on episodes.id = mentions.episode
          left join people on people.id = mentions.speaker
        order by episodes.date desc, mentions.episode, mentions.start
    """,
    "points": """
        select statements.text as point, people.name as speaker, episodes.date, episodes.title as episode,
          topics.title as topic, time_of(statements) as time, statements.quote
        from statements join episodes on episodes.id = statements.episode
          left join topics on topics.episode = statements.episode and topics.position = statements.topic
          left join people on people.id = statements.speaker
        where statements.kind = 'point'
        order by episodes.date desc, statements.episode, statements.position
    """,
    "offers": """
        select sponsors.name as sponsor, sponsors.code, sponsors.url, episodes.date,
          episodes.title as episode, time_of(sponsors) as time, sponsors.end - sponsors.start as seconds
        from sponsors join episodes on episodes.id = sponsors.episode
        order by sponsors.name, episodes.date desc, sponsors.start
    """,
    "guests": """
        select people.name as guest, count(distinct appearances.episode) as episodes,
          min(episodes.date) as first, max(episodes.date) as last
        from appearances join people on people.id = appearances.person
          join episodes on episodes.id = appearances.episode
        where appearances.role = 'guest'
        group by people.id order by episodes desc, guest
    """,
}
"""The queries, in which `time_of(table)` stands for the time of a row."""


def _time(table: str) -> str:
    """SQL for the time of a row as `H:MM:SS`, `~` before an approximate one, null without times."""
    start = f"{table}.start"
    return (
        f"case when {start} is null then null else printf('%s%d:%02d:%02d',"
        f" iif({table}.approximate, '~', ''), {start} / 3600,"
        f" cast({start} as int) / 60 % 60, cast({start} as int) % 60) end"
    )


VIEWS: Final[Mapping[str, str]] = {
    name: re.sub(r"time_of\((\w+)\)", lambda found: _time(found[1]), query)
    for name, query in _QUERIES.items()
}
