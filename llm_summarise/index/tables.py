"""Results as rows of tables. Which tables there are, their columns, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from llm_summarise.domain.result import EpisodeSummary, Evidence
from llm_summarise.domain.transcript import Transcript
from llm_summarise.index.episode_date import (
    OPENING,
    episode_date,
    episode_number,
    written_date,
    written_number,
)

Row = dict[str, Any]

EPISODE: Final = "episode"

_NUMBERS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("start", "end", "duration"), float),
    **dict.fromkeys(
        "id number complete person tool speaker position sponsor approximate inferred cue".split(), int
    ),
    EPISODE: int,
}
"""Columns that hold numbers; all others hold text."""

_TABLES: Final = {
    "episodes": "id show number date title headline summary duration language path sha256 model created "
    "complete",
    "people": "id name",
    "tools": "id name kind url pypi",
    "appearances": "id episode person role inferred start approximate quote",
    "topics": "id episode position start approximate end title summary sponsor cue",
    "statements": "id episode kind position text start approximate speaker quote cue",
    "mentions": "id episode tool start approximate speaker surface quote sponsor cue",
    "quotes": "id episode start approximate end speaker quote cue",
    "sponsors": "id episode name start approximate end cue",
    "cues": "id episode cue start approximate speaker text",
    "files": "path sha256 made_with episode",
}
COLUMNS: Final[Mapping[str, Mapping[str, type]]] = {
    table: {column: _NUMBERS.get(column, str) for column in columns.split()}
    for table, columns in _TABLES.items()
}
"""Columns of each table, in an order in which every table comes after those it refers to. Times are seconds
from the start of the recording; `cue` is the 0-based index of a line of the transcript; `position` counts
from 1; `sponsor`, `complete`, `inferred` (of a name) and `approximate` (of `start`) are 0 or 1; `date` is
ISO 8601."""

REFERENCES: Final = {EPISODE: "episodes", "person": "people", "speaker": "people", "tool": "tools"}
"""Columns that hold the `id` of another table's row."""

NAMED: Final = ("people", "tools")
"""Tables of what occurs in many episodes, known by its name."""

SEARCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "episodes": ("show", "title", "headline", "summary"),
    "people": ("name",),
    "tools": ("name",),
    "topics": ("title", "summary"),
    "statements": ("text",),
    "mentions": ("surface", "quote"),
    "quotes": ("quote",),
    "cues": ("text",),
}
"""Columns of each table that full-text search looks into."""

