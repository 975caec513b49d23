"""Which format a text is in, by its content. Readers are imported when their turn comes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from llm_summarise.readers.captions import timings

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import Cue

    Reader = Callable[[str], tuple[str, list[Cue]]]

SAMPLE: Final = 2**16
"""Characters looked at."""

_WEBVTT: Final = re.compile(r"\s*WEBVTT(?P<more>[ \t][^\n]*)?(?:\n|$)")
_EARLY_LINES: Final = 3
_DENSE: Final = 8


def reader_for(text: str) -> Reader:
    """The reader for `text`, plain text if no other fits: a function from the text to the name of the format
    and the cues, which raises ValueError with a reason if the text is broken."""
    header = _WEBVTT.match(text)
    if header and (not header["more"] or any(timings(text))):  # prose may begin with "WEBVTT is ..."
        from llm_summarise.readers import webvtt

        return webvtt.read
    sample = text[:SAMPLE]
    if _is_srt(sample):
        from llm_summarise.readers import srt

        return srt.read
    if reader := _markup(sample):
        return reader
    from llm_summarise.readers import talkpython

    if talkpython.looks(sample):
        return talkpython.read
    from llm_summarise.readers import dialogue, plain

    return dialogue.read if dialogue.looks(sample) else plain.read


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


def _markup(sample: str) -> Reader | None:
    """JSON and HTML, which their first character gives away."""
    first = sample.lstrip()[:1]
    if first in ("{", "["):
        from llm_summarise.readers import json_text

        return json_text.read if json_text.looks(sample) else None
    if first == "<":
        from llm_summarise.readers import html_text

        return html_text.read if html_text.looks(sample) else None
    return None
