"""Plain text: paragraphs, long ones cut into sentences; no times, and none are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.cleaning import speech
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "plain"
_BLANK: Final = re.compile(r"\n[ \t\f\v]*\n")
# Lines that stand for themselves: bullets, headings, tables, quotes, diffs, code.
_OWN_LINE: Final = re.compile(r"[ \t]*(?:[-*+•|>@#]|\d{1,3}[.)][ \t])|[ ]{4,}|\t|(?:diff|index|commit) ")


def looks(sample: str) -> bool:
    """True: what is in no other format is plain text."""
    del sample
    return True


def read(text: str) -> Parsed:
    """The sentences."""
    return Parsed(FORMAT, [Cue(part) for text in paragraphs(text) for part in sentences(text)])


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of `text`, each on one line; lines of lists, tables, code and diffs stay apart."""
    for block in _BLANK.split(text):
        lines: list[str] = []
        for line in block.split("\n"):
            if lines and (_OWN_LINE.match(line) or _OWN_LINE.match(lines[-1])):
                yield from _folded(lines)
                lines = []
            lines.append(line)
        yield from _folded(lines)


def _folded(lines: list[str]) -> Iterator[str]:
    if text := speech("\n".join(lines)):
        yield text
