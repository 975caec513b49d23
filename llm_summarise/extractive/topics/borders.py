"""Where one subject ends and the next begins: linear segmentation of a talk by lexical cohesion.

The talk is divided into blocks of a few sentences. Of all divisions into topics the one with the greatest
total is found by dynamic programming: each topic scores by how much better its own words predict it than the
talk's words do (Utiyama and Isahara, ACL 2001), each border by cues such as a dip in cohesion, a host's
question or "let's talk about", each length by how usual it is.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log
from operator import add

from llm_summarise.extractive.speech.lexicon import rarity, tokens
from llm_summarise.extractive.speech.speech import Sentence, Speech

WORDS_PER_TOPIC = 700
"""Usual length of a topic in words: 3.8 minutes at 185 words per minute, as lively conversations have."""
FULL_LENGTH = 12_000
"""Words of a talk from which on topics have their usual length (about an hour)."""
WORDS_OF_SPEECH = 830
"""The same without opening, advertisements and farewell, which are topics of their own and short."""
SPREAD = 0.55
"""Standard deviation of the logarithm of a topic's length."""
BLOCK_WORDS = 20
"""Fewest words of a block, the unit a border can fall between."""
LONGEST_TOPIC = 2400
"""Most words of one topic; bounds the search, so that time grows with the length of the talk only."""


def shortening(words: int) -> float:
    """How much shorter than usual topics are in a talk of `words` words, 0 to 1: twelve minutes have about
    seven topics, half an hour ten, an hour eighteen."""
    return float(min(1.0, max(words, 1) / FULL_LENGTH) ** 0.85)


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences `first` to `last` (inclusive): `size` words, of them the content stems in `terms`."""

    first: int
    last: int
    size: int
    terms: tuple[str, ...]
    cue: float
    forced: bool


def blocks_of(
    talk: Speech, sentences: Sequence[Sentence], cues: Sequence[float], forced: frozenset[int]
) -> list[Block]:
    """Sentences packed into blocks. A new block starts at a sentence that would make a good border."""
    starts = [0] if sentences else []
    size = 0
    for i, sentence in enumerate(sentences):
        if i and (size >= BLOCK_WORDS or i in forced or cues[i] >= 1.0):
            starts.append(i)
            size = 0
        size += len(sentence.words)
    blocks = []
    for first, after in pairwise([*starts, len(sentences)]):
        said = sentences[first:after]
        terms = tuple(
            term for s in said for term in tokens(talk.text[s.start : s.end], s.words, talk.language)
        )
        words = max(1, sum(len(s.words) for s in said))
        blocks.append(Block(first, after - 1, words, terms, cues[first], first in forced))
    return blocks


def _dips(blocks: Sequence[Block], weight: dict[str, float], reach: int) -> list[float]:
    """For the border before each block: how much the `reach` words before and after it differ, relative to
    the talk (a TextTiling depth, standardised)."""
    inner = [1.0 - alike for alike in _similarities(blocks, weight, reach)]
    if len(inner) < 3:
        return [0.0] * len(blocks)
    mean = sum(inner) / len(inner)
    deviation = math.sqrt(sum((s - mean) ** 2 for s in inner) / len(inner)) or 1.0
    return [0.0, *((s - mean) / deviation for s in inner)]


def _similarities(blocks: Sequence[Block], weight: dict[str, float], reach: int) -> Iterator[float]:
    """For each border between blocks the cosine, 0 to 1, of the `reach` words before with those after."""
    parts = [[(t, n, weight[t] ** 2) for t, n in Counter(block.terms).items()] for block in blocks]
    sizes = [block.size for block in blocks]
    left, right = _Window(parts, sizes, 0), _Window(parts, sizes, 1)
    dot = 0.0
    for border in range(1, len(blocks)):
        if right.first < border:
            dot += right.drop(left)
        while right.end < len(blocks) and right.size < reach:
            dot += right.take(left)
        dot += left.take(right)
        while left.size - sizes[left.first] >= reach:
            dot += left.drop(right)
        norm = math.sqrt(max(0.0, left.square * right.square))
        yield dot / norm if norm > 1e-9 else 0.5


class _Window:
    """Neighbouring blocks from `first` to `end` (exclusive) that slide over the talk: how often each term is
    said in them, their `size` in words, and the `square` of the length of that vector. `parts` are the terms
    of each block as (term, count, squared weight)."""

    def __init__(
        self, parts: Sequence[Sequence[tuple[str, int, float]]], sizes: Sequence[int], first: int
    ) -> None:
        self._parts, self._sizes = parts, sizes
        self.first = self.end = first
        self.size, self.square = 0, 0.0
        self._counts: defaultdict[str, int] = defaultdict(int)

    def take(self, other: _Window) -> float:
        """Adds the next block; by how much the product with `other` grows."""
        self.end += 1
        return self._change(self.end - 1, 1, other)

    def drop(self, other: _Window) -> float:
        """Leaves the first block out; by how much the product with `other` grows."""
        self.first += 1
        return self._change(self.first - 1, -1, other)

    def _change(self, block: int, sign: int, other: _Window) -> float:
        self.size += sign * self._sizes[block]
        counts, others, grown = self._counts, other._counts, 0.0
        for term, n, squared in self._parts[block]:
            before = counts[term]
            counts[term] = after = before + sign * n
            self.square += squared * (after * after - before * before)
            grown += sign * n * squared * others.get(term, 0)
        return grown


_LOWEST_PRICE, _HIGHEST_PRICE, _PRICE_STEP = -30.0, 30.0, 0.5
"""Prices of a border that are tried. The step is coarse, so that small differences between two transcripts of
one talk rarely lead to different prices."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How much each kind of evidence counts against the others."""

    cohesion: float = 0.1
    complexity: float = 0.75
    dip: float = 1.0
    cue: float = 1.8
    length: float = 0.6
    reach: int = 240


