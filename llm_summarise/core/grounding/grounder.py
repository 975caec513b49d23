"""Where was this said? A quote's place in the transcript, or None when nobody said it.

First the quote is looked for word by word; then, with a few differences allowed, at the places that share
enough neighbouring words with it. What is found is the transcript's own text, never the quote's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.core.grounding.align import Alignment, align
from llm_summarise.core.grounding.index import Index
from llm_summarise.core.grounding.tokens import carries_meaning, tokens
from llm_summarise.core.text import fold_space
from llm_summarise.core.transcript import Transcript

FEWEST_WORDS: Final = 3
"""Shorter quotes have to stand in the transcript letter for letter, capitals included."""
FEWEST_WORDS_FUZZY: Final = 5
"""Shorter quotes may not differ by a word."""
WORDS_PER_ERROR: Final = 6
"""One word in so many may differ."""
ELLIPSIS_REACH: Final = 80
"""How many words an ellipsis in a quote may stand for."""
_CANDIDATES: Final = 6
_SLACK: Final = 2

_LINE_NUMBER = re.compile(r"\[\d+\]")
_TIME = re.compile(r"^[\s\[(]*\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]*\s")
_SPEAKER = re.compile(r"^\W*[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3}:\s")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{2,}|…)\s*\]|\(\s*(?:\.{2,}|…)\s*\)|\.{3,}|…|(?:\.\s){2,}\.)\s*")
_SENTENCE_END = re.compile(r"[.?!…。？！]+(?=[\s\"'”’)\]]|$)|[。？！]+")
_NAME_SIGNS: Final = "+#"
_LEADING_SIGNS: Final = "$€£¥@#"


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the transcript.

    It goes from character `start` of cue `first_cue` to character `end` (exclusive) of cue `last_cue`, cues
    0-based and inclusive. `text` is what stands there, cues joined by one blank. `exact`: the words of the
    quote are the words of the passage, in order (case, punctuation and white space aside). `score` is 1
    for these and falls by the share of words that differ.
    """

    first_cue: int
    last_cue: int
    start: int
    end: int
    text: str
    exact: bool
    score: float


@dataclass(frozen=True, slots=True)
class _Match:
    """Tokens `first` to `last` (exclusive) of the index."""

    first: int
    last: int
    cost: float
    score: float


