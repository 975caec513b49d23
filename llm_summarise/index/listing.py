"""What is mentioned in the episodes of an index: counted over all of them, or told episode by episode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from llm_summarise.domain.errors import SettingsError
from llm_summarise.index.lookup import Hit, day_from, kind_named, reading
from llm_summarise.index.query import fts5


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What is mentioned, with the number of episodes it is named and recommended in, of times it is named,
    and of episodes by year as far as dates are known; all of them outside of advertisements."""

    name: str
    kind: str
    episodes: int
    recommended: int
    mentions: int
    first: str | None
    last: str | None
    url: str | None
    years: dict[str, int]


@dataclass(frozen=True, slots=True)
class ItemInEpisode:
    """How something stands in one episode: `place` is where it is named first, `mentions` how often.
    `prominence` and `owner` are as in `domain.replies`, None for results that do not tell."""

    name: str
    prominence: str | None
    owner: str | None
    mentions: int
    url: str | None
    place: Hit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mentions are looked for: a text in their names (see `query`), a kind or group of kinds, how much
    they matter at least, whose they are, and from which day on. Raises SettingsError for what is none."""

    text: str = ""
    kind: str | None = None
    prominence: str | None = None
    owner: str | None = None
    since: str | None = None

    def values(self) -> dict[str, Any]:
        """The parameters of _WANTED."""
        return {
            "query": fts5(self.text) if self.text.strip() else None,
            "kind": kind_named(self.kind),
            "matters": 1 + _one_of(self.prominence, _PROMINENCE, "--prominence"),
            "owner": self.owner if _one_of(self.owner, _OWNERS, "--owner") >= 0 else None,
            "since": day_from(self.since),
        }


_PROMINENCE: Final = ("passing", "discussed", "recommended")
_OWNERS: Final = ("guest", "show", "other")

_WANTED: Final = """
from episode_items join items on items.id = item join episodes on episodes.id = episode
where places > 0
  and (:query is null or item in (select rowid from items_fts where items_fts match :query))
  and (:kind is null or :kind in (kind, category))
  and (:matters < 2 or iif(prominence = 'recommended', 3, iif(prominence = 'discussed', 2, 1)) >= :matters)
  and (:owner is null or owner = :owner)
  and (:since is null or date >= :since)
"""

_COUNTED: Final = f"""
select items.id, items.name, kind, count(*) as n, sum(prominence is 'recommended'), sum(places) as times,
  min(date), max(date), items.url
{_WANTED} group by item order by n desc, times desc, items.name
"""

_YEARS: Final = f"""
select item, substr(date, 1, 4) as year, count(*) {_WANTED} and date is not null group by 1, 2 order by 1, 2
"""

_EACH: Final = f"""
select items.name, prominence, owner, places, items.url,
  kind, episodes.id, episodes.title, date, path, start, coalesce(approximate, 0), cue,
  (select people.name from people where people.id = speaker), quote
{_WANTED}
order by items.name collate nocase, item, date desc nulls last, episodes.title
"""  # noqa: S608 - our own names


def mentioned(database: Path, wanted: Wanted, *, limit: int = 50) -> tuple[list[ItemRow], int]:
    """What is mentioned, by number of episodes, and how many there are beyond the limit too (0 gives all).
    Raises InputError, SettingsError."""
    values = wanted.values()
    with reading(database) as connection:
        rows = connection.execute(_COUNTED, values).fetchall()
        years: dict[int, dict[str, int]] = {}
        for item, year, count in connection.execute(_YEARS, values):
            years.setdefault(item, {})[year] = count
    shown = rows[:limit] if limit else rows
    return [ItemRow(*(*row[1:], years.get(row[0], {}))) for row in shown], len(rows)


def in_episodes(database: Path, wanted: Wanted, *, limit: int = 50) -> tuple[list[ItemInEpisode], int]:
    """What is mentioned, once for each episode it is named in, by name, then the newest episode first; and
    how many there are beyond the limit too (0 gives all). Raises InputError, SettingsError."""
    values = wanted.values()
    with reading(database) as connection:
        rows = connection.execute(_EACH, values).fetchall()
    shown = rows[:limit] if limit else rows
    return [_item_in_episode(row) for row in shown], len(rows)


def _item_in_episode(row: tuple[Any, ...]) -> ItemInEpisode:
    """A row of _EACH."""
    name, kind, quote = row[0], row[5], row[-1]
    place = Hit(*("mention", *row[6:-1], name, quote, kind))
    return ItemInEpisode(*(*row[:5], place))


def _one_of(given: str | None, known: tuple[str, ...], option: str) -> int:
    """Its place among those known, -1 for none. Raises SettingsError."""
    if given is None:
        return -1
    if given not in known:
        raise SettingsError(f"{option} {given}: is not known", hint=f"known: {', '.join(known)}")
    return known.index(given)
