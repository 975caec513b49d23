"""Where was this said? A quote's place in the transcript, or None when nobody said it.

First the quote is looked for word by word, then with a few differences, then part by part around an
ellipsis. What is found is the transcript's own text, never the quote's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.grounding.fuzzy import Expected, Fuzzy
from llm_summarise.grounding.passage import Match, Span, cut, one_voice
from llm_summarise.grounding.tokens import carries_meaning, size, tokens
from llm_summarise.grounding.word_index import WordIndex

FEWEST_WORDS: Final = 3
"""Shorter quotes have to stand in the transcript letter for letter, capitals included."""
ELLIPSIS_REACH: Final = 80
"""How many words an ellipsis in a quote may stand for."""

_LINE_NUMBER = re.compile(r"\[\d+\]")
_TIME = re.compile(r"^[\s\[(]*\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]*\s")
_SPEAKER = re.compile(r"^[\s*\"'“]{0,20}+[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3}:\**\s", re.MULTILINE)
_ELLIPSIS = re.compile(r"\[\s*(?:\.{2,}|…)\s*\]|\(\s*(?:\.{2,}|…)\s*\)|\.{3,}|…|(?:\.\s){2,}\.")
_AROUND: Final = " \t\n\r\"'“”‘’«»„.,;:!?…()[]。？！"


class Grounder:
    """Finds quotes in one transcript. The index is built once, in about 2 microseconds a word."""

    def __init__(self, transcript: Transcript) -> None:
        self._cues = transcript.cues
        self._index = WordIndex(transcript.cues)
        self._fuzzy = Fuzzy(self._index)
        self._known: dict[tuple[str, int | range | None, tuple[int, int] | None], Span | None] = {}
        names = sorted(map(re.escape, transcript.speakers), key=len, reverse=True)
        self._speaker = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(names)}):\s") if names else None

    def quote(
        self, text: str, *, near: int | range | None = None, within: tuple[int, int] | None = None
    ) -> Span | None:
        """Where one person says `text`, found as by `locate`: of what goes on into another's words, the
        longest part. Each is looked for once, though an answer is looked at twice: is it one, and what of it
        is kept?"""
        asked = text, near, within
        if asked not in self._known:
            span = self.locate(text, near=near, within=within)
            self._known[asked] = span and one_voice(span, self._cues)
        return self._known[asked]

    def locate(
        self, quote: str, *, near: int | range | None = None, within: tuple[int, int] | None = None
    ) -> Span | None:
        """The place where `quote` was said, None when it was not.

        `near` is the cue, or the cues, where it is believed to start: of several places the nearest is
        taken, of equally near ones the first. `within` are the first and last cue (inclusive) of the passage
        it was taken from: a place in it, even one with differences, goes before any outside. A quote with an
        ellipsis is located by its longest part, if the other parts are close by in their order.
        """
        cues = range(near, near + 1) if isinstance(near, int) else near
        wanted = Expected(
            cues or None, *(self._index.tokens_of(*within) if within else (0, len(self._index)))
        )
        bare = self._undress(quote)
        # What stands in its own passage is not looked for elsewhere: a chorus may be sung a thousand times.
        found = self._best(self._exact(quote, wanted), wanted) if within else None
        if found is None:
            exact = self._exact(quote) or (self._exact(bare) if bare != quote else [])
            found = self._best([match for match in exact if _inside(match, wanted)], wanted)
            found = found or self._best(exact + self._fuzzy.places(bare, wanted), wanted)
        if found:
            return cut(self._cues, self._index, found, exact=found.cost == 0)
        return self._around_ellipsis(bare, wanted)

    def _undress(self, quote: str) -> str:
        """The quote without what a model puts around the words: line numbers, times, names of speakers."""
        text = _TIME.sub("", _LINE_NUMBER.sub(" ", quote))
        if self._speaker:
            text = self._speaker.sub(" ", text)
        return _SPEAKER.sub("", text)

    def _exact(self, text: str, wanted: Expected | None = None) -> list[Match]:
        """The places where the words of `text` stand in a row, if `wanted` is given only those inside."""
        keys = [token.key for token in tokens(text)]
        row = self._index.keys
        found = self._index.runs(keys, wanted.first, wanted.last) if wanted else self._index.runs(keys)
        runs = [Match(a, b) for a, b in found if self._index.whole(a, b)]
        if size(keys) < FEWEST_WORDS:
            return [match for match in runs if self._literal(match, text)]
        meaning = list(filter(carries_meaning, keys))
        return [
            match for match in runs if list(filter(carries_meaning, row[match.first : match.last])) == meaning
        ]

    def _literal(self, match: Match, text: str) -> bool:
        """Whether a short quote stands there with all its signs and capitals: "Go" is not in "good to go",
        nor "C" in "C++"; small letters may begin a sentence."""
        here = fold_space(text).strip(_AROUND).replace("’", "'")
        there = cut(self._cues, self._index, match, exact=True).text.strip(_AROUND).replace("’", "'")
        if len(here) != len(there):
            return False
        return all(a == b or a == b.lower() for a, b in zip(here, there, strict=True))

    def _around_ellipsis(self, text: str, wanted: Expected) -> Span | None:
        """The longest part of a quote with gaps, if the others stand close by in their order."""
        parts = [(size([token.key for token in tokens(part)]), part) for part in _ELLIPSIS.split(text)]
        parts = [(length, part) for length, part in parts if length]
        length, longest = max(((length, -i) for i, (length, _) in enumerate(parts)), default=(0, 0))
        if len(parts) < 2 or length < FEWEST_WORDS:
            return None
        places = [self._exact(part) + self._fuzzy.places(part, wanted) for _, part in parts]
        found = self._best(
            [match for match in places[-longest] if _in_order(places, -longest, match)], wanted
        )
        return cut(self._cues, self._index, found, exact=False) if found else None

    def _best(self, matches: Sequence[Match], wanted: Expected) -> Match | None:
        """The match inside what is wanted, of least cost, nearest to the cue; the first of equals."""
        cue = self._index.cue

        def rank(match: Match) -> tuple[bool, float, int, int]:
            return not _inside(match, wanted), match.cost, wanted.distance(cue[match.first]), match.first

        return min(matches, key=rank, default=None)


def _inside(match: Match, wanted: Expected) -> bool:
    return wanted.first <= match.first and match.last <= wanted.last


def _in_order(places: Sequence[Sequence[Match]], longest: int, match: Match) -> bool:
    """Whether all other parts of a quote stand close to `match`, in their order."""
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
