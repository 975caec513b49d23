"""SBV, as YouTube exports edited captions: `0:00:05.000,0:00:10.000` above the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.clock import TIME, Times
from llm_summarise.readers.formats.captions.blocks import Block, cues
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "sbv"
_PAIR: Final = rf"[ \t\ufeff]*{TIME}[ \t]*[,;][ \t]*{TIME}[ \t]*"
_FIRST: Final = re.compile(rf"(?:\s*+\d{{1,6}}[^\S\n]*+\n)?\s*+{_PAIR}(?=\n|$)")
_LINE: Final = re.compile(rf"(?:\n|\A){_PAIR}(?=\n|\Z)")


def looks(sample: str) -> bool:
    """Whether the first line is a pair of times and nothing else."""
    return _FIRST.match(sample) is not None


def read(text: str) -> Parsed:
    """The captions; `[br]` is a line break."""
    return Parsed(FORMAT, cues(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    times = Times()
    found: re.Match[str] | None = None
    for match in _LINE.finditer(text):
        if found:
            yield _block(found, text[found.end() : match.start()], times)
        found = match
    if found:
        yield _block(found, text[found.end() :], times)


def _block(match: re.Match[str], payload: str, times: Times) -> Block:
    minute, second, part, last_minute, last_second, last_part = match.groups()
    start, end = times.seconds(minute, second, part), times.seconds(last_minute, last_second, last_part)
    return start, end, payload.replace("[br]", "\n").strip("\n")
