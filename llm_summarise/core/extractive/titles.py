"""Chapter titles from what is said: phrases that are typical of a topic, best where they announce it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.core.extractive.lexicon import rarity
from llm_summarise.core.extractive.phrases import Lexis, Phrase
from llm_summarise.core.extractive.talk import Sentence, Talk

INTRODUCTION = "Introduction"
"""Title of the part in which the host says what the episode is about."""
FINAL_THOUGHTS = "Final thoughts"
CLOSING = "Closing"
FRAME_TITLES = frozenset({INTRODUCTION, FINAL_THOUGHTS, CLOSING})
LONGEST_TITLE = 40
"""Characters of a title."""
_WINDOW = 70
"""Words of a window; a word that is typical of a topic comes up in several."""
_OPENING_WORDS = 110
"""Words in which a topic is usually announced."""
_ANNOUNCES = re.compile(
    r"\b(?:(?:talk|chat|dig|touch|dive|jump|switch|move|get|speak|spoke|hear|know|ask|learn|look)\w*"
    r"(?: \w+){0,4}? (?:about|on|into|over to|onto|through|at)|speaking of|what(?:'s| is| are| about)|"
    r"how about|tell (?:us|people|me)|idea of|this (?:thing|idea|project|library|tool|concept)|called|"
    r"mentioned|(?:give|walk) us|there's (?:also|this)|the next|let's|next (?:one|up|thing))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Scored:
    text: str
    score: float
    stems: frozenset[str]
    kind: str


class Titles:
    """Titles for the topics of one talk, none given twice."""

    def __init__(self, talk: Talk, sentences: Sequence[Sentence], lexis: Lexis) -> None:
        self._talk = talk
        self._sentences = sentences
        self._lexis = lexis
        self._used: set[frozenset[str]] = set()
        everywhere: defaultdict[str, set[int]] = defaultdict(set)
        for index, sentence in enumerate(sentences):
            for term in lexis.terms(index):
                everywhere[term].add(sentence.first_word // _WINDOW)
        self._everywhere = {term: len(windows) for term, windows in everywhere.items()}
        self._windows = max(2, sentences[-1].first_word // _WINDOW + 1 if sentences else 2)

    def title(self, first: int, last: int) -> str:
        """A title for sentences `first` to `last`, both inclusive; empty if nothing is typical of them."""
        scored = self._scored(first, last)
        if not scored:
            return ""
        best = _fuller(scored)
        self._used.add(best.stems)
        title = best.text
        enough = 0.6 if len(title) > 15 else 0.45
        for other in scored[:10]:
            if other.score < scored[0].score * enough:
                break
            joined = f"{title} and {other.text}"
            if len(joined) <= LONGEST_TITLE and not _alike(other.stems, best.stems):
                self._used.add(other.stems)
                title = joined
                break
        return _shorten(title[:1].upper() + title[1:])

    def _scored(self, first: int, last: int) -> list[_Scored]:
        begin = self._sentences[first].first_word
        local: defaultdict[str, set[int]] = defaultdict(set)
        for index in range(first, last + 1):
            for term in self._lexis.terms(index):
                local[term].add(self._sentences[index].first_word // _WINDOW)
        counts: Counter[str] = Counter()
        kept: dict[str, tuple[Phrase, float]] = {}
        for phrase in self._lexis.phrases(first, last):
            key = phrase.text.lower()
            counts[key] += 1
            early = self._early(phrase, begin)
            known = kept.get(key)
            if known is None or early > known[1]:
                kept[key] = (phrase if known is None else known[0], early)
        found = [
            _Scored(
                phrase.text,
                self._score(phrase, counts[key], early, local),
                frozenset(phrase.stems),
                phrase.kind,
            )
            for key, (phrase, early) in kept.items()
            if len(phrase.text) <= LONGEST_TITLE and phrase.stems
        ]
        fresh = [s for s in found if s.stems not in self._used]
        return sorted(fresh, key=lambda s: (-s.score, s.text))

    def _early(self, phrase: Phrase, begin: int) -> float:
        """Bonus of a phrase said in the opening of the topic, more in a sentence that announces."""
        sentence = self._sentences[phrase.sentence]
        if sentence.first_word - begin > _OPENING_WORDS:
            return 1.0
        text = self._talk.text[sentence.start : sentence.end]
        announced = _ANNOUNCES.search(text)
        if announced and phrase.text.lower() in text[announced.start() :].lower():
            return 2.2
        return 1.3

    def _score(self, phrase: Phrase, count: int, early: float, local: dict[str, set[int]]) -> float:
        total = 0.0
        for term in phrase.stems:
            here = len(local.get(term, ())) or 1
            everywhere = max(self._everywhere.get(term, here), here)
            share = here / everywhere
            typical = 0.2 + 0.8 * share if len(phrase.stems) > 1 else 0.05 + 0.95 * share
            idf = (
                math.log(self._windows / everywhere) / math.log(self._windows)
                if self._windows > everywhere
                else 0
            )
            total += math.log2(1.0 + here) ** 2 * typical * rarity(term) * (0.3 + idf)
        size = len(phrase.stems)
        shape = {1: 0.6 if phrase.kind not in {"tool", "name"} else 0.85, 2: 1.0, 3: 1.0}.get(size, 0.8)
        kind = {"tool": 1.6, "name": 1.2, "gerund": 1.15}.get(phrase.kind, 1.0)
        often = 1.0 + 0.3 * math.log2(count) if count > 1 else 0.75
        if all(len(local.get(term, ())) < 2 for term in phrase.stems):
            often *= 0.5
        return float(total * size**-0.45 * shape * kind * early * often)


def _fuller(scored: Sequence[_Scored]) -> _Scored:
    """The best phrase, or one of several words that holds it and is not much worse."""
    best = scored[0]
    if len(best.text.split()) > 1:
        return best
    longer = (s for s in scored[1:40] if best.stems < s.stems and s.score >= 0.5 * best.score)
    return next(longer, best)


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two phrases share a word, or words that begin alike ("dentist", "dentistry")."""
    return any(a == b or (len(a) > 3 and a[:4] == b[:4]) for a in some for b in others)


def _shorten(text: str) -> str:
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE + 1].rsplit(" ", 1)[0].rstrip(" ,;:-")
