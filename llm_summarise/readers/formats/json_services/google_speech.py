"""JSON of Google's Speech-to-Text (v1 and v2) and of NVIDIA Riva, which has the same shape with times in
milliseconds: `results[].alternatives[].words[]`.

Where speakers are told apart, the last result of v1 holds all words once more, with their speakers.
https://cloud.google.com/speech-to-text/docs/reference/rest/v1/speech/recognize
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, inner, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "google-speech"
_STARTS: Final = ("startTime", "start_time", "startOffset", "start_offset")
_ENDS: Final = ("endTime", "end_time", "endOffset", "end_offset")
_RESULT_ENDS: Final = ("resultEndTime", "result_end_time", "resultEndOffset", "result_end_offset")
_SPEAKERS: Final = ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag")


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    results = list(_results(data.get("results")))
    if not any(map(_is_google, results)) or any(map(_is_watson, results)):
        return None
    words = [word for result in results for word in _words(result)]
    if not words:
        return Parsed(FORMAT, list(_without_words(results)))
    unit = MILLISECONDS if _in_milliseconds(words) else 1.0
    pieces = [[_piece(word, unit) for word in _words(result)] for result in results]
    if _repeats(pieces):
        pieces = pieces[-1:]
    return Parsed(FORMAT, [cue for part in pieces for cue in joining.joined(part)])


def _in_milliseconds(words: list[Item]) -> bool:
    """Whether starts are whole numbers, where there are any."""
    return all(isinstance(_value(word, _STARTS), int | None) for word in words)


def _results(value: Any) -> Iterator[Item]:
    """The results of one answer, or of a batch: `{"gs://file": {"transcript": {"results": []}}}`."""
    yield from dicts(value)
    for answer in value.values() if isinstance(value, dict) else ():
        if isinstance(answer, dict):
            inline = inner(inner(answer, "inlineResult"), "transcript")
            yield from dicts((inner(answer, "transcript") or inline or answer).get("results"))


def _is_watson(result: Item) -> bool:
    return bool(first(result.get("alternatives")).get("timestamps"))


def _is_google(result: Item) -> bool:
    if _words(result):
        return True
    return any(key in result for key in (*_RESULT_ENDS, "languageCode", "language_code")) and bool(
        text_of(first(result.get("alternatives")), "transcript")
    )


def _words(result: Item) -> list[Item]:
    return [word for word in dicts(first(result.get("alternatives")).get("words")) if "word" in word]


def _value(item: Item, keys: tuple[str, ...]) -> Any:
    return next((item[key] for key in keys if item.get(key) not in (None, "")), None)


def _piece(word: Item, unit: float) -> Segment:
    who = _value(word, _SPEAKERS)
    start = _value(word, _STARTS)
    return Segment(
        text_of(word, "word"),
        0.0 if start is None else seconds(start, unit),  # a field of zero is left out
        seconds(_value(word, _ENDS), unit),
        None if who in (0, "0") else joining.speaker(who),
    )


def _repeats(parts: list[list[Segment]]) -> bool:
    """Whether the last part holds the words of all others once more."""
    before = [word for part in parts[:-1] for word in part]
    last = parts[-1] if parts else []
    if not before or len(last) < len(before) or (last[0].start or 0.0) > (before[0].start or 0.0):
        return False
    return any(word.speaker for word in last)


def _without_words(results: list[Item]) -> Iterator[Cue]:
    """The texts of results, which tell their ends only: each begins where the one before ended, or later."""
    start: float | None = 0.0
    for result in results:
        end = seconds(_value(result, _RESULT_ENDS))
        piece = Segment(text_of(first(result.get("alternatives")), "transcript"), start, end, None)
        if end is None:
            piece = piece._replace(start=None)
        yield from (replace(cue, approximate=cue.start is not None) for cue in joining.cues([piece]))
        start = end if end is not None else start
