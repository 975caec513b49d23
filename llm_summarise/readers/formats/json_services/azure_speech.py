"""JSON of Azure's speech service: batches (`recognizedPhrases`, times in ticks of 100 ns and as `PT1.2S`),
fast transcription (`phrases`, milliseconds), and single results of its SDK (`NBest`, ticks).

https://learn.microsoft.com/azure/ai-services/speech-service/batch-transcription-get
"""

from __future__ import annotations

from typing import Any, Final

from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, TICKS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "azure-speech"
_TIMES: Final = (
    ("offset", "duration", TICKS),
    ("Offset", "Duration", TICKS),
    ("offsetInTicks", "durationInTicks", TICKS),
    ("offsetMilliseconds", "durationMilliseconds", MILLISECONDS),
)
_TEXTS: Final = ("display", "Display", "DisplayText", "text", "Text", "itn", "lexical")


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    phrases = _phrases(data)
    if not phrases:
        return None
    channels = len({str(phrase.get("channel")) for phrase in phrases}) > 1
    pieces = [_piece(phrase, channels=channels) for phrase in phrases]
    pieces.sort(key=lambda piece: piece.start or 0.0)
    return Parsed(FORMAT, joining.cues([piece for piece in pieces if piece.text]))


def _phrases(data: Item) -> list[Item]:
    """The phrases of a batch, of fast transcription, or the one of a single result."""
    if phrases := dicts(data.get("recognizedPhrases")):
        return phrases
    phrases = dicts(data.get("phrases"))
    if any("offsetMilliseconds" in phrase for phrase in phrases):
        return phrases
    return [data] if "Offset" in data and ("RecognitionStatus" in data or "NBest" in data) else []


def _piece(phrase: Item, *, channels: bool) -> Segment:
    best = first(phrase.get("nBest")) or first(phrase.get("NBest"))
    words = next((found for k in ("displayWords", "words", "Words") if (found := dicts(best.get(k)))), [])
    who = _speaker(phrase)
    if who is None and channels:
        who = f"Channel {phrase.get('channel')}"
    text = text_of(best, *_TEXTS) or text_of(phrase, *_TEXTS)
    return Segment(text, *_span(phrase), who, [_word(w) for w in words or dicts(phrase.get("words"))])


def _speaker(phrase: Item) -> str | None:
    for key in ("speaker", "speakerId", "SpeakerId"):
        if (who := joining.speaker(phrase.get(key))) is not None:
            return who
    return None


def _word(word: Item) -> Segment:
    return Segment(text_of(word, "displayText", "word", "Word", "text"), *_span(word), None)


def _span(item: Item) -> tuple[float | None, float | None]:
    for offset, duration, unit in _TIMES:
        if (start := _time(item.get(offset), unit)) is not None:
            length = _time(item.get(duration), unit)
            return start, None if length is None else round(start + length, 3)
    return None, None


def _time(value: Any, unit: float) -> float | None:
    return seconds(value, unit)
