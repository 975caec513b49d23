"""What is compared: models with their options and prompts, each with a name, run side by side.

A system's failure is a value. Systems that ask the same model in the same way share one caller, so that no
question is asked twice at the same time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.resolve import choose
from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.result import Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.usage import total
from llm_summarise.episode.composition import Warn, open_run
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.episode.run import Run
from llm_summarise.evaluation.figures import SystemFacts

SHIPPED = "shipped"
"""Stands for the package's own prompts where folders of prompts are compared."""

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """A model as typed, None for the one the settings choose, and the options that belong to it."""

    model: str | None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class System:
    """One thing to compare: its settings, and a name made of the model and what tells it from the others."""

    name: str
    settings: Settings

    @property
    def folder(self) -> str:
        """Where its prompts are, as shown."""
        return SHIPPED if self.settings.prompts is None else str(self.settings.prompts)


def systems_of(base: Settings, asked: Sequence[Asked], folders: Sequence[Path]) -> list[System]:
    """Each of `asked` with each folder of prompts, in this order; what is given twice is one.

    Raises PromptError for a folder that is none, and SettingsError for systems no name can tell apart.
    """
    places: list[Path | None] = [_folder(path) for path in folders] or [base.prompts]
    for place in places:
        load_prompts(place)
    made: dict[str, Settings] = {}
    for one in asked or [Asked(None)]:
        model = one.model or choose(base.model).name
        options = {**base.options, **one.options}
        for place in places:
            update: dict[str, Any] = {"model": model, "options": options, "prompts": place}
            settings = base.model_copy(update=update)
            made.setdefault(json.dumps([model, options, str(place)], sort_keys=True, default=str), settings)
    names = _names(list(made.values()))
    return [System(name, settings) for name, settings in zip(names, made.values(), strict=True)]


def _folder(path: Path) -> Path | None:
    return None if str(path) == SHIPPED and not path.exists() else path


def _names(all_settings: Sequence[Settings]) -> list[str]:
    """For each the model, the options in which systems of this model differ, and the folder if there are
    several."""
    folders = _folder_names([s.prompts for s in all_settings])
    names = []
    for settings in all_settings:
        kin = [s.options for s in all_settings if s.model == settings.model]
        options = [f"{k}={v}" for k, v in settings.options.items() if any(o.get(k) != v for o in kin)]
        folder = [f"prompts={folders[settings.prompts]}"] if len(folders) > 1 else []
        names.append(" ".join([settings.model or "", *options, *folder]))
    return names


def _folder_names(folders: Sequence[Path | None]) -> dict[Path | None, str]:
    """The last part of each folder's path; whole paths where two end alike."""
    short = {f: SHIPPED if f is None else f.name or str(f) for f in folders}
    if len(set(short.values())) < len(short):
        return {f: SHIPPED if f is None else str(f) for f in folders}
    return short


def facts_of(system: System, run: Run | None = None) -> SystemFacts:
    """What a report says of a system that ran, or, without a `run`, of one that could not even be asked."""
    settings = run.settings if run else system.settings
    return SystemFacts(
        name=system.name,
        model=run.resolved.id if run else settings.model or "",
        options=run.resolved.options if run else settings.options,
        endpoint=run.resolved.endpoint if run else None,
        folder=system.folder,
        prompts=(run.prompts if run else load_prompts(settings.prompts)).versions,
        seeds=settings.samples,
    )


def find(name: str, systems: Sequence[System]) -> System | None:
    """The system called `name`, or the only one that asks the model `name`; None if there is none.

    Raises SettingsError if several ask it.
    """
    exact = [s for s in systems if s.name == name]
    kin = exact or [s for s in systems if s.settings.model == name]
    if len(kin) > 1:
        raise SettingsError(
            f"{name} may be any of: {', '.join(s.name for s in kin)}", hint="give its whole name"
        )
    return kin[0] if kin else None


@dataclass(frozen=True)
class Ran(Generic[T]):
    """What came of each system by name, and what was asked and paid for all of them."""

    outcomes: Mapping[str, T | SummariseError]
    usage: Usage

    @property
    def error(self) -> SummariseError | None:
        """The first failure of a whole system."""
        return next((o for o in self.outcomes.values() if isinstance(o, SummariseError)), None)


async def run_systems(
    systems: Sequence[System],
    work: Callable[[System, Run], Awaitable[T]],
    *,
    warn: Warn,
    listener: ProgressListener,
) -> Ran[T]:
    """`work` for each system with a run of its own; all at once, or one after the other under `max_cost`, for
    the limit is on them together."""
    started = time.monotonic()
    groups = _groups(systems)
    limit = systems[0].settings.max_cost
    if limit is None:
        ran = await asyncio.gather(*(_run_group(group, None, work, warn, listener) for group in groups))
    else:
        ran = []
        for group in groups:
            left = max(0.0, limit - sum(ledger.cost for _, ledger in ran))
            ran.append(await _run_group(group, left, work, warn, listener))
    outcomes = {name: outcome for done, _ in ran for name, outcome in done.items()}
    usage = total(ledger.usage() for _, ledger in ran)
    usage.seconds = time.monotonic() - started
    return Ran({s.name: outcomes[s.name] for s in systems}, usage)


async def _run_group(
    group: Sequence[System],
    max_cost: float | None,
    work: Callable[[System, Run], Awaitable[T]],
    warn: Warn,
    listener: ProgressListener,
) -> tuple[dict[str, T | SummariseError], Ledger]:
    """The outcomes by name, and what was asked and paid for them."""
    settings = group[0].settings.model_copy(update={"max_cost": max_cost})
    try:
        async with open_run(settings, warn, listener) as run:
            done = await asyncio.gather(*(_guarded(work, system, _run_of(system, run)) for system in group))
            return {
                system.name: outcome for system, outcome in zip(group, done, strict=True)
            }, run.caller.ledger
    except SummariseError as error:
        return {system.name: error for system in group}, Ledger()


def _run_of(system: System, run: Run) -> Run:
    """The run of a group as one system of it has it: with its own prompts. A model that computes in this
    process gives the same answer to every seed, so that one sample is enough."""
    settings = system.settings
    if run.resolved.in_process:
        settings = settings.model_copy(update={"samples": 1})
    return replace(run, prompts=load_prompts(settings.prompts), settings=settings)


async def _guarded(
    work: Callable[[System, Run], Awaitable[T]], system: System, run: Run
) -> T | SummariseError:
    try:
        return await work(system, run)
    except SummariseError as error:
        return error


def _groups(systems: Sequence[System]) -> list[list[System]]:
    """Systems that may share a caller: the same model and options, and the same words around a question."""
    groups: dict[str, list[System]] = {}
    for system in systems:
        settings = system.settings
        templates = load_prompts(settings.prompts).versions
        words = [templates.get(name) for name in ("schema.system.j2", "repair.user.j2")]
        same = [settings.model, settings.options, settings.no_cache, settings.cached_only, words]
        groups.setdefault(json.dumps(same, sort_keys=True, default=str), []).append(system)
    return list(groups.values())
