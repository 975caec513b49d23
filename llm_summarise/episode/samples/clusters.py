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
    near: list[list[tuple[float, int]]] = [[] for _ in items]
    for i, (s, _, a) in enumerate(items):
        for j in range(i):
            if items[j][0] != s and (close := closeness(a, items[j][2])) > 0:
                near[i].append((close, j))
                near[j].append((close, i))
    for row in near:
        row.sort(key=lambda entry: (-entry[0], entry[1]))
    free = set(range(len(items)))

    def star(centre: int) -> dict[int, tuple[float, int]]:
        chosen: dict[int, tuple[float, int]] = {}
        for close, j in near[centre]:
            if j in free:
                chosen.setdefault(items[j][0], (close, j))
        return chosen

    made = []
    while free:
        stars = {i: star(i) for i in free}
        centre = min(
            free,
            key=lambda i: (
                -len(stars[i]),
                -round(sum(c for c, _ in stars[i].values()), 9),
                items[i][1],
                items[i][0],
            ),
        )
        group = sorted([centre, *(j for _, j in stars[centre].values())])
        free.difference_update(group)
        made.append(Cluster(items[centre][2], tuple(items[i] for i in group)))
    return made
