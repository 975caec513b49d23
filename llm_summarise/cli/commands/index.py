"""`llm-summarise index` and `search`: many episodes in one database, and finding places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import grouped
from llm_summarise.cli.printing import out_json
from llm_summarise.domain.text import plural

if TYPE_CHECKING:
    from llm_summarise.index.lookup import Hit

DATABASE = Path("episodes.db")
"""The index, unless somebody says otherwise."""

PATHS = o.sources("Results (-f json), transcripts, and folders of them.", metavar="PATH...")
KIND = o.text("--kind", metavar="KIND", help="Only mentions of a kind, such as book, or a group: works.")


@dataclass(eq=False)
class LookupOptions:
    """What part of an index is looked at, and what it is printed as."""

    since: Annotated[
        str | None, o.text("--since", metavar="DATE", help="Only from 2024, 2024-05 or a day on.")
    ] = None
    limit: Annotated[int, o.count("--limit", help="So many lines at most; 0: all.")] = 50
    as_json: o.AsJson = False
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False
    db: Annotated[Path, o.path("--db", help="The index to look into.")] = DATABASE


@grouped
def index(
    paths: Annotated[list[str], PATHS],
    output: Annotated[Path, o.path("-O", "--output", help="Database to write.")] = DATABASE,
    with_cues: Annotated[
        bool, typer.Option("--with-cues", help="Keep the lines of the transcripts too, to search in them.")
    ] = False,
    *,
    who: o.Who,
    what: o.What,
    how: o.How,
    quiet: o.Quiet = False,
) -> None:
    """Put many episodes into one SQLite database, which Datasette opens as it is."""
    from llm_summarise.cli.show import clean, run_with_bar, say, told, warner
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SomeFailed
    from llm_summarise.index.build import build_index

    settings = load_settings(who | what | how)
    warn = warner(quiet)
    report = run_with_bar(
        lambda bar: build_index(paths, output, settings, warn=warn, listener=bar, with_cues=with_cues), quiet
    )
    for name, other in report.doubles:
        warn(clean(f"{name}: left out, {other} is a result of the same transcript"))
    if report.seen > len(report.failures):
        warn(f"{output}: {report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged")
    for name, reason in report.failures:
        say(told(name, reason))
    if report.failures:
        raise SomeFailed(f"{len(report.failures)} of {report.seen} files failed")


@grouped
def search(
    query: Annotated[
        list[str] | None, typer.Argument(help='Words that must all occur; "a phrase", duck*, -not.')
    ] = None,
    tool: Annotated[str | None, o.text("--tool", help="Only mentions of this tool.")] = None,
    kind: Annotated[str | None, KIND] = None,
    speaker: Annotated[str | None, o.text("--speaker", help="Only what they say; a part of a name.")] = None,
    *,
    own: LookupOptions,
) -> None:
    """Find in an index who mentioned what, and when: the newest episode first."""
    from llm_summarise.cli.show import say
    from llm_summarise.index.lookup import search as look_for

    words = " ".join(query or ())
    found = look_for(own.db, words, tool=tool, kind=kind, speaker=speaker, since=own.since, limit=own.limit)
    _print_hits(found.hits, own)
    if found.undated:
        say(f"{plural(found.undated, 'episode')} of unknown date left out")
    if not found.total:
        say("nothing found")
    elif found.total > len(found.hits):
        say(f"{len(found.hits)} of {found.total:,} places; --limit 0 shows all")


def _print_hits(hits: Sequence[Hit], own: LookupOptions) -> None:
    from llm_summarise.cli.text_tables import csv, table

    fields = [fields_of(hit) for hit in hits]
    if own.as_json:
        out_json(fields)
    elif own.as_csv:
        csv(list(fields[0]) if fields else [], [list(row.values()) for row in fields])
    elif hits:
        table(["date", "episode", "time>", "speaker", "found", "quote"], [_row(hit) for hit in hits])


def fields_of(hit: Hit) -> dict[str, object]:
    """A hit as JSON has it: without the number of its episode, which is the database's own."""
    return {name: value for name, value in asdict(hit).items() if name != "episode"}


def _row(hit: Hit) -> list[str]:
    what = hit.what or hit.kind
    if hit.item_kind and hit.item_kind != "person":
        what = f"{what} ({hit.item_kind})"
    return [hit.date or "", hit.title or hit.path, hit.place, hit.speaker or "", what, hit.quote]