VIEWS: Final[Mapping[str, str]] = {
    "tools_by_episodes": """
        select tools.name as tool, tools.kind, count(distinct mentions.episode) as episodes,
          count(*) as mentions, min(episodes.date) as first, max(episodes.date) as last, tools.url
        from mentions join tools on tools.id = mentions.tool join episodes on episodes.id = mentions.episode
        where not mentions.sponsor
        group by tools.id order by episodes desc, mentions desc, tool
    """,
    "tools_by_year": """
        select tools.name as tool, substr(episodes.date, 1, 4) as year,
          count(distinct mentions.episode) as episodes, count(*) as mentions
        from mentions join tools on tools.id = mentions.tool join episodes on episodes.id = mentions.episode
        where episodes.date is not null and not mentions.sponsor
        group by tools.id, year order by tool, year
    """,
    "who_said_what_when": """
        select tools.name as tool, people.name as speaker, episodes.date, episodes.title as episode,
          case when mentions.start is null then null else
            printf('%s%d:%02d:%02d', iif(mentions.approximate, '~', ''), mentions.start / 3600,
            cast(mentions.start as int) / 60 % 60, cast(mentions.start as int) % 60) end as time,
          mentions.surface, mentions.quote, mentions.sponsor
        from mentions join tools on tools.id = mentions.tool join episodes on episodes.id = mentions.episode
          left join people on people.id = mentions.speaker
        order by episodes.date desc, mentions.episode, mentions.start
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


@dataclass
class EpisodeRows:
    """What one result has to put into the tables, by table. Columns of REFERENCES to people and tools hold
    names, and `named` has the rows of these; the column `episode` is left to the one who writes."""

    episode: Row
    named: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in NAMED})
    parts: dict[str, list[Row]] = field(default_factory=dict)


def rows_of(
    result: EpisodeSummary,
    transcript: Transcript | None = None,
    *,
    path: str | None = None,
    cues: bool = False,
) -> EpisodeRows:
    """The rows of one result. `transcript` is what it was made of, if that is at hand: the date stands in its
    first minutes, and `cues` puts its lines into a table. `path` replaces the result's own."""
    where = path or result.source.path
    opening = _opening(result, transcript)
    about = result.about
    recorded = written_date(about.date or "") or episode_date(opening, where)
    facts = {
        "show": about.show,
        "number": written_number(about.number or "") or episode_number(opening),
        "date": recorded.isoformat() if recorded else None,
        **_row(result, "title", "headline", "language"),
        "summary": " ".join(statement.text for statement in result.summary),
        **_row(result.source, "duration", "sha256"),
        "path": where,
        **_row(result.provenance, "model", "created"),
        "complete": int(result.coverage.complete),
    }
    rows = EpisodeRows(facts)
    rows.named["tools"] = {
        tool.name: _row(tool, "name", "url", "pypi") | {"kind": tool.kind.value} for tool in result.tools
    }
    rows.parts = _parts(result)
    if cues and transcript is not None:
        rows.parts["cues"] = _lines(transcript)
    rows.named["people"] = {name: {"name": name} for name in _people(rows.parts)}
    return rows


def _lines(transcript: Transcript) -> list[Row]:
    return [
        {"cue": n} | _row(cue, "start", "approximate", "speaker", "text")
        for n, cue in enumerate(transcript.cues)
    ]


def _people(parts: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Everybody who speaks or appears."""
    named = (row.get(column) for part in parts.values() for row in part for column in ("speaker", "person"))
    return (name for name in named if name)


def _parts(result: EpisodeSummary) -> dict[str, list[Row]]:
    """The rows of each table whose rows belong to one episode."""
    statements = [("summary", result.summary), ("takeaway", result.takeaways)]
    return {
        "appearances": [
            {
                "person": person.name,
                "role": person.role.value,
                "inferred": int(person.inferred),
                **_place(person.evidence, "start", "approximate", "quote"),
            }
            for person in result.people
        ],
        "topics": [
            _row(topic, "start", "approximate", "end", "title", "summary")
            | {"position": n, "sponsor": int(topic.sponsor), "cue": topic.first_cue}
            for n, topic in enumerate(result.topics, 1)
        ],
        "statements": [
            {"kind": kind, "position": n, "text": one.text}
            | _place(one.evidence, "start", "approximate", "speaker", "quote", "cue")
            for kind, some in statements
            for n, one in enumerate(some, 1)
        ],
        "mentions": [
            _row(mention, "start", "approximate", "speaker", "surface", "quote", "cue")
            | {"tool": tool.name, "sponsor": int(mention.sponsor)}
            for tool in result.tools
            for mention in tool.mentions
        ],
        "quotes": [
            _row(one, "start", "approximate", "end", "speaker", "quote", "cue") for one in result.quotes
        ],
        "sponsors": [
            _row(one, "name", "start", "approximate", "end") | {"cue": one.first_cue}
            for one in result.sponsors
        ],
    }


def _opening(result: EpisodeSummary, transcript: Transcript | None) -> list[str]:
    """What is said at the beginning, as far as it is known. A result alone knows only what it quotes."""
    if transcript is not None:
        return [cue.text for cue in transcript.cues[:200] if (cue.start or 0.0) <= OPENING]
    places = [e for some in (result.topics, result.people) for part in some for e in part.evidence]
    return [place.quote for place in places if place.start is not None and place.start <= OPENING]


def _place(evidence: Sequence[Evidence], *columns: str) -> Row:
    return _row(evidence[0], *columns) if evidence else dict.fromkeys(columns)


def _row(part: object, *columns: str) -> Row:
    """A part of a result as a row, where its fields are called as the columns."""
    return {column: getattr(part, column) for column in columns}
