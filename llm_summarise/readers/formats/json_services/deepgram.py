"""JSON of Deepgram: `results.channels[].alternatives[]` with `words` and `paragraphs`, and
`results.utterances`; of its streams, one object for each result. Times are seconds, speakers numbers.

https://developers.deepgram.com/reference/listen-file
"""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, inner, text_of
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "deepgram"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    if isinstance(data.get("channel"), dict) and "alternatives" in data["channel"]:  # of a stream
        if data.get("is_final") is False:
            return Parsed(FORMAT, [])
        return Parsed(FORMAT, joining.cues(_of_channel(data["channel"], None)))
    results = inner(data, "results")
    channels = dicts(results.get("channels"))
    if not any("alternatives" in channel for channel in channels):
        return None
    several = len(channels) > 1
    pieces: list[Segment] = []
    for number, channel in enumerate(channels):
        pieces += _of_channel(channel, number if several else None)
    if not pieces:
        pieces = [_utterance(item, several) for item in dicts(results.get("utterances"))]
    if several:
        pieces.sort(key=lambda piece: piece.start or 0.0)
    return Parsed(FORMAT, _cues(pieces))


def _cues(pieces: list[Segment]) -> list[Cue]:
    if any(piece.words for piece in pieces):  # the words of each channel
        found = [cue for piece in pieces for cue in joining.joined(piece.words)]
        return sorted(found, key=lambda cue: cue.start or 0.0)
    return joining.cues(pieces)


def _of_channel(channel: Item, number: int | None) -> list[Segment]:
    best = first(channel.get("alternatives"))
    paragraphs = dicts(inner(best, "paragraphs").get("paragraphs"))
    if any(dicts(p.get("sentences")) for p in paragraphs):
        return [_sentence(s, _who(p, number)) for p in paragraphs for s in dicts(p.get("sentences"))]
    words = dicts(best.get("words"))
    if words:
        return _one_a_word(words, number)
    text = text_of(best, "transcript")
    return [Segment(text, None, None, _who({}, number))] if text else []


def _one_a_word(words: list[Item], number: int | None) -> list[Segment]:
    pieces = [
        Segment(
            text_of(word, "punctuated_word", "word"),
            seconds(word.get("start")),
            seconds(word.get("end")),
            _who(word, number),
        )
        for word in words
    ]
    if number is None:
        return pieces
    whole = pieces[0]._replace(words=pieces)  # channels are joined apart, or their words would alternate
    return [whole]


def _sentence(item: Item, who: str | None) -> Segment:
    return Segment(text_of(item, "text"), seconds(item.get("start")), seconds(item.get("end")), who)


def _utterance(item: Item, several: bool) -> Segment:
    channel = item.get("channel")
    who = _who(item, channel if several and isinstance(channel, int) else None)
    return Segment(text_of(item, "transcript"), seconds(item.get("start")), seconds(item.get("end")), who)


def _who(item: Item, channel: int | None) -> str | None:
    who = joining.speaker(item.get("speaker"))
    if channel is None:
        return who
    return f"Channel {channel}, {who}" if who else f"Channel {channel}"
