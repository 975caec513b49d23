"""Terms of a talk whose language nobody here knows the words of: what is repeated, and stands where nouns
stand.

Where words have blanks between them, a term is a word that is no function word, rather one with an article
before it or a capital within a sentence, or two of them that are said together again and again. In scripts
without blanks it is a run of letters that is repeated with different neighbours on both sides (Harris, 1955):
only words are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from llm_summarise.domain.scripts.graphemes import graphemes
from llm_summarise.domain.scripts.language_detection import function_words
from llm_summarise.domain.text import IDEOGRAPHS, words
from llm_summarise.extractive.speech.lexicon import bare, content, is_unspaced
from llm_summarise.extractive.speech.parts_of_speech import wide_runs
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import word_set

Term = tuple[str, str, str, tuple[str, ...]]
"""Key, the words as shown, kind ("tool", "foreign phrase", "foreign", "foreign unsure"), and the keys of its
words."""

_OFTEN: Final = 0.008
"""Share of all words from which on a short one is a function word, whatever the lists say."""
_SHORT: Final = 4
"""Letters of a short word."""
_ARTICLE_SHARE: Final = 0.2
"""Share of the places of a noun that have an article before them, at least."""
_CAPITAL_SHARE: Final = 0.6
"""The same for the capital of a name, and of any noun in German."""
_REPEATED: Final = 2
"""Times a phrase is said to be one."""
_RUN_REPEATED: Final = 3
_RUN_LENGTHS: Final = {"zh": (2, 6)}
_LETTERS_OF_A_RUN: Final = (2, 8)
_WITHIN_LONGER: Final = 0.7
"""Share of the places of a run that a longer one covers, from which on it is a part of that."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of a sentence: as written, its key, the folded word before it (None at the beginning)."""

    surface: str
    folded: str
    key: str | None
    before: str | None
    glued: bool


def repeated_terms(
    talk: Speech, sentences: Sequence[Sentence], names: Mapping[int, tuple[int, str]]
) -> list[list[Term]]:
    """The terms of each sentence. `names` tells where tools are named: start to (end, right spelling)."""
    spans = [(s.start, s.end) for s in sentences]
    tools = [_tools(start, end, names) for start, end in spans]
    texts = [talk.text[start:end] for start, end in spans]
    if talk.language == "ja":
        vague = function_words()["ja"].words
        found = [[_run(run) for run in wide_runs(text) if run not in vague] for text in texts]
    elif is_unspaced(talk.language):
        found = _runs(texts, talk.language)
    else:
        found = _SpacedTerms(texts, talk.language).terms()
    return [[*own, *rest] for own, rest in zip(tools, found, strict=True)]


def _tools(start: int, end: int, names: Mapping[int, tuple[int, str]]) -> list[Term]:
    if len(names) < end - start:
        return [_tool(name) for at, (_, name) in names.items() if start <= at < end]
    return [_tool(names[at][1]) for at in range(start, end) if at in names]


def _tool(name: str) -> Term:
    return name.lower(), name, "tool", (name.lower(),)


