"""What episodes are summarised with: everything that outlives one episode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, ParamSpec, TypeVar

from llm_summarise.asking.background import BackgroundWorker
from llm_summarise.asking.caller import Answered, Caller
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.chunking import DEFAULT_CHUNK_TOKENS
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.prompts.templates import Prompt, Prompts
from llm_summarise.names import Catalogue

P = ParamSpec("P")
T = TypeVar("T")

IN_FLIGHT: Final = 2
"""Questions in hand for each place of the pool: one that is asked, and one that is ready to be."""


@dataclass(frozen=True)
class Run:
    """A model to ask, prompts to ask it with, names it may need, and what the user chose. `caveats` are
    warnings that every result comes with."""

    caller: Caller
    prompts: Prompts
    catalogue: Catalogue
    settings: Settings
    listener: ProgressListener
    caveats: tuple[str, ...] = ()

    @property
    def resolved(self) -> ResolvedModel:
        """The model that is asked."""
        return self.caller.model.resolved

    @property
    def chunk_tokens(self) -> int:
        """Budget of a chunk in tokens: as set, or what suits the model, or the default. 0: one pass."""
        for choice in (self.settings.chunk_tokens, self.resolved.chunk_tokens):
            if choice is not None:
                return choice
        return DEFAULT_CHUNK_TOKENS

    def names_in(self, text: str) -> list[str]:
        """Names of the catalogue that a prompt for `text` lists, since they may occur in it. A model that
        computes in this process is handed the catalogue itself."""
        return [] if self.resolved.in_process else self.catalogue.hints(text)

    async def ask(
        self,
        prompt: Prompt,
        schema: Any,
        *,
        seed: int,
        episode: str,
        accept: Callable[[Any], str | None] | None = None,
    ) -> Answered[Any]:
        """The answer to one question; the progress listener is told, also if there is none."""
        self.listener.expect(1)
        try:
            async with self.in_flight:
                answer = await self.caller.ask(
                    prompt.system, prompt.user, schema, seed=seed, episode=episode, accept=accept
                )
        except SummariseError:
            self.listener.arrived(None)
            raise
        self.listener.arrived(answer)
        return answer

    async def in_background(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, done in a thread, one piece of work at a time: wording two hundred prompts, or
        finding the notes of an episode in its transcript, must not keep calls waiting that could be sent."""
        return await self._background.now(partial(work, *args, **kwargs))

    @asynccontextmanager
    async def while_waiting(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncIterator[Callable[[], Awaitable[T]]]:
        """What gives the result of `work`, which is done while others answer and this process has nothing
        better to do; only when it is asked for if the model is this process itself."""
        if self.resolved.in_process:
            yield lambda: self.in_background(work, *args, **kwargs)
            return
        hurry = asyncio.Event()
        task = asyncio.ensure_future(self._background.later(partial(work, *args, **kwargs), hurry))

        def result() -> Awaitable[T]:
            hurry.set()
            return task

        try:
            yield result
        finally:
            task.cancel()

    @cached_property
    def in_flight(self) -> asyncio.Semaphore:
        """To be held by who words a question, until it is answered: no more are worded than could be asked
        soon. All at once would take the first second of two hundred calls. Whoever comes first asks first: a
        summary, for which nobody waits, after the chunks that were there before it."""
        return asyncio.Semaphore(IN_FLIGHT * self.settings.concurrency)

    @cached_property
    def _background(self) -> BackgroundWorker:
        return BackgroundWorker()
