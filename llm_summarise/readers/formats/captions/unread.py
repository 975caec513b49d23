"""Subtitles and tracks that are known and not read: encoded ones, and chapters."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.parsed import Parsed

_CONVERT: Final = "export it as SRT or WebVTT first"
_CAPTIONS: Final = "give the captions or the transcript of the episode"
_KNOWN: Final = (
    (
        re.compile(r"\s*Scenarist_SCC V\d"),
        f"is Scenarist SCC, captions as codes: {_CONVERT}, for instance with ffmpeg",
    ),
    (re.compile(r"#? ?VobSub index file|.{3}STL\d\d\.\d\d"), f"is subtitles in binary: {_CONVERT}"),
    (
        re.compile(r"\s*(?:\*Timecode type|\*PART 1\*|File Format=MacCaption_MCC)"),
        f"is encoded captions: {_CONVERT}",
    ),
    (re.compile(r";FFMETADATA\d"), f"is FFmetadata, which holds chapters: {_CAPTIONS}"),
    (re.compile(r"CHAPTER\d\d=\d\d:\d\d"), f"holds chapters, not speech: {_CAPTIONS}"),
    (
        re.compile(
            r"(?:<\?xml[^>]{0,200}>\s{0,20})?(?:<!DOCTYPE Chapters[^>]{0,200}>\s{0,20})?"
            r"(?:<!--.{0,200}-->\s{0,20})?"
            r"<(?:\w{1,20}:)?[Cc]hapters[\s>]"
        ),
        f"is chapters (XML), not speech: {_CAPTIONS}",
    ),
)


def looks(sample: str) -> bool:
    """Whether `sample` begins as one of these does."""
    return _reason(sample) is not None


def read(text: str) -> Parsed:
    """Raises ValueError with the name of the format and what to do."""
    raise ValueError(_reason(text) or "is subtitles in a form that is not read")


def _reason(sample: str) -> str | None:
    sample = sample[:2000].lstrip("\ufeff \t\n")
    return next((reason for pattern, reason in _KNOWN if pattern.match(sample)), None)
