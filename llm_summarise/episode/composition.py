"""Puts the parts of a run together, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from llm_summarise.asking.caller import Caller, Event, Locks
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.logbook import Logbook
from llm_summarise.asking.models.protocol import Model, ResolvedModel
from llm_summarise.asking.models.resolve import announced
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.store.store import AnswerStore, NullStore, Store
from llm_summarise.config import cache_directory
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.glossary import load_names
from llm_summarise.episode.models import open_resolved, resolve_model
from llm_summarise.episode.progress_listener import Announcer, NoProgress, ProgressListener
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.episode.prompts.templates import Prompts
from llm_summarise.episode.run import Run
from llm_summarise.names import Catalogue

Warn = Callable[[str], None]

UNTRANSLATED: Final = "does not translate: the result is in the language of the transcript"


@contextmanager
def open_store(settings: Settings, warn: Warn, given: AnswerStore | None = None) -> Iterator[AnswerStore]:
    """The cache of answers as the settings say, closed at the end; one that is `given` stays open."""
    if given is not None:
        yield given
        return
    store: AnswerStore = NullStore() if settings.no_cache else Store(cache_directory(settings), warn=warn)
    try:
        yield store
    finally:
        store.close()


@asynccontextmanager
async def open_run(
    settings: Settings,
    warn: Warn,
    listener: ProgressListener | None = None,
    *,
    store: AnswerStore | None = None,
    model: Model | None = None,
) -> AsyncIterator[Run]:
    """Everything one run needs, from the settings. A `store` that is given stays open. A `model` given here
    is asked whatever the settings say; its connections are given back at the end.

    Raises SettingsError, PromptError, and Failures of the call layer for an unknown model or a bad option:
    all of them before anything is asked.
    """
    prompts = load_prompts(settings.prompts)
    names = load_names(settings.glossary)
    with open_store(settings, warn, store) as store:
        if model is None:
            resolved = resolve_model(settings, memo=store)
            announced(settings.model, warn)
        else:
            resolved = model.resolved
        shown: object = listener
        announce = shown.announce if isinstance(shown, Announcer) else warn
        opened = model or open_model(resolved, settings, warn, names)
        caller = make_caller(settings, prompts, store, opened, warn, announce=announce)
        async with caller:
            kept, caveats = feasible(settings, resolved)
            yield Run(caller, prompts, names, kept, listener or NoProgress(), caveats)


def make_caller(
    settings: Settings,
    prompts: Prompts,
    store: AnswerStore,
    model: Model,
    warn: Warn,
    *,
    ledger: Ledger | None = None,
    announce: Warn | None = None,
) -> Caller:
    """What asks `model` as the settings say; `announce` says at once what people should know while it waits
    (None: `warn`). To be closed by whoever made it."""
    policy = Policy(
        concurrency=settings.concurrency,
        timeout=settings.timeout,
        refresh=settings.refresh,
        cached_only=settings.cached_only,
        max_cost=settings.max_cost,
        tokens_per_minute=settings.tokens_per_minute,
        requests_per_minute=settings.requests_per_minute,
    )

    def on_event(event: Event) -> None:
        if event.kind == "notice":
            (announce or warn)(event.message)

    locks = _locks(settings, store, warn)
    return Caller(model, store, prompts, policy, locks=locks, ledger=ledger, on_event=on_event)


def open_model(
    resolved: ResolvedModel, settings: Settings, warn: Warn, catalogue: Catalogue | None = None
) -> Model:
    """The model of `resolved` as the settings say, with their `catalogue` if it is loaded already."""
    log = Logbook(warn=warn) if settings.log else None
    return open_resolved(resolved, settings, catalogue, log)


def identify(settings: Settings, warn: Warn) -> ResolvedModel:
    """The model that a run with these settings asks. Raises as `open_run` does."""
    with open_store(settings, warn) as store:
        resolved = resolve_model(settings, memo=store)
    announced(settings.model, warn)
    for text in feasible(settings, resolved)[1]:
        warn(text)
    return resolved


def feasible(settings: Settings, resolved: ResolvedModel) -> tuple[Settings, tuple[str, ...]]:
    """The settings without what the model cannot do, and what every result has to say of that."""
    if settings.language and not resolved.translates:
        return settings.model_copy(update={"language": None}), (f"{resolved.id} {UNTRANSLATED}",)
    return settings, ()


def _locks(settings: Settings, store: AnswerStore, warn: Warn) -> Locks | None:
    """Locks beside the cache on disk; elsewhere, nobody else's answer can be waited for."""
    if settings.cached_only or not isinstance(store, Store):
        return None
    from llm_summarise.asking.store.locks import KeyLocks

    return KeyLocks(store.directory, warn=warn)
