"""JSON of AssemblyAI: `utterances` or `words`, their times in milliseconds, `audio_duration` in seconds. Also
its lists of sentences and paragraphs. Chapters are made by a machine and are none of the author's.

https://www.assemblyai.com/docs/api-reference/transcripts/get
"""

from __future__ import annotations

from typing import Any, Final

from llm_summarise.domain.clock import number
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "assemblyai"
_MARKS: Final = frozenset(
    "acoustic_model language_model speech_model speech_models audio_url language_confidence audio_channels "
    "webhook_status_code iab_categories auto_highlights speech_threshold punctuate format_text".split()
)


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    words = dicts(data.get("words"))
    passages = next((p for k in ("utterances", "sentences", "paragraphs") if (p := dicts(data.get(k)))), [])
    if not (_is_ours(data) and (words or passages)):
        return None
    unit = _unit(passages or words, data.get("audio_duration"))
    pieces = [_piece(item, unit) for item in passages or words]
    return Parsed(FORMAT, joining.cues(pieces))


def _is_ours(data: Item) -> bool:
    if any(key in data for key in _MARKS):
        return True
    return "audio_duration" in data and ("status" in data or "confidence" in data or "id" in data)


def _unit(items: list[Item], duration: Any) -> float:
    """Milliseconds, as documented, unless somebody made seconds of them."""
    latest = max((number(i.get("end")) or number(i.get("start")) or 0.0 for i in items), default=0.0)
    length = number(duration)
    if length and latest:
        return MILLISECONDS if latest > 2 * length else 1.0
    whole = all(not isinstance(item.get(key), float) for item in items for key in ("start", "end"))
    return MILLISECONDS if whole else 1.0


def _piece(item: Item, unit: float) -> Segment:
    words = [_piece(word, unit) for word in dicts(item.get("words"))]
    who = joining.speaker(item.get("speaker"))
    if who is None and item.get("channel") is not None:
        who = f"Channel {item['channel']}"
    return Segment(
        text_of(item, "text"), seconds(item.get("start"), unit), seconds(item.get("end"), unit), who, words
    )
