"""Whether a correction may be printed: it says less than the claim it corrects, never something new.

A checker that rewrites can invent as well as a writer. So a correction must not be much longer than what it
corrects, and each name and number in it must stand in that or in the passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.sentences import STOPS
from llm_summarise.domain.text import fold_signs, fold_word, word_pattern, words

LONGER: Final = 1.25
MORE_WORDS: Final = 4
"""A correction has at most LONGER times the words of the claim, and MORE_WORDS besides."""

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES: Final = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_TIMES: Final = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_OPENS: Final = re.compile(rf"(?:^|[{STOPS}:])[\W_]*$")
"""What stands before the first word of a sentence."""


def objection(correction: str, claim: str, known: str, *, names: bool = True) -> str | None:
    """Why a correction of `claim` must not be printed, None if it may. `known` is what it may take from: the
    passages and the names of the episode. Without `names`, as for a language that writes every noun with a
    capital, only numbers are compared."""
    length, room = len(words(correction)), len(words(claim)) * LONGER + MORE_WORDS
    if length > room:
        return f"it has {length} words, {int(room)} at most"
    source = f"{claim}\n{known}"
    if new := _values(correction, parts=False) - _values(source, parts=True):
        return f"{min(new)} is in no passage"
    if names:
        there = {bare for _, _, word in words(source) for bare in (word, _bare(word))}
        unknown = [name for name in _names(correction) if _bare(fold_word(name)) not in there]
        if unknown:
            return f"{unknown[0]} is in no passage"
    return None


def _bare(word: str) -> str:
    """A folded word without the ending of a possessive."""
    return word.removesuffix("'s").removesuffix("'")


def _names(text: str) -> Iterator[str]:
    """Words with a capital where none is due, and words with one inside."""
    for match in word_pattern(text).finditer(text):
        word = match.group()
        inner = any(letter.isupper() for letter in word[1:])
        if len(word) > 1 and (inner or (word[0].isupper() and not _OPENS.search(text, 0, match.start()))):
            yield word


def _values(text: str, *, parts: bool) -> set[int]:
    """The numbers in a text, in digits or English words; of those in several words ("twenty five") also the
    single ones if `parts`. One and zero are seldom meant as numbers."""
    found: set[int] = set()
    before: int | None = None
    for word in re.findall(r"\d+|[^\W\d_]+", fold_signs(text).casefold()):
        value = int(word[:18]) if word.isdecimal() else _VALUES.get(word, _TIMES.get(word))
        together = None if value is None or before is None else _together(before, word, value)
        if value is not None and (together is None or parts):
            found.add(value)
        if together is not None:
            if not parts and before is not None:
                found.discard(before)
            found.add(together)
        before = value if together is None else together
    return found - {0, 1}


def _together(before: int, word: str, value: int) -> int | None:
    """The number that `word` makes with the value of the words before it, None if it begins another."""
    if word in _TIMES:
        return before * value
    return before + value if word in _ONES[1:10] and before in range(20, 100, 10) else None
