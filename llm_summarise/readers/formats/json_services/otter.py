"""JSON of Otter: `transcripts`, whose offsets count samples of 16 kHz, and the names of `speakers`."""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import About
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, inner, text_of
from llm_summarise.readers.formats.json_layouts.speaker_names import SpeakerNames
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "otter-json"
_SAMPLES: Final = 16_000.0


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    data = inner(data, "speech") or data
    parts = [part for part in dicts(data.get("transcripts")) if "start_offset" in part]
    if not parts or not ("otid" in data or "speech_id" in data):
        return None
    names = SpeakerNames(data)
    whose = names.resolve([part.get("speaker_id") or part.get("label") for part in parts])
    pieces = [
        Segment(
            text_of(part, "transcript"),
            seconds(part.get("start_offset"), _SAMPLES),
            seconds(part.get("end_offset"), _SAMPLES),
            who,
        )
        for part, who in zip(parts, whose, strict=True)
    ]
    about = About(title=text_of(data, "title") or None, speakers=names.people)
    return Parsed(FORMAT, joining.cues(pieces), about=about, counted=True)
