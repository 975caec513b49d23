"""JSON of speech services, one module for each layout that needs one; `json_layouts` reads all others.

A module has `read(data) -> Parsed | None`, None for JSON in another layout, and a row in READERS. Where a
service's documentation fixes the unit of times, the module turns them into seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from llm_summarise.readers.parsed import Parsed

READERS: Final = (
    ("assemblyai", ("words", "utterances", "sentences", "paragraphs")),
    ("deepgram", ("results", "channel")),
    ("aws_transcribe", ("results",)),
    ("google_speech", ("results",)),
    ("watson", ("results", "result_index")),
    ("azure_speech", ("recognizedPhrases", "phrases", "RecognitionStatus", "NBest")),
    ("speechmatics", ("results", "job")),
    ("rev", ("monologues",)),
    ("soniox", ("tokens",)),
    ("spotify", ("section",)),
    ("youtube_json", ("events",)),
    ("otter", ("transcripts", "speech")),
)
"""Module and the keys of which its JSON has at least one, in the order in which they are asked. A module is
imported when its turn comes."""

_WRAPPERS: Final = ("data", "response", "result", "output", "transcript", "transcription", "body", "payload")
_DEPTH: Final = 3


def read_service(data: dict[str, Any]) -> Parsed | None:
    """What the reader of the service makes of `data` or of what it is wrapped in; None if none knows it."""
    for inner in _unwrapped(data, _DEPTH):
        for name, keys in READERS:
            if any(key in inner for key in keys):
                parsed: Parsed | None = import_module(f"{__name__}.{name}").read(inner)
                if parsed is not None:
                    return parsed
    return None


def _unwrapped(data: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    yield data
    for key in _WRAPPERS if depth else ():
        if isinstance(inner := data.get(key), dict):
            yield from _unwrapped(inner, depth - 1)
