"""A quote laid word by word along one passage of the transcript, at the least cost of differences.

Sellers' approximate matching (1980) in a diagonal band: the quote is consumed whole, the passage may start
and end anywhere. A word changed, left out or put in costs 1; misspelled, divided or contracted words and
hesitations cost less; a negation or number that differs makes the alignment impossible.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.grounding.tokens import FILLERS

SLIGHT: Final = 0.25
"""Hesitations, words said twice, words divided or contracted otherwise."""
MISSPELLED: Final = 0.5
WHOLE: Final = 1.0
_SHADE: Final = 0.002
"""Added for a changed word, twice for one left without counterpart in the passage: of alignments with as
many differences the one that finds more of the quote's words wins, also at its ends."""

_CONTRACTED: Final = {
    "am": ("m",),
    "is": ("s",),
    "has": ("s",),
    "us": ("s",),
    "are": ("re",),
    "will": ("ll",),
    "have": ("ve",),
    "had": ("d",),
    "would": ("d",),
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


def align(
    quote: Sequence[str],
    passage: Sequence[str],
    glued: tuple[Sequence[int], Sequence[int]],
    *,
    lowest: int,
    band: int,
    budget: float,
    fixed: Callable[[str], bool],
    similar: Callable[[str, str], bool],
) -> Alignment | None:
    """The cheapest alignment of at most `budget`, None when there is none.

    Quote word `i` may meet the passage words `i + lowest` to `i + lowest + band` (both inclusive) only.
    `glued` tells for quote and passage the words that go on the one before them without a blank.
    `fixed` tells the words that may not differ, `similar` the pairs that are one word misspelled.
    """
    size = len(quote)
    drops = [_lone(quote, i, bool(glued[0][i]), fixed) + 2 * _SHADE for i in range(size)]
    skips = [_lone(passage, j, bool(glued[1][j]), fixed) for j in range(len(passage))]
    # Cell k of row i is the cost of having used i words of the quote and j = i + lowest + k of the passage.
    previous = [0.0 if 0 <= lowest + k <= len(passage) else math.inf for k in range(band + 1)]
    rows: list[list[int]] = []
    older: list[float] = []
    for i in range(1, size + 1):
        word = quote[i - 1]
        costs, moves = [math.inf] * (band + 1), [_SAME] * (band + 1)
        for k in range(max(0, -i - lowest), min(band, len(passage) - i - lowest) + 1):
            j = i + lowest + k
            best, move = math.inf, _SAME
            if j and word == passage[j - 1]:
                best = previous[k]
            elif j and previous[k] < budget:
                best = previous[k] + _change(word, passage[j - 1], fixed, similar)
            if k < band and previous[k + 1] + drops[i - 1] < best:
                best, move = previous[k + 1] + drops[i - 1], _DROP
            if k and j and costs[k - 1] + skips[j - 1] < best:
                best, move = costs[k - 1] + skips[j - 1], _SKIP
            if j and best > 0 and word != passage[j - 1]:
                if (
                    i > 1
                    and k < band
                    and older[k + 1] + SLIGHT < best
                    and _one(quote[i - 2], word, passage[j - 1])
                ):
                    best, move = older[k + 1] + SLIGHT, _TWO_IN_QUOTE
                if (
                    k
                    and j > 1
                    and previous[k - 1] + SLIGHT < best
                    and _one(passage[j - 2], passage[j - 1], word)
                ):
                    best, move = previous[k - 1] + SLIGHT, _TWO_IN_TEXT
            costs[k], moves[k] = best, move
        if min(costs) > budget:
            return None
        rows.append(moves)
        older, previous = previous, costs
    cost = min(previous)
    ends = [k for k in range(band + 1) if previous[k] == cost]
    end = next((k for k in ends if rows[-1][k] != _DROP), ends[0])
    return _trace(quote, passage, rows, lowest, cost, end)


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
    return any(first + ending == word for ending in _CONTRACTED.get(second, ()))
