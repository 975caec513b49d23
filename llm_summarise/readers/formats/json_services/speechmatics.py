"""JSON of Speechmatics: `results` of words and punctuation (`attaches_to`), the speaker at each alternative;
also its first version, `words` with `time`, `duration` and `name`. Times are seconds.

https://docs.speechmatics.com/speech-to-text/batch/output
"""

from __future__ import annotations

from typing import Final

from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, text_of
from llm_summarise.readers.formats.json_layouts.speaker_names import who_spoke_when
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "speechmatics"
_KINDS: Final = ("word", "punctuation", "entity")  # not hashed: a file may have a list in its place


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    words = dicts(data.get("words"))
    if words and "name" in words[0] and "time" in words[0]:
        return Parsed(FORMAT, list(joining.joined(_first_version(words, dicts(data.get("speakers"))))))
    results = [r for r in dicts(data.get("results")) if r.get("type") in _KINDS and "alternatives" in r]
    if not results:
        return None
    parts = _channels(results)
    found = [cue for part in parts for cue in joining.joined(_pieces(part, named=len(parts) > 1))]
    if len(parts) > 1:
        found.sort(key=lambda cue: cue.start or 0.0)
    return Parsed(FORMAT, found)


def _channels(results: list[Item]) -> list[list[Item]]:
    """The results of each channel; all of them together, unless there are several."""
    channels = {r["channel"]: None for r in results if isinstance(r.get("channel"), str)}
    if len(channels) < 2:
        return [results]
    return [[r for r in results if r.get("channel") == channel] for channel in channels]


def _pieces(results: list[Item], *, named: bool) -> list[Segment]:
    """The words, each with the signs that are attached to it."""
    pieces: list[Segment] = []
    glued = False
    for result in results:
        best = first(result.get("alternatives"))
        text, end = text_of(best, "content"), seconds(result.get("end_time"))
        side = result.get("attaches_to") or ("previous" if result.get("type") == "punctuation" else "none")
        if pieces and (glued or side in ("previous", "both")):
            last = pieces[-1]
            pieces[-1] = last._replace(text=last.text + text, end=last.end if end is None else end)
        else:
            who = joining.speaker(best.get("speaker"))
            if named and who is None:
                who = text_of(result, "channel") or None
            pieces.append(Segment(text, seconds(result.get("start_time")), end, who))
        glued = side in ("next", "both")
    return pieces


def _first_version(words: list[Item], speakers: list[Item]) -> list[Segment]:
    turns = [_timed(turn)._replace(speaker=joining.speaker(turn.get("name"))) for turn in speakers]
    return who_spoke_when([_timed(word)._replace(text=text_of(word, "name")) for word in words], turns)


def _timed(item: Item) -> Segment:
    start, length = seconds(item.get("time")), seconds(item.get("duration"))
    end = round(start + length, 3) if start is not None and length is not None else None
    return Segment("", start, end, None)
