"""How well chapters are placed: boundary F1, Pk, WindowDiff and the number of chapters.

A segmentation is the ascending starts of its chapters, in seconds. Pk [Beeferman, Berger, Lafferty 1999]
and WindowDiff [Pevzner, Hearst 2002] are taken on a grid of cells of `step` seconds: cell i carries a
boundary when a chapter starts within it; the first cell never does, and several starts in one cell are
one boundary. Both slide a window of k cells and count the positions where reference and hypothesis
disagree (Pk: is there a boundary at all; WindowDiff: how many). Lower is better, 0.5 is about chance.

`segeval` computes the same figures on the same cells (its positions are the running segment numbers of
ours); it takes masses or positions rather than seconds, returns Decimal, and its
`lamprier_et_al_2007_fix`, off by default, is not used here.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

GRID_STEP: Final = 6.0
"""Seconds of a cell of the grid for Pk and WindowDiff."""
TOLERANCES: Final = (3.0, 15.0)
"""Seconds a boundary may be off for boundary F1."""
CONTROL_RUNS: Final = 200
"""Random segmentations whose scores are averaged."""


@dataclass(frozen=True, slots=True)
class BoundaryMatch:
    """One-to-one matching of predicted to reference boundaries (seconds); starts at 0 take no part.

    `pairs` are (reference, predicted), `missed` reference and `invented` predicted ones without partner.
    """

    f1: float
    pairs: tuple[tuple[float, float], ...]
    missed: tuple[float, ...]
    invented: tuple[float, ...]


def match_boundaries(
    reference: Sequence[float], predicted: Sequence[float], tolerance: float
) -> BoundaryMatch:
    """Boundaries matched within `tolerance` seconds, inclusive.

    Each predicted boundary in order of time takes the closest reference that is still free. F1 is
    2 x pairs / (reference + predicted), 1.0 when neither has a boundary.
    """
    free = [start for start in reference if start > 0]
    starts = sorted(start for start in predicted if start > 0)
    total = len(free) + len(starts)
    pairs, invented = [], []
    for start in starts:
        closest = min(free, key=lambda r: abs(r - start), default=None)
        if closest is not None and abs(closest - start) <= tolerance:
            pairs.append((closest, start))
            free.remove(closest)
        else:
            invented.append(start)
    f1 = 2 * len(pairs) / total if total else 1.0
    return BoundaryMatch(f1, tuple(pairs), tuple(free), tuple(invented))


def boundary_grid(starts: Iterable[float], end: float, step: float = GRID_STEP) -> list[int]:
    """1 for each cell of `step` seconds in which a chapter starts, 0 for the others; `end` in seconds."""
    cells = [0] * max(1, int(end // step))
    for start in starts:
        i = int(start // step)
        if 0 < i < len(cells):
            cells[i] = 1
    return cells


def window_size(reference: Sequence[int]) -> int:
    """Half of the reference's mean segment length, in cells, rounded half to even, at least 2."""
    return max(2, round(len(reference) / (sum(reference) + 1) / 2))


def pk(reference: Sequence[int], predicted: Sequence[int]) -> float:
    """Share of windows whose ends are in one segment for one grid and in two for the other."""
    return _disagreement(reference, predicted, at_most=1)


def window_diff(reference: Sequence[int], predicted: Sequence[int]) -> float:
    """Share of windows that hold different numbers of boundaries."""
    return _disagreement(reference, predicted, at_most=None)


def _disagreement(reference: Sequence[int], predicted: Sequence[int], at_most: int | None) -> float:
    """Share of windows (i, i + k] with different numbers of boundaries, counted up to `at_most`.

    A grid that is no longer than the window holds none: 0.0 if both grids are equal, else 1.0.
    """
    if len(reference) != len(predicted):
        raise ValueError(f"grids of {len(reference)} and {len(predicted)} cells cannot be compared")
    k = window_size(reference)
    windows = len(reference) - k
    if windows <= 0:
        return float(list(reference) != list(predicted))
    ref, hyp = list(accumulate(reference)), list(accumulate(predicted))
    bad = 0
    for i in range(windows):
        r, h = ref[i + k] - ref[i], hyp[i + k] - hyp[i]
        bad += r != h if at_most is None else min(r, at_most) != min(h, at_most)
    return bad / windows


