"""SubRip (SRT), numbered or not, with comma or point; also WebVTT that lost its first line."""

from __future__ import annotations

from typing import Final

from llm_summarise.readers.formats import youtube
from llm_summarise.readers.formats.captions import blocks, cues, timings
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "srt"
_EARLY_LINES: Final = 3
_DENSE: Final = 8


def looks(sample: str) -> bool:
    """Timing lines from the start, or in most of the text (a manual that shows a few is prose)."""
    first = next(timings(sample), None)
    if first is None:
        return False
    before = sample[: first.start()]
    if "```" in before:
        return False
    return _filled(before) < _EARLY_LINES or sum(1 for _ in timings(sample)) * _DENSE >= _filled(sample)


def _filled(text: str) -> int:
    """Lines that are not blank."""
    return sum(1 for line in text.split("\n") if line.strip())


def read(text: str) -> Parsed:
    """The captions."""
    _, found = youtube.unroll(blocks(text, comments=False))
    return Parsed(FORMAT, cues(found))
