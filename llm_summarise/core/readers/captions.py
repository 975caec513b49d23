"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from llm_summarise.core.readers.timing import CLOCK, seconds
from llm_summarise.core.readers.turns import name_speakers, turns
from llm_summarise.core.transcript import Cue

# Our own scanner rather than webvtt-py, pysubs2 or srt: see tests/test_readers_captions.py for what they
# lose, and it is faster than each of them.
_TIMING: Final = re.compile(rf"[ \t]*{CLOCK}[ \t]*-->[ \t]*{CLOCK}(?=[ \t]|$)[^\n]*", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(?:NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")


class Block(NamedTuple):
    """A timing line (start and end in seconds) and the text below it, as it stands."""

    start: float
    end: float
    payload: str


def timing_line(text: str, start: int = 0) -> int:
    """Offset of the first line of timing at or after `start`; -1 if there is none."""
    arrow = text.find("-->", start)
    while arrow >= 0:
        line = text.rfind("\n", 0, arrow) + 1
        if line >= start and _TIMING.match(text, line):
            return line
        arrow = text.find("-->", arrow + 3)
    return -1


def blocks(text: str, *, comments: bool) -> Iterator[Block]:
    """The blocks of `text` in their order. `comments`: NOTE, STYLE and REGION paragraphs are left out."""
    line = timing_line(text)
    while line >= 0:
        match = _TIMING.match(text, line)
        assert match is not None
        groups = match.groups()
        following = timing_line(text, match.end())
        payload = text[match.end() : following if following >= 0 else len(text)]
        if following >= 0:
            payload = _without_identifier(payload, any_line=comments)
        if "\n\n" in payload.strip() or (comments and _COMMENT.search(payload)):
            payload = _paragraphs(payload, comments=comments)
        yield Block(seconds(*groups[:4]), seconds(*groups[4:]), payload.strip("\n"))
        line = following


def _without_identifier(payload: str, *, any_line: bool) -> str:
    """`payload` without the next block's number (SRT) or name (WebVTT: a line that stands alone)."""
    body = payload.removesuffix("\n")
    cut = body.rfind("\n")
    last = body[cut + 1 :].strip()
    if not last or cut < 0:
        return payload
    alone = not body[:cut].strip() or not body[body.rfind("\n", 0, cut) + 1 : cut].strip()
    if (last.isdecimal() and (alone or body[:cut].strip())) or (any_line and alone and cut > 0):
        return body[:cut]
    return payload


def _paragraphs(payload: str, *, comments: bool) -> str:
    """A blank line ends a block, but what follows may still be speech: only comments are left out."""
    first, *others = _PARAGRAPH.split(payload)
    kept = [part for part in others if not (comments and _COMMENT.match(part))]
    return "\n".join([first, *kept])


def cues(found: Iterable[Block]) -> list[Cue]:
    """The cues of blocks: one a speaker, so a block with two voices becomes two cues of the same time."""
    result: list[Cue] = []
    speaker: str | None = None
    for start, end, payload in found:
        for who, text in turns(payload, speaker):
            speaker = who
            if text:
                result.append(Cue(text, start, end, speaker))
    return name_speakers(result)
