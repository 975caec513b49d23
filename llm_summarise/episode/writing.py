"""The second half of the way: the notes of an episode become its summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.loops import all_of
from llm_summarise.domain.errors import AnswerError, SummariseError
from llm_summarise.domain.replies import EpisodeNotes, NotesToKeep
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode import assembly
from llm_summarise.episode.numbered_notes import NumberedNote
from llm_summarise.episode.prompts.questions import condense_prompt, episode_prompt
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.run import Run

REDUCE_FACTOR = 2
"""The notes of an episode may fill this many chunk budgets before they are condensed in parts."""


async def condensed(
    given: list[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> tuple[list[NumberedNote], list[Answered[Any]]]:
    """The rows as they are if they fit into one prompt; else, level by level, those the model keeps of
    each part. Topics are always kept: the chapters are made of them."""
    budget = REDUCE_FACTOR * run.chunk_tokens
    answers: list[Answered[Any]] = []
    while budget and _tokens(given) > budget:
        parts = _parts(given, budget)
        chosen = await all_of(_condense(part, transcript, run, seed) for part in parts)
        answers += [answer for _, answer in chosen]
        kept = [row for part, _ in chosen for row in part]
        if len(kept) >= len(given):
            break
        given = kept
    return given, answers


async def _condense(
    part: list[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> tuple[list[NumberedNote], Answered[NotesToKeep]]:
    keep = max(1, len(part) // 3)
    prompt = condense_prompt(part, keep, transcript, run.prompts, run.settings)
    answer = await _asked(prompt, NotesToKeep, transcript, run, seed)
    numbers = set(answer.value.notes[:keep])
    kept = [row for n, row in enumerate(part, 1) if n in numbers or row.topic is not None]
    return kept, answer


def _parts(given: Sequence[NumberedNote], budget: int) -> list[list[NumberedNote]]:
    parts: list[list[NumberedNote]] = [[]]
    size = 0
    for row in given:
        tokens = _tokens([row])
        if parts[-1] and size + tokens > budget:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += tokens
    return parts


def _tokens(given: Sequence[NumberedNote]) -> int:
    return sum(estimate_tokens(" | ".join(row.fields)) + 3 for row in given)


async def write_episode(
    given: Sequence[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> Answered[EpisodeNotes] | None:
    """The summary from the notes; None if there are no notes, for then there is nothing to ask about."""
    if not given:
        return None
    prompt = episode_prompt(given, transcript, run.prompts, run.settings)
    try:
        return await _asked(
            prompt, EpisodeNotes, transcript, run, seed, accept=lambda value: assembly.problem(value, given)
        )
    except Failure as error:
        if not error.split:
            raise
        raise AnswerError(error.message, hint="allow longer answers with -o max_tokens 4000") from error


async def _asked(
    prompt: Prompt,
    schema: Any,
    transcript: Transcript,
    run: Run,
    seed: int,
    accept: Callable[[Any], str | None] | None = None,
) -> Answered[Any]:
    """The answer; whoever watches is told, also if there is none."""
    run.listener.expect(1)
    try:
        async with run.in_flight:
            answer = await run.caller.ask(
                prompt.system, prompt.user, schema, seed=seed, episode=transcript.name, accept=accept
            )
    except SummariseError:
        run.listener.arrived(None)
        raise
    run.listener.arrived(answer)
    return answer
