"""Every figure an evaluation reports: its name, which direction is better, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from llm_summarise.evaluation.scores.mention_scores import GROUPS


class Better(StrEnum):
    """The direction in which a metric improves."""

    HIGHER = "higher"
    LOWER = "lower"
    NEAR_ONE = "near one"


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure. `test` tells whether systems are tested for a difference in it: the few that decide, so
    that the correction for many tests does not drown them."""

    name: str
    better: Better
    meaning: str
    test: bool = False

    def difference(self, value: float, than: float) -> float:
        """`value` - `than`; of their distances from 1 for a metric that is best at 1."""
        if self.better is Better.NEAR_ONE:
            return abs(value - 1) - abs(than - 1)
        return value - than

    def is_gain(self, difference: float) -> bool:
        """Whether a `difference` (see there) is an improvement."""
        return difference > 0 if self.better is Better.HIGHER else difference < 0


_UP, _DOWN = Better.HIGHER, Better.LOWER

METRICS: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric("tools.precision", _UP, "predicted tools that are in the episode, under any known spelling"),
        Metric("tools.recall", _UP, "required tools found"),
        Metric("tools.f1", _UP, "harmonic mean of the two", test=True),
        Metric("tools.strict_precision", _UP, "the same, spelled exactly as the gold name"),
        Metric("tools.strict_recall", _UP, "the same, spelled exactly as the gold name"),
        Metric("tools.strict_f1", _UP, "the same, spelled exactly as the gold name"),
        Metric("tools.grounded_precision", _UP, "the same, with a mention within 15 s of a gold mention"),
        Metric("tools.grounded_recall", _UP, "the same, with a mention within 15 s of a gold mention"),
        Metric("tools.grounded_f1", _UP, "the same, with a mention within 15 s of a gold mention", test=True),
        Metric("tools.named", _UP, "matched tools under their canonical name, not as transcribed"),
        Metric("tools.kinds", _UP, "matched tools of the right kind"),
        Metric("tools.sponsors", _UP, "matched tools on the right side: content or advertisement"),
        Metric("mentions.precision", _UP, "listed items, tools too, that are anything labelled"),
        Metric("mentions.recall", _UP, "required mentions and tools that are listed"),
        Metric("mentions.f1", _UP, "harmonic mean of the two", test=True),
        Metric("mentions.false", _DOWN, "listed items, tools too, that match nothing labelled"),
        Metric("mentions.kinds", _UP, "matched items of the right kind"),
        Metric("mentions.sponsors", _UP, "matched items on the right side: content or advertisement"),
        *(
            metric
            for group, named in GROUPS.items()
            for metric in (
                Metric(f"mentions.{group}_precision", _UP, f"listed {named} that are anything labelled"),
                Metric(f"mentions.{group}_recall", _UP, f"required {named} that are listed"),
            )
        ),
        Metric("sponsors.iou", _UP, "advert seconds in both / in either"),
        Metric("sponsors.precision", _UP, "predicted advert seconds that are labelled ones"),
        Metric("sponsors.recall", _UP, "labelled advert seconds found"),
        Metric("sponsors.f1", _UP, "harmonic mean of the two", test=True),
        Metric("sponsors.named", _UP, "labelled sponsors, each once, that are named"),
        Metric("sponsors.names_right", _UP, "named sponsors that are labelled"),
        Metric("sponsors.offers", _UP, "labelled codes and addresses that are given"),
        Metric("sponsors.offers_right", _UP, "given codes and addresses that are labelled"),
        Metric("sponsors.statements", _DOWN, "statements and quotes with evidence inside an advert"),
        Metric("evidence.verbatim", _UP, "quotes that occur in the transcript, case ignored"),
        Metric("evidence.exact", _UP, "quotes that occur in the transcript, case and all"),
        Metric("evidence.placed", _UP, "quotes that begin in the cue they name"),
        Metric("evidence.drop_rate", _DOWN, "notes dropped because they are not in the transcript"),
        Metric("key_points.covered", _UP, "key points whose content words one statement has"),
        Metric("key_points.judged", _UP, "key points that one statement covers, by the judge model"),
        Metric("quotes.picked", _UP, "printed quotes that a reader marked as quotable"),
        Metric("quotes.covered", _UP, "passages marked as quotable that are printed"),
        Metric("chapters.f1_3s", _UP, "chapter starts within 3 s of a reader's", test=True),
        Metric("chapters.f1_15s", _UP, "chapter starts within 15 s of a reader's", test=True),
        Metric("chapters.pk", _DOWN, "Pk on a 6 s grid, 0.5 is about chance", test=True),
        Metric("chapters.windowdiff", _DOWN, "WindowDiff on a 6 s grid, 0.5 is about chance", test=True),
        Metric("chapters.count_ratio", Better.NEAR_ONE, "predicted / readers' number of chapters"),
        Metric("people.precision", _UP, "predicted hosts and guests that are right, role and all"),
        Metric("people.recall", _UP, "hosts and guests found, role and all"),
        Metric("people.f1", _UP, "harmonic mean of the two", test=True),
        Metric("people.names_f1", _UP, "the same, whatever the role"),
        Metric("people.roles", _UP, "hosts and guests named whose role is right"),
        Metric("people.false_guests", _DOWN, "number of guests that are none"),
        Metric("usage.cost", _DOWN, "US dollars the answers cost, cached ones included"),
        Metric(
            "usage.tokens",
            _DOWN,
            "tokens sent and received for the answers, cached ones included where that is known",
        ),
        Metric(
            "usage.seconds",
            _DOWN,
            "seconds until the answers were there: of the calls, or of a run without cached answers",
        ),
    )
}
"""All metrics by name, in the order they are shown."""

TESTED: Final = tuple(name for name, metric in METRICS.items() if metric.test)
"""The metrics in which systems are tested for a difference."""
