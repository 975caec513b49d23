"""Which format a text is in, by its content."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from llm_summarise.core.readers import dialogue, html_text, json_text, plain, srt, talkpython, webvtt
from llm_summarise.core.readers.captions import timings
from llm_summarise.core.transcript import Cue

Reader = Callable[[str], tuple[str, list[Cue]]]
"""From text to the name of the format and the cues; raises ValueError with a reason if the text is broken."""

SAMPLE: Final = 2**16
"""Characters looked at."""

_WEBVTT: Final = re.compile(r"\s*WEBVTT(?:[ \t][^\n]*)?(?:\n|$)")
_EARLY_LINES: Final = 3
_DENSE: Final = 8


def reader_for(text: str) -> Reader:
    """The reader for `text`; plain text if no other fits."""
    if _WEBVTT.match(text) and any(timings(text)):
        return webvtt.read
    if json_text.looks(text):
        return json_text.read
    sample = text[:SAMPLE]
    if _is_srt(sample):
        return srt.read
    if talkpython.looks(sample):
        return talkpython.read
    if html_text.looks(sample):
        return html_text.read
    if dialogue.looks(sample):
        return dialogue.read
    return plain.read


def _is_srt(sample: str) -> bool:
    """Timing lines from the start, or in most of the text (a manual that shows a few is prose)."""
    first = next(timings(sample), None)
    if first is None:
        return False
    before = sample[: first.start()]
    if "```" in before:
        return False
    if sum(1 for line in before.split("\n") if line.strip()) < _EARLY_LINES:
        return True
    return sum(1 for _ in timings(sample)) * _DENSE >= sum(1 for line in sample.split("\n") if line.strip())
