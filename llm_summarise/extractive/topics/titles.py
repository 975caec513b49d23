"""Chapter titles from what is said: a subject that runs through the topic, or the question that opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from llm_summarise.extractive.speech.lexicon import content
from llm_summarise.extractive.speech.parts_of_speech import Lexis
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import known_terms, single_subjects
from llm_summarise.extractive.topics.announced import LONGEST_TITLE, Named, announced, asked
from llm_summarise.extractive.topics.subjects import Subject, Subjects, singular

INTRODUCTION = "Introduction"
"""Title of the part in which the host says what the episode is about."""
FINAL_THOUGHTS = "Final thoughts"
CLOSING = "Closing"
FRAME_TITLES = frozenset({INTRODUCTION, FINAL_THOUGHTS, CLOSING})
_OPENING_WORDS = 140
"""Words of a topic within which its subject is announced or asked for."""
_USUAL_SIZE = 450
"""Words of a topic in which each word counts once; in shorter ones it counts more."""
_BARE = 0.7
"""What a single common noun counts as a title."""
_ENOUGH = 1.2
"""Score from which on a subject is one."""
_TOGETHER = 0.6
"""Share of the better one's score that a second tool needs to be named beside it."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title and how well it is founded; `keys` are the folded words it must not share with another."""

    text: str
    score: float
    keys: frozenset[str]


NO_TITLE = Title("", 0.0, frozenset())


class Titles:
    """Titles for the topics of one talk, none given twice."""

    def __init__(self, talk: Speech, sentences: Sequence[Sentence], lexis: Lexis) -> None:
        self._talk = talk
        self._sentences = sentences
        self._lexis = lexis
        self._subjects = Subjects(talk, sentences, lexis)

    def titles(self, parts: Sequence[tuple[int, int]]) -> list[Title]:
        """A title for each part (first and last sentence, both inclusive), none twice: of parts that want the
        same one, that where it is founded best gets it. A part with nothing to say gets an empty one."""
        wanted = [self.candidates(first, last) for first, last in parts]
        chosen = [NO_TITLE for _ in parts]
        queue = [(-some[0].score, at, 0) for at, some in enumerate(wanted) if some]
        heapify(queue)
        taken: set[frozenset[str]] = set()
        while queue:
            _, at, rank = heappop(queue)
            title = wanted[at][rank]
            if title.keys not in taken:
                taken.add(title.keys)
                chosen[at] = title
            elif rank + 1 < len(wanted[at]):
                heappush(queue, (-wanted[at][rank + 1].score, at, rank + 1))
        return chosen

    def candidates(self, first: int, last: int) -> list[Title]:
        """What the topic could be called, best first."""
        aloud = self._said_aloud(first, last) if self._talk.english else ()
        found = [*aloud, *self._of_subjects(first, last)]
        short = [title for title in found if title.keys and len(title.text) <= LONGEST_TITLE]
        return sorted(short, key=lambda t: (-t.score, t.text))

    def _said_aloud(self, first: int, last: int) -> Iterator[Title]:
        """Subjects announced and questions asked in the opening, if the talk then is about them."""
        begin = self._sentences[first].first_word
        for index in range(first, last + 1):
            sentence = self._sentences[index]
            if sentence.first_word - begin > _OPENING_WORDS:
                break
            text = self._talk.text[sentence.start : sentence.end]
            for named in (announced(text), asked(text)):
                if named is not None and (score := self._taken_up(named, index, first, last)) > 0:
                    late = (sentence.first_word - begin) / _OPENING_WORDS
                    yield Title(self._spelled(named, index), score * (1.15 - 0.4 * late), _keys(named.words))

    def _taken_up(self, named: Named, index: int, first: int, last: int) -> float:
        """How much is said about what was announced: 0 if nothing is."""
        stems = _stems(named.words)
        if not stems:
            return 0.0
        rest = [self._lexis.terms(i) for i in range(first, last + 1) if i != index]
        hits = [sum(stem in terms for terms in rest) for stem in stems]
        strong = max(hits) * min(3.0, max(0.7, _USUAL_SIZE / self._size(first, last)))
        if strong < 1:
            return 0.6 if not named.asked and len(stems) > 1 else 0.0
        covered = (len(hits) - hits.count(0)) / len(hits)
        told = (1.0 + 0.55 * min(3.0, strong)) * (0.4 + 0.6 * covered)
        return told * (1.0 if len(named.words) > 1 else 0.9) * (0.85 if named.asked else 1.1)

    def _size(self, first: int, last: int) -> int:
        """Words of the sentences `first` to `last` (both inclusive), at least 1."""
        begin, end = self._sentences[first], self._sentences[last]
        return max(1, end.first_word + len(end.words) - begin.first_word)

    def _spelled(self, named: Named, index: int) -> str:
        """The title with names of tools spelled right."""
        text = named.title
        for mention in self._subjects.mentions[index]:
            if mention.kind == "tool":
                at = text.lower().find(mention.key)
                if at >= 0:
                    text = text[:at] + mention.shown + text[at + len(mention.key) :]
        return text[:1].upper() + text[1:]

    def _of_subjects(self, first: int, last: int) -> Iterator[Title]:
        subjects = self._subjects.of(first, last)
        for subject in subjects[:12]:
            keys = _keys(subject.parts) if self._talk.english else frozenset(subject.parts)
            if subject.kind == "tool" and not self._talk.english:
                yield Title(subject.text, subject.score, keys)
                continue
            if subject.kind == "tool":
                yield Title(_headed(subject), subject.score, keys)
                yield from self._with_company(subject, subjects, first, last)
                continue
            bare = len(subject.parts) == 1 and subject.kind == "noun" and subject.key not in single_subjects()
            yield Title(_headed(subject), subject.score * (_BARE if bare else 1.0), keys)
            if bare and (longer := _fuller(subject, subjects)) is not None:
                yield Title(_headed(longer), subject.score * 0.95, _keys(longer.parts))

    def _with_company(
        self, tool: Subject, subjects: Sequence[Subject], first: int, last: int
    ) -> Iterator[Title]:
        """A tool with what is done with it ("Caching with DiskCache"), or beside another subject."""
        near = Counter(mention.key for mention in self._subjects.near(tool, first, last))
        for other in subjects[:8]:
            if other is tool or near[other.key] < 2 or tool.key in other.key or other.key in tool.key:
                continue
            if pair := _pair(tool, other, near[other.key]):
                text, factor = pair
                score = max(tool.score, other.score) * factor
                yield Title(text, score, _keys(tool.parts) | _keys(other.parts))


