"""What samples say together: whether enough of them found something, and what most of them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

H = TypeVar("H", bound=Hashable)


def is_supported(found: int, samples: int, min_support: float) -> bool:
    """Whether `found` of `samples` are at least the share `min_support`; at 0.5, a majority: half is not
    enough."""
    support = found / samples
    return support >= min_support and not (min_support == 0.5 and 2 * found == samples)


def most_common(values: Sequence[H]) -> H:
    """The most frequent value, the first of equals."""
    counts = Counter(values)
    return max(counts, key=lambda value: counts[value])
