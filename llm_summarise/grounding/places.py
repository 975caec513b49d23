"""Where words, and pairs of them, stand in a long row, in a few bytes for each word of it.

A dict from each pair to the list of its places takes a hundred bytes a word, of which long talk has millions.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

_SHARED: Final = 4
"""Words for each bucket, about: a few comparisons for each look, and a small table."""


class Places:
    """The places of words in `row`, in buckets by hash: 5 to 6 bytes a word beside the row, which must not
    change."""

    def __init__(self, row: Sequence[str]) -> None:
        self._row = row
        self._mask = (1 << max(1, len(row) // _SHARED).bit_length()) - 1
        counts = array("I", bytes(4 * (self._mask + 2)))
        for word in row:
            counts[hash(word) & self._mask] += 1
        self._starts = array("I", accumulate(counts))
        self._places = array("I", bytes(4 * len(row)))
        # Filled from the back, each bucket's end moves to its start, and its places stay in order.
        for at in range(len(row) - 1, -1, -1):
            bucket = hash(row[at]) & self._mask
            place = self._starts[bucket] = self._starts[bucket] - 1
            self._places[place] = at

    def of(self, word: str) -> list[int]:
        """All places of a word, in order."""
        row = self._row
        return [at for at in self._bucket(word) if row[at] == word]

    def of_pair(self, first: str, second: str) -> list[int]:
        """All places where one word follows another: those of the first, in order. The places of the rarer
        one are looked through."""
        row, leading, following = self._row, self._bucket(first), self._bucket(second)
        if len(leading) <= len(following):
            end = len(row) - 1
            return [at for at in leading if row[at] == first and at < end and row[at + 1] == second]
        return [at - 1 for at in following if row[at] == second and at and row[at - 1] == first]

    def _bucket(self, word: str) -> array[int]:
        bucket = hash(word) & self._mask
        return self._places[self._starts[bucket] : self._starts[bucket + 1]]
