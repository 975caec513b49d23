"""Where one subject ends and the next begins: linear segmentation of a talk by lexical cohesion.

The talk is divided into blocks of a few sentences. Of all divisions into topics the one with the greatest
total is found by dynamic programming: each topic scores by how much better its own words predict it than the
talk's words do (Utiyama and Isahara, ACL 2001), each border by cues such as a dip in cohesion, a host's
question or "let's talk about", each length by how usual it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.core.extractive.lexicon import rarity, tokens
from llm_summarise.core.extractive.talk import Sentence, Talk

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
    talk: Talk, sentences: Sequence[Sentence], cues: Sequence[float], forced: frozenset[int]
) -> list[Block]:
    """Sentences packed into blocks. A new block starts at a sentence that would make a good border."""
    blocks: list[Block] = []
    begin, size = 0, 0
    for i, sentence in enumerate(sentences):
        strong = i in forced or cues[i] >= 1.0
        if i > begin and (size >= BLOCK_WORDS or strong):
            blocks.append(_block(talk, sentences, begin, i - 1, size, cues, forced))
            begin, size = i, 0
        size += len(sentence.words)
    if sentences:
        blocks.append(_block(talk, sentences, begin, len(sentences) - 1, size, cues, forced))
    return blocks


def _block(
    talk: Talk,
    sentences: Sequence[Sentence],
    first: int,
    last: int,
    size: int,
    cues: Sequence[float],
    forced: frozenset[int],
) -> Block:
    terms = [
        term
        for sentence in sentences[first : last + 1]
        for term in tokens(talk.text[sentence.start : sentence.end], sentence.words)
    ]
    return Block(first, last, max(1, size), tuple(terms), cues[first], first in forced)


def _dips(blocks: Sequence[Block], weight: dict[str, float], reach: int) -> list[float]:
    """For the border before each block: how much the words of `reach` words before and after differ, 0 to 1
    relative to the talk (a TextTiling depth, standardised)."""
    scores = [0.0] * len(blocks)
    for i in range(1, len(blocks)):
        left, right = _window(blocks, i - 1, -1, reach), _window(blocks, i, 1, reach)
        dot = sum(n * right[term] * weight[term] ** 2 for term, n in left.items() if term in right)
        norm = math.sqrt(
            sum((n * weight[t]) ** 2 for t, n in left.items())
            * sum((n * weight[t]) ** 2 for t, n in right.items())
        )
        scores[i] = 1.0 - dot / norm if norm else 0.5
    inner = scores[1:]
    if len(inner) < 3:
        return [0.0] * len(blocks)
    mean = sum(inner) / len(inner)
    deviation = math.sqrt(sum((s - mean) ** 2 for s in inner) / len(inner)) or 1.0
    return [0.0, *((s - mean) / deviation for s in inner)]


def _window(blocks: Sequence[Block], at: int, step: int, reach: int) -> Counter[str]:
    found: Counter[str] = Counter()
    size = 0
    while 0 <= at < len(blocks) and size < reach:
        found.update(blocks[at].terms)
        size += blocks[at].size
        at += step
    return found


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
    balance: Balance | None = None,
) -> list[int]:
    """Indices of the blocks topics start with, the first always 0. Forced blocks always start one.

    The price of a border is chosen so that there are about `wanted` topics; without it, so that they have
    `words_per_topic` words on average.
    """
    if not blocks:
        return []
    rows = _candidates(blocks, words_per_topic, balance or Balance())
    wanted = max(1.0, wanted or sum(block.size for block in blocks) / words_per_topic)
    low, high = 0, round((_HIGHEST_PRICE - _LOWEST_PRICE) / _PRICE_STEP)
    while low < high:
        middle = (low + high) // 2
        if len(_best_path(rows, _LOWEST_PRICE + middle * _PRICE_STEP)) <= wanted + 0.5:
            high = middle
        else:
            low = middle + 1
    return _best_path(rows, _LOWEST_PRICE + low * _PRICE_STEP)


def _candidates(
    blocks: Sequence[Block], words_per_topic: float, balance: Balance
) -> list[list[tuple[int, float]]]:
    """For each end (exclusive): the topics that may end there, as (first block, score)."""
    weight = _weights(blocks)
    dips = _dips(blocks, weight, min(balance.reach, round(words_per_topic * _REACH)))
    counts: Counter[str] = Counter()
    for block in blocks:
        counts.update(block.terms)
    total = sum(weight[t] * n for t, n in counts.items()) or 1.0
    expected = {t: math.log(max(weight[t] * n, 1e-9) / total) for t, n in counts.items()}
    rows: list[list[tuple[int, float]]] = [[]]
    for end in range(1, len(blocks) + 1):
        row: list[tuple[int, float]] = []
        inside: dict[str, float] = {}
        own, mass, surprise, size = 0.0, 0.0, 0.0, 0
        for begin in range(end - 1, -1, -1):
            block = blocks[begin]
            for term in block.terms:
                w = weight[term]
                old = inside.get(term, 0.0)
                new = inside[term] = old + w
                own += new * math.log(new) - (old * math.log(old) if old else 0.0)
                surprise -= w * expected[term]
                mass += w
            size += block.size
            if size > LONGEST_TOPIC and begin < end - 1:
                break
            fit = own - mass * math.log(mass) + surprise if mass else 0.0
            fit -= balance.complexity * len(inside) * math.log(mass + 1.0)
            score = balance.cohesion * fit - balance.length * _unusual(size, words_per_topic)
            if begin and not block.forced:
                score += balance.dip * dips[begin] + balance.cue * block.cue
            row.append((begin, score))
            if block.forced:
                break
        rows.append(row)
    return rows


def _best_path(rows: Sequence[Sequence[tuple[int, float]]], price: float) -> list[int]:
    """The division with the greatest total score when every topic costs `price`."""
    best, back = [0.0], [0]
    for row in rows[1:]:
        score, begin = max((best[begin] + score, -begin) for begin, score in row)
        best.append(score - price)
        back.append(-begin)
    starts, at = [], len(rows) - 1
    while at:
        at = back[at]
        starts.append(at)
    return starts[::-1]


def _unusual(size: int, usual: float) -> float:
    return (math.log(size / usual) / SPREAD) ** 2 / 2


def _weights(blocks: Sequence[Block]) -> dict[str, float]:
    """Weight of each stem: rare in talks in general, and not spread over all of this one."""
    spread: Counter[str] = Counter()
    for block in blocks:
        spread.update(set(block.terms))
    most = max(2, len(blocks))
    return {t: rarity(t) * (0.15 + math.log(most / n) / math.log(most)) for t, n in spread.items()}
