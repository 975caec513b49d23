"""Which sentences say something: salience within a topic, without fillers and repetitions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llm_summarise.extractive.selection.standalone_sentences import quality_of, says_something
from llm_summarise.extractive.speech.lexicon import rarity, tokens
from llm_summarise.extractive.speech.speech import Sentence, Speech


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with how much it says (higher is more), its content stems, and how fit it is to be read
    alone (see `quality_of`)."""

    index: int
    score: float
    terms: frozenset[str]
    quality: float = 1.0


def rank(
    talk: Speech,
    sentences: Sequence[Sentence],
    indices: Iterable[int],
    host: str | None = None,
    focus: frozenset[str] = frozenset(),
    *,
    judged: bool = True,
) -> list[Ranked]:
    """The sentences at `indices` that say something, best first: close to the words of the whole passage and
    the stems in `focus`, complete, declarative, of a length one likes to read, rather not by the `host`. Not
    `judged`, they count by what they say alone, and all have the quality 1. Wordings count in English
    alone."""
    found: list[tuple[int, frozenset[str], float]] = []
    passage: Counter[str] = Counter()
    for i in indices:
        sentence = sentences[i]
        text = talk.text[sentence.start : sentence.end]
        terms = tokens(text, sentence.words, talk.language)
        passage.update(set(terms))
        told = len(set(terms))
        quality = float(says_something(text, sentence, told))
        if judged and quality:
            quality = quality_of(text, sentence, told, english=talk.english)
        if quality > 0:
            quality *= 1.0 + 0.3 * min(2, len(focus & set(terms)))
            found.append(
                (i, frozenset(terms), quality * (0.75 if host and sentence.speaker == host else 1.0))
            )
    weights = {t: rarity(t) * (1.0 + math.log(n)) for t, n in passage.items()}
    ranked = []
    for i, own, quality in found:
        size = len(sentences[i].words) if own else 1
        # fsum: a plain sum over a set would depend on the order the set happens to have.
        centrality = math.fsum(weights[t] for t in own) / max(8.0, size) ** 0.75
        ranked.append(Ranked(i, quality * centrality, own, quality))
    return sorted(ranked, key=lambda r: (-r.score, r.index))


def pick(ranked: Sequence[Ranked], most: int, *, similar: float = 0.45, gap: int = 1) -> list[Ranked]:
    """The best `most` of them that do not repeat one another (maximal marginal relevance: the Dice overlap
    of their stems is below `similar`) and stand at least `gap` sentences apart, in order of time."""
    chosen: list[Ranked] = []
    for candidate in ranked:
        if len(chosen) == most:
            break
        if all(
            abs(candidate.index - other.index) >= gap and overlap(candidate.terms, other.terms) < similar
            for other in chosen
        ):
            chosen.append(candidate)
    return sorted(chosen, key=lambda r: r.index)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice coefficient of two sets of stems, 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0