class _SpacedTerms:
    """The words of a talk, judged by where they stand."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self._language = language
        known = function_words().get(language)
        self._articles = _articles(language)
        self._inner = _listed("inner words", language)
        self._endings = tuple(_listed("endings", language))
        self._adjectives = tuple(_listed("adjectives", language))
        self._cased = known is None or known.script in {"Latin", "Cyrillic", "Greek", "Armenian"}
        self._said = [self._read(text) for text in texts]
        self._count_words([*chain.from_iterable(self._said)])
        self._phrases = Counter(key for said in self._said for _, _, key in self._pairs(said))

    def _count_words(self, every: list[_Said]) -> None:
        keyed = [word for word in every if word.key]
        self._count = Counter(word.folded for word in every)
        self._total = len(every)
        self._keys = Counter(word.key for word in keyed)
        self._after_article = Counter(word.key for word in keyed if word.before in self._articles)
        inside = [word for word in keyed if word.before is not None]
        self._inside = Counter(word.key for word in inside)
        self._capital = Counter(word.key for word in inside if word.surface[:1].isupper())
        self._surfaces: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word in inside:
            self._surfaces[word.key or ""][word.surface] += 1

    def terms(self) -> list[list[Term]]:
        return [list(self._of(said)) for said in self._said]

    def _read(self, text: str) -> list[_Said]:
        found: list[_Said] = []
        before, end = None, 0
        for start, stop, folded in words(text):
            surface = text[start:stop]
            inner = bare(folded, self._language)
            if inner != folded and folded.endswith(inner):
                before, surface = folded[: -len(inner)], surface[-len(inner) :]
            elif inner != folded:
                surface = surface[: len(inner)]
            glued = bool(found) and text[end:start] in {" ", "-"}
            found.append(_Said(surface, inner, content(folded, self._language), before, glued))
            before, end = folded, stop
        return found

    def _of(self, said: Sequence[_Said]) -> Iterator[Term]:
        for first, last, key in self._pairs(said):
            if self._phrases[key] >= _REPEATED:
                shown = " ".join(word.surface for word in said[first : last + 1])
                yield key, shown, "foreign phrase", tuple(key.split())
        for word in said:
            if (kind := self._kind(word)) is not None and word.key:
                yield word.key, self._shown(word), kind, (word.key,)

    def _pairs(self, said: Sequence[_Said]) -> Iterator[tuple[int, int, str]]:
        """Two words that may be one term, with the small word between them if there is one: first, last,
        key."""
        for at, word in enumerate(said):
            if self._kind(word) is None:
                continue
            last = at + 1
            if last + 1 < len(said) and said[last].folded in self._inner and said[last].glued:
                last += 1
            if last < len(said) and said[last].glued and self._may_follow(word, said[last]):
                yield at, last, f"{word.key} {said[last].key}"

    def _may_follow(self, word: _Said, follower: _Said) -> bool:
        if follower.key == word.key or self._kind(follower) is None:
            return False
        if not self._articles:
            return self._kind(follower) == "foreign"
        return "foreign" in {self._kind(word), self._kind(follower)}

    def _kind(self, word: _Said) -> str | None:
        """What the word may be by itself, None for one that is no term."""
        key = word.key
        if key is None or any(sign.isdigit() for sign in key):
            return None
        if len(word.folded) < 3 and word.folded.isalpha() and self._cased:
            return None
        if len(word.folded) <= _SHORT and self._count[word.folded] > max(3, _OFTEN * self._total):
            return None
        capital = self._capital[key] >= max(1, _CAPITAL_SHARE * self._inside[key])
        if self._language == "de":
            return "foreign" if capital else None
        if word.folded.endswith(self._endings):
            return None
        if word.folded.endswith(self._adjectives):
            return "foreign unsure"
        if not self._articles or capital:
            return "foreign"
        return "foreign" if self._after_article[key] >= _ARTICLE_SHARE * self._keys[key] else "foreign unsure"

    def _shown(self, word: _Said) -> str:
        """The word as it is mostly written within a sentence."""
        written = self._surfaces.get(word.key or "")
        same = [s for s in written or () if s.casefold() == word.surface.casefold()]
        return max(same, key=lambda s: (written or Counter())[s], default=word.surface)


def _listed(heading: str, language: str) -> frozenset[str]:
    try:
        return word_set(f"{heading} {language}")
    except KeyError:
        return frozenset()


def _listed_once(heading: str) -> tuple[str, ...]:
    return tuple(word_set(heading))


def _articles(language: str) -> frozenset[str]:
    """Words that stand before nouns alone; empty where the language has none or nobody listed them."""
    return _listed("articles", language)


def _run(run: str) -> Term:
    return run.lower(), run, "wide", (run.lower(),)


_HAN_RUN: Final = re.compile(f"[{IDEOGRAPHS}]+|[A-Za-z][A-Za-z0-9]+")
_OTHER_RUN: Final = re.compile(r"[^\s\W\d_A-Za-z][^\s\d.,;:!?()\"'“”‘’A-Za-z]*|[A-Za-z][A-Za-z0-9]+")


def _runs(texts: Sequence[str], language: str) -> list[list[Term]]:
    """The repeated runs of letters of each text, the longest that is one at each place."""
    pattern = _HAN_RUN if language == "zh" else _OTHER_RUN
    parting = sorted(_listed("parting letters", language), key=len, reverse=True)
    cut = re.compile("|".join(map(re.escape, parting)) or r"(?!)")
    pieces = [[_signs(part) for run in pattern.findall(t) for part in cut.split(run) if part] for t in texts]
    flat = [piece for row in pieces for piece in row]
    found = _repeated(flat, *_RUN_LENGTHS.get(language, _LETTERS_OF_A_RUN))
    vague = tuple(word for word in function_words()[language].words if len(word) > 1)
    good = {run: times for run, times in found.items() if not _is_vague("".join(run), vague, language)}
    return [[_run("".join(run)) for piece in row for run in _covering(piece, good)] for row in pieces]


def _is_vague(run: str, vague: tuple[str, ...], language: str) -> bool:
    """Whether a run is a function word, or begins or ends with one (in Chinese these are cut out)."""
    if language == "zh":
        return run in vague or run.endswith(_listed_once("last letters zh"))
    return len(run) < _SHORT or run.startswith(vague) or run.endswith(vague)


_SYLLABLE: Final = re.compile(
    "[เแโใไເແໂໃໄ]?[^เแโใไເແໂໃໄ](?:[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecd]|[าะๅๆາະ])*"
)
"""A letter of Thai or Lao with the vowels written around it: no word ends within."""


def _signs(run: str) -> tuple[str, ...]:
    if run.isascii():
        return (run,)
    if "\u0e00" <= run[0] <= "\u0eff":
        return tuple(_SYLLABLE.findall(run))
    return tuple(run[a:b] for a, b in graphemes(run))


def _repeated(pieces: Sequence[tuple[str, ...]], least: int, most: int) -> dict[tuple[str, ...], int]:
    """The runs of `least` to `most` signs (both inclusive) that are words by their neighbours, how often each
    is said; a run of Latin letters is one by itself."""
    counts: Counter[tuple[str, ...]] = Counter()
    for piece in pieces:
        for size in range(least, min(most, len(piece)) + 1):
            counts.update(piece[i : i + size] for i in range(len(piece) - size + 1))
    often = {run for run, n in counts.items() if n >= _RUN_REPEATED}
    sides = _sides(pieces, often, least, most)
    free = {run: counts[run] for run, (left, right) in sides.items() if min(len(left), len(right)) > 1}
    found = _not_covered(free)
    latin = Counter(piece for piece in pieces if len(piece) == 1 and piece[0].isascii() and len(piece[0]) > 2)
    return found | {piece: n for piece, n in latin.items() if n > 1}


def _sides(
    pieces: Sequence[tuple[str, ...]], often: Container[tuple[str, ...]], least: int, most: int
) -> Mapping[tuple[str, ...], tuple[set[str], set[str]]]:
    """What stands before and behind each of the runs that are `often` said; a border of a piece is like no
    other."""
    sides: defaultdict[tuple[str, ...], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for number, piece in enumerate(pieces):
        for size in range(least, min(most, len(piece)) + 1):
            for i in range(len(piece) - size + 1):
                if (run := piece[i : i + size]) in often:
                    left, right = sides[run]
                    left.add(piece[i - 1] if i else f"<{number}")
                    right.add(piece[i + size] if i + size < len(piece) else f">{number}")
    return sides


def _not_covered(free: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """The runs that are not mostly said within a longer one."""
    covered: Counter[tuple[str, ...]] = Counter()
    for run, n in free.items():
        for part in {run[:-1], run[1:]}:
            covered[part] = max(covered[part], n)
    return {run: n for run, n in free.items() if covered[run] < _WITHIN_LONGER * n}


def _covering(piece: tuple[str, ...], good: Mapping[tuple[str, ...], int]) -> Iterator[tuple[str, ...]]:
    """The good runs in a piece, from the left, the longest at each place."""
    longest = max(map(len, good), default=0)
    at = 0
    while at < len(piece):
        size = next((n for n in range(min(longest, len(piece) - at), 0, -1) if piece[at : at + n] in good), 0)
        if size:
            yield piece[at : at + size]
        at += max(1, size)
