"""Results as rows of tables. Which tables there are, their columns, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionGroup, group_of
from llm_summarise.domain.result import EpisodeSummary, Evidence, Mention, MentionedItem, Statement, Tool
from llm_summarise.domain.transcript import Transcript
from llm_summarise.index.episode_date import (
    OPENING,
    episode_date,
    episode_number,
    written_date,
    written_number,
)

Row = dict[str, Any]
Named = Tool | MentionedItem

EPISODE: Final = "episode"

_NUMBERS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("start", "end", "duration"), float),
    **dict.fromkeys("id number complete person item speaker position topic cue places".split(), int),
    **dict.fromkeys("sponsor approximate inferred".split(), int),
    EPISODE: int,
}
"""Columns that hold numbers; all others hold text."""

_TABLES: Final = {
    "episodes": "id show number date title headline summary duration language path sha256 model created "
    "complete",
    "people": "id name",
    "items": "id name kind category url pypi identity",
    "appearances": "id episode person role inferred start approximate quote",
    "topics": "id episode position start approximate end title summary sponsor cue",
    "statements": "id episode kind position topic text start approximate speaker quote cue",
    "episode_items": "id episode item prominence owner sponsor places start approximate speaker quote cue",
    "mentions": "id episode item start approximate speaker surface quote sponsor cue",
    "quotes": "id episode start approximate end speaker quote cue",
    "sponsors": "id episode name code url start approximate end cue",
    "cues": "id episode cue start approximate speaker text",
    "files": "path sha256 made_with episode",
}
COLUMNS: Final[Mapping[str, Mapping[str, type]]] = {
    table: {column: _NUMBERS.get(column, str) for column in columns.split()}
    for table, columns in _TABLES.items()
}
"""Columns of each table, in an order in which every table comes after those it refers to. Times are seconds
from the start of the recording; `cue` is the 0-based index of a line of the transcript; `position` counts
from 1, `topic` is the position of the chapter that a point belongs to; `places` counts those outside of
advertisements; `sponsor`, `complete`, `inferred` (of a name) and `approximate` (of `start`) are 0 or 1;
`date` is ISO 8601. `category` is a group of mentions ("works"), `kind` what is in it ("book"); `identity` is
the same for names of one thing."""

REFERENCES: Final = {EPISODE: "episodes", "person": "people", "speaker": "people", "item": "items"}
"""Columns that hold the `id` of another table's row."""

NAMED: Final[Mapping[str, str]] = {"people": "name", "items": "identity"}
"""Tables of what occurs in many episodes, with the column it is known by."""

SEARCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "episodes": ("show", "title", "headline", "summary"),
    "people": ("name",),
    "items": ("name",),
    "topics": ("title", "summary"),
    "statements": ("text",),
    "mentions": ("surface", "quote"),
    "quotes": ("quote",),
    "sponsors": ("name", "code", "url"),
    "cues": ("text",),
}
"""Columns of each table that full-text search looks into."""


@dataclass
class EpisodeRows:
    """What one result has to put into the tables, by table. Columns of REFERENCES to tables of NAMED hold
    what their rows are known by, and `named` has these rows; the column `episode` is left to the one who
    writes."""

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
    rows.named["items"] = {identity: _item(one, identity) for identity, one in _items(result)}
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
            {"kind": kind, "position": n, "topic": topic, "text": one.text}
            | _place(one.evidence, "start", "approximate", "speaker", "quote", "cue")
            for kind, some in _statements(result).items()
            for n, (topic, one) in enumerate(some, 1)
        ],
        **_item_parts(result),
        "quotes": [
            _row(one, "start", "approximate", "end", "speaker", "quote", "cue") for one in result.quotes
        ],
        "sponsors": [
            _row(one, "name", "code", "url", "start", "approximate", "end") | {"cue": one.first_cue}
            for one in result.sponsors
        ],
    }


