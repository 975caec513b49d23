"""What the check of a result would ask, without asking: exact once its answers are there, else a guess."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import Verification
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Length
from llm_summarise.domain.text import CHARS_PER_TOKEN, estimate_tokens
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.run import Run
from llm_summarise.episode.verification.claims import ROW_OVERHEAD, Claim
from llm_summarise.episode.verification.passages import AROUND
from llm_summarise.episode.verification.verifying import Checks, halves_of

_CLAIMS: Final[dict[Length, int]] = {"short": 6, "medium": 10, "long": 16}
"""Headline, sentences and takeaways of a usual result."""

_CLAIM: Final = 35
"""Tokens of one of them."""

_PASSAGES: Final = 2
"""Passages it rests on, as far as they are no other's."""

_PASSAGE: Final = round((2 * AROUND + 120) / CHARS_PER_TOKEN)

_VERDICT: Final = 25
"""Tokens of output for each claim."""


@dataclass(frozen=True)
class Forecast:
    """Questions, of them with an answer in the cache; tokens of those that remain."""

    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Forecast) -> Forecast:
        return Forecast(
            self.calls + other.calls,
            self.cached + other.cached,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )


def forecast(result: EpisodeSummary | None, transcript: Transcript, run: Run, *, seed: int) -> Forecast:
    """What checking `result` would ask; None: there is no result yet."""
    if not run.settings.verify:
        return Forecast()
    if result is None:
        return _guess(transcript, run)
    checks = Checks(result, transcript, run, seed)
    return sum((_of(part, checks) for part in checks.parts), Forecast())


def _of(claims: Sequence[Claim], checks: Checks) -> Forecast:
    prompt, _ = checks.question(claims)
    if checks.run.caller.peek(prompt.system, prompt.user, Verification, seed=checks.seed):
        return Forecast(1, 1)
    if len(claims) > 1 and checks.is_too_long(prompt):
        first, second = halves_of(claims)
        return _of(first, checks) + _of(second, checks)
    tokens = estimate_tokens(prompt.system) + estimate_tokens(prompt.user)
    return Forecast(1, 0, tokens, _VERDICT * len(claims))


def _guess(transcript: Transcript, run: Run) -> Forecast:
    """Of a result that is not there yet: passages cannot be more than all that is said."""
    claims = _CLAIMS[run.settings.length]
    said = sum(estimate_tokens(cue.text) for cue in transcript.cues)
    shown = min(said, claims * _PASSAGES * _PASSAGE) + claims * (_CLAIM + ROW_OVERHEAD)
    calls = math.ceil(shown / run.chunk_tokens) if run.chunk_tokens else 1
    instructions = estimate_tokens(run.prompts.templates["verify.system.j2"])
    return Forecast(calls, 0, shown + calls * instructions, claims * _VERDICT)
