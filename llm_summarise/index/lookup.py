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

WAIT: Final = 5.0
"""Seconds that somebody else's changes to an index are waited for at a time."""

IN_USE: Final = "end the program that has it open, or put the index on a disk that can lock files"

VERSION: Final = 3
"""Of the tables; a database of another one has to be built again."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place, found as `kind` (see _PLACES). `start` is seconds, None where the episode has no times or
    the hit no place, `approximate` whether they are computed from the place of the words; `cue` is the line,
    from 0. `what` is what is mentioned, the person, title or sentence found, `quote` the words at that
    place, `item_kind` what sort of thing is mentioned ("book"), None for other hits."""

    kind: str
    episode: int
    title: str
    date: str | None
    path: str
    start: float | None
    approximate: bool
    cue: int | None
    speaker: str | None
    what: str | None
    quote: str
    item_kind: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "approximate", bool(self.approximate))  # SQLite has 0 and 1

    @property
    def place(self) -> str:
        """The time as `H:MM:SS` (`~` before an approximate one), or the line (from 1) where there are no
        times, or nothing."""
        if self.start is None:
            return "" if self.cue is None else f"line {self.cue + 1}"
        return clock(self.start, hours=True, approximate=self.approximate)


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
        raise InputError(str(path), "there is no index", hint=f"llm-summarise index FOLDER -O {path}")
    address = f"file:{quote(os.fsencode(path))}?mode={'rw' if write else 'ro'}"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)
        (application,) = connection.execute("pragma application_id").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
    except sqlite3.Error as error:
        hint = IN_USE if "locked" in str(error) else ""
        raise InputError(str(path), f"cannot be used as an index: {error}", hint=hint) from error
    if application == APPLICATION and version == VERSION:
        return connection
    connection.close()
    if application == APPLICATION:
        older = "an earlier" if version < VERSION else "a later"
        hint = "remove it and index again, which asks nothing about results that are there"
        raise InputError(str(path), f"was made by {older} version of this program", hint=hint)
    raise InputError(str(path), "is a database, but no index of episodes", hint="choose another name")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """An index to read from. Raises InputError as `open_database`, and if it is damaged."""
    connection = open_database(path)
    try:
        yield connection
    except sqlite3.Error as error:
        raise InputError(str(path), f"cannot be read: {error}") from error
    finally:
        connection.close()


_PLACES: Final = (
    ("mention", "mentions", "item", "items"),
    ("mention", "mentions", "id", "mentions"),
    ("person", "appearances", "person", "people"),
    ("quote", "quotes", "id", "quotes"),
    ("topic", "topics", "id", "topics"),
    ("statement", "statements", "id", "statements"),
    ("sponsor", "sponsors", "id", "sponsors"),
    ("line", "cues", "id", "cues"),
    ("episode", "episodes", "id", "episodes"),
)
"""Where a word may be found, the most telling place first: kind of hit, its table, and the column that refers
to the table whose text is searched."""

_ABSENT: Final = {
    "appearances": ("cue", "speaker"),
    "topics": ("speaker",),
    "sponsors": ("speaker",),
    "episodes": ("episode", "cue", "start", "approximate", "speaker"),
}
"""Columns of a place that a table does not have."""

_DETAILS: Final = {
    "mention": "select items.name, quote, items.kind from mentions"
    " join items on items.id = item where mentions.id = ?",
    "person": "select name || ' (' || role || ')', coalesce(quote, '') from appearances"
    " join people on people.id = person where appearances.id = ?",
    "quote": "select null, quote from quotes where id = ?",
    "topic": "select title, summary from topics where id = ?",
    "statement": "select text, coalesce(quote, '') from statements where id = ?",
    "sponsor": "select name, trim(coalesce(code, '') || ' ' || coalesce(url, '')) from sponsors where id = ?",
    "line": "select null, text from cues where id = ?",
    "episode": "select title, headline from episodes where id = ?",
}
"""What was found and the words there, by kind of hit."""

_BEST: Final = """
with place as (
  select kind, part, episode, cue, start, approximate, speaker, min(rank) from ({places})
  where (cue is null or (episode, cue) not in (select episode, cue from ({unwanted}) where cue is not null))
    and (:speaker is null or speaker in (select id from people where instr(lower(name), lower(:speaker))))
    and (:since is null or episode in (select id from episodes where date >= :since))
  group by episode, coalesce(cue, -1 - part * 100 - rank)
)
select kind, part, episodes.id, title, date, path, start, coalesce(approximate, 0), cue, people.name,
  (select count(*) from place)
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
        absent.get(name, name) + f" as {name}"
        for name in ("episode", "cue", "start", "approximate", "speaker")
    )
    head = f"select {rank} as rank, '{kind}' as kind, id as part, {columns}"
    return f"{head} from {table} where {where}"


def _matching(rank: int, query: str = ":query") -> str:
    _, _, column, searched = _PLACES[rank]
    found = f"select rowid from {searched}_fts where {searched}_fts match {query}"  # noqa: S608 - our own names
    return f"{column} in ({found})"


def _queries(text: str, tool: str | None, kind: str | None) -> str:
    if tool is None and kind is None:
        return " union all ".join(_places(rank, _matching(rank)) for rank in range(len(_PLACES)))
    named = (
        "item in (select id from items where (:kind is null or :kind in (kind, category))"
        " and (:tool is null or (name = :tool collate nocase and category = 'tools')))"
    )
    said = _matching(1) if tool is not None else f"({_matching(0)} or {_matching(1)})"
    return _places(0, f"{named} and {said}" if text.strip() else named)


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
    kind: str | None = None,
    speaker: str | None = None,
    since: str | None = None,
    limit: int = 50,
) -> SearchResult:
    """What the index knows of `text` (see `query`), of a `tool`, of mentions of a `kind`, or of all together.

    `tool` is a name, whatever its case; `kind` a kind of mention ("book") or a group of them ("works").
    `speaker` is a part of the name of who speaks. `since` is a year, month or day (2024, 2024-05,
    2024-05-17): episodes of unknown date are then left out. `limit` 0 gives all. Raises InputError,
    SettingsError.
    """
    kind = kind_named(kind)
    if not text.strip() and tool is None and kind is None:
        raise SettingsError("nothing to look for", hint="llm-summarise search duckdb")
    values = {"tool": tool, "kind": kind, "speaker": speaker, "since": day_from(since), "limit": limit or -1}
    values |= {"query": fts5(text), "unwanted": unwanted_in(text)} if text.strip() else {}
    with reading(database) as connection:
        rows = connection.execute(
            _BEST.format(places=_queries(text, tool, kind), unwanted=_unwanted(values)), values
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


def day_from(text: str | None) -> str | None:
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


def kind_named(text: str | None) -> str | None:
    """The kind of mention, or the group of kinds, that `text` names, also in the plural ("books", "places").
    Raises SettingsError."""
    if text is None:
        return None
    from llm_summarise.domain.replies import MentionGroup, MentionKind  # late: a plain search needs no models

    wanted = text.strip().lower()
    known = [*map(str, MentionKind), *map(str, MentionGroup)]
    for name in (wanted, wanted.removesuffix("s"), f"{wanted}s"):
        if name in known:
            return name
    raise SettingsError(f"--kind {text}: is not known", hint=f"known: {', '.join(dict.fromkeys(known))}")
