"""WebVTT: voice tags, identifiers, settings, comments; with or without hours in its times."""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers import youtube
from llm_summarise.readers.captions import blocks, cues

FORMAT: Final = "webvtt"


def read(text: str) -> tuple[str, list[Cue]]:
    """The format ("webvtt" or "youtube") and the cues."""
    rolling, found = youtube.unroll(blocks(text, comments=True))
    return youtube.FORMAT if rolling else FORMAT, cues(found)
