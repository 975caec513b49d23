"""Looking things up in an index: who mentioned what, and when. Reads only, with nothing but SQLite."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from llm_summarise.domain.clock import clock
from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.index.query import fts5, unwanted_in

APPLICATION: Final = 0x4C53756D
"""Tells SQLite's file format that a database is an index of ours ("LSum")."""

VERSION: Final = 2
"""Of the tables; a database of another one has to be built again."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place, found as `kind` (see _PLACES). `start` is seconds, None where the episode has no times or
    the hit no place; `cue` is the line, from 0. `what` is the tool, person, title or sentence found, `quote`
    the words at that place."""

    kind: str
    episode: int
    title: str
    date: str | None
    path: str
    start: float | None
    cue: int | None
    speaker: str | None
    what: str | None
    quote: str

    @property
    def place(self) -> str:
        """The time as `H:MM:SS`, or the line (from 1) where there are no times, or nothing."""
        if self.start is None:
            return "" if self.cue is None else f"line {self.cue + 1}"
        return clock(self.start, hours=True)


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with the number of episodes and times it is named in outside of advertisements, and the number
    of episodes by year as far as dates are known."""

    name: str
    kind: str
    episodes: int
    mentions: int
    first: str | None
    last: str | None
    url: str | None
    years: dict[str, int]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, the newest episode first; `total` counts those beyond the limit too, `undated` the episodes that
    were not looked into because nobody knows their date."""

    hits: list[Hit]
    total: int
    undated: int = 0


def open_database(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """An index that is there. Raises InputError for a file that is missing, none, or of another version."""
    if not path.is_file():
        raise InputError(str(path), "there is no index", hint=f"llm-summarise index FOLDER -o {path}")
    address = f"file:{quote(os.fsencode(path))}?mode={'rw' if write else 'ro'}"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)
        (application,) = connection.execute("pragma application_id").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
    except sqlite3.Error as error:
        raise InputError(str(path), f"cannot be used as an index: {error}") from error
    if application == APPLICATION and version == VERSION:
        return connection
    connection.close()
    if application == APPLICATION:
        raise InputError(str(path), "was made by another version", hint="remove it and index again")
    raise InputError(str(path), "is a database, but no index of episodes", hint="choose another name")


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(path)
    try:
        yield connection
    except sqlite3.Error as error:
        raise InputError(str(path), f"cannot be read: {error}") from error
    finally:
        connection.close()


_PLACES: Final = (
    ("mention", "mentions", "tool", "tools"),
    ("mention", "mentions", "id", "mentions"),
    ("person", "appearances", "person", "people"),
    ("quote", "quotes", "id", "quotes"),
    ("topic", "topics", "id", "topics"),
    ("statement", "statements", "id", "statements"),
    ("line", "cues", "id", "cues"),
    ("episode", "episodes", "id", "episodes"),
)
"""Where a word may be found, the most telling place first: kind of hit, its table, and the column that refers
to the table whose text is searched."""

_ABSENT: Final = {
    "appearances": ("cue", "speaker"),
    "topics": ("speaker",),
    "episodes": ("episode", "cue", "start", "speaker"),
}
"""Columns of a place that a table does not have."""

_DETAILS: Final = {
    "mention": "select tools.name, quote from mentions join tools on tools.id = tool where mentions.id = ?",
    "person": "select name || ' (' || role || ')', coalesce(quote, '') from appearances"
    " join people on people.id = person where appearances.id = ?",
    "quote": "select null, quote from quotes where id = ?",
    "topic": "select title, summary from topics where id = ?",
    "statement": "select text, coalesce(quote, '') from statements where id = ?",
    "line": "select null, text from cues where id = ?",
    "episode": "select title, headline from episodes where id = ?",
}
"""What was found and the words there, by kind of hit."""

_BEST: Final = """
with place as (
  select kind, part, episode, cue, start, speaker, min(rank) from ({places})
  where (cue is null or (episode, cue) not in (select episode, cue from ({unwanted}) where cue is not null))
    and (:speaker is null or speaker in (select id from people where instr(lower(name), lower(:speaker))))
    and (:since is null or episode in (select id from episodes where date >= :since))
  group by episode, coalesce(cue, -1 - part * 100 - rank)
)
select kind, part, episodes.id, title, date, path, start, cue, people.name, (select count(*) from place)
from place join episodes on episodes.id = episode left join people on people.id = speaker
order by date desc nulls last, title, episodes.id, cue is not null, cue, start
limit :limit
"""
"""One hit for each line of each episode, the most telling one (SQLite takes the other columns from the row of
the minimum); what has no line stays as it is. A line in which an unwanted word occurs is none, though only
a name was looked for. Words are fetched for the hits that are shown alone."""


