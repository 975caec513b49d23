"""A quote laid word by word along one passage of the transcript, at the least cost of differences.

Sellers' approximate matching (1980) in a diagonal band: the quote is consumed whole, the passage may start
and end anywhere. A word changed, left out or put in costs 1; misspelled, divided or contracted words and
hesitations cost less; a negation or number that differs makes the alignment impossible.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from llm_summarise.grounding.tokens import FILLERS

SLIGHT: Final = 0.25
"""Hesitations, words said twice, words divided or contracted otherwise."""
MISSPELLED: Final = 0.5
WHOLE: Final = 1.0
_SHADE: Final = 0.002
"""Added for a changed word, twice for one left without counterpart in the passage: of alignments with as
many differences the one that finds more of the quote's words wins, also at its ends."""

_CONTRACTED: Final = {
    word: ending
    for ending, words in {
        "m": "am",
        "s": "is has us",
        "re": "are",
        "ll": "will",
        "ve": "have",
        "d": "had would",
    }.items()
    for word in words.split()
}
_SAME, _DROP, _SKIP, _TWO_IN_QUOTE, _TWO_IN_TEXT = range(5)


@dataclass(frozen=True, slots=True)
class Alignment:
    """`pairs` are the (quote word, passage word) that agree, in order; `first` and `last` (inclusive) the
    passage words the quote covers, unequal ones at its ends included."""

    cost: float
    first: int
    last: int
    pairs: tuple[tuple[int, int], ...]


class Band(NamedTuple):
    """Quote word `i` may meet the passage words `i + lowest` to `i + lowest + width` (both inclusive) only,
    and the alignment may cost `budget` at most."""

    lowest: int
    width: int
    budget: float


def align(
    quote: Sequence[str],
    passage: Sequence[str],
    glued: tuple[Sequence[int], Sequence[int]],
    band: Band,
    *,
    fixed: Callable[[str], bool],
    similar: Callable[[str, str], bool],
) -> Alignment | None:
    """The cheapest alignment within `band`, None when there is none.

    `glued` tells for quote and passage the words that go on the one before them without a blank.
    `fixed` tells the words that may not differ, `similar` the pairs that are one word misspelled.
    """
    table = _Table(quote, passage, glued, band, fixed, similar)
    older = [math.inf] * (band.width + 2)
    previous = [0.0 if 0 <= band.lowest + k <= len(passage) else math.inf for k in range(band.width + 1)]
    previous.append(math.inf)
    moves: list[list[int]] = []
    for i in range(1, len(quote) + 1):
        costs, moved = table.row(i, previous, older)
        if min(costs) > band.budget:
            return None
        moves.append(moved)
        older, previous = previous, costs
    cost = min(previous)
    ends = [k for k in range(band.width + 1) if previous[k] == cost]
    end = next((k for k in ends if moves[-1][k] != _DROP), ends[0])
    return _trace(quote, passage, moves, band.lowest, cost, end)


class _Table:
    """Cell `k` of row `i` is the cost of having used `i` words of the quote and `i + lowest + k` of the
    passage. A cell outside closes each row: it is behind the last, and as number -1 before the first."""

    def __init__(
        self,
        quote: Sequence[str],
        passage: Sequence[str],
        glued: tuple[Sequence[int], Sequence[int]],
        band: Band,
        fixed: Callable[[str], bool],
        similar: Callable[[str, str], bool],
    ) -> None:
        # From 1 on, as cells count the words that are used.
        self._quote, self._passage = ["", *quote], ["", *passage]
        lone = [_lone(quote, i, bool(glued[0][i]), fixed) for i in range(len(quote))]
        self._drops = [0.0, *(cost + 2 * _SHADE for cost in lone)]
        self._skips = [0.0, *(_lone(passage, j, bool(glued[1][j]), fixed) for j in range(len(passage)))]
        self._band, self._fixed, self._similar = band, fixed, similar

    def row(self, i: int, previous: Sequence[float], older: Sequence[float]) -> tuple[list[float], list[int]]:
        """The costs of row `i` and the moves that lead to them, from the two rows before."""
        (lowest, width, budget), passage, skips = self._band, self._passage, self._skips
        fixed, similar = self._fixed, self._similar
        before, word, drop = self._quote[i - 1], self._quote[i], self._drops[i]
        costs, moves = [math.inf] * (width + 2), [_SAME] * (width + 1)
        used = i + lowest
        for k in range(max(0, -used), min(width, len(passage) - 1 - used) + 1):
            other, best, move = passage[used + k], previous[k], _SAME
            if word != other:
                best = best + _change(word, other, fixed, similar) if best < budget else math.inf
            if (cost := previous[k + 1] + drop) < best:
                best, move = cost, _DROP
            if (cost := costs[k - 1] + skips[used + k]) < best:
                best, move = cost, _SKIP
            if word != other:
                if (cost := older[k + 1] + SLIGHT) < best and _one(before, word, other):
                    best, move = cost, _TWO_IN_QUOTE
                if (cost := previous[k - 1] + SLIGHT) < best and _one(passage[used + k - 1], other, word):
                    best, move = cost, _TWO_IN_TEXT
            costs[k], moves[k] = best, move
        return costs, moves


def _trace(
    quote: Sequence[str], passage: Sequence[str], rows: list[list[int]], lowest: int, cost: float, k: int
) -> Alignment | None:
    """The alignment that ends in cell `k` of the last row."""
    pairs: list[tuple[int, int]] = []
    covered: list[int] = []
    i = len(rows)
    while i > 0:
        j = i + lowest + k
        move = rows[i - 1][k]
        if move == _SAME:
            covered.append(j - 1)
            if quote[i - 1] == passage[j - 1]:
                pairs.append((i - 1, j - 1))
            i -= 1
        elif move == _DROP:
            i, k = i - 1, k + 1
        elif move == _SKIP:
            k -= 1
        elif move == _TWO_IN_QUOTE:
            covered.append(j - 1)
            pairs.append((i - 1, j - 1))
            i, k = i - 2, k + 1
        else:
            covered += [j - 1, j - 2]
            pairs.append((i - 1, j - 1))
            i, k = i - 1, k - 1
    if not pairs:
        return None
    return Alignment(cost, min(covered), max(covered), tuple(reversed(pairs)))


def _change(
    word: str, other: str, fixed: Callable[[str], bool], similar: Callable[[str, str], bool]
) -> float:
    if fixed(word) or fixed(other):
        return math.inf
    return MISSPELLED if similar(word, other) else WHOLE + _SHADE


def _lone(row: Sequence[str], at: int, glued: bool, fixed: Callable[[str], bool]) -> float:
    """What it costs that word `at` of `row` has no counterpart."""
    word = row[at]
    if word in FILLERS:
        return SLIGHT
    if not word.isdigit() and (at > 0 and row[at - 1] == word):
        return SLIGHT
    if fixed(word):
        return math.inf
    return SLIGHT if glued else WHOLE


def _one(first: str, second: str, word: str) -> bool:
    """Whether `word` is the two others written together, or contracted ("it is", "it's")."""
    if not word.startswith(first[:2]):
        return False
    if first + second == word:
        return not first[-1].isdigit() or not second[0].isdigit()
    return second in _CONTRACTED and first + _CONTRACTED[second] == word
