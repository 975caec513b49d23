"""Predictions against labels: precision, recall and what went wrong by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Predictions against labels, of which only the required ones must be found.

    precision = predictions that are any label / predictions (0.0 without predictions);
    recall = required labels found / required labels (1.0 where none is required).
    `missed` names the required labels not found, `wrong` the predictions that are no label.
    """

    right: int
    predicted: int
    found: int
    required: int
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.required if self.required else 1.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


class GoldLabel(Protocol):
    """What a prediction can be right about."""

    @property
    def name(self) -> str: ...


def precision_recall(
    predicted: Sequence[str], hits: Sequence[GoldLabel | None], required: Sequence[str]
) -> PrecisionRecall:
    """`predicted` names, for each of them the label it is (None: it is none), and the names of the labels
    that must be found."""
    found = {hit.name for hit in hits if hit is not None}
    missed = tuple(name for name in required if name not in found)
    wrong = tuple(name for name, hit in zip(predicted, hits, strict=True) if hit is None)
    return PrecisionRecall(
        right=len(predicted) - len(wrong),
        predicted=len(predicted),
        found=len(required) - len(missed),
        required=len(required),
        missed=missed,
        wrong=wrong,
    )


def share(flags: Iterable[bool]) -> float | None:
    """The share of `flags` that are true; None for none."""
    held = list(flags)
    return sum(held) / len(held) if held else None
