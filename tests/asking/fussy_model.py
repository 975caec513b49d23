"""A model that takes some requests and refuses others, and knows what it was sent."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import Answer, ResolvedModel


@dataclass(frozen=True)
class Sent:
    """One request, as the model got it."""

    system: str
    prompt: str
    schema: Mapping[str, Any] | None
    options: Mapping[str, Any]

    @property
    def left(self) -> str:
        """What is in it: S for a schema, Y for a system prompt, and the options."""
        parts = "S" * (self.schema is not None) + "Y" * bool(self.system)
        return parts + "".join(f" {each}" for each in sorted(self.options))


@dataclass
class FussyModel:
    """Answers with 1 what `refuse` returns None for; else it raises that. Its seed goes by `seed`."""

    refuse: Callable[[Sent], Failure | None]
    resolved: ResolvedModel = field(
        default_factory=lambda: ResolvedModel("m", "m", supports_schema=True, seed_option="seed")
    )
    tokens: Callable[[Sent], int | None] = lambda _sent: None
    asked: list[Sent] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        seeds = {self.resolved.seed_option: seed} if self.resolved.seed_option else {}
        sent = Sent(system, prompt, schema, {**seeds, **self.resolved.options})
        self.asked.append(sent)
        await asyncio.sleep(0)
        if failure := self.refuse(sent):
            raise failure
        return Answer('{"n": 1}', input_tokens=self.tokens(sent), output_tokens=1, finish="complete")

    def without(self, options: frozenset[str]) -> Self:
        fewer = copy.copy(self)
        known = {name: value for name, value in self.resolved.options.items() if name not in options}
        seed = None if self.resolved.seed_option in options else self.resolved.seed_option
        fewer.resolved = replace(self.resolved, options=known, seed_option=seed)
        return fewer

    async def aclose(self) -> None:
        self.closed.append("closed")
