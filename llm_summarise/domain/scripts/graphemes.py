"""Characters as people see them: a letter with its vowel signs, accents and joiners is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

_BLOCKS: Final = (
    *((0x300, 0x3100), (0xA600, 0xAC00), (0xFB00, 0xFE30), (0x10000, 0x12000)),
    *((0x16A00, 0x17000), (0x1BC00, 0x1E950), (0xE0100, 0xE01F0)),
)
"""Where in Unicode marks stand, ends exclusive; the rest is not worth the time to look."""

JOINERS: Final = "\u200c\u200d"
"""Zero-width non-joiner and joiner: within words of Persian and of the languages of India."""

SOUTH_EAST: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
"""Thai, Lao, Burmese and Khmer, for a class of a regular expression: written without blanks between words."""

_TRAILING: Final = "\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff"
"""Letters and signs that belong to the one before: vowels AM, half-width voicing, tones of skin."""

_CONJOINING: Final = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2")
"""Marks that join the letter before with the one behind into one sign."""

_PREPENDED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")
_JAMO: Final = re.compile(
    "[\u1100-\u115f\ua960-\ua97c][\u1100-\u11a7\ua960-\ua97c\ud7b0-\ud7c6\uac00-\ud7a3]"
    "|[\u1160-\u11a7\ud7b0-\ud7c6\uac00-\ud7a3][\u1160-\u11ff\ud7b0-\ud7fb]|[\u11a8-\u11ff\ud7cb-\ud7fb][\u11a8-\u11ff]"
)
"""Two letters of one Korean syllable, written apart."""

_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_MOST: Final = 64
"""Signs on one letter beyond which it may be torn apart: nobody reads them, and time must not grow with
them."""


@cache
def marks() -> str:
    """All combining marks, for a class of a regular expression. Takes about 15 ms, once."""
    return ranges(lambda c: unicodedata.category(c)[0] == "M")


def has_marks(text: str) -> bool:
    """Whether a combining mark stands in `text`."""
    return not text.isascii() and _any_beyond(text) and _a_mark().search(text) is not None


def _any_beyond(text: str) -> bool:
    return max(text) > "\u02ff"


@cache
def _a_mark() -> re.Pattern[str]:
    return re.compile(f"[{marks()}]")


def ranges(belongs: Callable[[str], bool]) -> str:
    """The characters beyond Latin for which `belongs` holds, for a class of a regular expression."""
    found: list[str] = []
    for first, end in _BLOCKS:
        start = -1
        for code in range(first, end + 1):
            inside = code < end and belongs(chr(code))
            if inside and start < 0:
                start = code
            elif not inside and start >= 0:
                found.append(f"{chr(start)}-{chr(code - 1)}")
                start = -1
    return "".join(found)


def before(text: str, at: int) -> int:
    """The last place at or before `at` where `text` can be cut without tearing a character apart; `at` itself
    where a heap of signs leaves none."""
    for place in range(at, max(0, at - _MOST), -1):
        if place >= len(text) or not _torn(text, place):
            return place
    return at if at > _MOST else 0


def graphemes(text: str) -> Iterator[tuple[int, int]]:
    """The characters of `text` as spans, end exclusive."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _torn(text, at):
            yield start, at
            start = at


def _torn(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would go through a character."""
    last, first = text[at - 1], text[at]
    if first < "\u0300" and last < "\u0300":
        return first == "\n" and last == "\r"
    if last == "\u200d" or last in _PREPENDED or _trails(first):
        return True
    if last in _CONJOINING:
        return first.isalpha()
    if _FLAG.match(first) and _FLAG.match(last):
        return _flags_before(text, at) % 2 == 1
    return _JAMO.match(text, at - 1, at + 1) is not None


def _trails(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign in JOINERS or _TRAILS.match(sign) is not None


_TRAILS: Final = re.compile(f"[{_TRAILING}]")


def _flags_before(text: str, at: int) -> int:
    """How many halves of flags stand in a row before `at`."""
    start = at
    while start > max(0, at - _MOST) and _FLAG.match(text[start - 1]):
        start -= 1
    return at - start


@cache
def unspaced_signs() -> re.Pattern[str]:
    """Matches one letter of a script without blanks with all that belongs to it."""
    from llm_summarise.domain.text import IDEOGRAPHS, KANA

    trailing = f"[{marks()}{JOINERS}{_TRAILING}]|(?<=[\u0e4d\u0ecd])[\u0e32\u0eb2]"
    return re.compile(f"[{SOUTH_EAST}{KANA}{IDEOGRAPHS}](?:{trailing})*")
