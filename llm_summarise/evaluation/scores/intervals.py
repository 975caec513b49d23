"""Stretches of an episode, (start, end) in seconds, start inclusive, end exclusive: how far two sets of them
are the same seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Seconds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SharedSeconds:
    """Lengths in seconds: of the labelled stretches, of the predicted ones, and of what is in both.

    Where nothing is labelled and nothing predicted, all figures are 1.0.
    """

    labelled: float
    predicted: float
    both: float

    @property
    def iou(self) -> float:
        """Intersection over union."""
        union = self.labelled + self.predicted - self.both
        return self.both / union if union else 1.0

    @property
    def precision(self) -> float:
        if self.predicted:
            return self.both / self.predicted
        return 0.0 if self.labelled else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


def merged(spans: Iterable[Seconds]) -> list[Seconds]:
    """The same seconds as `spans`, in order and without overlaps."""
    found: list[Seconds] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def length(spans: Iterable[Seconds]) -> float:
    """Seconds in `spans`, which do not overlap."""
    return sum(end - start for start, end in spans)


def seconds_in_common(predicted: Sequence[Seconds], labelled: Sequence[Seconds]) -> SharedSeconds:
    """How far `predicted` are the seconds `labelled`; either may overlap itself."""
    mine, theirs = merged(predicted), merged(labelled)
    both = length((max(a, c), min(b, d)) for a, b in mine for c, d in theirs if max(a, c) < min(b, d))
    return SharedSeconds(length(theirs), length(mine), both)


def lies_in(time: float, spans: Iterable[Seconds], margin: float = 0.0) -> bool:
    """Whether `time` lies in one of `spans`, made longer by `margin` seconds at both ends, or shorter where
    it is negative."""
    return any(start - margin <= time < end + margin for start, end in spans)
