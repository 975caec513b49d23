"""What verdicts make of a result: claims that stay, are put right, or go. Nothing is asked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import CheckedStatement, SupportVerdict, Verification
from llm_summarise.domain.result import EpisodeSummary, Statement
from llm_summarise.domain.scripts.language_detection import language_of
from llm_summarise.domain.text import fold_space
from llm_summarise.episode.verification.claims import Claim, ClaimKind
from llm_summarise.episode.verification.corrections import objection

SUPPORTED: Final = "supported"
CORRECTED: Final = "corrected"
DROPPED: Final = "dropped"
UNVERIFIED: Final = "unverified"
"""What became of a claim; the last: there is no verdict on it."""

_NOUNS_WITH_CAPITALS: Final = ("de", "lb")


@dataclass(frozen=True, slots=True)
class ClaimJudgement:
    """A claim, the verdict on it, None if there is none, and the text the verdict was given by."""

    claim: Claim
    verdict: CheckedStatement | None
    shown: str


def problem(answer: Verification, claims: Sequence[Claim]) -> str | None:
    """Why verdicts cannot be used although they have the right shape; None if they can."""
    given = {checked.statement: checked for checked in reversed(answer.statements)}
    if missing := [number for number in range(1, len(claims) + 1) if number not in given]:
        return f"no verdict on {', '.join(f'[{number}]' for number in missing)}; every statement needs one"
    for number, checked in sorted(given.items()):
        if number <= len(claims) and checked.verdict is SupportVerdict.CORRECTED and not checked.text.strip():
            return f"[{number}] is `corrected`, but its `text` is empty"
    return None


def applied(result: EpisodeSummary, judged: Iterable[ClaimJudgement]) -> EpisodeSummary:
    """The result with what the verdicts leave of its claims, counted in its coverage. A headline that goes is
    replaced by the first sentence that stays."""
    judged = list(judged)
    names = language_of(" ".join(each.claim.text for each in judged)).code not in _NOUNS_WITH_CAPITALS
    counts: Counter[str] = Counter()
    kept: dict[tuple[ClaimKind, int], str] = {}
    for each in judged:
        outcome, text = _outcome(each, names)
        counts[outcome] += 1
        if text is not None:
            kept[each.claim.kind, each.claim.index] = text
    summary = _left(result.summary, ClaimKind.SUMMARY, kept)
    takeaways = _left(result.takeaways, ClaimKind.TAKEAWAY, kept)
    checked = any(each.claim.kind is ClaimKind.HEADLINE for each in judged)
    headline = kept.get((ClaimKind.HEADLINE, 0)) if checked else result.headline
    parts = {"headline": headline, "summary": summary, "takeaways": takeaways}
    if headline is None:
        parts["headline"] = next((statement.text for statement in (*summary, *takeaways)), "")
    coverage = result.coverage.model_copy(update={"verified": dict(counts)})
    warnings = [*result.warnings, *_losses(result, headline, summary, takeaways)]
    return result.model_copy(update={**parts, "coverage": coverage, "warnings": warnings})


def _outcome(each: ClaimJudgement, names: bool) -> tuple[str, str | None]:
    """What becomes of a claim, and its text, None if it goes."""
    claim, verdict = each.claim, each.verdict
    if verdict is None:
        return UNVERIFIED, claim.text
    if verdict.verdict is SupportVerdict.SUPPORTED:
        return SUPPORTED, claim.text
    text = fold_space(verdict.text) if verdict.verdict is SupportVerdict.CORRECTED else ""
    if text and text == fold_space(claim.text):
        return SUPPORTED, claim.text
    if not text or objection(text, claim.text, each.shown, names=names):
        return DROPPED, None
    return CORRECTED, text


def _left(
    statements: Sequence[Statement], kind: ClaimKind, kept: Mapping[tuple[ClaimKind, int], str]
) -> list[Statement]:
    texts = ((statement, kept.get((kind, index))) for index, statement in enumerate(statements))
    return [statement.model_copy(update={"text": text}) for statement, text in texts if text is not None]


def _losses(
    result: EpisodeSummary, headline: str | None, summary: Sequence[Statement], takeaways: Sequence[Statement]
) -> Iterable[str]:
    """What a reader has to know who finds a part empty, or with other words than the model's. Trust goes
    first: what nothing supports is not printed, even if nothing is left."""
    why = "not supported by what was said (--no-verify shows them)"
    for name, before, after in (
        ("sentences of the summary", result.summary, summary),
        ("takeaways", result.takeaways, takeaways),
    ):
        if before and not after:
            yield f"verification dropped all {len(before)} {name}: {why}"
    if headline is None:
        instead = (
            "the first sentence that is stands in its place" if summary or takeaways else "there is none"
        )
        yield f"verification dropped the headline: not supported by what was said; {instead}"
