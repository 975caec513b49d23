"""A function on a language model in five lines: a prompt and a schema in, a valid instance out.

The same path as for episodes: cached, retried, checked, asked again with what was wrong, paid for once.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_origin, overload

from pydantic import BaseModel, PydanticUserError

from llm_summarise.asking.loops import run_to_end
from llm_summarise.config import PASSED, cache_directory, load_settings
from llm_summarise.domain.settings import Settings

if TYPE_CHECKING:
    from llm_summarise.asking.caller import Caller
    from llm_summarise.asking.ledger import Ledger
    from llm_summarise.asking.store.store import AnswerStore

T = TypeVar("T")


@overload
def ask(
    prompt: str, schema: type[T], *, system: str = ..., ledger: Ledger | None = ..., **settings: Any
) -> T: ...
@overload
def ask(
    prompt: str, schema: UnionType, *, system: str = ..., ledger: Ledger | None = ..., **settings: Any
) -> Any: ...
def ask(prompt: str, schema: Any, *, system: str = "", ledger: Ledger | None = None, **settings: Any) -> Any:
    """Ask a model and get a valid instance of `schema`: a Pydantic model, or a union of them such as
    `Notes | NothingToSay`, which gives the model a typed way out instead of making it invent.

        class Colour(BaseModel):
            name: str
            hex: str

        ask("The colour of a ripe lemon", Colour, model="gpt-4o-mini").hex

    Settings are those of the command line by their long names with underscores: `model`, `options` (a dict),
    `key`, `seed`, `timeout`, `max_cost`, `cache_dir`, `no_cache`, `refresh`, `cached_only`, `log`; what is
    not given comes from the environment and the configuration files. `seed` counts samples: another seed,
    another answer. `ledger` (`llm_summarise.asking.ledger.Ledger`) adds up calls, tokens and cost over
    several questions, and `max_cost` then holds for all of them. Works in a notebook too. Warnings go to
    Python's `warnings`.

    Raises ModelError (AnswerError where no answer was valid), SettingsError, NotCached, BudgetReached, and
    TypeError for a prompt or a schema that is none.
    """
    return run_to_end(aask(prompt, schema, system=system, ledger=ledger, **settings))


@overload
async def aask(
    prompt: str, schema: type[T], *, system: str = ..., ledger: Ledger | None = ..., **settings: Any
) -> T: ...
@overload
async def aask(
    prompt: str, schema: UnionType, *, system: str = ..., ledger: Ledger | None = ..., **settings: Any
) -> Any: ...
async def aask(
    prompt: str, schema: Any, *, system: str = "", ledger: Ledger | None = None, **settings: Any
) -> Any:
    """As `ask`, awaitable. Questions under way at the same time with the same settings share one pool of
    `concurrency` calls, so thousands may be gathered."""
    _check(prompt, schema, system)
    known = load_settings(settings, nearest=PASSED)
    async with _caller(known.model_copy(update={"seed": 0}), ledger) as caller:
        try:
            return (await caller.ask(system, prompt, schema, seed=known.seed)).value
        except PydanticUserError as error:
            reason = error.message.partition("\n")[0]
            raise TypeError(f"ask: {schema!r} cannot be asked for: {reason}") from error


def _check(prompt: object, schema: object, system: object) -> None:
    """Raises TypeError for what cannot be a question."""
    for name, text in (("prompt", prompt), ("system", system)):
        if not isinstance(text, str):
            raise TypeError(f"ask: {name} must be a str, not {text!r:.80}")
    if schema is BaseModel or not (isinstance(schema, type | UnionType) or get_origin(schema) is not None):
        wanted = "must be a Pydantic model of your own or a union of them"
        raise TypeError(f"ask: schema {wanted}, not {schema!r:.80}")


@dataclass
class _Shared:
    """A caller, its store, and how many questions use them."""

    caller: Caller
    store: AnswerStore
    users: int = 0


_shared: dict[tuple[int, str, int], _Shared] = {}
"""What questions under way share, by event loop, settings and ledger."""


@asynccontextmanager
async def _caller(settings: Settings, ledger: Ledger | None) -> AsyncIterator[Caller]:
    """The caller for these settings in this event loop, closed after its last user."""
    identity = f"{settings.model_dump_json()} {settings.key}"
    name = (id(asyncio.get_running_loop()), identity, id(ledger))
    shared = _shared.get(name) or _open(settings, ledger)
    _shared[name] = shared
    shared.users += 1
    try:
        yield shared.caller
    finally:
        shared.users -= 1
        if not shared.users:
            del _shared[name]
            try:
                await shared.caller.aclose()
            finally:
                shared.store.close()


def _open(settings: Settings, ledger: Ledger | None) -> _Shared:
    from llm_summarise.asking.store.store import NullStore, Store
    from llm_summarise.episode.composition import make_caller, open_model
    from llm_summarise.episode.models import resolve_model
    from llm_summarise.episode.prompts.template_files import load_prompts

    prompts = load_prompts(settings.prompts)
    store = NullStore() if settings.no_cache else Store(cache_directory(settings), warn=_warn)
    resolved = resolve_model(settings, memo=store)
    model = open_model(resolved, settings, _warn)
    return _Shared(make_caller(settings, prompts, store, model, _warn, ledger=ledger), store)


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)
