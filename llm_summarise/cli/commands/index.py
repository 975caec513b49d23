"""`llm-summarise index`, `search` and `tools`: many episodes in one database, and what is in them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, spread
from llm_summarise.domain.text import plural

if TYPE_CHECKING:
    from llm_summarise.index.lookup import Hit, ToolRow

DATABASE = Path("episodes.db")
"""The index, unless somebody says otherwise."""

PATHS = typer.Argument(
    help="Results (-f json), transcripts, and folders of them.",
    metavar="PATH...",
    show_default=False,
    callback=o.filled,
)
Db = Annotated[Path, typer.Option("--db", help="The index to look into.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only from 2024, 2024-05 or a day on.")
]
Limit = Annotated[int, typer.Option("--limit", min=0, help="So many lines at most; 0: all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]

_BAR = 20
"""Characters of the longest bar."""
_STEPS = "·▁▂▃▄▅▆▇█"
"""A year without an episode, and then ever more of them."""


@spread
def index(
    paths: Annotated[list[str], PATHS],
    output: Annotated[Path, typer.Option("-o", "--output", help="Database to write.")] = DATABASE,
    with_cues: Annotated[
        bool, typer.Option("--with-cues", help="Keep the lines of the transcripts too, to search in them.")
    ] = False,
    who: o.WhoLong = NONE,
    what: o.What = NONE,
    how: o.How = NONE,
    quiet: o.Quiet = False,
) -> None:
    """Put many episodes into one SQLite database, which Datasette opens as it is."""
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import Bar, clean, hush, say, told
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SomeFailed
    from llm_summarise.index.build import build_index

    settings = load_settings(who | what | how)
    warn = hush if quiet else say
    with Bar(quiet) as bar:
        work = build_index(paths, output, settings, warn=warn, listener=bar, with_cues=with_cues)
        report = run_interruptible(work)
    for name, other in report.doubles:
        warn(clean(f"{name}: left out, {other} is a result of the same transcript"))
    if report.seen > len(report.failures):
        warn(f"{output}: {report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged")
    for name, reason in report.failures:
        say(told(name, reason))
    if report.failures:
        raise SomeFailed(f"{len(report.failures)} of {report.seen} files failed")


def search(
    query: Annotated[
        list[str] | None, typer.Argument(help='Words that must all occur; "a phrase", duck*, -not.')
    ] = None,
    tool: Annotated[str | None, typer.Option("--tool", help="Only mentions of this tool.")] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="Only what they say; a part of a name.")
    ] = None,
    since: Since = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    db: Db = DATABASE,
) -> None:
    """Find in an index who mentioned what, and when: the newest episode first."""
    from llm_summarise.cli.show import say
    from llm_summarise.cli.text_tables import csv, table
    from llm_summarise.index.lookup import search as look_for

    found = look_for(db, " ".join(query or ()), tool=tool, speaker=speaker, since=since, limit=limit)
    if as_json:
        typer.echo(json.dumps([_fields(hit) for hit in found.hits], indent=2, ensure_ascii=False))
    elif as_csv:
        rows = [_fields(hit) for hit in found.hits]
        csv(list(rows[0]) if rows else [], [list(row.values()) for row in rows])
    elif found.hits:
        columns = ["date", "episode", "time>", "speaker", "found", "quote"]
        table(columns, [_row(hit) for hit in found.hits])
    if found.undated:
        say(f"{plural(found.undated, 'episode')} of unknown date left out")
    if not found.total:
        say("nothing found")
    elif found.total > len(found.hits):
        say(f"{len(found.hits)} of {found.total:,} places; --limit 0 shows all")


def tools(
    since: Since = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    db: Db = DATABASE,
) -> None:
    """List the tools of an index by the number of episodes they are named in, and how that went by year."""
    from dataclasses import asdict

    from llm_summarise.cli.show import say
    from llm_summarise.cli.text_tables import csv, table
    from llm_summarise.index.lookup import tools as list_tools

    rows, total = list_tools(db, since=since, limit=limit)
    years = sorted({year for row in rows for year in row.years})
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
    elif as_csv or not sys.stdout.isatty():
        columns = ["tool", "kind", "episodes", "mentions", "first", "last", "url", *years]
        (csv if as_csv else table)(columns, [_counted(row, years) for row in rows])
    elif rows:
        trend = f"{years[0]}-{years[-1]}" if years else ""
        most = max(row.episodes for row in rows)
        table(
            ["tool", "kind", "episodes>", "", "mentions>", trend], [_drawn(row, years, most) for row in rows]
        )
    if total > len(rows):
        say(f"{len(rows)} of {total:,} tools; --limit 0 shows all")


def _fields(hit: Hit) -> dict[str, object]:
    """A hit as JSON has it: without the number of its episode, which is the database's own."""
    from dataclasses import asdict

    return {name: value for name, value in asdict(hit).items() if name != "episode"}


def _row(hit: Hit) -> list[str]:
    return [
        hit.date or "",
        hit.title or hit.path,
        hit.place,
        hit.speaker or "",
        hit.what or hit.kind,
        hit.quote,
    ]


def _counted(row: ToolRow, years: Sequence[str]) -> list[str]:
    given = [row.name, row.kind, str(row.episodes), str(row.mentions), row.first, row.last, row.url]
    return [text or "" for text in given] + [str(row.years.get(year, 0)) for year in years]


def _drawn(row: ToolRow, years: Sequence[str], most: int) -> list[str]:
    bar = "█" * max(1, round(_BAR * row.episodes / most))
    highest = max(row.years.values(), default=1)
    trend = "".join(_STEPS[-(-row.years.get(year, 0) * (len(_STEPS) - 1) // highest)] for year in years)
    return [row.name, row.kind, f"{row.episodes:,}", bar, f"{row.mentions:,}", trend]
