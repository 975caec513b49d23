"""JSON of Rev and Rev.ai: `monologues[].elements[]`, words with their times and signs with their blanks.

https://docs.rev.ai/api/asynchronous/transcripts/
"""

from __future__ import annotations

from typing import Final

from llm_summarise.domain.transcript import About, Cue
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, text_of
from llm_summarise.readers.formats.json_layouts.speaker_names import SpeakerNames
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "rev"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    monologues = dicts(data.get("monologues"))
    if not any(dicts(monologue.get("elements")) for monologue in monologues):
        return None
    names = SpeakerNames(data)
    whose = names.resolve([_whose(monologue) for monologue in monologues])
    found: list[Cue] = []
    for monologue, who in zip(monologues, whose, strict=True):
        found += joining.joined([_piece(e, who) for e in dicts(monologue.get("elements"))], spaced=True)
    return Parsed(FORMAT, found, about=About(speakers=names.people))


def _whose(monologue: Item) -> object:
    named = monologue.get("speaker_name") or monologue.get("speaker_info")
    return named if named else monologue.get("speaker")


def _piece(element: Item, who: str | None) -> Segment:
    start = next((element[k] for k in ("ts", "timestamp", "start_ts") if element.get(k) is not None), None)
    end = next((element[k] for k in ("end_ts", "end_timestamp") if element.get(k) is not None), None)
    return Segment(text_of(element, "value"), seconds(start), seconds(end), who)