_REACH = 0.35
"""Largest share of a topic's usual length that is compared on either side of a border."""


def divide(
    blocks: Sequence[Block],
    *,
    words_per_topic: float = WORDS_PER_TOPIC,
    wanted: float | None = None,
) -> list[int]:
    """Indices of the blocks topics start with, the first always 0. Forced blocks always start one.

    The price of a border is chosen so that there are about `wanted` topics; without it, so that they have
    `words_per_topic` words on average.
    """
    if not blocks:
        return []
    rows = _candidates(blocks, words_per_topic, Balance())
    wanted = max(1.0, wanted or sum(block.size for block in blocks) / words_per_topic)
    low, high = 0, round((_HIGHEST_PRICE - _LOWEST_PRICE) / _PRICE_STEP)
    while low < high:
        middle = (low + high) // 2
        if len(_best_path(rows, _LOWEST_PRICE + middle * _PRICE_STEP)) <= wanted + 0.5:
            high = middle
        else:
            low = middle + 1
    return _best_path(rows, _LOWEST_PRICE + low * _PRICE_STEP)


@dataclass(frozen=True, slots=True)
class _Ending:
    """The topics that may end before one block: `scores[i]` is that of the one that starts with block
    `first` + i."""

    first: int
    scores: list[float]


def _candidates(blocks: Sequence[Block], words_per_topic: float, balance: Balance) -> list[_Ending]:
    """For each end (exclusive) but 0: the topics that may end there.

    The topic from b to e predicts itself better than that from b + 1 to e by what the words of b add, and
    that changes with e only where they come again. So blocks are compared with the places of their words.
    """
    terms = _Terms(blocks)
    dips = _dips(blocks, terms.weight, min(balance.reach, round(words_per_topic * _REACH)))
    unusual = _Unusual(words_per_topic, balance.length)
    cohesion, complexity = balance.cohesion, balance.complexity
    columns: list[list[float]] = [[] for _ in range(len(blocks) + 1)]
    fits: list[float] = []
    kinds: list[int] = []
    for begin in range(len(blocks) - 1, -1, -1):
        block, last = blocks[begin], terms.furthest(begin)
        gains, new = terms.gains(begin, last)
        fits = [gains[0], *map(add, fits, gains[1:])]
        kinds = [new[0], *map(add, kinds, new[1:])]
        extra = balance.dip * dips[begin] + balance.cue * block.cue if begin and not block.forced else 0.0
        before, said = terms.mass[begin], terms.words[begin]
        masses = [mass - before for mass in terms.mass[begin + 1 : last + 1]]
        sizes = terms.words[begin + 1 : last + 1]
        scores = [
            cohesion * (fit - (mass * log(mass or 1.0) + complexity * kind * log(mass + 1.0)))
            - unusual[size - said]
            + extra
            for fit, kind, mass, size in zip(fits, kinds, masses, sizes, strict=True)
        ]
        for column, score in zip(columns[begin + 1 : last + 1], scores, strict=True):
            column.append(score)
    return [_Ending(end - len(scores), scores[::-1]) for end, scores in enumerate(columns) if end]


