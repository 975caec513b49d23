"""JSON of Amazon Transcribe: `results.items`, one for each word and each sign; times are text, in seconds.
Who speaks stands at the items, in `speaker_labels` or, for a recording with a channel for each, in
`channel_labels`.

https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html
"""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, inner, text_of
from llm_summarise.readers.formats.json_layouts.speaker_names import who_spoke_when
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "aws-transcribe"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    results = inner(data, "results")
    items = dicts(results.get("items"))
    if not any("alternatives" in item for item in items):
        return _of_segments(results)
    channels = dicts(inner(results, "channel_labels").get("channels"))
    if channels and "speaker_labels" not in results:
        found = [cue for channel in channels for cue in _of_channel(channel)]
        return Parsed(FORMAT, sorted(found, key=lambda cue: cue.start or 0.0))
    pieces = [_word(item) for item in items]
    if not any(piece.speaker for piece in pieces):
        pieces = _labelled(pieces, inner(results, "speaker_labels"))
    return Parsed(FORMAT, list(joining.joined(_attached(pieces))))


def _of_segments(results: Item) -> Parsed | None:
    segments = dicts(results.get("audio_segments"))
    if not segments:
        return None
    pieces = [_span(item)._replace(text=text_of(item, "transcript")) for item in segments]
    return Parsed(FORMAT, joining.cues(pieces))


def _of_channel(channel: Item) -> list[Cue]:
    label = text_of(channel, "channel_label")
    pieces = [_word(item)._replace(speaker=label or None) for item in dicts(channel.get("items"))]
    return list(joining.joined(_attached(pieces)))


def _word(item: Item) -> Segment:
    return _span(item)._replace(text=text_of(first(item.get("alternatives")), "content"))


def _span(item: Item) -> Segment:
    who = joining.speaker(item.get("speaker_label"))
    return Segment("", seconds(item.get("start_time")), seconds(item.get("end_time")), who)


def _labelled(pieces: list[Segment], labels: Item) -> list[Segment]:
    segments = dicts(labels.get("segments"))
    words = [_span(item) for segment in segments for item in dicts(segment.get("items"))]
    by_start = {word.start: word.speaker for word in words if word.start is not None and word.speaker}
    if by_start:
        return [piece._replace(speaker=by_start.get(piece.start or 0.0)) for piece in pieces]
    return who_spoke_when(pieces, [_span(segment) for segment in segments])


def _attached(pieces: list[Segment]) -> list[Segment]:
    """The words with the signs that follow them, which have no times."""
    words: list[Segment] = []
    for piece in pieces:
        if piece.start is None and words:
            words[-1] = words[-1]._replace(text=words[-1].text + piece.text)
        else:
            words.append(piece._replace(speaker=piece.speaker or (words[-1].speaker if words else None)))
    return words
