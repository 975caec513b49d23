"""What there is to do: the episodes whose results are missing or were made of something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from llm_summarise.batch.job import UP_TO_DATE, Job, Outcome, Todo
from llm_summarise.batch.manifest import OutputFolder
from llm_summarise.caches.fingerprint import fingerprint, program_version, result_facts
from llm_summarise.episode.composition import Warn, identify
from llm_summarise.readers.folders import Item, find, shard


def look_through(paths: Sequence[str], job: Job, *, warn: Warn) -> Todo:
    """Find out what there is to do. Nothing is parsed, except to choose between two files of one episode,
    and no model is asked.

    Raises InputError if there is nothing to read at all; SettingsError, PromptError, and Failures for an
    unknown model or a bad option.
    """
    resolved = identify(job.settings, warn)
    facts = {**result_facts(job.settings, resolved), "program": program_version(), "view": asdict(job.view)}
    shape = fingerprint(facts)
    folder = OutputFolder(job.output) if job.output is not None else None
    found = find(paths, output=job.output, own=folder.own() if folder else (), known=folder)
    if found.notice:
        warn(found.notice)
    items: Sequence[Item] = found.items
    settled: list[Outcome] = []
    if job.part is not None:
        items = shard(items, job.part)
    if job.part is None or job.part.startswith("1/"):  # of several shards, one tells of them
        settled += [Outcome(told.name, "failed", told.reason) for told in found.unusable]
        settled += [Outcome(told.name, "skipped", told.reason) for told in found.passed_over]
    todo = list(items)
    if folder is not None:
        ends = _settled(items, job, folder, shape)
        settled += ends.values()
        todo = [item for item in items if item.name not in ends]
    limit = len(todo) if job.limit is None else job.limit
    return Todo(tuple(todo[:limit]), tuple(settled), shape, resolved, left=max(0, len(todo) - limit))


def _settled(items: Iterable[Item], job: Job, folder: OutputFolder, shape: str) -> dict[str, Outcome]:
    """What has become of items that need no work, by their names: up to date, or in the way of another."""
    ends: dict[str, Outcome] = {}
    taken: dict[str, str] = {}
    for item in items:
        wanted = list(job.outputs(item).values())
        rival = next((taken[path] for path in wanted if path in taken), None)
        taken |= dict.fromkeys(wanted, item.name)
        if rival is not None:
            reason = f"its results are called as those of {rival}"
            ends[item.name] = Outcome(item.name, "failed", reason)
        elif not job.again and folder.is_current(folder.record(item.stem), item.sha256, shape, wanted):
            ends[item.name] = Outcome(item.name, "skipped", UP_TO_DATE, outputs=job.written(item))
    return ends
