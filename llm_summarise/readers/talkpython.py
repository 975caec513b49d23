"""Talk Python text: a line of speech after its start, `00:01:02 text`, with `<v Name>` tags in newer ones."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.timing import Times
from llm_summarise.readers.turns import bare, name_speakers, turns

FORMAT: Final = "talkpython"
_LINE: Final = re.compile(r"[ \t]*(\d{1,6}:\d\d):(\d\d)(?:[.,](\d{1,9}))?(?=\s|<|$)[ \t]*")
_MOST: Final = 0.6


def looks(sample: str) -> bool:
    """Whether most lines of `sample` begin with a time in hours, minutes and seconds."""
    lines = [line for line in sample.split("\n") if line.strip()]
    timed = sum(_LINE.match(line) is not None for line in lines)
    return 0 < timed >= _MOST * len(lines)


def read(text: str) -> tuple[str, list[Cue]]:
    """The format and the cues: a start and no end, since the format has none. A line without a time
    belongs to the one before."""
    cues: list[Cue] = []
    clock = Times()
    speaker: str | None = None
    start: float | None = None
    for line in text.split("\n"):
        if match := _LINE.match(line):
            start = clock.seconds(*match.groups())
            line = line[match.end() :]
        if words := bare(line):
            cues.append(Cue(words, start, None, speaker))
            speaker = speaker or None
            continue
        for who, said in turns(line, speaker):
            speaker = who
            if said:
                speaker = who or None
                cues.append(Cue(said, start, None, who))
    return FORMAT, name_speakers(cues)
