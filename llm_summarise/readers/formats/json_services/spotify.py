"""JSON of Spotify's transcripts: `section[]` with `startMs`, and `text` or the `title` of who speaks next."""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import About
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, text_in, text_of
from llm_summarise.readers.formats.json_layouts.time_values import MILLISECONDS, seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "spotify"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    sections = dicts(data.get("section"))
    if not any("startMs" in section and "text" in section for section in sections):
        return None
    who: str | None = None
    pieces = []
    for section in sections:
        title = section.get("title")
        if isinstance(title, dict | str):
            who = (
                joining.speaker(text_of(title, "title", "text") if isinstance(title, dict) else title) or who
            )
        if text := text_in(section.get("text")):
            pieces.append(Segment(text, seconds(section.get("startMs"), MILLISECONDS), None, who))
    about = About(title=text_of(data, "episodeName") or None, show=text_of(data, "showName") or None)
    return Parsed(FORMAT, joining.cues(pieces), about=about)
