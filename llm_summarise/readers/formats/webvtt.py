"""WebVTT: voice tags, identifiers, settings, comments; with or without hours in its times."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.formats import youtube
from llm_summarise.readers.formats.captions import blocks, cues, timings
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "webvtt"
_HEADER: Final = re.compile(r"\s*WEBVTT(?P<more>[ \t][^\n]*)?(?:\n|$)")


def looks(sample: str) -> bool:
    """Whether `sample` begins as WebVTT does (prose may begin with "WEBVTT is ...")."""
    header = _HEADER.match(sample)
    return header is not None and (not header["more"] or any(timings(sample)))


def read(text: str) -> Parsed:
    """The captions; the format is "webvtt" or "youtube"."""
    rolling, found = youtube.unroll(blocks(text, comments=True))
    return Parsed(youtube.FORMAT if rolling else FORMAT, cues(found))
