"""The places of a quote that has a few words changed, left out or put in.

Neighbouring words shared with the transcript vote for places; at the best of these the quote is aligned
word by word. Chatter that many talks share is no proof of a place, so the words that agree must carry
enough information.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from llm_summarise.grounding.align import SLIGHT, Alignment, Band, align
from llm_summarise.grounding.passage import Match
from llm_summarise.grounding.tokens import NEGATIONS, carries_meaning, glued, opposites, size, tokens
from llm_summarise.grounding.word_index import WordIndex

FEWEST_WORDS_FUZZY: Final = 5
"""Shorter quotes may not differ by a word."""
WORDS_PER_DIFFERENCE: Final = 6
MOST_DIFFERENCES: Final = 12
PROOF: Final = 0.9
"""The words that agree must carry this share of ln(words of the transcript) nats, once for the place and
once more for each difference. Measured on 40 episodes: foreign quotes of 5 to 7 words are accepted in 0.8 %
instead of 1.7 %; true ones with a word changed are still found in 81 % (5 words), 98 % (6), 99.6 % (7)."""
_CANDIDATES: Final = 6
_SLACK: Final = 2
"""Pairs of words that divided, contracted or hesitant words may spoil beyond the q-gram lemma."""
_ADDRESS: Final = 4
"""A word left out may be an address of several: so much further two places of one passage may drift apart."""
_HABIT: Final = 1000
"""Pairs that occur more often say nothing about the place."""


class Expected(NamedTuple):
    """Where a quote is expected: the cues it should start in; the tokens `first` to `last` (exclusive) of
    the passage it was taken from."""

    cues: range | None
    first: int
    last: int

    def distance(self, cue: int) -> int:
        """How many cues lie between the nearest cue wanted and `cue`, which is counted; 0 if any will do."""
        if self.cues is None or cue in self.cues:
            return 0
        return min(abs(cue - self.cues[0]), abs(cue - self.cues[-1]))


class Fuzzy:
    """Finds quotes with differences in one index."""

    def __init__(self, index: WordIndex) -> None:
        self._index = index
        self._similar: dict[tuple[str, str], bool] = {}
        self._habits: set[tuple[str, str]] = set()

    def places(self, text: str, wanted: Expected) -> list[Match]:
        """The places where `text` stands with differences; those wanted are tried first."""
        row = tokens(text)
        keys = [token.key for token in row]
        if size(keys) < FEWEST_WORDS_FUZZY:
            return []
        flags = glued(row, text)
        found = (
            self._at(keys, flags, low, high, wanted.cues) for low, high in self._candidates(keys, wanted)
        )
        return [match for match in found if match and match.cost]

    def _candidates(self, keys: Sequence[str], wanted: Expected) -> list[tuple[int, int]]:
        """The diagonals (passage word minus quote word; lowest and highest) that share the most pairs of
        neighbouring words with the quote.

        Each difference spoils at most two pairs (the q-gram lemma), so a true place shares at least
        words - 1 - 2 x differences of them.
        """
        votes = self._votes(keys)
        spoilt = 2 * allowed(len(keys))
        reach = spoilt + _ADDRESS
        enough = max(2, len(keys) - 1 - spoilt - _SLACK)
        diagonals = sorted(votes)
        groups: list[tuple[bool, int, int, int, int]] = []
        near = self._index.token_of(wanted.cues[0]) if wanted.cues else 0
        total = low = 0
        for high in diagonals:
            total += votes[high]
            while high - diagonals[low] > reach:
                total -= votes[diagonals[low]]
                low += 1
            if total >= enough:
                lowest = diagonals[low]
                outside = not wanted.first <= high < wanted.last
                groups.append((outside, -total, high - lowest, abs(lowest - near), lowest))
        return _apart((lowest, lowest + spread) for _, _, spread, _, lowest in sorted(groups))

    def _votes(self, keys: Sequence[str]) -> Counter[int]:
        """How many pairs of neighbouring words each diagonal shares with the quote."""
        votes: Counter[int] = Counter()
        for i, pair in enumerate(pairwise(keys)):
            if pair in self._habits:
                continue
            places = self._index.places.of_pair(*pair)
            if len(places) <= _HABIT:
                votes.update(at - i for at in places)
            else:
                self._habits.add(pair)
        return votes

    def _at(
        self, keys: Sequence[str], flags: Sequence[bool], low: int, high: int, cues: range | None
    ) -> Match | None:
        """The quote between two diagonals, None when too much differs."""
        index = self._index
        margin = allowed(len(keys)) + 1
        begin = max(low - margin, 0)
        end = min(high + len(keys) + margin, len(index))
        found = align(
            keys,
            index.keys[begin:end],
            (flags, index.glued[begin:end]),
            Band(low - margin - begin, high - low + 2 * margin, margin + 0.5),
            fixed=index.meaningful.union(filter(carries_meaning, keys)).__contains__,
            similar=self._are_similar,
        )
        if found is None or not self._convincing(keys, found, begin):
            return None
        first, last = self._ends(found, begin, cues or range(0))
        length = max(len(keys), last + 1 - first)
        return Match(first, last + 1, found.cost, max(0.0, 1 - found.cost / length))

    def _convincing(self, keys: Sequence[str], found: Alignment, begin: int) -> bool:
        """Whether few enough words differ, the others are no common chatter, no negation or number has
        moved, no word is its opposite, and no negation is hidden just outside differing ends."""
        if found.cost > allowed(max(len(keys), found.last - found.first + 1)) + 2.1 * SLIGHT:
            return False
        if self._information(keys, found) < PROOF * math.log(len(self._index)) * (1 + found.cost):
            return False
        if any(keys[quote] in self._index.meaningful for quote in _moved(found, len(keys))):
            return False
        if self._contradict(keys, found, begin):
            return False
        (before, first), (last_word, last) = found.pairs[0], found.pairs[-1]
        first, last, after = first + begin, last + begin, len(keys) - 1 - last_word
        row = self._index.keys
        hidden = row[max(first - before - 1, 0) : first] if before else []
        hidden += row[last + 1 : last + 2 + after] if after else []
        return not NEGATIONS.intersection(hidden) and self._index.whole(first, last + 1)

    def _contradict(self, keys: Sequence[str], found: Alignment, begin: int) -> bool:
        """Whether a differing word of the quote is the opposite of one in the passage."""
        agree_here, agree_there = (set(side) for side in zip(*found.pairs, strict=True))
        here = [key for i, key in enumerate(keys) if i not in agree_here]
        row = self._index.keys
        there = [row[begin + j] for j in range(found.first, found.last + 1) if j not in agree_there]
        return any(opposites(one, other) for one in here for other in there)

    def _information(self, keys: Sequence[str], found: Alignment) -> float:
        """Nats of information in the words that agree."""
        total, last = 0.0, (-2, -2)
        for i, j in found.pairs:
            total += self._index.surprise(keys[i], keys[i - 1] if last == (i - 1, j - 1) else None)
            last = i, j
        return total

    def _ends(self, found: Alignment, begin: int, wanted: range) -> tuple[int, int]:
        """First and last token of the passage, out to the ends of the written words; a differing word at an
        end does not draw in another cue, unless it is one of those wanted."""
        cue = self._index.cue
        first, last = begin + found.first, begin + found.last
        sure_first, sure_last = begin + found.pairs[0][1], begin + found.pairs[-1][1]
        while first < sure_first and cue[first] != cue[sure_first] and cue[first] not in wanted:
            first += 1
        while last > sure_last and cue[last] != cue[sure_last]:
            last -= 1
        goes_on = self._index.glued
        while goes_on[first]:
            first -= 1
        while last + 1 < len(goes_on) and goes_on[last + 1]:
            last += 1
        return first, last

    def _are_similar(self, a: str, b: str) -> bool:
        """Whether two words could be one, misspelled or misheard."""
        if min(len(a), len(b)) < 4 or a[0] != b[0]:
            return False
        known = self._similar.get((a, b))
        if known is None:
            from rapidfuzz.distance import Levenshtein

            known = self._similar[a, b] = Levenshtein.normalized_similarity(a, b) >= 0.6
        return known


def _apart(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first `_CANDIDATES` ranges (both ends inclusive) that overlap none before them."""
    chosen: list[tuple[int, int]] = []
    for lowest, highest in ranges:
        if all(highest < first or lowest > last for first, last in chosen):
            chosen.append((lowest, highest))
            if len(chosen) == _CANDIDATES:
                break
    return chosen


def _moved(found: Alignment, length: int) -> list[int]:
    """The words of a quote of `length` words that changed places with a neighbour: "is not often" for "is
    often not a". Their distance from the passage's start is greater, or less, than on both sides of them;
    words left out on both sides make it grow steadily."""
    shifts = [j - i for i, j in found.pairs]
    before = shifts[0] + (found.pairs[0][0] > 0)
    after = shifts[-1] - (found.pairs[-1][0] < length - 1)
    beside = zip([before, *shifts], shifts, [*shifts[1:], after], strict=False)
    return [
        quote
        for (quote, _), (left, here, right) in zip(found.pairs, beside, strict=True)
        if here > max(left, right) or here < min(left, right)
    ]


def allowed(length: int) -> int:
    """How many words of `length` may differ: one in six, a last group of four counting as six; at least one
    and at most `MOST_DIFFERENCES`."""
    return min(max((length + 2) // WORDS_PER_DIFFERENCE, 1), MOST_DIFFERENCES)
