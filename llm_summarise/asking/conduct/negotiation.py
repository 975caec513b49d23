"""A request until the server takes it: with less in it, where it was refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from llm_summarise.asking.conduct.concessions import SCHEMA, Concession, Concessions, may_help
from llm_summarise.asking.conduct.solo import Solo
from llm_summarise.asking.failures import Failure

T = TypeVar("T")

Without = frozenset[Concession]


class Negotiation:
    """What one server and model takes, found out by one question for all of a run. `answers` counts the calls
    that were answered; `known_to_answer` tells that it answered in an earlier run what was asked in this."""

    def __init__(self) -> None:
        self.answers = 0
        self.known_to_answer = False
        self.solo = Solo()
        self._concessions = Concessions()
        self._proven: set[Concession | tuple[Concession, int]] = set()

    @property
    def made(self) -> Without:
        """What is left out of every request from now on."""
        return self._concessions.made

    def answered(self, without: Without, possible: Without, form: int) -> None:
        """A call was answered that was sent `without` these, and with all else that is `possible`. `form`
        tells schemas apart: that one is taken says nothing of another."""
        self.answers += 1
        self._concessions.answered(without)
        self._proven |= {(SCHEMA, form) if each == SCHEMA else each for each in possible - without}

    async def settle(self, ask: Callable[[Without | None], Awaitable[T]], possible: Without, form: int) -> T:
        """What `ask` returns, asked without what it is given; None: without what was `made` by then. Its
        Failures tell in `without` what was left out of the request that failed.

        Raises the first Failure if nothing helps, which is `fatal` if the server never answered anything; any
        other than a refusal at once.
        """
        first: Failure | None = None
        trial: Without | None = None
        async with AsyncExitStack() as turn:
            while True:
                try:
                    return await ask(trial)
                except Failure as failure:
                    if failure.repeated or not may_help(failure, possible, answered=self.answers > 0):
                        raise
                    if trial is None:
                        await turn.enter_async_context(self.solo.turn())
                    first = first or failure
                    proven = {e for e in possible if ((SCHEMA, form) if e == SCHEMA else e) in self._proven}
                    trial = self._concessions.after(failure, failure.without, possible, proven)
                if trial is None:
                    first.fatal = await self._nobody_is_answered()
                    raise first
                if trial == self.made:
                    trial = None
                    await turn.aclose()
                else:
                    self.solo.keep_others_out()

    async def _nobody_is_answered(self) -> bool:
        """Whether all calls are refused, those under way included."""
        while not self.answers and not self.known_to_answer:
            if not await self.solo.next_landing():
                return True
        return False
