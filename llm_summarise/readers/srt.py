"""SubRip (SRT), numbered or not, with comma or point; also WebVTT that lost its first line."""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers import youtube
from llm_summarise.readers.captions import blocks, cues

FORMAT: Final = "srt"


def read(text: str) -> tuple[str, list[Cue]]:
    """The format and the cues."""
    _, found = youtube.unroll(blocks(text, comments=False))
    return FORMAT, cues(found)
