"""SubRip (SRT), numbered or not, with comma or point; also WebVTT that lost its first line."""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.formats.captions import youtube
from llm_summarise.readers.formats.captions.blocks import Scan, cues, timings
from llm_summarise.readers.formats.captions.tracks import speech_only
from llm_summarise.readers.parsed import Aside, Parsed

FORMAT: Final = "srt"
_EARLY_LINES: Final = 3
_DENSE: Final = 8


def looks(sample: str) -> bool:
    """Timing lines from the start, or in most of the text (a manual that shows a few is prose). Those that
    are not written as they should be must be in most of it."""
    first = next(timings(sample), None)
    if first is None:
        return False
    before = sample[: first.start()]
    if "```" in before:
        return False
    early = first[1] is not None and _filled(before) < _EARLY_LINES
    return early or sum(1 for _ in timings(sample)) * _DENSE >= _filled(sample)


def _filled(text: str) -> int:
    """Lines that are not blank."""
    return sum(1 for line in text.split("\n") if line.strip())


def read(text: str) -> Parsed:
    """The captions. Raises ValueError if they are chapters or data."""
    aside = Aside()
    scan = Scan(text, aside, comments=False)
    _, found = youtube.unroll(speech_only(scan.blocks()))
    spoken = cues(found)
    head = [line for line in scan.head.split("\n") if line.strip() and not line.strip().isdecimal()]
    for line in head:
        aside.add(AsideKind.METADATA, line)
    if not scan.mended:
        return Parsed(FORMAT, spoken, aside=aside)
    warnings, counted = scan.mended.warnings(), scan.mended.counted
    return Parsed(FORMAT, spoken, aside=aside, warnings=warnings, counted=counted)
