"""Asking a model until its answer is valid: retries, the schema where it is taken, the question again with
what was wrong. Every answer counts in the ledger, valid or not: it was paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from llm_summarise.asking import failures, money
from llm_summarise.asking.answers import Checked, Form, Invalid
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.keys import KeyParts
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.protocol import Answer, Model
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.pool import Pool
from llm_summarise.asking.retrying import retry
from llm_summarise.domain.text import estimate_tokens

Mode = Literal["schema", "prompt"]
"""Where the schema is sent: as a schema, or worded in the system prompt."""

Accept = Callable[[Any], str | None]
"""Says what is wrong with an answer that has the right shape, None if nothing."""

REASKS: Final = 2
"""How often a model is asked again after an invalid answer."""

LONGEST_REPEATED: Final = 100_000
"""So many characters of an invalid answer are shown to its model again."""

FAILURES_IN_A_ROW: Final = 3
"""Questions that fail for good on overload, time-out or connection, with no answer between, until a run is
given up: each of them has been tried several times."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a progress display may want to know. `seconds` is the wait before a retry, or how long
    the model took to answer. `message` is one line. `key` is empty where it does not matter."""

    kind: Literal["hit", "call", "answer", "retry", "reask", "failed"]
    key: str = ""
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True)
class Question:
    """What is to be answered, and the form of the answer. `keys` are those under which the answer may be
    kept, as far as they are computed: hashing a long prompt takes a quarter of a millisecond."""

    system: str
    prompt: str
    form: Form[Any]
    seed: int
    episode: str | None
    accept: Accept | None = None
    keys: dict[Mode, tuple[str, KeyParts]] = field(default_factory=dict, compare=False)

    def read(self, text: str) -> Checked[Any]:
        """The answer, of the right shape and acceptable. Raises Invalid."""
        checked = self.form.read(text)
        if self.accept is not None and (problem := self.accept(checked.value)):
            raise Invalid(problem)
        return checked

    def is_answered_by(self, text: str) -> bool:
        """Whether `text` is a whole answer with nothing after it, though it reached a limit."""
        try:
            self.form.read(text, cut=True)
        except Invalid:
            return False
        return True


@dataclass
class Bill:
    """What one question has cost so far, invalid answers included, and the mode of its last answer. Tokens
    are None as long as the model reports none; `seconds` are those of the calls that were answered, without
    any wait for a place or before a retry."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = 0.0
    attempts: int = 0
    mode: Mode = "schema"
    seconds: float = 0.0

    def add(self, answer: Answer, cost: float | None, mode: Mode) -> None:
        self.attempts += 1
        self.mode = mode
        self.seconds += answer.seconds
        if answer.input_tokens is not None:
            self.input_tokens = (self.input_tokens or 0) + answer.input_tokens
        if answer.output_tokens is not None:
            self.output_tokens = (self.output_tokens or 0) + answer.output_tokens
        self.cost = None if cost is None or self.cost is None else self.cost + cost


class Wording(Protocol):
    """The words that a question needs besides its own."""

    def with_schema(self, schema: Mapping[str, Any]) -> str:
        """A JSON Schema in words, for a model that takes none."""
        ...

    def repair(self, prompt: str, answer: str, error: str) -> str:
        """The question asked again, with the answer that was refused and why."""
        ...