@dataclass(frozen=True, slots=True)
class ChapterScore:
    """Predicted chapters against readers: each figure is the mean over the readers.

    `f1` is boundary F1 by tolerance in seconds. `count_ratio` is predicted / reference chapters, 1.0 is
    best. `missed` are boundaries that every reader has within the widest tolerance of each other's (the
    first reader's times) and no prediction meets; `invented` are predictions that meet no reader.
    """

    f1: dict[float, float]
    pk: float
    windowdiff: float
    count_ratio: float
    predicted: int
    missed: tuple[float, ...] = ()
    invented: tuple[float, ...] = ()


def score_chapters(
    predicted: Sequence[float], readers: Sequence[Sequence[float]], end: float
) -> ChapterScore:
    """`predicted` starts against those of each of `readers` (at least one, none of them empty).

    All in seconds; `end` is the length of the episode and bounds the grid.
    """
    if not readers or not all(readers):
        raise ValueError("chapters are scored against one reader or more, each with a chapter")
    hyp = boundary_grid(predicted, end)
    refs = [boundary_grid(reader, end) for reader in readers]
    matches = {t: [match_boundaries(reader, predicted, t) for reader in readers] for t in TOLERANCES}
    missed, invented = _reasons(predicted, readers, max(TOLERANCES))
    return ChapterScore(
        f1={t: _mean(m.f1 for m in found) for t, found in matches.items()},
        pk=_mean(pk(ref, hyp) for ref in refs),
        windowdiff=_mean(window_diff(ref, hyp) for ref in refs),
        count_ratio=_mean(len(predicted) / len(reader) for reader in readers),
        predicted=len(predicted),
        missed=missed,
        invented=invented,
    )


def _reasons(
    predicted: Sequence[float], readers: Sequence[Sequence[float]], tolerance: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    def near(start: float, others: Iterable[float]) -> bool:
        return any(abs(start - other) <= tolerance for other in others)

    agreed = [s for s in readers[0] if s > 0 and all(near(s, reader) for reader in readers[1:])]
    missed = tuple(s for s in agreed if not near(s, predicted))
    invented = tuple(s for s in sorted(predicted) if s > 0 and not any(near(s, r) for r in readers))
    return missed, invented


def equal_control(readers: Sequence[Sequence[float]], end: float) -> ChapterScore:
    """The score of chapters of equal length, as many as the readers have on average."""
    n = _mean_count(readers)
    return score_chapters([end * i / n for i in range(n)], readers, end)


def random_control(
    readers: Sequence[Sequence[float]], end: float, *, runs: int = CONTROL_RUNS, seed: int = 0
) -> ChapterScore:
    """The mean score of `runs` segmentations with as many starts as the readers have on average, drawn evenly
    over the episode. The same `seed` gives the same score; reasons are left empty."""
    n = _mean_count(readers)
    rng = random.Random(seed)
    return mean_score(
        [score_chapters(sorted(rng.uniform(0, end) for _ in range(n)), readers, end) for _ in range(runs)]
    )


def reader_agreement(readers: Sequence[Sequence[float]], end: float) -> ChapterScore | None:
    """Each reader scored against the others, averaged: what a careful human reaches. None for fewer
    than two readers."""
    if len(readers) < 2:
        return None
    others = [[*readers[:i], *readers[i + 1 :]] for i in range(len(readers))]
    return mean_score(
        [score_chapters(reader, rest, end) for reader, rest in zip(readers, others, strict=True)]
    )


def mean_score(scores: Sequence[ChapterScore]) -> ChapterScore:
    """The mean of each figure of `scores` (at least one, of equal tolerances), without reasons."""
    return ChapterScore(
        f1={t: _mean(s.f1[t] for s in scores) for t in scores[0].f1},
        pk=_mean(s.pk for s in scores),
        windowdiff=_mean(s.windowdiff for s in scores),
        count_ratio=_mean(s.count_ratio for s in scores),
        predicted=round(_mean(s.predicted for s in scores)),
    )


def _mean_count(readers: Sequence[Sequence[float]]) -> int:
    return max(1, round(_mean(len(reader) for reader in readers)))


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held)
