"""What is checked: headline, sentences of the summary and takeaways, with the passages they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

from llm_summarise.domain.result import EpisodeSummary, Statement
from llm_summarise.domain.text import estimate_tokens, words
from llm_summarise.episode.verification.passages import SpokenText, Window


class ClaimKind(StrEnum):
    """Where in a result a claim stands."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    TAKEAWAY = "takeaway"


ROW_OVERHEAD = 12
"""Tokens of a row besides its text: number, kind, numbers of passages."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the result: the one with the index `index` (from 0) among those of its kind."""

    kind: ClaimKind
    index: int
    text: str
    windows: tuple[Window, ...]


def claims_of(result: EpisodeSummary, speech: SpokenText, budget: int) -> list[Claim]:
    """All claims of a result in the order in which they are printed. The passages of one fill at most half of
    `budget` tokens, 0 for no limit: what a claim rests on best comes first in its evidence.

    A headline cites nothing. It says what the summary says, shorter, or what one of the points does: it rests
    on the points that are most like it, then on what the summary rests on."""

    def claims(kind: ClaimKind, statements: Sequence[Statement]) -> Iterator[Claim]:
        for index, statement in enumerate(statements):
            windows = _within((speech.window(piece) for piece in statement.evidence), speech, budget)
            yield Claim(kind, index, statement.text, windows)

    summary = list(claims(ClaimKind.SUMMARY, result.summary))
    takeaways = list(claims(ClaimKind.TAKEAWAY, result.takeaways))
    rows = [*summary, *takeaways]
    if result.headline and rows:
        in_turn = zip_longest(*(claim.windows for claim in summary or takeaways))
        strongest = (window for rank in in_turn for window in rank if window is not None)
        alike = (speech.window(piece) for point in _most_alike(result) for piece in point.evidence)
        windows = tuple(dict.fromkeys(chain(alike, strongest)))
        rows.insert(0, Claim(ClaimKind.HEADLINE, 0, result.headline, _within(windows, speech, budget)))
    return rows


ALIKE = 0.5
"""Share of the words of a headline from which on a point that has them says the same."""

MOST_ALIKE = 2
"""Points that a headline is held against besides what the summary rests on."""


def _most_alike(result: EpisodeSummary) -> list[Statement]:
    """The points whose words the headline has, the most alike first."""
    headline = {word for _, _, word in words(result.headline)}
    shared = [
        (len(headline & {word for _, _, word in words(point.text)}) / max(1, len(headline)), point)
        for topic in result.topics
        for point in topic.points
    ]
    alike = sorted((pair for pair in shared if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [point for _, point in alike[:MOST_ALIKE]]


def _within(windows: Iterable[Window], speech: SpokenText, budget: int) -> tuple[Window, ...]:
    """The first of the windows, as many as fit into half the budget, one at least."""
    kept: list[Window] = []
    for window in windows:
        if kept and budget and speech.tokens([*kept, window]) > budget // 2:
            break
        kept.append(window)
    return tuple(kept)


def packed(claims: Sequence[Claim], speech: SpokenText, budget: int) -> list[list[Claim]]:
    """The claims in as few parts as fit `budget` tokens each with their passages; 0 puts all into one."""
    parts: list[list[Claim]] = []
    for claim in claims:
        if not parts or (budget and _tokens([*parts[-1], claim], speech) > budget):
            parts.append([])
        parts[-1].append(claim)
    return parts


def _tokens(claims: Sequence[Claim], speech: SpokenText) -> int:
    rows = sum(estimate_tokens(claim.text) + ROW_OVERHEAD for claim in claims)
    return rows + speech.tokens(window for claim in claims for window in claim.windows)
