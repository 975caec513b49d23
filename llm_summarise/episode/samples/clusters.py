"""Grouping what several samples found of one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cluster(Generic[T]):
    """One thing as several samples have it, each at most once: (sample, rank in it, item), by sample.

    `centre` is the item that the others are closest to.
    """

    centre: T
    members: tuple[tuple[int, int, T], ...]

    @property
    def items(self) -> list[T]:
        return [item for _, _, item in self.members]

    @property
    def rank(self) -> float:
        """Mean rank of the members in their samples."""
        return sum(rank for _, rank, _ in self.members) / len(self.members)


def clustered(parts: Sequence[Sequence[T]], closeness: Callable[[T, T], float]) -> list[Cluster[T]]:
    """The items of all samples, grouped; every item is in one cluster.

    `closeness` is symmetric, 0.0 for different things. Again and again the item with the most samples
    around it (then the closest, then the earliest rank and sample) becomes a centre and takes from each
    other sample the closest item that is still free.
    """
    items = [(s, rank, item) for s, part in enumerate(parts) for rank, item in enumerate(part)]
    near = _neighbours(items, closeness)
    free = set(range(len(items)))

    def star(centre: int) -> dict[int, tuple[float, int]]:
        """The closest free item of each other sample: its closeness and index."""
        found: dict[int, tuple[float, int]] = {}
        for close, j in near[centre]:
            if j in free:
                found.setdefault(items[j][0], (close, j))
        return found

    def order(entry: tuple[int, dict[int, tuple[float, int]]]) -> tuple[int, float, int, int]:
        i, around = entry
        return -len(around), -round(sum(close for close, _ in around.values()), 9), items[i][1], items[i][0]

    made = []
    while free:
        centre, around = min(((i, star(i)) for i in free), key=order)
        group = sorted([centre, *(j for _, j in around.values())])
        free.difference_update(group)
        made.append(Cluster(items[centre][2], tuple(items[i] for i in group)))
    return made


def _neighbours(
    items: Sequence[tuple[int, int, T]], closeness: Callable[[T, T], float]
) -> list[list[tuple[float, int]]]:
    """For each item those of other samples that are close to it, as (closeness, index), the closest first."""
    near: list[list[tuple[float, int]]] = [[] for _ in items]
    for i, (sample, _, item) in enumerate(items):
        for j, (other, _, earlier) in enumerate(items[:i]):
            if other != sample and (close := closeness(item, earlier)) > 0:
                near[i].append((close, j))
                near[j].append((close, i))
    for row in near:
        row.sort(key=lambda entry: (-entry[0], entry[1]))
    return near
