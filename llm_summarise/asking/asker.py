"""Asking a model until its answer is valid: retries, the schema where it is taken, the question again with
what was wrong. Every answer counts in the ledger, valid or not: it was paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from llm_summarise.asking import failures, money
from llm_summarise.asking.answers import Checked, Form, Invalid
from llm_summarise.asking.conduct import waiting
from llm_summarise.asking.conduct.concessions import SCHEMA, SEED, SYSTEM, Concession, option, options_in
from llm_summarise.asking.conduct.negotiation import Negotiation, Without
from llm_summarise.asking.conduct.per_minute import MinuteLimits
from llm_summarise.asking.conduct.question import Accept, Bill, Event, Mode, Question, Wording
from llm_summarise.asking.conduct.read_gauge import ReadGauge
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.completeness import complete, located, truncated
from llm_summarise.asking.models.protocol import Adjustable, Answer, Model
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.pool import Pool
from llm_summarise.asking.retrying import retry
from llm_summarise.asking.understanding.explaining import works_again
from llm_summarise.domain.text import estimate_tokens

__all__ = ["Accept", "Asker", "Bill", "Event", "Mode", "Question", "Wording", "copy_of"]

REASKS: Final = 2
"""How often a model is asked again after an invalid answer."""

LONGEST_REPEATED: Final = 100_000
"""So many characters of an invalid answer are shown to its model again."""

FAILURES_IN_A_ROW: Final = 3
"""Questions that fail for good on overload, time-out or connection, or are all refused, with no answer
between, until a run is given up: each of them has been tried several times."""


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
        self._models: dict[frozenset[str], Model] = {frozenset(): model}
        self._ledger = ledger
        self._budget = money.Budget(policy.max_cost, spent=ledger.cost)
        self._wording = wording
        self._policy = policy
        self._tell = tell
        local = model.resolved.in_process
        self._limits = (
            MinuteLimits() if local else MinuteLimits(policy.requests_per_minute, policy.tokens_per_minute)
        )
        self._pool = Pool(
            policy.concurrency,
            sleep=self._rest,
            limits=self._limits,
            on_limit=lambda seconds: self._say_long("limits", seconds, "your limit per minute asks for it"),
            clock=policy.clock,
        )
        self._negotiation = Negotiation()
        self._gauge = ReadGauge()
        self._longest_answer = 0
        self._in_a_row = 0
        self._worded: dict[int, tuple[Form[Any], str]] = {}
        self._said: set[str] = set()
        self._fatal: Failure | None = None
        self._over = asyncio.Event()

    @property
    def native_mode(self) -> Mode:
        """The mode the model claims to be fit for."""
        return "schema" if self._model.resolved.supports_schema else "prompt"

    @property
    def left_out(self) -> frozenset[str]:
        """Options of the user's that the server does not take."""
        return options_in(self._negotiation.made)

    def found_kept(self) -> None:
        """Tell of an answer that was kept: the model has answered such questions before."""
        self._negotiation.known_to_answer = True

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
        into = estimate_tokens(question.system) + estimate_tokens(question.prompt)
        if not self._limits.allows(into):
            raise failures.TooLargeForLimit(
                f"the prompt of about {into:,} tokens is more than the {self._policy.tokens_per_minute:,} "
                "that --tokens-per-minute allows",
                hint="lower --chunk-tokens, or raise --tokens-per-minute",
            )
        async with self._budget.set_aside(self._model.resolved, into, lambda: self._expected_output):
            return await self._converse(question, bill)

    @property
    def _expected_output(self) -> int:
        return self._longest_answer or money.FIRST_GUESS

    async def _converse(self, question: Question, bill: Bill) -> Checked[Any]:
        """Ask, and ask again with what was wrong, as long as that leads anywhere."""
        prompt, before = question.prompt, None
        for turn in range(1 + REASKS):
            answer = await self._answer(question, prompt, bill)
            try:
                return question.read(answer.text)
            except Invalid as error:
                if error.incomplete and answer.finish is None:
                    raise truncated(answer, self._model.resolved.asked) from None
                problem = located(str(error), answer)
                if turn == REASKS or answer.text == before:
                    times = "twice the same" if answer.text == before else f"in {turn + 1} attempts"
                    raise failures.InvalidAnswer(
                        f"{self._model.resolved.asked} gave no valid answer ({times}): {problem}",
                        hint="try another model, or shorter chunks with --chunk-tokens",
                    ) from None
                before = answer.text
                prompt = self._wording.repair(question.prompt, answer.text[:LONGEST_REPEATED], problem)
                self._tell(Event("reask", message=problem))
        raise AssertionError("the last turn returns or raises")

    async def _answer(self, question: Question, prompt: str, bill: Bill) -> Answer:
        """A complete answer, with retries, and without what the server refuses."""
        try:
            return await self._negotiation.settle(
                lambda trial: retry(
                    lambda number: self._attempt(question, prompt, bill, trial, again=number > 1),
                    self._policy.waits,
                    sleep=self._rest,
                    on_retry=self._before_retry,
                    gives_up=self._gives_up,
                ),
                self._possible(question),
                id(question.form),
            )
        except Failure as failure:
            self._failed(failure)
            raise

    def _possible(self, question: Question) -> frozenset[Concession]:
        """All that could be left out of a request."""
        resolved = self._model.resolved
        possible = {SCHEMA} if resolved.supports_schema else set()
        if question.system or not resolved.supports_schema:
            possible.add(SYSTEM)
        if isinstance(self._model, Adjustable):
            possible |= {option(name) for name in resolved.options}
            if resolved.seed_option and resolved.seed_option not in resolved.options:
                possible.add(SEED)
        return frozenset(possible)

    async def _attempt(
        self, question: Question, prompt: str, bill: Bill, trial: Without | None, *, again: bool
    ) -> Answer:
        """One call, once it may be made: no other is made while something is tried out."""
        solo = self._negotiation.solo
        tokens = 0
        if self._limits.is_set:
            tokens = estimate_tokens(question.system) + estimate_tokens(prompt) + self._expected_output
        while True:
            if trial is None:
                await solo.wait()
            async with self._pool.place(again=again, tokens=tokens) as started:
                if self._fatal is not None:
                    raise copy_of(self._fatal, repeated=True)
                if trial is None and not solo.is_free:
                    self._pool.give_back(started)
                    again = True
                    continue
                without = self._negotiation.made if trial is None else trial
                answer = await self._call(question, prompt, bill, without)
                if answer.input_tokens and answer.output_tokens:
                    started.tokens = answer.input_tokens + answer.output_tokens
            whole = answer.finish == "length" and question.is_answered_by(answer.text)
            return complete(answer, self._model.resolved.asked, whole=whole)

    async def _call(self, question: Question, prompt: str, bill: Bill, without: Without) -> Answer:
        """Send it, and count what came back."""
        mode: Mode = "prompt" if SCHEMA in without else self.native_mode
        system, schema = self.as_sent(question, mode)
        read = estimate_tokens(system) + estimate_tokens(prompt)
        if SYSTEM in without:
            system, prompt = "", f"{system}\n\n{prompt}" if system else prompt
        model = self._asked(without)
        self._tell(Event("call"))
        try:
            with self._negotiation.solo.call():
                answer = await model.answer(system, prompt, schema, question.seed, self._policy.timeout)
        except Failure as failure:
            failure.without = without
            raise
        bill.mode, bill.left_out = mode, options_in(without)
        self._negotiation.answered(without, self._possible(question), id(question.form))
        self._in_a_row = 0
        self._pool.succeeded()
        for name in bill.left_out - self._said:
            self._said.add(name)
            text = f"{self._model.resolved.asked} does not take -o {name}: asked without it"
            self._tell(Event("notice", message=text))
        self._account(answer, read, bill)
        return answer

    def _asked(self, without: Without) -> Model:
        """The model that sends no more than this."""
        seed = self._model.resolved.seed_option
        names = options_in(without) | ({seed} if seed and SEED in without else set())
        if names not in self._models and isinstance(self._model, Adjustable):
            self._models[names] = self._model.without(names)
        return self._models[names]

    def _failed(self, failure: Failure) -> None:
        """Stop the run if all other calls would fail as well, for sure or by the look of it."""
        waits = self._policy.waits
        refused = isinstance(failure, failures.BadRequest) and not self._negotiation.answers
        if (failure.everywhere or refused) and not failure.repeated:
            self._in_a_row += 1
        too_long = failure.slows and waits.asks_too_much(failure)
        nobody_there = isinstance(failure, failures.ConnectionLost) and not self._negotiation.answers
        if too_long or nobody_there or self._in_a_row >= FAILURES_IN_A_ROW:
            failure.fatal = True
        ends = too_long or isinstance(failure, failures.DailyLimit)
        if ends and "it works again" not in failure.message:
            failure.message += works_again(failure.retry_after, datetime.now().astimezone())
        if failure.fatal and self._fatal is None:
            self._fatal = failure
            self._over.set()

    def _gives_up(self, failure: Failure, seconds: float) -> bool:
        """Whether a wait of so many seconds more is too much, since nobody was answered for so long: then it
        is too much for all."""
        if failure.slows and self._pool.paused_after(seconds) > self._policy.waits.in_all(failure):
            failure.fatal = True
        return failure.fatal

    def _before_retry(self, failure: Failure, seconds: float) -> None:
        if failure.slows:
            self._pool.slow_down(seconds)
        asked = failure.retry_after is not None
        reason = "the provider asks for it" if asked else failure.message
        self._say_long(type(failure).__name__, seconds, reason)
        self._tell(Event("retry", seconds=seconds, message=failure.message))

    def _say_long(self, kind: str, seconds: float, reason: str) -> None:
        """Tell people of a long wait, once for each kind."""
        if seconds > waiting.WORTH_SAYING and kind not in self._said:
            self._said.add(kind)
            self._tell(Event("notice", seconds=seconds, message=waiting.waiting(seconds, reason)))

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than the run goes on."""
        resting = asyncio.ensure_future(self._sleep(seconds))
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait([resting, over], return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            resting.cancel()

    async def _sleep(self, seconds: float) -> None:
        await (self._policy.sleep or asyncio.sleep)(seconds)

    def _account(self, answer: Answer, read: int, bill: Bill) -> None:
        """Count an answer and its cost. `read` is the estimate of what the model had to read. Raises
        ReadTooLittle."""
        into, out = answer.input_tokens, answer.output_tokens
        estimated = into is None or out is None
        into = read if into is None else into
        out = estimate_tokens(answer.text) if out is None else out
        resolved = self._model.resolved
        cost = money.price(money.served_at(resolved, answer.tier), into, out, answer.cached_tokens)
        self._longest_answer = max(self._longest_answer, out)
        self._budget.spent += cost or 0.0
        self._ledger.paid(into, out, cost, estimated=estimated)
        bill.add(answer, into, out, cost)
        if resolved.in_process or not answer.input_tokens:
            return
        counted = answer.input_tokens + answer.cached_tokens
        if self._gauge.falls_short(read, counted):
            raise failures.ReadTooLittle(
                failures.ReadTooLittle.says.format(
                    who=resolved.asked, why=f": {counted:,} tokens, where about {read:,} were sent"
                ),
                hint=failures.ReadTooLittle.advice,
            )


def copy_of(failure: Failure, *, repeated: bool = False) -> Failure:
    """An exception raised in several tasks would collect the tracebacks of all."""
    copy = type(failure)(failure.message, hint=failure.hint)
    copy.fatal = failure.fatal
    if repeated:
        copy.repeated, copy.attempts = True, 1
    return copy
