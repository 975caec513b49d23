"""JSON of IBM Watson: `results[].alternatives[].timestamps`, lists of word, start and end in seconds, and
`speaker_labels` beside them.

https://cloud.ibm.com/docs/speech-to-text?topic=speech-to-text-speaker-labels
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, text_of
from llm_summarise.readers.formats.json_layouts.speaker_names import who_spoke_when
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "watson"
_HESITATION: Final = "%HESITATION"


def read(data: Item) -> Parsed | None:
    """The transcript, or None if `data` is in another format."""
    parts = dicts(data.get("results"))
    results = [r for part in parts for r in (dicts(part.get("results")) or [part])]
    best = [first(result.get("alternatives")) for result in results if result.get("final") is not False]
    if not any(isinstance(a.get("timestamps"), list) or "result_index" in data for a in best):
        return None
    aside = Aside()
    turns = _turns(data, parts)
    found: list[Cue] = []
    for alternative in best:
        if words := list(_words(alternative, aside)):
            found += joining.joined(who_spoke_when(words, turns) if turns else words)
        else:
            found += joining.cues([Segment(text_of(alternative, "transcript"), None, None, None)])
    return Parsed(FORMAT, found, aside=aside)


def _turns(data: Item, parts: list[Item]) -> list[Segment]:
    """Who spoke when, as the whole or its parts tell it."""
    labels = dicts(data.get("speaker_labels")) or [
        label for part in parts for label in dicts(part.get("speaker_labels"))
    ]
    return [
        Segment("", seconds(t.get("from")), seconds(t.get("to")), joining.speaker(t.get("speaker")))
        for t in labels
    ]


def _words(alternative: Item, aside: Aside) -> Iterator[Segment]:
    stamps = alternative.get("timestamps")
    for stamp in stamps if isinstance(stamps, list) else ():
        if not (isinstance(stamp, list) and len(stamp) == 3 and isinstance(stamp[0], str)):
            continue
        if stamp[0] == _HESITATION:
            aside.add(AsideKind.SOUND, stamp[0])
            continue
        yield Segment(stamp[0], seconds(stamp[1]), seconds(stamp[2]), None)
