"""Whether a result says what a listener should take away, and quotes what is worth quoting.

The measure is cheap and knows no meaning: a key point is covered where one statement has enough of its
content words. What that is worth is measured against a reader's judgements (`evaluation/judging`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from llm_summarise.domain.result import EpisodeSummary, Statement
from llm_summarise.domain.scripts.language_detection import function_words, language_of
from llm_summarise.domain.text import words
from llm_summarise.evaluation.gold import Gold, GoldKeyPoint
from llm_summarise.evaluation.scores.precision_recall import share

NEAR: Final = 90.0
"""Seconds between a key point and the evidence of a statement that may be about the same."""
ENOUGH_NEAR: Final = 0.25
"""Share of a key point's content words that a statement near it must have."""
ENOUGH_ANYWHERE: Final = 0.5
"""The same for a statement that rests on other places, or on none that has a time."""
_SAME_PASSAGE: Final = 0.8
"""Share of the shorter quote's words that the other must have."""
_STEM: Final = 5
"""Letters of a word that are compared: enough to tell words, few enough for their endings not to matter."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of a result and the starts of its evidence in seconds."""

    text: str
    starts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PointScore:
    """Key points by what of them is covered, in order; `judged` is the same by a judge model, None without
    one. `picked`: printed quotes that a reader marked; `quoted`: marked passages that are printed; None where
    there is nothing to divide by."""

    points: tuple[str, ...] = ()
    covered: tuple[bool, ...] = ()
    judged: tuple[bool, ...] | None = None
    picked: float | None = None
    quoted: float | None = None

    @property
    def missed(self) -> tuple[str, ...]:
        """The key points that are not covered, by the judge if there is one."""
        flags = self.covered if self.judged is None else self.judged
        return tuple(point for point, flag in zip(self.points, flags, strict=True) if not flag)

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        return {
            "key_points.covered": share(self.covered),
            "key_points.judged": None if self.judged is None else share(self.judged),
            "quotes.picked": self.picked,
            "quotes.covered": self.quoted,
        }


def sayings_of(result: EpisodeSummary) -> list[Saying]:
    """What a result says of the content: summary, takeaways, points of chapters."""
    points = [point for topic in result.topics if not topic.sponsor for point in topic.points]
    return [_saying(statement) for statement in (*result.summary, *result.takeaways, *points)]


def _saying(statement: Statement) -> Saying:
    return Saying(statement.text, tuple(e.start for e in statement.evidence if e.start is not None))


def score_points(
    result: EpisodeSummary, gold: Gold, judged: Sequence[bool] | None = None
) -> PointScore | None:
    """`result` against `gold`; None where neither key points nor quotable passages are labelled. `judged` is
    what a judge says of each key point."""
    if not gold.key_points and not gold.quotable:
        return None
    points = gold.key_points or []
    marked = [content_words(quotable.text) for quotable in gold.quotable or ()]
    printed = [content_words(quote.quote) for quote in result.quotes]
    return PointScore(
        points=tuple(point.text for point in points),
        covered=tuple(covered_points(points, sayings_of(result), gold.slack)),
        judged=None if judged is None else tuple(judged),
        picked=share(_among(quote, marked) for quote in printed) if marked else None,
        quoted=share(_among(quote, printed) for quote in marked),
    )


def covered_points(
    points: Sequence[GoldKeyPoint], sayings: Sequence[Saying], slack: float = 0.0
) -> list[bool]:
    """For each key point whether one of `sayings` has enough of its content words: ENOUGH_NEAR of them where
    it rests on a place within NEAR seconds (and `slack`), else ENOUGH_ANYWHERE."""
    said = [(content_words(saying.text), saying.starts) for saying in sayings]
    return [any(_covers(point, stems, starts, slack) for stems, starts in said) for point in points]


def _covers(point: GoldKeyPoint, stems: frozenset[str], starts: Iterable[float], slack: float) -> bool:
    wanted = content_words(point.text)
    at = point.seconds
    near = at is not None and any(abs(start - at) <= NEAR + slack for start in starts)
    enough = ENOUGH_NEAR if near else ENOUGH_ANYWHERE
    return bool(wanted) and len(wanted & stems) / len(wanted) >= enough


@cache
def content_words(text: str) -> frozenset[str]:
    """The beginnings of the words of `text` that are no function words of its language."""
    known = function_words().get(language_of(text).code or "en")
    plain = known.words if known else frozenset()
    return frozenset(word[:_STEM] for _, _, word in words(text) if word not in plain)


def _among(quote: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    """Whether `quote` is one of `others`, or a part of it, or has it as a part."""
    for other in others:
        shorter = min(len(quote), len(other))
        if shorter > 1 and len(quote & other) / shorter >= _SAME_PASSAGE:
            return True
    return False
