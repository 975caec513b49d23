"""The JSON of Whisper and its kin: segments, or words, with start and end in seconds.

Also whisper.cpp (`transcription`, milliseconds), the Transformers pipeline (`chunks`) and bare lists of
segments, as faster-whisper and YouTube tools write them (`start` with `duration`).
"""

from __future__ import annotations

from typing import Any, Final

from llm_summarise.domain.clock import number
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.speaker_labels import name_speakers
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "whisper-json"
_LISTS: Final = ("segments", "transcription", "chunks", "words")


def read(data: Any) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    cues = _cues_of(data)
    return None if cues is None else Parsed(FORMAT, cues)


def _cues_of(data: Any) -> list[Cue] | None:
    if isinstance(data, list):
        return _cues(data)
    if not isinstance(data, dict):
        return None
    for key in _LISTS:
        found = _cues(data[key]) if isinstance(data.get(key), list) else None
        if found:
            return found
    if isinstance(data.get("text"), str) and clean(data["text"]):
        return [Cue(part) for part in sentences(clean(data["text"]))]
    return [] if any(isinstance(data.get(key), list) for key in ("segments", "transcription")) else None


def _cues(segments: list[Any]) -> list[Cue] | None:
    pieces = [piece for segment in segments if isinstance(segment, dict) and (piece := _piece(segment))]
    return name_speakers(joining.cues(pieces)) if pieces else None


def _piece(segment: dict[str, Any]) -> joining.Segment | None:
    text = segment.get("text", segment.get("word"))
    if text is None and isinstance(segment.get("words"), list):
        words = [w.get("word", w.get("text")) for w in segment["words"] if isinstance(w, dict)]
        text = " ".join(word for word in words if isinstance(word, str))
    if not isinstance(text, str):
        return None
    return joining.Segment(text, *_times(segment), joining.speaker(segment.get("speaker")))


def _times(segment: dict[str, Any]) -> tuple[float | None, float | None]:
    if isinstance(offsets := segment.get("offsets"), dict):
        start, end = number(offsets.get("from")), number(offsets.get("to"))
        return start and start / 1000, end and end / 1000
    if isinstance(stamp := segment.get("timestamp"), list) and len(stamp) == 2:
        return number(stamp[0]), number(stamp[1])
    start, end = number(segment.get("start")), number(segment.get("end"))
    if end is None and start is not None and (length := number(segment.get("duration"))) is not None:
        end = round(start + length, 3)
    return start, end
