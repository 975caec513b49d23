"""Asks a model which key points of an episode a result covers, and how far it agrees with a reader.

The words of the question stand here and not among the prompts that can be replaced: a comparison of prompts
must not change its judge.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel, Field

from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.result import Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import fold_space
from llm_summarise.episode.composition import Warn, open_run
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.run import Run
from llm_summarise.evaluation.gold import GoldKeyPoint
from llm_summarise.evaluation.judging.judgements import ReaderAgreement, agreement_of, judged_sets
from llm_summarise.evaluation.scores.point_scores import Saying

_SYSTEM: Final = """You compare two lists about one episode of a talk show: key points that a careful reader wrote down, and statements that notes on the episode make.

For each key point, find the statement that covers it. A statement covers a key point if whoever reads only that statement learns the main claim of the key point. Numbers, names and side remarks may be missing, and the words may be quite different. It does not cover it if it only names the same subject, if it says less than the main claim, or if it says something else or the opposite.

Answer for every key point, in order. Give the number of the statement that covers it best, or 0 if none does."""  # noqa: E501


class JudgedPoint(BaseModel):
    """The judgement on one key point."""

    point: int = Field(description="number of the key point")
    statement: int = Field(description="number of the statement that covers it, 0 if none does")


class Judgement(BaseModel):
    """The answer of a judge."""

    points: list[JudgedPoint] = Field(description="every key point once, in order")


@dataclass(frozen=True)
class JudgeFacts:
    """What a report says of a judge. `agreement` is None where it could not be asked; `failures` say why."""

    name: str
    model: str
    agreement: ReaderAgreement | None = None
    failures: tuple[str, ...] = ()


@dataclass
class Judge:
    """A model that is asked. What fails is remembered, and judged by nobody."""

    name: str
    run: Run
    failures: list[str] = field(default_factory=list)

    async def covered(
        self, points: Sequence[GoldKeyPoint], sayings: Sequence[Saying], episode: str
    ) -> list[bool] | None:
        """For each of `points` whether one of `sayings` covers it; None if there is no answer."""
        if not points or not sayings:
            return [False] * len(points)
        wanted, said = _rows(point.text for point in points), _rows(saying.text for saying in sayings)
        prompt = Prompt(_SYSTEM, f"Key points:\n{wanted}\n\nStatements:\n{said}")
        try:
            answer = await self.run.ask(
                prompt, Judgement, seed=0, episode=episode, accept=_usable(len(points), len(sayings))
            )
        except SummariseError as error:
            self.failures.append(f"judge {self.name}, {episode}: {error}")
            return None
        by_point = {one.point: one.statement > 0 for one in answer.value.points}
        return [by_point[number] for number in range(1, len(points) + 1)]

    async def facts(self) -> JudgeFacts:
        """The judge, with its agreement with a reader: a call for each of the sets that a reader judged."""
        asked = (self.covered(one.points, one.sayings, "judged points") for one in judged_sets())
        answers = [flags for flags in await asyncio.gather(*asked) if flags is not None]
        agreed = agreement_of(answers) if len(answers) == len(judged_sets()) else None
        return JudgeFacts(self.name, self.run.resolved.id, agreed, tuple(dict.fromkeys(self.failures)))

    @property
    def usage(self) -> Usage:
        """What was asked and paid now."""
        return self.run.caller.ledger.usage()


@asynccontextmanager
async def open_judge(
    settings: Settings | None, warn: Warn, listener: ProgressListener
) -> AsyncIterator[Judge | None]:
    """The judge that `settings` name, None without any. Raises as `open_run`, and SettingsError for a model
    that only knows how to answer about transcripts."""
    if settings is None:
        yield None
        return
    async with open_run(settings, warn, listener) as run:
        if run.resolved.in_process:
            raise SettingsError(
                f"{run.resolved.id} cannot judge: it only reads transcripts",
                hint="name a language model with --judge",
            )
        yield Judge(settings.model or run.resolved.id, run)


def _rows(texts: Iterable[str]) -> str:
    return "\n".join(f"[{number}] {fold_space(text)}" for number, text in enumerate(texts, 1))


def _usable(points: int, statements: int) -> Callable[[Judgement], str | None]:
    """What is wrong with an answer, None if nothing is."""

    def check(answer: Judgement) -> str | None:
        if sorted(one.point for one in answer.points) != list(range(1, points + 1)):
            return f"points: answer for each of the key points 1 to {points} once"
        if any(not 0 <= one.statement <= statements for one in answer.points):
            return f"statement: a number from 1 to {statements}, or 0"
        return None

    return check
