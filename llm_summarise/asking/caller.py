"""One question, one valid answer: looked up, shared, asked for, kept.

A hit waits for nothing. An answer is kept the moment it is known to be valid, before anybody sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, Self, TypeVar

from llm_summarise.asking.answers import Checked, Form, Invalid, form_for
from llm_summarise.asking.asker import Accept, Asker, Bill, Event, Mode, Question, Wording, copy_of
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.keys import KeyParts, cache_key
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.protocol import Model
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.store.entry import Entry
from llm_summarise.domain.errors import NotCached

if TYPE_CHECKING:
    from llm_summarise.asking.store.store import AnswerStore

__all__ = ["Answered", "Caller", "Event", "Locks"]


class Locks(Protocol):
    """One call for one key across processes."""

    def hold(self, key: str) -> AbstractAsyncContextManager[None]: ...


T = TypeVar("T")

PATIENCE: Final = 0.1
"""Seconds to wait for the lock of a key before letting others in and trying again later."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """A valid answer. `cached` tells that no call was made for it now; tokens, `cost` (US dollars) and
    `attempts` (times the model was asked) are those of the call that once gave it, None where unknown."""

    value: T
    cached: bool
    key: str
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    attempts: int


class Caller:
    """Asks one model on behalf of one run, from one event loop. Use it as an async context manager.

    What is paid adds up in `ledger`, what was paid before it counts as well. Without `locks`, other processes
    may ask the same at the same time.
    """

    def __init__(
        self,
        model: Model,
        store: AnswerStore,
        wording: Wording,
        policy: Policy | None = None,
        *,
        locks: Locks | None = None,
        ledger: Ledger | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        policy = policy or Policy()
        self.model = model
        self.ledger = ledger or Ledger()
        self._store = store
        self._locks = locks
        self._policy = policy
        self._tell = on_event or (lambda _event: None)
        self._asker = Asker(model, self.ledger, wording, policy, self._tell)
        # Whoever waits for a place of the pool holds the lock file of its key: an open file each.
        self._in_flight = asyncio.Semaphore(2 * policy.concurrency)
        self._forms: dict[Any, Form[Any]] = {}
        self._under_way: dict[str, asyncio.Future[Answered[Any]]] = {}
        self._fresh: set[str] = set()
        self._latest: Question | None = None
        self._opening: asyncio.Future[bool] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Give connections back and wait for what is being written."""
        await self._asker.aclose()
        if self._opening is not None:
            self._store.submit(lambda: None).result()  # what is being written goes before it

    async def ask(
        self,
        system: str,
        prompt: str,
        schema_type: Any,
        *,
        seed: int = 0,
        episode: str | None = None,
        accept: Accept | None = None,
    ) -> Answered[Any]:
        """A valid instance of `schema_type`, a Pydantic model or a union of them, that `accept` has nothing
        against.

        Raises a Failure when there is none to be had (its `split` tells that a shorter prompt may do, its
        `fatal` that no other question would fare better), NotCached, BudgetReached, or SettingsError for a
        limit of cost on a model whose price is unknown.
        """
        question = self._question(system, prompt, schema_type, seed, episode, accept)
        key = self._key(question, self._asker.native_mode)[0]
        while True:
            if found := self._find(question):
                return self._spare(found)
            if self._policy.cached_only:
                raise NotCached("an answer is not in the cache", hint="run again without --cached-only")
            under_way = self._under_way.get(key)
            if under_way is None:
                return await self._fetch_for_all(key, question)
            await asyncio.wait([under_way])
            if under_way.cancelled():
                continue
            if isinstance(error := under_way.exception(), Failure):
                raise copy_of(error)
            return self._spare(replace(under_way.result(), cached=True))

    def peek(self, system: str, prompt: str, schema_type: Any, *, seed: int = 0) -> Answered[Any] | None:
        """The answer if it is in the cache; asks and counts nothing."""
        return self._find(self._question(system, prompt, schema_type, seed))

    def is_too_long(self, system: str, prompt: str, schema_type: Any, *, seed: int = 0) -> bool:
        """Whether this was asked before and proved too long, so that it is asked in parts at once."""
        place = self._split_memo(system, prompt, schema_type, seed)
        return not self._policy.refresh and self._store.get_memo(place) is not None

    def mark_too_long(self, system: str, prompt: str, schema_type: Any, *, seed: int = 0) -> None:
        """Remember that this proved too long: the next run does not pay for finding out again."""
        self._store.put_memo(self._split_memo(system, prompt, schema_type, seed), b"1")

    def _split_memo(self, system: str, prompt: str, schema_type: Any, seed: int) -> str:
        question = self._question(system, prompt, schema_type, seed)
        return f"split:{self._key(question, self._asker.native_mode)[0]}"

    async def _fetch_for_all(self, key: str, question: Question) -> Answered[Any]:
        """Get the answer while others who want it wait for this task."""
        shared: asyncio.Future[Answered[Any]] = asyncio.get_running_loop().create_future()
        self._under_way[key] = shared
        try:
            answered = await self._fetch(key, question)
        except asyncio.CancelledError:
            shared.cancel()  # somebody else who waits takes over
            raise
        except BaseException as error:
            shared.set_exception(error)
            shared.exception()  # it is raised here; nobody else may be waiting
            self._tell(Event("failed", key, message=str(error)))
            raise
        else:
            shared.set_result(answered)
            return answered
        finally:
            del self._under_way[key]

    async def _fetch(self, key: str, question: Question) -> Answered[Any]:
        """Get the answer, or wait for the process that is getting it, outside: others may have work to do."""
        if self._locks is None:
            async with self._in_flight:
                return await self._pay(question)
        while True:
            async with self._in_flight, AsyncExitStack() as held:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await held.enter_async_context(self._locks.hold(key))
                except TimeoutError:
                    pass
                else:
                    if found := self._find(question):
                        return self._spare(found)
                    return await self._pay(question)
            await asyncio.sleep(2 * PATIENCE)

    async def _pay(self, question: Question) -> Answered[Any]:
        await self._ready_to_keep()
        bill = Bill()
        checked = await self._asker.valid_answer(question, bill)
        key, parts = self._key(question, bill.mode)
        entry = Entry(
            parts=parts,
            answer=checked.json,
            input_tokens=bill.input_tokens,
            output_tokens=bill.output_tokens,
            cost=bill.cost,
            seconds=bill.seconds,
            attempts=bill.attempts,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            episode=question.episode,
        )
        await self._keep(key, entry)
        self._tell(Event("answer", key, seconds=entry.seconds))
        return _answered(checked, key, entry, cached=False)

    def _find(self, question: Question) -> Answered[Any] | None:
        """A cached answer, valid still. One given with the schema in the prompt counts as well: the model may
        claim to take schemas while the server refuses them, and that answer was paid for."""
        modes: tuple[Mode, ...] = ("schema", "prompt") if self._asker.native_mode == "schema" else ("prompt",)
        for mode in modes:
            key, _ = self._key(question, mode)
            if self._policy.refresh and key not in self._fresh:
                continue
            entry = self._store.get(key)
            if entry is None:
                continue
            try:
                return _answered(question.read(entry.answer), key, entry, cached=True)
            except Invalid:
                continue
        return None

    def _spare(self, answered: Answered[Any]) -> Answered[Any]:
        self.ledger.spared(answered.cost)
        self._tell(Event("hit", answered.key))
        return answered

    async def _ready_to_keep(self) -> None:
        """Open the cache for writing before the first call is made: that takes a tenth of a second, in which
        a killed process would lose the answers that wait to be written."""
        if self._opening is None:
            self._opening = asyncio.wrap_future(
                self._store.submit(partial(self._store.put_memo, "opened", b""))
            )
        if not self._opening.done():
            await asyncio.wait([self._opening])

    async def _keep(self, key: str, entry: Entry) -> None:
        """Write the answer in a thread, to the end even if this task is cancelled meanwhile."""
        writing = asyncio.wrap_future(self._store.submit(partial(self._store.put, key, entry)))
        self._fresh.add(key)
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            raise

    def _question(
        self,
        system: str,
        prompt: str,
        schema_type: Any,
        seed: int,
        episode: str | None = None,
        accept: Accept | None = None,
    ) -> Question:
        """The question; one like the last shares its keys: to hash a long prompt takes a while."""
        question = Question(system, prompt, self._form(schema_type), seed, episode, accept)
        last = self._latest
        if last and (last.system, last.prompt, last.form, last.seed) == (system, prompt, question.form, seed):
            question = replace(question, keys=last.keys)
        self._latest = question
        return question

    def _form(self, schema_type: Any) -> Form[Any]:
        form = self._forms.get(schema_type)
        if form is None:
            form = self._forms[schema_type] = form_for(schema_type)
        return form

    def _key(self, question: Question, mode: Mode) -> tuple[str, KeyParts]:
        known = question.keys.get(mode)
        if known is None:
            known = question.keys[mode] = self._make_key(question, mode)
        return known

    def _make_key(self, question: Question, mode: Mode) -> tuple[str, KeyParts]:
        resolved = self.model.resolved
        system, schema = self._asker.as_sent(question, mode)
        settings: dict[str, Any] = {
            "system": system,
            "schema": schema,
            "options": dict(resolved.options),
            "mode": mode,
        }
        if resolved.api_name not in (None, resolved.id):
            settings["api_name"] = resolved.api_name
        parts = KeyParts(resolved.id, resolved.endpoint, settings, question.prompt, question.seed)
        return cache_key(parts), parts


def _answered(checked: Checked[Any], key: str, entry: Entry, *, cached: bool) -> Answered[Any]:
    return Answered(
        checked.value, cached, key, entry.input_tokens, entry.output_tokens, entry.cost, entry.attempts
    )