class Asker:
    """Asks one model for one run. Once one call has shown that all others would fail as well (no key, no
    quota, nobody listening), no further call is made."""

    def __init__(
        self,
        model: Model,
        ledger: Ledger,
        wording: Wording,
        policy: Policy,
        tell: Callable[[Event], None],
    ) -> None:
        self._model = model
        self._ledger = ledger
        self._budget = money.Budget(policy.max_cost, spent=ledger.cost)
        self._wording = wording
        self._policy = policy
        self._tell = tell
        self._pool = Pool(policy.concurrency, sleep=policy.sleep)
        self._settled = asyncio.Event()
        self._longest_answer = 0
        self._answers = 0
        self._in_a_row = 0
        self._schema_refused = False
        self._worded: dict[int, tuple[Form[Any], str]] = {}
        self._fatal: Failure | None = None

    @property
    def native_mode(self) -> Mode:
        """The mode the model claims to be fit for."""
        return "schema" if self._model.resolved.supports_schema else "prompt"

    @property
    def _mode(self) -> Mode:
        return "prompt" if self._schema_refused else self.native_mode

    def as_sent(self, question: Question, mode: Mode) -> tuple[str, Mapping[str, Any] | None]:
        """The system prompt and the schema that are sent in `mode`."""
        if mode == "schema":
            return question.system, question.form.schema
        parts = (question.system, self._schema_in_words(question.form))
        return "\n\n".join(part for part in parts if part), None

    def _schema_in_words(self, form: Form[Any]) -> str:
        """The schema of `form` in words, worded once: that takes longer than looking an answer up."""
        known = self._worded.get(id(form))
        if known is None:
            known = self._worded[id(form)] = form, self._wording.with_schema(form.schema)
        return known[1]

    async def aclose(self) -> None:
        """Give connections back."""
        self._pool.close()
        await self._model.aclose()

    async def valid_answer(self, question: Question, bill: Bill) -> Checked[Any]:
        """A valid answer, within the budget. Raises Failure, BudgetReached, SettingsError."""
        expected = await self._reserve(question)
        try:
            return await self._converse(question, bill)
        finally:
            self._budget.reserved -= expected
            self._settled.set()

    async def _converse(self, question: Question, bill: Bill) -> Checked[Any]:
        """Ask, and ask again with what was wrong, as long as that leads anywhere."""
        prompt, before = question.prompt, None
        for turn in range(1 + REASKS):
            answer = await self._answer(question, prompt, bill)
            try:
                return question.read(answer.text)
            except Invalid as error:
                if error.incomplete and answer.finish is None:
                    raise self._truncated() from None
                if turn == REASKS or answer.text == before:
                    times = "twice the same" if answer.text == before else f"in {turn + 1} attempts"
                    raise failures.InvalidAnswer(
                        f"{self._model.resolved.asked} gave no valid answer ({times}): {error}",
                        hint="try another model, or shorter chunks with --chunk-tokens",
                    ) from None
                before = answer.text
                prompt = self._wording.repair(question.prompt, answer.text[:LONGEST_REPEATED], str(error))
                self._tell(Event("reask", message=str(error)))
        raise AssertionError("the last turn returns or raises")

    async def _answer(self, question: Question, prompt: str, bill: Bill) -> Answer:
        """A complete answer, with retries; where the schema is refused, with the schema in the prompt."""
        while True:
            try:
                return await retry(
                    lambda number: self._attempt(question, prompt, bill, again=number > 1),
                    self._policy.waits,
                    sleep=self._policy.sleep,
                    on_retry=self._before_retry,
                )
            except failures.SchemaRejected as failure:
                if failure.mode == "prompt":
                    raise
                self._schema_refused = True
            except Failure as failure:
                self._failed(failure)
                raise

    async def _attempt(self, question: Question, prompt: str, bill: Bill, *, again: bool) -> Answer:
        async with self._pool.place(again=again):
            if self._fatal is not None:
                stopped = copy_of(self._fatal)
                stopped.attempts = 1
                raise stopped
            mode = self._mode
            system, schema = self.as_sent(question, mode)
            self._tell(Event("call"))
            try:
                answer = await self._model.answer(system, prompt, schema, question.seed, self._policy.timeout)
            except failures.SchemaRejected as failure:
                failure.mode = mode
                raise
        self._answers += 1
        self._in_a_row = 0
        self._pool.succeeded()
        self._account(answer, system, prompt, mode, bill)
        return self._judge(question, answer)

    def _failed(self, failure: Failure) -> None:
        """Stop the run if all other calls would fail as well, for sure or by the look of it."""
        if failure.everywhere:
            self._in_a_row += 1
        nobody_there = isinstance(failure, failures.ConnectionLost) and not self._answers
        if failure.fatal or nobody_there or self._in_a_row >= FAILURES_IN_A_ROW:
            self._fatal = self._fatal or failure

    def _judge(self, question: Question, answer: Answer) -> Answer:
        """`answer` if it is one. Raises Truncated, Refused, Empty."""
        who = self._model.resolved.asked
        if answer.finish == "length" and not question.is_answered_by(answer.text):
            raise self._truncated()
        if answer.finish == "refused":
            raise failures.Refused(f"{who} declined to answer", hint="try another model")
        if not answer.text.strip():
            raise failures.Empty(f"{who} answered with nothing", hint="try another model")
        if answer.finish == "other":
            raise failures.Refused(f"{who} stopped before its answer was complete", hint="try another model")
        return answer

    def _truncated(self) -> failures.Truncated:
        return failures.Truncated(
            f"the answer of {self._model.resolved.asked} was cut off at its limit of output",
            hint="lower --chunk-tokens, or raise the model's limit with -o max_tokens",
        )

    def _before_retry(self, failure: Failure, seconds: float) -> None:
        if failure.slows:
            self._pool.slow_down(seconds)
        self._tell(Event("retry", seconds=seconds, message=failure.message))

    def _account(self, answer: Answer, system: str, prompt: str, mode: Mode, bill: Bill) -> None:
        into, out = answer.input_tokens, answer.output_tokens
        estimated = into is None or out is None
        into = estimate_tokens(system) + estimate_tokens(prompt) if into is None else into
        out = estimate_tokens(answer.text) if out is None else out
        cost = money.price(self._model.resolved, into, out, answer.cached_tokens)
        self._longest_answer = max(self._longest_answer, out)
        self._budget.spent += cost or 0.0
        self._ledger.paid(into, out, cost, estimated=estimated)
        bill.add(answer, cost, mode)

    async def _reserve(self, question: Question) -> float:
        """Set the expected cost of a call aside; wait for others to end if it may be too much beside them."""
        if self._budget.limit is None:
            return 0.0
        resolved = self._model.resolved
        into = estimate_tokens(question.system) + estimate_tokens(question.prompt)
        while True:
            expected = money.estimate(resolved, into, self._longest_answer or money.FIRST_GUESS)
            if expected is None:
                raise money.unknown_price(resolved)
            if self._budget.fits(expected):
                self._budget.reserved += expected
                return expected
            self._settled.clear()
            await self._settled.wait()


def copy_of(failure: Failure) -> Failure:
    """An exception raised in several tasks would collect the tracebacks of all."""
    return type(failure)(failure.message, hint=failure.hint)