class Grounder:
    """Finds quotes in one transcript. The index is built once, in about 4 microseconds a word."""

    def __init__(self, transcript: Transcript) -> None:
        self._cues = transcript.cues
        self._index = Index(transcript.cues)
        names = sorted((re.escape(name) for name in transcript.speakers), key=len, reverse=True)
        self._speaker = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(names)}):\s") if names else None
        self._similar: dict[tuple[str, str], bool] = {}

    def locate(
        self, quote: str, *, near: int | None = None, within: tuple[int, int] | None = None
    ) -> Span | None:
        """The place where `quote` was said, None when it was not.

        `near` is the cue where it is believed to start: of several places the nearest is taken, of equally
        near ones the first. `within` are the first and last cue (inclusive) of the passage it was taken
        from: a place in it, even one with differences, goes before any outside. A quote with an ellipsis
        is located by its longest part, if the other parts are close by in their order.
        """
        bare = self._undress(quote)
        for text in dict.fromkeys((quote, bare)):
            found = self._best(self._exact(text), near, within, inside_only=True)
            if found:
                return self._span(found)
        matches = self._matches(bare)
        found = self._best(matches, near, within)
        if found:
            return self._span(found)
        return self._around_ellipsis(bare, near, within)

    def _undress(self, quote: str) -> str:
        """The quote without what a model puts around the words: line numbers, times, names of speakers."""
        text = _LINE_NUMBER.sub(" ", quote)
        text = _TIME.sub("", text)
        if self._speaker:
            text = self._speaker.sub(" ", text)
        return _SPEAKER.sub("", text, count=1)

    def _matches(self, text: str) -> list[_Match]:
        """The places of `text`, with differences or without, in no order."""
        return self._exact(text) or self._fuzzy([token.key for token in tokens(text)])

    # --- word by word

    def _exact(self, text: str) -> list[_Match]:
        found = tokens(text)
        keys = [token.key for token in found]
        runs = self._index.runs(keys)
        if _size(keys) < FEWEST_WORDS:
            runs = ((a, b) for a, b in runs if self._literal(a, b, text))
        elif any(map(carries_meaning, keys)):
            meaning = list(filter(carries_meaning, keys))
            runs = (
                (a, b) for a, b in runs if list(filter(carries_meaning, self._index.keys[a:b])) == meaning
            )
        return [_Match(a, b, 0.0, 1.0) for a, b in runs]

    def _literal(self, first: int, last: int, text: str) -> bool:
        """Whether a short quote stands at these tokens with all its signs and capitals: "Go" is not in
        "good to go", nor "C" in "C++"; without capitals it may begin a sentence."""
        there = self._text(*self._edges(first, last))
        here = fold_space(text.strip(" \t\n\r\"'“”‘’«».,;:!?…()[]"))
        there = there.strip(".,;:!?…")
        if len(here) != len(there):
            return False
        return all(a == b or (b.isupper() and a == b.lower()) for a, b in zip(here, there, strict=True))

    # --- with differences

    def _fuzzy(self, keys: Sequence[str]) -> list[_Match]:
        if _size(keys) < FEWEST_WORDS_FUZZY:
            return []
        found = []
        for low, high in self._candidates(keys):
            match = self._align(keys, low, high)
            if match:
                found.append(match)
        return found

    def _candidates(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """The diagonals (first passage word minus first quote word, lowest and highest) that share the
        most pairs of neighbouring words with the quote.

        Each difference spoils at most two pairs (the q-gram lemma), so a true place shares at least
        words - 1 - 2 x differences of them.
        """
        votes: Counter[int] = Counter()
        pairs = self._index.pairs
        for i in range(len(keys) - 1):
            for at in pairs.get((keys[i], keys[i + 1]), ()):
                votes[at - i] += 1
        errors = _allowed(len(keys))
        enough = max(2, len(keys) - 1 - 2 * errors - _SLACK)
        groups: list[tuple[int, int, int]] = []
        diagonals = sorted(votes)
        total = low = 0
        for high, diagonal in enumerate(diagonals):
            total += votes[diagonal]
            while diagonal - diagonals[low] > 2 * errors:
                total -= votes[diagonals[low]]
                low += 1
            if total >= enough:
                groups.append((total, diagonals[low], diagonal))
        groups.sort(key=lambda group: (-group[0], group[2] - group[1]))
        chosen: list[tuple[int, int]] = []
        for _, first, last in groups:
            if all(last < a or first > b for a, b in chosen):
                chosen.append((first, last))
                if len(chosen) == _CANDIDATES:
                    break
        return chosen

    def _align(self, keys: Sequence[str], low: int, high: int) -> _Match | None:
        index = self._index
        errors = _allowed(len(keys)) + 1
        begin = max(low - errors, 0)
        end = min(high + len(keys) + errors, len(index))
        found = align(
            keys,
            index.keys[begin:end],
            band=high - begin + errors,
            budget=errors,
            fixed=lambda key: key in index.meaningful or carries_meaning(key),
            similar=self._are_similar,
        )
        if found is None or not self._convincing(keys, found, begin):
            return None
        first, last = self._ends(found, begin)
        size = max(len(keys), len(found.pairs))
        return _Match(first, last + 1, found.cost, max(0.0, 1 - found.cost / size))

    def _convincing(self, keys: Sequence[str], found: Alignment, begin: int) -> bool:
        """Whether few enough words differ, and none at the ends hides a negation or number just outside."""
        size = max(len(keys), found.last - found.first + 1)
        if found.cost > _allowed(size):
            return False
        (quote_first, first), (quote_last, last) = found.pairs[0], found.pairs[-1]
        row, meaningful = self._index.keys, self._index.meaningful
        first, last = first + begin, last + begin
        if quote_first and any(key in meaningful for key in row[max(first - quote_first - 1, 0) : first]):
            return False
        missing = len(keys) - 1 - quote_last
        return not (missing and any(key in meaningful for key in row[last + 1 : last + 2 + missing]))

    def _ends(self, found: Alignment, begin: int) -> tuple[int, int]:
        """First and last token of the passage; a differing word at an end does not draw in another cue."""
        cue = self._index.cue
        first, last = begin + found.first, begin + found.last
        sure_first, sure_last = begin + found.pairs[0][1], begin + found.pairs[-1][1]
        while first < sure_first and cue[first] != cue[sure_first]:
            first += 1
        while last > sure_last and cue[last] != cue[sure_last]:
            last -= 1
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

    # --- with a gap

    def _around_ellipsis(self, text: str, near: int | None, within: tuple[int, int] | None) -> Span | None:
        parts = [part for part in _ELLIPSIS.split(text) if any(True for _ in tokens(part))]
        if len(parts) < 2:
            return None
        sizes = [_size([token.key for token in tokens(part)]) for part in parts]
        longest = sizes.index(max(sizes))
        if sizes[longest] < FEWEST_WORDS:
            return None
        places = [self._matches(part) for part in parts]
        held = [match for match in places[longest] if _in_order(places, longest, match)]
        found = self._best(held, near, within)
        return self._span(found, whole=False) if found else None

    # --- choosing and cutting out

    def _best(
        self,
        matches: Sequence[_Match],
        near: int | None,
        within: tuple[int, int] | None,
        *,
        inside_only: bool = False,
    ) -> _Match | None:
        """The match inside `within`, of least cost, nearest to `near`; the first of equals."""
        begin, end = self._index.cue_tokens(*within) if within else (0, len(self._index))
        inside = [match for match in matches if begin <= match.first and match.last <= end]
        if inside_only:
            matches = inside
        cue = self._index.cue

        def rank(match: _Match) -> tuple[float, int, int]:
            return match.cost, abs(cue[match.first] - near) if near is not None else 0, match.first

        return min(inside or matches, key=rank, default=None)

    def _span(self, match: _Match, *, whole: bool = True) -> Span:
        first_cue, start, last_cue, end = self._edges(match.first, match.last)
        text = self._text(first_cue, start, last_cue, end)
        return Span(first_cue, last_cue, start, end, text, whole and match.cost == 0, match.score)

    def _edges(self, first: int, last: int) -> tuple[int, int, int, int]:
        """First cue, first character, last cue and character after the last of tokens `first` to `last`
        (exclusive), with the signs that belong to them: "$5", "C++", the point that ends a sentence."""
        index = self._index
        first_cue, start = index.cue[first], index.start[first]
        last_cue, end = index.cue[last - 1], index.end[last - 1]
        before, after = self._cues[first_cue].text, self._cues[last_cue].text
        if start and before[start - 1] in _LEADING_SIGNS:
            start -= 1
        while end < len(after) and after[end] in _NAME_SIGNS:
            end += 1
        if closing := _SENTENCE_END.match(after, end):
            end = closing.end()
        return first_cue, start, last_cue, end

    def _text(self, first_cue: int, start: int, last_cue: int, end: int) -> str:
        if first_cue == last_cue:
            return self._cues[first_cue].text[start:end]
        between = [cue.text for cue in self._cues[first_cue + 1 : last_cue]]
        return " ".join([self._cues[first_cue].text[start:], *between, self._cues[last_cue].text[:end]])


def _allowed(size: int) -> int:
    """How many words of `size` may differ: one in six, rounded, counting a last group of four."""
    return max((size + 2) // WORDS_PER_ERROR, 1)


def _size(keys: Sequence[str]) -> int:
    """Words, where two characters of a script without blanks count as one."""
    short = sum(1 for key in keys if len(key) == 1 and not key.isascii())
    return len(keys) - short + short // 2


def _in_order(places: Sequence[Sequence[_Match]], longest: int, match: _Match) -> bool:
    """Whether all other parts of a quote stand close to `match`, those before it before, those after after."""
    at = match.last
    for later in places[longest + 1 :]:
        ends = [place.last for place in later if at <= place.first <= at + ELLIPSIS_REACH]
        if not ends:
            return False
        at = min(ends)
    at = match.first
    for earlier in reversed(places[:longest]):
        begins = [place.first for place in earlier if at - ELLIPSIS_REACH <= place.last <= at]
        if not begins:
            return False
        at = max(begins)
    return True
