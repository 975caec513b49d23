"""The further question, whether what was written is what was said: asked once a result is complete.

Of several samples, the merged result is checked, not each sample. It is what is printed, so nothing is
checked that no reader sees, and one call does for all samples; and samples are compared by what they rest on,
never by their words, so that to correct those before would change nothing of what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.loops import all_of
from llm_summarise.domain.errors import AnswerError, SummariseError
from llm_summarise.domain.replies import Role, Verification
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import Transcript
from llm_summarise.domain.usage import total
from llm_summarise.episode.pipeline import usage
from llm_summarise.episode.prompts.questions import verification_prompt
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.run import Run
from llm_summarise.episode.source.about_lines import about_lines
from llm_summarise.episode.verification.claims import Claim, claims_of, packed
from llm_summarise.episode.verification.passages import SpokenText, numbers_of
from llm_summarise.episode.verification.verdicts import UNVERIFIED, ClaimJudgement, applied, problem


async def verified(result: EpisodeSummary, transcript: Transcript, run: Run, *, seed: int) -> EpisodeSummary:
    """The result with only what the transcript supports; as it is if the settings do not ask for that.

    Raises AnswerError and Failures where no verdict is to be had; with `keep_going`, what has none is kept,
    counted and warned of.
    """
    if not run.settings.verify:
        return result
    checks = Checks(result, transcript, run, seed)
    parts = await all_of(_judged(part, checks) for part in checks.parts)
    if not parts:
        return result
    checked = applied(result, (judgement for part in parts for judgement in part.judgements))
    reasons = dict.fromkeys(reason for part in parts for reason in part.reasons)
    warnings = list(checked.warnings)
    if reasons:
        left, claims = checked.coverage.verified.get(UNVERIFIED, 0), sum(checked.coverage.verified.values())
        warnings.append(f"{left} of {plural(claims, 'sentence')} unverified: {next(iter(reasons))}")
    paid = usage([answer for part in parts for answer in part.answers])
    return checked.model_copy(update={"usage": total([result.usage, paid]), "warnings": warnings})


class Checks:
    """What is to be asked about a result: `parts` are the claims of one question each."""

    def __init__(self, result: EpisodeSummary, transcript: Transcript, run: Run, seed: int) -> None:
        self.transcript = transcript
        self.run = run
        self.seed = seed
        self._speech = SpokenText(transcript)
        claims = claims_of(result, self._speech, run.chunk_tokens) if transcript.cues else []
        self.names = _names(result, claims)
        self.parts = packed(claims, self._speech, run.chunk_tokens)

    def question(self, claims: Sequence[Claim]) -> tuple[Prompt, str]:
        """The prompt about some claims, and what it shows that a correction may be made of."""
        windows = [window for claim in claims for window in claim.windows]
        passages = self._speech.passages(windows)
        rows = [(claim.kind.value, numbers_of(claim.windows, windows), claim.text) for claim in claims]
        prompt = verification_prompt(
            passages, rows, self.names, self.transcript, self.run.prompts, self.run.settings
        )
        told = (value for _, value in about_lines(self.transcript.about))
        guessed = self.transcript.inferred.values()
        return prompt, "\n".join([*told, *guessed, *self.names, *(passage.text for passage in passages)])

    def is_too_long(self, prompt: Prompt) -> bool:
        """Whether this was asked before and proved too long."""
        return self.run.caller.is_too_long(prompt.system, prompt.user, Verification, seed=self.seed)


def halves_of(claims: Sequence[Claim]) -> tuple[Sequence[Claim], Sequence[Claim]]:
    """Both halves of two claims or more."""
    middle = len(claims) // 2
    return claims[:middle], claims[middle:]


def _names(result: EpisodeSummary, claims: Sequence[Claim]) -> list[str]:
    """Who takes part, with their roles, and names in the claims, as they are rightly spelled."""
    written = "\n".join(claim.text for claim in claims).casefold()
    people = [f"{p.name} ({p.role.value})" for p in result.people if p.role is not Role.MENTIONED]
    named = (item.name for item in (*result.tools, *result.mentions))
    return list(dict.fromkeys([*people, *(name for name in named if name.casefold() in written)]))


@dataclass(frozen=True)
class _Part:
    """What came of some claims; `reasons` are why there are no verdicts on some of them."""

    judgements: list[ClaimJudgement]
    answers: list[Answered[Any]]
    reasons: list[str]


async def _judged(claims: Sequence[Claim], checks: Checks) -> _Part:
    """The verdicts on some claims, asked about in halves where the whole is too long to be answered."""
    run, seed = checks.run, checks.seed
    prompt, shown = checks.question(claims)
    divisible = len(claims) > 1
    if divisible and checks.is_too_long(prompt):
        return await _in_halves(claims, checks)
    try:
        answer = await run.ask(
            prompt,
            Verification,
            seed=seed,
            episode=checks.transcript.name,
            accept=lambda given: problem(given, claims),
        )
    except SummariseError as error:
        if divisible and isinstance(error, Failure) and error.split:
            run.caller.mark_too_long(prompt.system, prompt.user, Verification, seed=seed)
            return await _in_halves(claims, checks)
        if run.settings.keep_going:
            return _Part([ClaimJudgement(claim, None, shown) for claim in claims], [], [error.message])
        raise _explained(error) from error
    given = {checked.statement: checked for checked in reversed(answer.value.statements)}
    judgements = [ClaimJudgement(claim, given.get(number), shown) for number, claim in enumerate(claims, 1)]
    return _Part(judgements, [answer], [])


def _explained(error: SummariseError) -> SummariseError:
    """The error, of an answer with what can be done about it."""
    if not isinstance(error, AnswerError):
        return error
    hint = "--keep-going prints what could not be verified, with a warning"
    return AnswerError(f"the summary could not be verified: {error.message}", hint=hint)


async def _in_halves(claims: Sequence[Claim], checks: Checks) -> _Part:
    first, second = await all_of(_judged(half, checks) for half in halves_of(claims))
    return _Part(
        first.judgements + second.judgements, first.answers + second.answers, first.reasons + second.reasons
    )
