"""What a part of a talk is about: terms that run through it and are said there rather than elsewhere."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from llm_summarise.extractive.speech.lexicon import STOP_WORDS, is_wide
from llm_summarise.extractive.speech.parts_of_speech import Lexis, Word, wide_runs
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import known_terms, single_terms, word_set
from llm_summarise.extractive.topics.repeated_terms import repeated_terms

PLACE_WORDS = 40
"""Words within which two mentions count as one place."""
NEAR = 2
"""Sentences within which two terms are said in the same breath."""
_ONCE = 0.2
"""What a term counts that is said in one place only."""
_LONGEST = 3
"""Words of a term."""
_EMPTY = word_set("empty modifiers")
BROAD = word_set("names said in every talk")
_WEAK_HEADS = word_set("weak heads")


@dataclass(frozen=True, slots=True)
class TermMention:
    """A term as said in a sentence: its key (folded, singular), words shown, kind ("tool", "name", "acronym",
    "noun", "gerund"; see also `repeated_terms`) and the keys of its words."""

    key: str
    shown: str
    kind: str
    parts: tuple[str, ...]
    sentence: int


@dataclass(slots=True)
class Subject:
    """A term of a part of a talk: how often and in how many places it is said there, and how it scores."""

    key: str
    kind: str
    parts: tuple[str, ...]
    count: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    sentences: list[int] = field(default_factory=list)
    places: int = 0
    score: float = 0.0

    @property
    def text(self) -> str:
        """The term as it is said most often, rather in the plural."""
        most = max(self.shown.values())
        often = [s for s in self.shown if self.shown[s] >= most / 3]
        return max(often, key=lambda s: (s.lower() != self.key, self.shown[s], s))


class Subjects:
    """The terms of one talk, and what each part of it is about."""

    def __init__(self, talk: Speech, sentences: Sequence[Sentence], lexis: Lexis) -> None:
        self._sentences = sentences
        if talk.english:
            self.mentions = [list(_mentions(talk, s, lexis, i)) for i, s in enumerate(sentences)]
        else:
            terms = enumerate(repeated_terms(talk, sentences, lexis.names))
            self.mentions = [[TermMention(*term, i) for term in own] for i, own in terms]
        self._everywhere = Counter(m.key for said in self.mentions for m in said)
        self._size = max(1, sentences[-1].first_word + len(sentences[-1].words)) if sentences else 1

    def of(self, first: int, last: int) -> list[Subject]:
        """Terms of sentences `first` to `last` (both inclusive), best first."""
        begin = self._sentences[first].first_word
        size = max(1, self._sentences[last].first_word + len(self._sentences[last].words) - begin)
        found: dict[str, Subject] = {}
        for index in range(first, last + 1):
            for mention in self.mentions[index]:
                subject = found.setdefault(mention.key, Subject(mention.key, mention.kind, mention.parts))
                subject.count += 1
                subject.shown[mention.shown] += 1
                subject.sentences.append(index)
        heads = Counter({key: subject.count for key, subject in found.items()})
        longer = self._longer(found)
        for subject in found.values():
            subject.places = self._places(subject)
            subject.score = self._score(subject, heads, begin, size)
            if longer.get(subject.key, 0) >= 0.6 * subject.count and longer[subject.key] > 1:
                subject.score *= 0.5
        ranked = [s for s in found.values() if s.score > 0]
        return sorted(ranked, key=lambda s: (-s.score, s.key))

    def _longer(self, found: dict[str, Subject]) -> dict[str, int]:
        """For each term how often the commonest longer term that holds it is said."""
        most: defaultdict[str, int] = defaultdict(int)
        for subject in found.values():
            for size in range(1, len(subject.parts)):
                for at in range(len(subject.parts) - size + 1):
                    key = " ".join(subject.parts[at : at + size])
                    if size > 1 and worth(subject) >= 0.6:
                        most[key] = max(most[key], subject.count)
        return most

    def _places(self, subject: Subject) -> int:
        return len({self._sentences[i].first_word // PLACE_WORDS for i in subject.sentences})

    def _score(self, subject: Subject, heads: Counter[str], begin: int, size: int) -> float:
        """Worth as a title x log2(1 + mentions) x how much more it is said here than elsewhere x early."""
        count = float(subject.count)
        if len(subject.parts) > 1:
            count += min(count, 0.35 * max(0, heads[subject.parts[-1]] - subject.count))
        share = subject.count / self._everywhere[subject.key]
        expected = min(0.9, size / self._size)
        lift = math.log2(share / expected) / math.log2(1 / expected)
        first = self._sentences[subject.sentences[0]].first_word - begin
        early = 1.25 if first < max(60, 0.15 * size) else 1.0 if first < 0.5 * size else 0.75
        often = math.log2(1.0 + min(count, 2.0 * subject.places))
        return worth(subject) * often * max(0.15, lift) * early * (1.0 if subject.places > 1 else _ONCE)

    def near(self, subject: Subject, first: int, last: int) -> Iterator[TermMention]:
        """What is said within `NEAR` sentences of `subject`; `first` and `last` are both inclusive."""
        for index in range(first, last + 1):
            at = bisect_left(subject.sentences, index - NEAR)
            if at < len(subject.sentences) and subject.sentences[at] <= index + NEAR:
                yield from self.mentions[index]


def worth(subject: Subject) -> float:
    """How good a title the term is by its kind alone, 0 to about 1.5."""
    if subject.kind in _WORTH_ELSEWHERE:
        return _WORTH_ELSEWHERE[subject.kind]
    if len(subject.parts) > 1:
        return _worth_of_phrase(subject)
    if subject.key in BROAD:
        return 0.45
    if subject.kind in _WORTH_BY_KIND:
        return _WORTH_BY_KIND[subject.kind]
    if subject.key in _WEAK_HEADS or subject.key in _EMPTY:
        return 0.0
    return 0.85 * single_terms().get(subject.key, 0.3)


def _worth_of_phrase(subject: Subject) -> float:
    if subject.kind == "person":
        return 0.35
    base = 1.5
    if subject.key not in known_terms():
        base = 0.5 if subject.parts[-1] in _WEAK_HEADS else 1.0
        base *= 0.6 if subject.parts[0] in BROAD else 1.0
    return base * (0.9 if len(subject.parts) > 2 else 1.0)


_WORTH_ELSEWHERE = {"wide": 1.0, "foreign": 1.0, "foreign phrase": 1.4, "foreign unsure": 0.35}
"""What a term is worth in other languages than English."""
_WORTH_BY_KIND = {"tool": 1.1, "acronym": 1.0, "name": 0.4}
"""What a single word is worth."""


def _mentions(talk: Speech, sentence: Sentence, lexis: Lexis, index: int) -> Iterator[TermMention]:
    text = talk.text[sentence.start : sentence.end]
    if is_wide(text):
        for run in wide_runs(text):
            yield TermMention(run.lower(), run, "wide", (run.lower(),), index)
        return
    said = lexis.words(index)
    for begin, word in enumerate(said):
        if not _starts(word):
            continue
        for end in range(begin + 1, min(begin + _LONGEST, len(said)) + 1):
            if end - begin > 1 and not said[end - 1].glued:
                break
            if said[end - 1].part not in _INNER:
                break
            if (mention := _mention(said[begin:end], index)) is not None:
                yield mention
        if (mention := _of(said, begin, index)) is not None:
            yield mention


_INNER = frozenset({"tool", "name", "noun", "adjective", "vague", "gerund", "verb", "unsure"})
_HEADS = frozenset({"tool", "name", "noun", "gerund"})


def _starts(word: Word) -> bool:
    return word.part in {"tool", "name", "noun", "adjective", "gerund", "verb", "unsure"} and (
        word.part == "tool" or word.folded not in STOP_WORDS
    )


def _mention(said: Sequence[Word], index: int) -> TermMention | None:
    """The span as a term, None where it is none."""
    parts = tuple(word.folded if word.part == "tool" else singular(word.folded) for word in said)
    kind = _kind_of_word(said[0]) if len(said) == 1 else _kind_of_phrase(said, parts)
    return TermMention(" ".join(parts), _shown(said), kind, parts, index) if kind else None


def _kind_of_word(word: Word) -> str | None:
    if word.part not in _HEADS or len(word.folded) < 2:
        return None
    if word.part == "name" and word.surface.isupper():
        return "acronym"
    return word.part


def _kind_of_phrase(said: Sequence[Word], parts: Sequence[str]) -> str | None:
    if " ".join(parts) in known_terms():
        return "noun"
    tools = sum(word.part == "tool" for word in said)
    if said[-1].part not in {"name", "noun"} or parts[0] in _EMPTY or tools > 1:
        return None
    if any(_breaks_phrase(word) for word in said):
        return None
    return "person" if all(w.part == "name" and not w.surface.isupper() for w in said) else "noun"


def _breaks_phrase(word: Word) -> bool:
    return word.part in {"verb", "unsure", "gerund"} or (word.folded in STOP_WORDS and word.part != "tool")


def _shown(said: Sequence[Word]) -> str:
    return " ".join(word.surface for word in said)


def _of(said: Sequence[Word], at: int, index: int) -> TermMention | None:
    """ "economies of scale": two nouns joined by "of"."""
    phrase = _joined_by_of(said[at : at + 4])
    if not phrase or phrase[0].part != "noun" or phrase[0].folded in _EMPTY:
        return None
    parts = tuple(singular(word.folded) for word in phrase)
    if phrase[-1].part not in {"noun", "tool", "name"} or _WEAK_HEADS & {parts[0], parts[-1]}:
        return None
    return TermMention(" ".join(parts), _shown(phrase), "noun", parts, index)


def _joined_by_of(said: Sequence[Word]) -> Sequence[Word]:
    """The first three of the words, or four with "the", if the second is "of"; else none."""
    if len(said) < 3 or said[1].folded != "of" or not (said[1].glued and said[2].glued):
        return ()
    return said[:4] if len(said) > 3 and said[2].folded == "the" and said[3].glued else said[:3]


def singular(word: str) -> str:
    """A folded noun without its plural ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "os")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]