def _pair(tool: Subject, other: Subject, near: int) -> tuple[str, float] | None:
    """The title of a tool and another subject that is said `near` times beside it, and what it counts against
    the better of the two; None if they make no title."""
    best, weaker = max(tool.score, other.score), min(tool.score, other.score)
    if other.kind == "tool":
        if weaker < _TOGETHER * best or other.score > tool.score:
            return None
        earlier, later = sorted((tool, other), key=lambda s: s.sentences[0])
        return f"{_headed(earlier)} and {later.text}", 1.1
    if weaker < max(_ENOUGH, 0.4 * best):
        return None
    alone = _stands_alone(other)
    if other.kind == "gerund" or (other.parts[-1].endswith("ing") and alone):
        return f"{_headed(other)} with {tool.text}", 1.15
    if alone and near > (1 if len(other.parts) > 1 else 2):
        return f"{_headed(other)} and {tool.text}", 1.1
    return None


def _stands_alone(subject: Subject) -> bool:
    """Whether the term is a subject by itself, wherever it is said."""
    return subject.key in known_terms() or subject.key in single_subjects()


def _fuller(subject: Subject, subjects: Sequence[Subject]) -> Subject | None:
    """The best longer term that ends with a single one: "tide table" for "table"."""
    longer = (s for s in subjects if len(s.parts) > 1 and s.parts[-1] == subject.key and s.kind == "noun")
    return next((s for s in longer if s.score >= 0.2 * subject.score), None)


def _headed(subject: Subject) -> str:
    """The term with a capital, but names as they are written."""
    text = subject.text
    return text if subject.kind == "tool" and not (text.isalpha() and text.islower()) else _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stems(words: Sequence[str]) -> list[str]:
    """The different content stems of folded words, in alphabetical order."""
    return sorted({stem for word in words if (stem := content(word)) is not None})


def _keys(words: Sequence[str]) -> frozenset[str]:
    return frozenset(singular(word) for word in words if content(word) is not None)