class _Terms:
    """The words of all blocks and what they tell. `mass[i]` and `words[i]` are sums over the blocks before i:
    of the weights of their terms, and of their words."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.weight = _weights(blocks)
        self._counts = [Counter(block.terms) for block in blocks]
        said = Counter(term for block in blocks for term in block.terms)
        self._surprise = _surprise(said, self.weight)
        self._log = {t: log(w) for t, w in self.weight.items()}
        self._later: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._n_log_n = [0.0, *(n * log(n) for n in range(1, max(said.values(), default=0) + 1))]
        self.mass = [0.0, *accumulate(sum(self.weight[t] * n for t, n in c.items()) for c in self._counts)]
        self.words = [0, *accumulate(block.size for block in blocks)]
        self._forced = [*(at for at, block in enumerate(blocks) if block.forced), len(blocks)]

    def furthest(self, begin: int) -> int:
        """The last end (exclusive) of a topic that starts with block `begin`: up to the next border that is
        forced, and of at most `LONGEST_TOPIC` words unless it is one block."""
        forced = self._forced[bisect_right(self._forced, begin)]
        return max(begin + 1, min(forced, bisect_right(self.words, self.words[begin] + LONGEST_TOPIC) - 1))

    def gains(self, begin: int, last: int) -> tuple[list[float], list[int]]:
        """For each end up to `last`: how much better the topic predicts itself with block `begin` than
        without, and how many different terms it gains. Blocks must be asked for from the last to the first.

        A term of weight w counts c w log(c w) for the c times it is said in the topic.
        """
        steps, new = [0.0] * (last - begin), [0] * (last - begin)
        for term, own in self._counts[begin].items():
            weight, n_log_n = self.weight[term], self._n_log_n
            steps[0] += weight * (n_log_n[own] + own * (self._log[term] + self._surprise[term]))
            new[0] += 1
            more, gain = 0, n_log_n[own]
            for at, count in reversed(self._later[term]):
                if at >= last:
                    break
                if not more:
                    new[at - begin] -= 1
                more += count
                changed = n_log_n[own + more] - n_log_n[more]
                steps[at - begin] += weight * (changed - gain)
                gain = changed
            self._later[term].append((begin, own))
        return list(accumulate(steps)), list(accumulate(new))


def _surprise(said: Mapping[str, int], weight: Mapping[str, float]) -> dict[str, float]:
    """For each term the negative logarithm of its share of all that is `said`, by weight."""
    total = sum(weight[t] * n for t, n in said.items()) or 1.0
    return {t: -log(max(weight[t] * n, 1e-9) / total) for t, n in said.items()}


def _best_path(rows: Sequence[_Ending], price: float) -> list[int]:
    """The division with the greatest total score when every topic costs `price`."""
    best, back = [0.0], [0]
    for row in rows:
        totals = list(map(add, best[row.first :], row.scores))
        greatest = max(totals)
        best.append(greatest - price)
        back.append(row.first + totals.index(greatest))
    starts, at = [], len(rows)
    while at:
        at = back[at]
        starts.append(at)
    return starts[::-1]


class _Unusual(dict[int, float]):
    """What a topic loses for its size in words, once computed for each size."""

    def __init__(self, usual: float, weight: float) -> None:
        self._usual, self._weight = usual, weight

    def __missing__(self, size: int) -> float:
        self[size] = lost = self._weight * ((log(size / self._usual) / SPREAD) ** 2 / 2)
        return lost


def _weights(blocks: Sequence[Block]) -> dict[str, float]:
    """Weight of each stem: rare in talks in general, and not spread over all of this one."""
    spread: Counter[str] = Counter()
    for block in blocks:
        spread.update(set(block.terms))
    most = max(2, len(blocks))
    return {t: rarity(t) * (0.15 + log(most / n) / log(most)) for t, n in spread.items()}
