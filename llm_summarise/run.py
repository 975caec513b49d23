"""What episodes are summarised with: everything that outlives one episode."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ParamSpec, Protocol, TypeVar

from llm_summarise.calls.caller import Answered, Caller
from llm_summarise.calls.threads import in_thread
from llm_summarise.core.catalogue import Catalogue
from llm_summarise.core.chunking import DEFAULT_CHUNK_TOKENS
from llm_summarise.core.ports import EXTRACTIVE, ModelCard
from llm_summarise.core.prompts import Prompts
from llm_summarise.core.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Watcher(Protocol):
    """Somebody who shows how a run goes on."""

    def expect(self, calls: int) -> None:
        """So many more answers are needed."""

    def arrived(self, answer: Answered[Any] | None) -> None:
        """One of them is there; None: it failed."""


class Silent:
    """A watcher that shows nothing."""

    def expect(self, calls: int) -> None:
        pass

    def arrived(self, answer: Answered[Any] | None) -> None:
        pass


@dataclass(frozen=True)
class Run:
    """A model to ask, prompts to ask it with, names it may need, and what the user chose. `caveats` are
    warnings that every result comes with."""

    caller: Caller
    prompts: Prompts
    catalogue: Catalogue
    settings: Settings
    watcher: Watcher
    caveats: tuple[str, ...] = ()

    @property
    def card(self) -> ModelCard:
        """The model that is asked."""
        return self.caller.model.card

    @property
    def chunk_tokens(self) -> int:
        """Budget of a chunk in tokens: as set, or what suits the model, or the default. 0: one pass."""
        for choice in (self.settings.chunk_tokens, self.card.chunk_tokens):
            if choice is not None:
                return choice
        return DEFAULT_CHUNK_TOKENS

    @property
    def hints(self) -> bool:
        """Whether prompts list names from the catalogue; the embedded model looks them up itself."""
        return self.card.id != EXTRACTIVE

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, done in a thread, one piece of work at a time: wording two hundred prompts, or
        finding the notes of an episode in its transcript, must not keep calls waiting that could be sent."""
        async with self._desk:
            return await in_thread(partial(work, *args, **kwargs))

    @cached_property
    def _desk(self) -> asyncio.Lock:
        return asyncio.Lock()
