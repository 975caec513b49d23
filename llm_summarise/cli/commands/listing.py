"""`llm-summarise mentions` and `tools`: what is mentioned in the episodes of an index."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.commands.index import KIND, LookupOptions, fields_of
from llm_summarise.cli.option_groups import grouped
from llm_summarise.cli.printing import out_json

if TYPE_CHECKING:
    from llm_summarise.index.listing import ItemInEpisode, ItemRow, Wanted

_BAR = 20
"""Characters of the longest bar."""
_STEPS = "·▁▂▃▄▅▆▇█"
"""A year without an episode, and then ever more of them."""


@grouped
def tools(own: LookupOptions) -> None:
    """List the tools of an index by the number of episodes they are named in, and how that went by year."""
    from llm_summarise.index.listing import Wanted

    _list(Wanted(kind="tools", since=own.since), own, "tool")


@grouped
def mentions(
    name: Annotated[
        list[str] | None, typer.Argument(help='Words of its name; "a phrase", duck*, -not. All if left out.')
    ] = None,
    kind: Annotated[str | None, KIND] = None,
    prominence: Annotated[
        str | None,
        o.text("--prominence", metavar="LEAST", help="At least recommended, discussed or passing."),
    ] = None,
    owner: Annotated[
        str | None, o.text("--owner", metavar="WHOSE", help="Whose it is: guest, show or other.")
    ] = None,
    by_episode: Annotated[
        bool, typer.Option("--by-episode", help="A line for each episode, as with a name.")
    ] = False,
    *,
    own: LookupOptions,
) -> None:
    """List what is mentioned in an index: books, people, companies, tools, and in which episodes."""
    from llm_summarise.index.listing import Wanted

    wanted = Wanted(" ".join(name or ()), kind, prominence, owner, own.since)
    if name or by_episode:
        _list_by_episode(wanted, own)
    else:
        _list(wanted, own, "name")


def _list(wanted: Wanted, own: LookupOptions, heading: str) -> None:
    from llm_summarise.index.listing import mentioned

    rows, total = mentioned(own.db, wanted, limit=own.limit)
    _print_counted(rows, own, heading)
    _say_rest(len(rows), total, "tools" if heading == "tool" else "names")


def _list_by_episode(wanted: Wanted, own: LookupOptions) -> None:
    from llm_summarise.cli.text_tables import csv, table
    from llm_summarise.index.listing import in_episodes

    rows, total = in_episodes(own.db, wanted, limit=own.limit)
    fields = [_flat(row) for row in rows]
    if own.as_json:
        out_json(fields)
    elif own.as_csv:
        csv(list(fields[0]) if fields else [], [list(row.values()) for row in fields])
    elif rows:
        columns = ["name", "kind", "date", "episode", "time>", "times>", "weight", "speaker", "quote"]
        table(columns, [_line(row) for row in rows])
    _say_rest(len(rows), total, "lines")


def _say_rest(shown: int, total: int, what: str) -> None:
    from llm_summarise.cli.show import say

    if not total:
        say("nothing found")
    elif total > shown:
        say(f"{shown} of {total:,} {what}; --limit 0 shows all")


def _flat(row: ItemInEpisode) -> dict[str, object]:
    """An item in an episode as JSON has it."""
    place = fields_of(row.place)
    of_item = {"name": row.name, "kind": place.pop("item_kind")}
    of_item |= {"prominence": row.prominence, "owner": row.owner, "mentions": row.mentions, "url": row.url}
    return of_item | {key: value for key, value in place.items() if key not in ("kind", "what")}


def _line(row: ItemInEpisode) -> list[str]:
    hit = row.place
    owner = {"guest": "guest's own", "show": "show's own"}.get(row.owner or "", "")
    weight = ", ".join(part for part in (row.prominence or "", owner) if part)
    facts = [row.name, hit.item_kind, hit.date, hit.title or hit.path, hit.place, str(row.mentions), weight]
    return [fact or "" for fact in facts] + [hit.speaker or "", hit.quote]


def _print_counted(rows: Sequence[ItemRow], own: LookupOptions, heading: str) -> None:
    from llm_summarise.cli.text_tables import csv, table

    years = sorted({year for row in rows for year in row.years})
    if own.as_json:
        out_json([asdict(row) for row in rows])
    elif own.as_csv or not sys.stdout.isatty():
        columns = [heading, "kind", "episodes", "recommended", "mentions", "first", "last", "url", *years]
        (csv if own.as_csv else table)(columns, [_counted(row, years) for row in rows])
    elif rows:
        _draw(rows, years, heading)


def _counted(row: ItemRow, years: Sequence[str]) -> list[str]:
    counts = [str(row.episodes), str(row.recommended), str(row.mentions)]
    given = [row.name, row.kind, *counts, row.first, row.last, row.url]
    return [text or "" for text in given] + [str(row.years.get(year, 0)) for year in years]


def _draw(rows: Sequence[ItemRow], years: Sequence[str], heading: str) -> None:
    """The names with a bar for their episodes and a step for each year."""
    from llm_summarise.cli.text_tables import table

    most = max(row.episodes for row in rows)
    drawn = []
    for row in rows:
        bar = "█" * max(1, round(_BAR * row.episodes / most))
        highest = max(row.years.values(), default=1)
        steps = [-(-row.years.get(year, 0) * (len(_STEPS) - 1) // highest) for year in years]
        trend = "".join(_STEPS[step] for step in steps)
        counts = [f"{row.episodes:,}", bar, f"{row.recommended:,}", f"{row.mentions:,}"]
        drawn.append([row.name, row.kind, *counts, trend])
    span = f"{years[0]}-{years[-1]}" if years else ""
    table([heading, "kind", "episodes>", "", "recommended>", "mentions>", span], drawn)
