"""How far two results of one episode say the same: between models, or between seeds of one model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import EpisodeSummary, Evidence, Quote, Topic
from llm_summarise.domain.segmentation import boundary_grid, match_boundaries, pk
from llm_summarise.domain.text import words

TOPIC_SECONDS: Final = 30.0
"""How far apart two starts of one topic lie at most, inclusive."""
TOPIC_CUES: Final = 5
"""The same in cues, for transcripts without times."""
AGREEMENT_TOLERANCE: Final = 15.0
"""Seconds between two chapter starts that are the same."""
SAME_WORDS: Final = 0.5
"""Share of the shorter quote's words that two quotes of one passage have in common."""
NEAR_CUES: Final = 2
"""Cues between the beginnings of two quotes of one passage: copies of it start a line earlier or later."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two results, symmetric; None where there is nothing to compare.

    `tools`: Jaccard index of the folded names. `boundaries`: F1 of the chapter starts. `pk`: mean of Pk in
    both directions, lower is closer. `summary`: share of the evidence under both summaries that the other
    summary rests on as well (Dice).
    """

    tools: float | None
    boundaries: float | None
    pk: float | None
    summary: float | None

    @property
    def overall(self) -> float:
        """Mean of tools, boundaries and summary, as far as they are defined; 1.0 if none is."""
        known = [v for v in (self.tools, self.boundaries, self.summary) if v is not None]
        return sum(known) / len(known) if known else 1.0


def agreement(a: EpisodeSummary, b: EpisodeSummary, *, tolerance: float = AGREEMENT_TOLERANCE) -> Agreement:
    """How far `a` and `b`, results of one episode, agree; `tolerance` in seconds, inclusive."""
    boundaries, closeness = _chapters(a, b, tolerance)
    return Agreement(
        tools=jaccard((fold_name(t.name) for t in a.tools), (fold_name(t.name) for t in b.tools)),
        boundaries=boundaries,
        pk=closeness,
        summary=evidence_overlap(
            [piece for statement in a.summary for piece in statement.evidence],
            [piece for statement in b.summary for piece in statement.evidence],
        ),
    )


def _chapters(a: EpisodeSummary, b: EpisodeSummary, tolerance: float) -> tuple[float | None, float | None]:
    end = max((r.source.duration for r in (a, b) if r.source.duration is not None), default=None)
    if end is None:
        return None, None
    ours, theirs = (sorted(t.start for t in r.topics if t.start is not None) for r in (a, b))
    both_ways = (match_boundaries(ours, theirs, tolerance).f1, match_boundaries(theirs, ours, tolerance).f1)
    first, second = boundary_grid(ours, end), boundary_grid(theirs, end)
    return sum(both_ways) / 2, (pk(first, second) + pk(second, first)) / 2


def mean_agreement(pairs: Sequence[Agreement]) -> Agreement | None:
    """The mean of each figure over pairs of results (the seeds of one model, say), where it is defined;
    None for no pairs."""

    def middle(values: Iterable[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known else None

    if not pairs:
        return None
    return Agreement(
        tools=middle(p.tools for p in pairs),
        boundaries=middle(p.boundaries for p in pairs),
        pk=middle(p.pk for p in pairs),
        summary=middle(p.summary for p in pairs),
    )


def jaccard(a: Iterable[str], b: Iterable[str]) -> float | None:
    """Size of the intersection / size of the union; None for two empty sets."""
    ours, theirs = set(a), set(b)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else None


def topic_closeness(a: Topic, b: Topic) -> float:
    """Closeness of two starts from 0.0 (two topics) to 1.0 (one place)."""
    if a.start is not None and b.start is not None:
        apart, limit = abs(a.start - b.start), TOPIC_SECONDS
    else:
        apart, limit = float(abs(a.first_cue - b.first_cue)), float(TOPIC_CUES)
    return (limit + 1 - apart) / (limit + 1) if apart <= limit else 0.0


def word_overlap(a: str, b: str) -> float:
    """Share of the shorter text's different words that the other has too; 0.0 for one without words."""
    ours, theirs = ({word for _, _, word in words(text)} for text in (a, b))
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter else 0.0


def same_passage(a: Evidence | Quote, b: Evidence | Quote) -> bool:
    """Whether two quotes are of one passage: they begin within NEAR_CUES and share SAME_WORDS."""
    return abs(a.cue - b.cue) <= NEAR_CUES and word_overlap(a.quote, b.quote) >= SAME_WORDS


def evidence_overlap(a: Sequence[Evidence], b: Sequence[Evidence]) -> float | None:
    """Share of all pieces in `a` and `b` that have one of the same passage on the other side; None
    without any."""
    total = len(a) + len(b)
    if not total:
        return None
    shared = sum(any(same_passage(x, y) for y in b) for x in a)
    shared += sum(any(same_passage(y, x) for x in a) for y in b)
    return shared / total
