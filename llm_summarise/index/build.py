"""Drives many results, or transcripts, into one SQLite database that people look things up in.

What is in the database already is told by the content of each file: a second run reads the files and writes
nothing. Every episode is written in one transaction.
"""

from __future__ import annotations

import asyncio
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from llm_summarise.caches.fingerprint import fingerprint, program_version, result_facts
from llm_summarise.domain.errors import BudgetReached, InputError, SummariseError
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import readable
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.composition import Warn, open_run, open_store
from llm_summarise.episode.models import resolve_model
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.summarise import sampled
from llm_summarise.files import leads_out, open_regular, read_regular
from llm_summarise.index.database import IndexWriter, opened
from llm_summarise.index.odd_numbers import check_numbers
from llm_summarise.index.tables import rows_of
from llm_summarise.readers import parse
from llm_summarise.readers.digest import has_digest
from llm_summarise.readers.folders import MOST_BYTES, FoundFiles, find
from llm_summarise.readers.sources import STDIN_NAME, read_source
from llm_summarise.version import __version__

INCOMPLETE: Final = "incomplete"
"""What an episode is made with whose summary lacks parts: the next run makes it again."""

_MARK: Final = b'"schema_version"'
_HEAD: Final = 2**14
"""Bytes of a transcript that are read to find its date."""
_AT_ONCE: Final = 50
"""Results written in one transaction: each waits for the disk once."""


@dataclass
class IndexReport:
    """What a run did to the index, in episodes; `failures` are files with the reasons why they are not in it,
    `doubles` files that hold an episode that another file holds as well."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    doubles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many files there were."""
        return self.added + self.updated + self.unchanged + len(self.failures) + len(self.doubles)

    def written(self, *, new: bool) -> None:
        self.added += new
        self.updated += not new


async def build_index(
    paths: Sequence[str],
    database: Path,
    settings: Settings,
    *,
    warn: Warn,
    listener: ProgressListener | None = None,
    with_cues: bool = False,
) -> IndexReport:
    """Bring the index up to date with the results and transcripts in `paths`.

    Results (`-f json`) are read; a transcript that none of them is made of is summarised. `with_cues` keeps
    the lines of the transcripts too, where these are at hand. One file that cannot be used does not stop the
    others. Raises InputError if there is nothing to index or the database is another one, and what opening a
    run raises if a transcript has to be summarised.
    """
    if database.is_symlink() and leads_out(database, database.parent):
        hint = f"name it: --output {database.resolve()}"
        raise InputError(str(database), "is a link that leads out of its folder", hint=hint)
    results = _result_files(paths)
    found = _transcripts(paths, results)
    if found.notice:
        warn(found.notice)
    report = IndexReport(failures=[(told.name, told.reason) for told in found.unusable])
    if not results and not found.items:
        return report  # there is nothing to make a database for
    with opened(database) as writer:
        covered = _index_results(results, writer, report, with_cues)
        names = [item.name for item in found.items if item.sha256 not in covered]
        if names:
            made_with = _transcript_fingerprint(settings, with_cues, warn)
            todo = _changed(names, made_with, writer, report)
            async for name, data, transcript, result in _summarised(todo, settings, warn, listener, report):
                with writer.transaction():
                    rows = rows_of(result, transcript, path=transcript.name, cues=with_cues)
                    made = made_with if result.coverage.complete else INCOMPLETE
                    report.written(new=writer.write(name, data, made, rows))
        if report.added or report.updated:
            writer.tidy()
    return report


def _transcripts(paths: Sequence[str], results: Sequence[Path]) -> FoundFiles:
    """The transcripts in `paths`. Raises InputError if there is nothing at all to index."""
    try:
        return find(paths, own=[str(path.resolve()) for path in results])
    except InputError:
        if not results:
            raise
        return FoundFiles(())


def _changed(names: Sequence[str], made_with: str, writer: IndexWriter, report: IndexReport) -> list[str]:
    """The transcripts that are not in the index as they would be made now; of the others it is reported."""
    todo = []
    for name in names:
        data, _ = _read(name, report)
        if data is not None and writer.knows(name, data, made_with):
            report.unchanged += 1
        elif data is not None:
            todo.append(name)
    return todo


def _result_files(paths: Sequence[str]) -> list[Path]:
    """The files that look like results, in the order of their names."""
    files: dict[Path, None] = {}
    for text in paths:
        path = Path(text)
        inside = sorted(path.rglob("*.json")) if path.is_dir() else [path] if path.suffix == ".json" else []
        files |= dict.fromkeys(each for each in inside if each == path or not _is_elsewhere(each, path))
    return [path for path in files if _looks_like_a_result(path)]