def _places(rank: int, where: str) -> str:
    """The query for the places of one row of _PLACES."""
    kind, table, _, _ = _PLACES[rank]
    absent = dict.fromkeys(_ABSENT.get(table, ()), "null") | ({"episode": "id"} if kind == "episode" else {})
    columns = ", ".join(
        absent.get(name, name) + f" as {name}" for name in ("episode", "cue", "start", "speaker")
    )
    head = f"select {rank} as rank, '{kind}' as kind, id as part, {columns}"
    return f"{head} from {table} where {where}"


def _matching(rank: int, query: str = ":query") -> str:
    _, _, column, searched = _PLACES[rank]
    found = f"select rowid from {searched}_fts where {searched}_fts match {query}"  # noqa: S608 - our own names
    return f"{column} in ({found})"


def _queries(text: str, tool: str | None) -> str:
    if tool is None:
        return " union all ".join(_places(rank, _matching(rank)) for rank in range(len(_PLACES)))
    named = "tool in (select id from tools where name = :tool collate nocase)"
    return _places(0, f"{named} and {_matching(1)}" if text.strip() else named)


def _unwanted(values: Mapping[str, Any]) -> str:
    """The query for the places in which a word occurs that must not."""
    if values.get("unwanted") is None:
        return "select null as episode, null as cue"
    return " union all ".join(_places(rank, _matching(rank, ":unwanted")) for rank in range(len(_PLACES)))


def search(
    database: Path,
    text: str = "",
    *,
    tool: str | None = None,
    speaker: str | None = None,
    since: str | None = None,
    limit: int = 50,
) -> SearchResult:
    """What the index knows of `text` (see `query`), of a `tool`, or of both together.

    `tool` is a name, whatever its case. `speaker` is a part of the name of who speaks. `since` is a year,
    month or day (2024, 2024-05, 2024-05-17): episodes of unknown date are then left out. `limit` 0 gives
    all. Raises InputError, SettingsError.
    """
    if not text.strip() and tool is None:
        raise SettingsError("nothing to look for", hint="llm-summarise search duckdb")
    values = {"tool": tool, "speaker": speaker, "since": _since(since), "limit": limit or -1}
    values |= {"query": fts5(text), "unwanted": unwanted_in(text)} if text.strip() else {}
    with _reading(database) as connection:
        rows = connection.execute(
            _BEST.format(places=_queries(text, tool), unwanted=_unwanted(values)), values
        ).fetchall()
        if tool is not None and not rows:
            _check_tool(connection, tool)
        undated = 0
        if since is not None:
            (undated,) = connection.execute("select count(*) from episodes where date is null").fetchone()
        hits = [
            Hit(kind, *place, *connection.execute(_DETAILS[kind], [part]).fetchone())
            for kind, part, *place, _ in rows
        ]
    return SearchResult(hits, rows[0][-1] if rows else 0, undated)


_NAMED: Final = """
(select tool, episode, count(*) as n from mentions where not sponsor group by tool, episode)
  join episodes on episodes.id = episode
where (:since is null or date >= :since)
"""

_TOOLS: Final = f"""
select tools.id, name, kind, episodes, mentions, first, last, url
from (
  select tool, count(*) as episodes, sum(n) as mentions, min(date) as first, max(date) as last
  from {_NAMED} group by tool
) join tools on tools.id = tool
order by episodes desc, mentions desc, name
"""  # noqa: S608 - our own names

_YEARS: Final = f"""
select tool, substr(date, 1, 4) as year, count(*) from {_NAMED} and date is not null
group by 1, 2 order by 1, 2
"""  # noqa: S608 - our own names


def tools(database: Path, *, since: str | None = None, limit: int = 50) -> tuple[list[ToolRow], int]:
    """The tools by number of episodes they are named in, and how many there are beyond the limit too. Raises
    InputError, SettingsError."""
    values = {"since": _since(since)}
    with _reading(database) as connection:
        rows = connection.execute(_TOOLS, values).fetchall()
        years: dict[int, dict[str, int]] = {}
        for tool, year, count in connection.execute(_YEARS, values):
            years.setdefault(tool, {})[year] = count
    shown = rows[:limit] if limit else rows
    listed = [
        ToolRow(name, kind, episodes, mentions, first, last, url, years.get(id_, {}))
        for id_, name, kind, episodes, mentions, first, last, url in shown
    ]
    return listed, len(rows)


def _since(text: str | None) -> str | None:
    """A date that sorts before all days of what `text` names. Raises SettingsError."""
    if text is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.ASCII):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise SettingsError(f"--since {text}: is no date", hint="write 2024, 2024-05 or 2024-05-17") from None
    return text


def _check_tool(connection: sqlite3.Connection, tool: str) -> None:
    """Raises SettingsError if the index knows no tool of that name."""
    if connection.execute("select 1 from tools where name = ? collate nocase", [tool]).fetchone():
        return
    near = connection.execute(
        "select name from tools where name like ? order by length(name) limit 3", [f"%{tool}%"]
    ).fetchall()
    names = ", ".join(name for (name,) in near)
    raise SettingsError(
        f"no tool is called {tool}", hint=f"known: {names}" if names else "llm-summarise tools lists them"
    )