def _item_parts(result: EpisodeSummary) -> dict[str, list[Row]]:
    """The rows of the tables of what is mentioned."""
    items = list(_items(result))
    return {
        "episode_items": [
            _standing(one, known=result.schema_version != "1.0") | {"item": identity}
            for identity, one in items
        ],
        "mentions": [
            _row(mention, "start", "approximate", "speaker", "surface", "quote", "cue")
            | {"item": identity, "sponsor": int(mention.sponsor)}
            for identity, one in items
            for mention in one.mentions
        ],
    }


def _statements(result: EpisodeSummary) -> dict[str, list[tuple[int | None, Statement]]]:
    """What is said in sentences, by its kind, each with the position of the topic it belongs to."""
    return {
        "summary": [(None, one) for one in result.summary],
        "takeaway": [(None, one) for one in result.takeaways],
        "point": [(n, one) for n, topic in enumerate(result.topics, 1) for one in topic.points],
    }


def _items(result: EpisodeSummary) -> Iterator[tuple[str, Named]]:
    """All that is named, each with its identity, once."""
    seen: dict[str, Named] = {}
    named: list[Named] = [*result.tools, *result.mentions]
    for one in named:
        identity = _identity(one)
        seen[identity] = _joined(seen[identity], one) if identity in seen else one
    return iter(seen.items())


def _joined(one: Named, other: Named) -> Named:
    """One thing that a result holds under two spellings."""
    return one.model_copy(
        update={
            "mentions": sorted([*one.mentions, *other.mentions], key=lambda mention: mention.cue),
            "prominence": min(one.prominence, other.prominence, key=lambda each: each.rank),
            "sponsor": one.sponsor and other.sponsor,
        }
    )


def _category(one: Named) -> MentionGroup:
    return MentionGroup.TOOLS if isinstance(one, Tool) else group_of(one.kind)


def _identity(one: Named) -> str:
    """What is the same for all spellings of one thing. Names of tools are known; what else is named is
    written in several ways, and a film has the title of its book."""
    category = _category(one)
    if category is MentionGroup.TOOLS:
        return f"{category}: {one.name}"
    name = one.name.casefold().removeprefix("the ") if category is MentionGroup.WORKS else one.name
    sort = one.kind if category is MentionGroup.WORKS else category
    return f"{sort}: {fold_name(name) or one.name}"


def _item(one: Named, identity: str) -> Row:
    return {
        **_row(one, "name", "url"),
        "kind": one.kind.value,
        "category": _category(one).value,
        "pypi": one.pypi if isinstance(one, Tool) else None,
        "identity": identity,
    }


def _standing(one: Named, *, known: bool) -> Row:
    """How an item stands in one episode, with the first place outside of advertisements where there is one;
    `known` tells whether the result says how much it matters."""
    told = [mention for mention in one.mentions if not mention.sponsor]
    return {
        "prominence": one.prominence.value if known else None,
        "owner": one.owner.value if known else None,
        "sponsor": int(one.sponsor),
        "places": len(told),
        **_place(told or one.mentions, "start", "approximate", "speaker", "quote", "cue"),
    }


def _opening(result: EpisodeSummary, transcript: Transcript | None) -> list[str]:
    """What is said at the beginning, as far as it is known. A result alone knows only what it quotes."""
    if transcript is not None:
        return [cue.text for cue in transcript.cues[:200] if (cue.start or 0.0) <= OPENING]
    places = [e for some in (result.topics, result.people) for part in some for e in part.evidence]
    return [place.quote for place in places if place.start is not None and place.start <= OPENING]


def _place(evidence: Sequence[Evidence | Mention], *columns: str) -> Row:
    return _row(evidence[0], *columns) if evidence else dict.fromkeys(columns)


def _row(part: object, *columns: str) -> Row:
    """A part of a result as a row, where its fields are called as the columns."""
    return {column: getattr(part, column) for column in columns}