def _is_elsewhere(path: Path, folder: Path) -> bool:
    """Whether a file of a folder is a link, to what is outside or is read anyway."""
    return path.is_symlink() or leads_out(path, folder)


def _looks_like_a_result(path: Path) -> bool:
    try:
        with open_regular(path) as file:
            return _MARK in file.read(200)
    except OSError:
        return False


def _index_results(
    files: Sequence[Path], writer: IndexWriter, report: IndexReport, with_cues: bool
) -> set[str]:
    """Write the results; the SHA-256 of the transcripts they are made of."""
    made_with = fingerprint({"program": __version__, "cues": with_cues})[:16]
    covered: dict[str, str] = {}
    for start in range(0, len(files), _AT_ONCE):
        with writer.transaction():
            for path in files[start : start + _AT_ONCE]:
                name = str(path)
                data, reason = _read(name, report)
                if data is None:
                    continue
                if known := writer.knows(name, data, made_with):
                    report.unchanged += 1
                    covered.setdefault(known, name)
                    continue
                try:
                    result = _result(data)
                except ValueError as error:
                    reason = str(error).partition("\n")[0]
                    report.failures.append((name, f"is no result of this version: {reason}"))
                    continue
                if result.source.sha256 in covered:
                    report.doubles.append((name, covered[result.source.sha256]))
                    continue
                covered[result.source.sha256] = name
                where = readable(name) if result.source.path == STDIN_NAME else result.source.path
                transcript = _transcript_of(result, whole=with_cues)
                rows = rows_of(result, transcript, path=where, cues=with_cues)
                report.written(new=writer.write(name, data, made_with, rows))
    return set(covered)


def _result(data: bytes) -> EpisodeSummary:
    """A result of which rows can be made. Raises ValueError for anything else."""
    result = EpisodeSummary.model_validate_json(data.removeprefix(BOM_UTF8))
    check_numbers(result.model_dump(exclude={"provenance", "usage"}))
    return result


def _transcript_of(result: EpisodeSummary, *, whole: bool) -> Transcript | None:
    """What a result was made of, if it is still there: all of it, or at least its beginning."""
    try:
        data = read_regular(Path(result.source.path), MOST_BYTES)  # whatever a result names may be a pipe
        if not has_digest(data, result.source.sha256):
            return None
        try:
            transcript = parse(data if whole else data[:_HEAD].rpartition(b"\n")[0], result.source.path)
        except InputError:
            transcript = parse(data, result.source.path)
        return transcript.renamed(result.provenance.settings.get("speakers") or {})
    except (OSError, ValueError, InputError):
        return None


def _read(name: str, report: IndexReport) -> tuple[bytes | None, str]:
    try:
        return read_source(name)
    except InputError as error:
        report.failures.append((name, error.reason))
        return None, name


async def _summarised(
    names: Sequence[str],
    settings: Settings,
    warn: Warn,
    listener: ProgressListener | None,
    report: IndexReport,
) -> AsyncIterator[tuple[str, bytes, Transcript, EpisodeSummary]]:
    """Transcripts with their results as they come; those that fail are reported."""
    if not names:
        return
    gate = asyncio.Semaphore(settings.concurrency)
    async with open_run(settings, warn, listener) as run:

        async def one(name: str) -> tuple[str, bytes, Transcript, EpisodeSummary] | None:
            async with gate:
                try:
                    data, shown = read_source(name)
                    transcript = parse(data, shown).renamed(settings.speakers)
                    return name, data, transcript, await sampled(transcript, run)
                except BudgetReached:
                    raise
                except SummariseError as error:
                    report.failures.append((name, str(error)))
                    return None

        tasks = [asyncio.create_task(one(name)) for name in names]
        try:
            for task in asyncio.as_completed(tasks):
                if done := await task:
                    yield done
        finally:
            for task in tasks:
                task.cancel()


def _transcript_fingerprint(settings: Settings, with_cues: bool, warn: Warn) -> str:
    """What, beside its content, the rows of a transcript depend on. Raises as opening a run does."""
    with open_store(settings, warn) as store:
        model = resolve_model(settings, memo=store)
    facts = {**result_facts(settings, model), "program": program_version(), "cues": with_cues}
    return fingerprint(facts)[:16]
