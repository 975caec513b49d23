"""WebVTT: voice tags, identifiers, settings, comments; with or without hours in its times."""

from __future__ import annotations

from itertools import islice
from typing import Final

from llm_summarise.core.readers import youtube
from llm_summarise.core.readers.captions import blocks, cues
from llm_summarise.core.transcript import Cue

FORMAT: Final = "webvtt"


def read(text: str) -> tuple[str, list[Cue]]:
    """The format ("webvtt" or "youtube") and the cues."""
    if youtube.rolls(islice(blocks(text, comments=True), youtube.SAMPLE)):
        return youtube.FORMAT, cues(youtube.unrolled(blocks(text, comments=True)))
    return FORMAT, cues(blocks(text, comments=True))
