"""JSON of Soniox: `tokens`, parts of words with their blanks, times in milliseconds.

https://soniox.com/docs/stt/concepts/timestamps
"""

from __future__ import annotations

from typing import Final

from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "soniox"
_MARKS: Final = frozenset(("<end>", "<fin>"))


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    tokens = dicts(data.get("tokens"))
    if not any("start_ms" in token for token in tokens):
        return None
    spoken = [token for token in tokens if _is_spoken(token)]
    pieces = [
        Segment(
            text_of(token, "text"),
            seconds(token.get("start_ms"), MILLISECONDS),
            seconds(token.get("end_ms"), MILLISECONDS),
            joining.speaker(token.get("speaker")),
        )
        for token in spoken
    ]
    return Parsed(FORMAT, list(joining.joined(pieces, spaced=True)))


def _is_spoken(token: Item) -> bool:
    if token.get("is_final") is False or token.get("translation_status") == "translation":
        return False
    return text_of(token, "text") not in _MARKS
