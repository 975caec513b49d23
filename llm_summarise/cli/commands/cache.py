"""`llm-summarise cache`: look at the answers that were paid for, share them, and keep them in order."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.printing import out, out_json
from llm_summarise.domain.text import plural, readable

if TYPE_CHECKING:
    from llm_summarise.asking.store.admin import ModelStats
    from llm_summarise.asking.store.store import Store

cache = typer.Typer(
    add_completion=False,
    help="Look at, share, check and prune the answers that were paid for.",
    rich_markup_mode=None,
)

ByModel = Annotated[str | None, o.text("-m", "--model", help="Only of this model; * and ? match.")]
ByEpisode = Annotated[str | None, o.text("--episode", help="Only of this episode; * and ? match.")]


@cache.command("stats")
def show_stats(as_json: o.AsJson = False, cache_dir: o.CacheDir = None) -> None:
    """How many answers are kept, of which models, and what they cost."""
    from llm_summarise.asking.store import admin
    from llm_summarise.cli.show import money
    from llm_summarise.cli.text_tables import size, table

    with _store(cache_dir) as store:
        stats = admin.stats(store)
        directory = store.directory
    if as_json:
        out_json({"directory": readable(str(directory)), **asdict(stats)})
        return
    out(f"{directory}\n{plural(stats.entries, 'answer')}, {size(stats.bytes)}")
    if stats.entries:
        out(f"from {stats.oldest} to {stats.newest}")
        rows = [
            [name, f"{m.entries:,}", _count(m.input_tokens), _count(m.output_tokens), _cost(m)]
            for name, m in stats.models.items()
        ]
        table(["model", "answers>", "tokens in>", "tokens out>", "cost>"], rows)
        known = sum(m.cost for m in stats.models.values())
        out(f"paid in all, as far as prices are known: {money(known)}")


@cache.command("list")
def show_list(
    model: ByModel = None, episode: ByEpisode = None, as_json: o.AsJson = False, cache_dir: o.CacheDir = None
) -> None:
    """One line an answer, the oldest first."""
    from llm_summarise.asking.store import admin
    from llm_summarise.cli.show import money
    from llm_summarise.cli.text_tables import table

    with _store(cache_dir) as store:
        rows = admin.listing(store, model=model, episode=episode)
    if as_json:
        for row in rows:
            out_json(asdict(row), indent=None)
        return
    shown = []
    for row in rows:
        about = [row.key[:12], row.model, str(row.seed), row.episode or "", row.created[:16]]
        paid = "unknown" if row.cost is None else money(row.cost)
        shown.append(
            [*about, _count(row.input_tokens), _count(row.output_tokens), paid, f"{row.seconds:.1f}"]
        )
    table(["key", "model", "seed>", "episode", "made", "in>", "out>", "cost>", "seconds>"], shown)


@cache.command("show")
def show_one(
    key: Annotated[str, typer.Argument(help="Key of an answer, or the beginning of one.")],
    cache_dir: o.CacheDir = None,
) -> None:
    """Everything about one answer, as JSON: what was asked, with which settings, and what came back."""
    from llm_summarise.asking.store import admin

    with _store(cache_dir) as store:
        whole, entry = admin.find(store, key)
        facts = "episode created seconds attempts input_tokens output_tokens cost mended dropped"
        shown = {
            "key": whole,
            **{name: getattr(entry.parts, name) for name in ("model", "endpoint", "seed")},
            **{name: getattr(entry, name) for name in facts.split()},
            "settings": dict(entry.parts.settings),
            "prompt": entry.parts.prompt,
            "answer": json.loads(entry.answer),
        }
    out_json(shown)


@cache.command("export")
def export_answers(
    file: Annotated[str, typer.Argument(help="File to write; - writes to stdout.")] = "-",
    output: o.Output = None,
    model: ByModel = None,
    episode: ByEpisode = None,
    cache_dir: o.CacheDir = None,
) -> None:
    """Write answers as JSON lines, to share what was paid for."""
    from llm_summarise.asking.store import admin
    from llm_summarise.cli.show import say
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.render.output import write_file, write_text

    if output is not None and file != "-":
        raise SettingsError(f"two files to write: {file} and {output}", hint="name one of them")
    file = file if output is None else str(output)
    if file != "-":
        _refuse_foreign(Path(file))
    with _store(cache_dir) as store:
        lines = list(admin.export_lines(store, model, episode))
    text = "".join(line + "\n" for line in lines)
    if file == "-":
        write_text(text, None, sys.stdout)
    else:
        write_file(Path(file), text)
    say(f"{plural(len(lines), 'answer')} exported")


@cache.command("import")
def import_answers(
    file: Annotated[str, typer.Argument(help="File to read; - reads a pipe.")], cache_dir: o.CacheDir = None
) -> None:
    """Add the answers of an exported file; what is there already stays as it is."""
    from llm_summarise.asking.store import admin
    from llm_summarise.cli.show import say
    from llm_summarise.domain.errors import InputError, SomeFailed

    with _store(cache_dir, make=True) as store:
        try:
            if file == "-":
                report = admin.import_lines(store, TextIOWrapper(sys.stdin.buffer, encoding="utf-8"))
            else:
                with Path(file).open(encoding="utf-8") as lines:
                    report = admin.import_lines(store, lines)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(file, f"cannot be read: {error}") from error
    say(f"{plural(report.added, 'answer')} added, {report.known:,} known already")
    for number, reason in report.refused:
        say(f"{file}, line {number}: refused: {reason}")
    if report.refused or report.not_kept:
        raise SomeFailed(
            f"{plural(len(report.refused), 'line')} refused,"
            f" {plural(report.not_kept, 'answer')} could not be kept"
        )


@cache.command("verify")
def verify_answers(
    repair: Annotated[bool, typer.Option("--repair", help="Remove what is damaged.")] = False,
    cache_dir: o.CacheDir = None,
) -> None:
    """Check every answer against its checksum and its key."""
    from llm_summarise.asking.store import admin
    from llm_summarise.domain.errors import CacheError

    with _store(cache_dir) as store:
        report = admin.verify(store, repair=repair)
    for fault in report.faults:
        out(f"database: {fault}")
    for bad in report.bad:
        out(f"{bad.key[:16]}: {bad.reason}")
    facts = [f"{plural(report.checked, 'answer')} checked", f"{report.good:,} good"]
    facts += [f"{report.outdated:,} of them of an older version"] if report.outdated else []
    facts += [f"{plural(report.strange, 'row')} of no known kind"] if report.strange else []
    facts += [f"{report.removed:,} removed", f"{report.salvaged:,} brought back"] if repair else []
    out(", ".join(facts))
    if report.outdated:
        out("answers of an older version are not used: llm-summarise cache prune --outdated")
    if not report.sound and not repair:
        raise CacheError(
            "the cache is damaged; what is damaged is never used",
            hint="llm-summarise cache verify --repair removes it",
        )


@cache.command("prune")
def prune_answers(
    older_than: Annotated[
        str | None, o.text("--older-than", metavar="AGE", help="Such as 90d, 12h or 4w.")
    ] = None,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="Those an older version kept, which are not used any more.")
    ] = False,
    cache_dir: o.CacheDir = None,
) -> None:
    """Remove answers that are older, or of no use any more."""
    from llm_summarise.asking.store import admin
    from llm_summarise.domain.errors import SettingsError

    if older_than is None and not outdated:
        raise SettingsError(
            "which answers?", hint="llm-summarise cache prune --older-than 90d, or --outdated"
        )
    age = None if older_than is None else admin.parse_age(older_than)
    with _store(cache_dir) as store:
        removed = admin.prune_outdated(store) if outdated else 0
        removed += 0 if age is None else admin.prune(store, age, datetime.now(UTC))
    out(f"{plural(removed, 'answer')} removed")


@cache.command("clear")
def clear_answers(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False, cache_dir: o.CacheDir = None
) -> None:
    """Remove all answers. What was paid for them is lost."""
    from llm_summarise.asking.store import admin
    from llm_summarise.domain.errors import SettingsError

    if not yes:
        if not sys.stdin.isatty():
            raise SettingsError(
                "nothing was removed: this cannot be undone", hint="llm-summarise cache clear --yes"
            )
        typer.confirm("Remove all answers?", abort=True)
    with _store(cache_dir) as store:
        out(f"{plural(admin.clear(store), 'answer')} removed")


def _refuse_foreign(file: Path) -> None:
    """Raises SettingsError if the file holds something else than an earlier export."""
    from llm_summarise.domain.errors import SettingsError

    if not file.is_file() or file.stat().st_size == 0:
        return
    with file.open("rb") as there:
        if not there.read(64).startswith(b'{"llm_summarise_answer"'):
            raise SettingsError(f"{file} is there already, and is no export", hint="write to another file")


@contextmanager
def _store(cache_dir: Path | None, *, make: bool = False) -> Iterator[Store]:
    """The cache, which must be there unless one is to be made. Raises CacheError."""
    from llm_summarise.asking.store.connection import DATABASE
    from llm_summarise.asking.store.store import Store
    from llm_summarise.cli.show import say
    from llm_summarise.config import cache_directory, load_settings
    from llm_summarise.domain.errors import CacheError

    store = Store(cache_directory(load_settings({"cache_dir": cache_dir})), warn=say)
    try:
        if not make and not any(store.directory.glob(f"{DATABASE}*")):  # one that was set aside counts
            raise CacheError(f"no cache at {store.directory}")
        yield store
    except (OSError, RuntimeError) as error:
        raise CacheError(f"the cache in {store.directory} cannot be used: {error}") from error
    finally:
        store.close()


def _cost(of_model: ModelStats) -> str:
    from llm_summarise.cli.show import money

    known, unknown = money(of_model.cost), of_model.unknown_cost
    return f"{known} + {unknown} unknown" if unknown else known


def _count(tokens: int | None) -> str:
    return "" if tokens is None else f"{tokens:,}"
