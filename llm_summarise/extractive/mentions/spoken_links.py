"""Addresses that are written or said aloud in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ENDS: Final = r"(?:com|org|net|io|fm|dev|ai|co|edu|gov|tv|me|app|blog|xyz|info|us|uk|de|fr|es|shop|tech|news|show)"
_DOT: Final = r"(?:\.|\s+dot\s+)"
_LINK: Final = re.compile(
    rf"(?<![\w@./-])(?:[\w.+-]{{1,40}}\s+at\s+(?=[\w-]{{1,40}}{_DOT}com\b)|[\w.+-]{{1,40}}@)?"
    rf"(?:https?://)?(?:www\.)?[a-zA-Z0-9][\w-]{{1,40}}(?:{_DOT}(?!{_ENDS}\b)[\w-]{{2,30}}){{0,2}}{_DOT}{_ENDS}\b(?![\w@-])"
    rf"(?:{_DOT}(?:uk|au|nz|jp)\b)?(?:(?:/|\s+slash\s+)[\w-]{{1,40}}){{0,3}}",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"^(?P<who>\S+)\s+at\s+", re.IGNORECASE)
_NO_MAILBOX: Final = frozenset("us it out them me more over up is are look find available started are".split())
_HANDLE: Final = re.compile(r"(?<![\w@.])@\w{3,30}\b")


def said_links(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses and handles stand, as characters `start` to `end` (exclusive)."""
    if "." in text or " dot " in text:
        for match in _LINK.finditer(text):
            start, end = match.span()
            if (mail := _MAIL.match(match.group())) and not _is_mailbox(mail["who"], text, start):
                start += mail.end()
            if text[start:end].strip("."):
                yield start, end
    if "@" in text:
        yield from (match.span() for match in _HANDLE.finditer(text))


def _is_mailbox(word: str, text: str, start: int) -> bool:
    """Whether the word before "at" is the one before the sign, not that of a sentence ("look at ...")."""
    told = text[max(0, start - 40) : start].lower()
    return word.lower() not in _NO_MAILBOX and ("mail" in told or word.lower() in {"feedback", "info", "hello", "contact"})
