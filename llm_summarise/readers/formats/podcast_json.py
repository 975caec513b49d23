"""Podcasting 2.0 JSON transcripts: `segments[{speaker, startTime, endTime, body}]`, often one word each.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

from __future__ import annotations

from typing import Any, Final

from llm_summarise.domain.clock import number
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining

FORMAT: Final = "podcast-json"


def read(data: Any) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    cues = _cues_of(data)
    return None if cues is None else Parsed(FORMAT, cues)


def _cues_of(data: Any) -> list[Cue] | None:
    segments = data.get("segments") if isinstance(data, dict) else None
    if not isinstance(segments, list) or not any(isinstance(s, dict) and "body" in s for s in segments):
        return None
    return joining.cues(
        [_piece(s) for s in segments if isinstance(s, dict) and isinstance(s.get("body"), str)]
    )


def _piece(segment: dict[str, Any]) -> joining.Segment:
    return joining.Segment(
        segment["body"],
        number(segment.get("startTime")),
        number(segment.get("endTime")),
        joining.speaker(segment.get("speaker")),
    )
