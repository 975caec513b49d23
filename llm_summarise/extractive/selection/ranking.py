"""Which sentences say something: salience within a topic, without fillers and repetitions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from llm_summarise.extractive.selection import spoken_phrases as wording
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.speech.lexicon import is_wide, rarity, tokens
from llm_summarise.extractive.speech.speech import Sentence, Speech

FEWEST_CONTENT = 4
"""Content words below which a sentence says too little to stand alone."""

_ENDING = re.compile(r"[.!。！]['\"”」]?$")


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
    `judged`, they count by what they say alone, and all have the quality 1."""
    found: list[tuple[int, frozenset[str], float]] = []
    passage: Counter[str] = Counter()
    for i in indices:
        sentence = sentences[i]
        text = talk.text[sentence.start : sentence.end]
        terms = tokens(text, sentence.words)
        passage.update(set(terms))
        judge = quality_of if judged else says_something
        quality = float(judge(text, sentence, len(set(terms))))
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


def says_something(text: str, sentence: Sentence, content_words: int) -> bool:
    """Whether it is a statement of some length with some content."""
    wide = is_wide(text)
    length = len(text) // 3 if wide else len(sentence.words)
    if text.rstrip("\"'”").endswith(("?", "？", "...", "…")):
        return False
    return 6 <= length <= 55 and content_words >= (2 if wide else FEWEST_CONTENT)


def quality_of(text: str, sentence: Sentence, content_words: int) -> float:
    """How fit a sentence is to be read alone, 0 (not at all) to about 1.8."""
    if not says_something(text, sentence, content_words):
        return 0.0
    wide = is_wide(text)
    length = len(text) // 3 if wide else len(sentence.words)
    quality = 1.0 if 8 <= length <= 30 else 0.7
    if not _ENDING.search(text):
        quality *= 0.6
    if not text[:1].isupper() and not wide:
        quality *= 0.6
    if wide or not text.isascii():
        return quality
    shown = tidy(text)
    for penalty, bad in _PENALTIES:
        quality *= penalty if bad(shown) else 1.0
    if wording.CONDITION.match(shown) and not wording.MAIN_CLAUSE.search(shown):
        quality *= 0.45
    if wording.CHAT.search(text):
        quality *= 0.35
    if " – " in shown or "--" in shown:
        quality *= 0.5
    if shown.count(",") * 6 > length + 6:
        quality *= 0.7
    if wording.STRONG_CLAIM.search(shown):
        quality *= 1.4
    elif wording.CLAIM.search(shown):
        quality *= 1.1
    if wording.GENERIC.search(shown) and not wording.ANECDOTE.match(shown):
        quality *= 1.1
    quality *= 0.85 ** min(3, len(wording.MYSELF.findall(shown)))
    return quality * 0.7 ** (len(wording.FILLER.findall(shown)) + _stammers(sentence.words))


_PENALTIES: tuple[tuple[float, Callable[[str], object]], ...] = (
    (0.4, lambda shown: not wording.FINITE.search(shown)),
    (0.45, wording.DEPENDENT.match),
    (0.4, wording.HANGING.match),
    (0.7, wording.VAGUE_START.match),
    (0.4, wording.ANECDOTE.match),
    (0.6, wording.CALLING.match),
    (0.7, wording.PROCEDURE.match),
    (0.75, lambda shown: shown[:2].lower() in {"i ", "i'"}),
)
"""What a sentence loses for each fault."""


def _stammers(words: Sequence[str]) -> int:
    """Repeated words ("I, I think") and needless "like"s, which make a sentence hard to read."""
    doubled = sum(a == b for a, b in pairwise(words))
    pairs = list(pairwise(words))
    doubled += sum(pair in pairs[i + 2 : i + 4] for i, pair in enumerate(pairs))
    likes = sum(
        word == "like" and before not in {"would", "i'd", "looks", "feels", "something", "things", "to", "is"}
        for before, word in pairwise(words)
    )
    return doubled + likes


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
