"""Talk Python text: a line of speech after its start, `00:01:02 text`, with `<v Name>` tags in newer ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.clock import Times
from llm_summarise.readers.formats.captions.blocks import Block, cues
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "talkpython"
_LINE: Final = re.compile(r"[ \t]*(\d{1,6}:\d\d):(\d\d)(?:[.,](\d{1,9}))?(?=\s|<|$)[ \t]*")
_CHAT: Final = re.compile(r"[ \t]*\d{1,2}:\d\d:\d\d[ \t]+From[ \t]+[^:\n]{1,80}:")
"""A line of a chat of a meeting, which names who wrote it."""

_MOST: Final = 0.6


def looks(sample: str) -> bool:
    """Whether most lines of `sample` begin with a time in hours, minutes and seconds."""
    lines = [line for line in sample.split("\n") if line.strip()]
    timed = sum(_LINE.match(line) is not None for line in lines)
    if any(_CHAT.match(line) for line in lines[:5]):
        return False
    return 0 < timed >= _MOST * len(lines)


def read(text: str) -> Parsed:
    """The lines: a start and no end, since the format has none. A line without a time
    belongs to the one before."""
    return Parsed(FORMAT, cues(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    times = Times()
    start: float | None = None
    for line in text.split("\n"):
        if not line:
            continue
        if match := _LINE.match(line):
            start = times.seconds(*match.groups())
            line = line[match.end() :]
        yield start, None, line
