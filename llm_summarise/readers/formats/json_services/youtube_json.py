"""YouTube's captions as `json3`: `events[].segs[].utf8`, times in milliseconds; an event with `aAppend`
breaks a line of those that roll.

https://github.com/yt-dlp/yt-dlp (`--sub-format json3`)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "youtube-json3"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    events = dicts(data.get("events"))
    if not any("tStartMs" in event for event in events):
        return None
    lines = [line for event in events if (line := _line(event)).text.strip()]
    return Parsed(FORMAT, joining.cues(list(_until_the_next(lines))), counted=True)


def _line(event: Item) -> Segment:
    text = "".join(text_of(seg, "utf8") for seg in dicts(event.get("segs")))
    start = seconds(event.get("tStartMs", 0), MILLISECONDS)
    length = seconds(event.get("dDurationMs"), MILLISECONDS)
    return Segment(text, start, round(start + length, 3) if start is not None and length else None, None)


def _until_the_next(lines: list[Segment]) -> Iterator[Segment]:
    """Lines that roll stay on the screen while the next one is spoken."""
    for line, following in pairwise([*lines, Segment("", None, None, None)]):
        rolls = line.end is not None and following.start is not None and line.end > following.start
        yield line._replace(end=following.start) if rolls else line
