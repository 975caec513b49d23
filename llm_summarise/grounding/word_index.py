"""The words of a transcript in one row over all cues, and where each run of them occurs."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.grounding.places import Places
from llm_summarise.grounding.tokens import carries_meaning, glued, tokens

_APART: Final = 0x1F
"""Keeps two numbers in a row from becoming one: "3.11" is not "31.1"."""


class WordIndex:
    """Token `i` stands in cue `cue[i]` at the characters `start[i]` to `end[i]` (exclusive).

    Takes about 30 bytes a token, and 6 more once quotes with differences are looked for.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.keys: list[str] = []
        self.cue = array("I")
        self.start = array("I")
        self.end = array("I")
        self.glued = bytearray()
        """Whether the token goes on the one before it without a blank."""
        self.first_of_cue = array("I")
        """For each cue the index of its first token, or of the next one when it has none."""
        known: dict[str, str] = {}
        for number, cue in enumerate(cues):
            self.first_of_cue.append(len(self.keys))
            found = tokens(cue.text)
            self.glued += bytes(glued(found, cue.text))
            for start, end, key in found:
                self.keys.append(known.setdefault(key, key))
                self.cue.append(number)
                self.start.append(start)
                self.end.append(end)
        self._joined, self._offsets = joined(self.keys)
        self._contexts: dict[tuple[str, ...], int] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def runs(self, keys: Sequence[str], first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
        """Every place among the tokens `first` to `last` (exclusive) where `keys` stand in a row, as (first
        token, last token + 1). How the letters are divided into words inside the run does not matter ("dot
        com", "dotcom"); its ends are word borders."""
        needle, _ = joined(keys)
        limit = self._offsets[-1 if last is None else last]
        at = self._joined.find(needle, self._offsets[first], limit) if needle else -1
        while at >= 0:
            begin = bisect_left(self._offsets, at)
            if self._offsets[begin] == at:
                stop = bisect_left(self._offsets, at + len(needle), begin)
                ends = self._offsets[stop] - (self._joined[self._offsets[stop] - 1] == _APART)
                if at + len(needle) in (self._offsets[stop], ends):
                    yield begin, stop
            at = self._joined.find(needle, at + 1, limit)

    def token_of(self, cue: int) -> int:
        """The first token of a cue, of the next one when it has none; cues out of range are brought in."""
        if not 0 <= cue < len(self.first_of_cue):
            return 0 if cue < 0 else len(self)
        return self.first_of_cue[cue]

    def tokens_of(self, first: int, last: int) -> tuple[int, int]:
        """The tokens of the cues `first` to `last` (inclusive), as (first token, last token + 1)."""
        return self.token_of(first), self.token_of(last + 1)

    def whole(self, first: int, last: int) -> bool:
        """Whether the tokens `first` to `last` (exclusive) cut off no part of a number ("3" of "3.11") and
        no negation at the end ("are" of "aren't")."""
        if 0 < last < len(self) and self.glued[last] and self.start[last] == self.start[last - 1]:
            return False
        return not any(
            0 < at < len(self)
            and self.glued[at]
            and self.keys[at - 1][-1].isdigit()
            and self.keys[at][0].isdigit()
            for at in (first, last)
        )

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.keys)

    @cached_property
    def meaningful(self) -> frozenset[str]:
        """The words of the transcript that may not differ between it and a quote."""
        return frozenset(key for key in self.counts if carries_meaning(key))

    @cached_property
    def places(self) -> Places:
        """Where each word stands, and each pair of neighbours."""
        return Places(self.keys)

    def _led_to(self, before: str, key: str) -> int:
        """After how many different words the pair stands: one that many words lead to is a habit of speech,
        one in a sentence said twice is not (Kneser and Ney, 1995)."""
        found = self._contexts.get((before, key))
        if found is None:
            row = self.keys
            places = self.places.of_pair(before, key)
            found = self._contexts[before, key] = len({row[at - 1] for at in places if at})
        return found

    def _led_through(self, word: str) -> int:
        """The same for all pairs together that begin with `word`."""
        found = self._contexts.get((word,))
        if found is None:
            row, last = self.keys, len(self) - 1
            places = self.places.of(word)
            found = len({(row[at - 1], row[at + 1]) for at in places if 0 < at < last})
            self._contexts[(word,)] = found
        return found

    def surprise(self, key: str, before: str | None) -> float:
        """Nats of information in meeting `key`, after the word `before` if there is one: ln(words /
        occurrences), less where the pair is a habit of this transcript ("a lot of"). A pair is counted
        without the one place under consideration, so that nothing explains itself."""
        alone = math.log(max(len(self), 1) / max(self.counts[key], 1))
        if before is None:
            return alone
        again = self._led_to(before, key) - 1
        return min(alone, math.log(self._led_through(before) / again)) if again > 0 else alone


def joined(keys: Sequence[str]) -> tuple[bytearray, array[int]]:
    """The words without blanks in UTF-8, and the offset of each in it, closed by the whole length."""
    letters = bytearray()
    offsets = array("I")
    before_digit = False
    for key in keys:
        if before_digit and key[0].isdigit():
            letters.append(_APART)
        offsets.append(len(letters))
        letters += key.encode("utf-8", "surrogatepass")
        before_digit = key[-1].isdigit()
    offsets.append(len(letters))
    return letters, offsets
