"""What there is to do: the episodes whose results are missing or were made of something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.batch.job import UP_TO_DATE, Job, Outcome, Todo
from llm_summarise.batch.manifest import OutputFolder
from llm_summarise.domain.errors import SettingsError
from llm_summarise.episode.composition import Warn, identify
from llm_summarise.readers.folders import Item, find, shard
from llm_summarise.version import __version__


def look_through(paths: Sequence[str], job: Job, *, warn: Warn) -> Todo:
    """Find out what there is to do. Nothing is parsed, except to choose between two files of one episode,
    and no model is asked.

    Raises InputError if there is nothing to read at all; SettingsError, PromptError, and Failures for an
    unknown model or a bad option.
    """
    resolved = identify(job.settings, warn)
    mark = fingerprint(job, resolved)
    folder = OutputFolder(job.output) if job.output is not None else None
    own = folder.own() if folder is not None else ()
    found = find(paths, output=job.output, own=own, known=folder)
    items: Sequence[Item] = found.items
    settled: list[Outcome] = []
    if job.part is not None:
        items = shard(items, job.part)
    if job.part is None or job.part.startswith("1/"):  # of several shards, one tells of them
        settled += [Outcome(told.name, "failed", told.reason) for told in found.unusable]
        settled += [Outcome(told.name, "skipped", told.reason) for told in found.passed_over]
    todo: list[Item] = []
    taken: dict[str, str] = {}
    for item in items:
        wanted = list(job.outputs(item).values())
        rival = next((taken[path] for path in wanted if path in taken), None)
        taken |= dict.fromkeys(wanted, item.name)
        if folder is None:
            todo.append(item)
        elif rival is not None:
            settled.append(Outcome(item.name, "failed", f"its results are called as those of {rival}"))
        elif not job.again and folder.is_current(folder.record(item.stem), item.sha256, mark, wanted):
            settled.append(Outcome(item.name, "skipped", UP_TO_DATE, outputs=job.written(item)))
        else:
            todo.append(item)
    limit = len(todo) if job.limit is None else job.limit
    return Todo(tuple(todo[:limit]), tuple(settled), mark, resolved, left=max(0, len(todo) - limit))


def fingerprint(job: Job, resolved: ResolvedModel) -> str:
    """SHA-256 of everything but the transcript that shapes a result and the look of its files: program and
    catalogue, model, settings, prompts, glossary. Raises PromptError, SettingsError."""
    from llm_summarise.episode.prompts.files import load_prompts
    from llm_summarise.extractive.embedded_model import version

    settings = job.settings
    facts = {
        "program": [__version__, version()],
        "model": asdict(replace(resolved, asked="")),
        "settings": {**settings.shaping(), "seed": settings.seed, "samples": settings.samples},
        "prompts": load_prompts(settings.prompts).versions,
        "glossary": _digest(settings.glossary),
        "view": asdict(job.view),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _digest(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
