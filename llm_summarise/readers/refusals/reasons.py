"""Why a text is refused, and what to do about it."""

from __future__ import annotations

from typing import Final

TRANSCRIPT: Final = "give it the transcript itself: WebVTT, SRT, JSON or text of what was said"


CHAPTERS: Final = "give it the transcript; llm-summarise makes chapters of it with -f youtube"
CAPTIONS: Final = "give it the captions or the transcript of the episode"
CONVERT: Final = "convert it to WebVTT or SRT first, for instance with ffmpeg or Subtitle Edit"
"""Hints that several kinds share."""


class NotATranscript(ValueError):
    """A text in another format: `what` it is, such as "an RSS feed", and a `hint` at what to do."""

    def __init__(self, what: str, hint: str = TRANSCRIPT) -> None:
        super().__init__(f"is {what}, not a transcript")
        self.hint = hint
