"""The second half of the way: the notes of an episode become its summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.loops import all_of
from llm_summarise.domain.errors import AnswerError
from llm_summarise.domain.replies import EpisodeNotes, NotesToKeep
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.assembly import parts
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.prompts.questions import condense_prompt, episode_prompt
from llm_summarise.episode.run import Run

REDUCE_FACTOR = 2
"""The notes of an episode may fill this many chunk budgets before they are condensed in parts."""


async def condensed(
    given: list[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> tuple[list[NumberedNote], list[Answered[Any]]]:
    """The notes as they are if they fit into one prompt; else, level by level, those the model keeps of
    each part. Topics are always kept: the chapters are made of them."""
    budget = REDUCE_FACTOR * run.chunk_tokens
    answers: list[Answered[Any]] = []
    while budget and _tokens(given) > budget:
        parts = _parts(given, budget)
        chosen = await all_of(_condense(part, transcript, run, seed) for part in parts)
        answers += [answer for _, answer in chosen]
        kept = [note for part, _ in chosen for note in part]
        if len(kept) >= len(given):
            break
        given = kept
    return given, answers


async def _condense(
    part: list[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> tuple[list[NumberedNote], Answered[NotesToKeep]]:
    keep = max(1, len(part) // 3)
    prompt = condense_prompt(part, keep, transcript, run.prompts, run.settings)

    def usable(answer: NotesToKeep) -> str | None:
        known = not answer.notes or any(0 < number <= len(part) for number in answer.notes)
        return None if known else f"notes: the numbers are 1 to {len(part)}"

    answer = await run.ask(prompt, NotesToKeep, seed=seed, episode=transcript.name, accept=usable)
    numbers = set(answer.value.notes[:keep])
    kept = [note for n, note in enumerate(part, 1) if n in numbers or note.topic is not None]
    return kept, answer


def _parts(given: Sequence[NumberedNote], budget: int) -> list[list[NumberedNote]]:
    parts: list[list[NumberedNote]] = [[]]
    size = 0
    for note in given:
        tokens = _tokens([note])
        if parts[-1] and size + tokens > budget:
            parts.append([])
            size = 0
        parts[-1].append(note)
        size += tokens
    return parts


def _tokens(given: Sequence[NumberedNote]) -> int:
    return sum(estimate_tokens(" | ".join(note.fields)) + 3 for note in given)


async def write_episode(
    given: Sequence[NumberedNote], transcript: Transcript, run: Run, seed: int
) -> Answered[EpisodeNotes] | None:
    """The summary from the notes; None if there are no notes, for then there is nothing to ask about."""
    if not given:
        return None
    prompt = episode_prompt(given, transcript, run.prompts, run.settings)

    def usable(answer: EpisodeNotes) -> str | None:
        return parts.problem(answer, given)

    try:
        return await run.ask(prompt, EpisodeNotes, seed=seed, episode=transcript.name, accept=usable)
    except Failure as error:
        if not error.split:
            raise
        raise AnswerError(error.message, hint="allow longer answers with -o max_tokens 4000") from error
