"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from llm_summarise.core.readers.timing import CLOCK, seconds
from llm_summarise.core.readers.turns import name_speakers, turns
from llm_summarise.core.transcript import Cue

# Our own scanner: webvtt-py drops SRT captions without a number, pysubs2 takes NOTE for speech, srt keeps
# markup; none unescapes, splits voices or unrolls; and they take 1 to 2.5 times as long.
_TIMING: Final = re.compile(rf"[ \t]*{CLOCK}[ \t]*-->[ \t]*{CLOCK}(?=[ \t]|$)[^\n]*", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(?:NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")


class Block(NamedTuple):
    """A timing line (start and end in seconds) and the text below it, as it stands."""

    start: float
    end: float
    payload: str


def timings(text: str) -> Iterator[re.Match[str]]:
    """The timing lines of `text`."""
    position = 0
    while (arrow := text.find("-->", position)) >= 0:
        match = _TIMING.match(text, text.rfind("\n", position, arrow) + 1)
        if match and match.end() > arrow:
            yield match
        # On from the end of the line, so that a line is looked at once.
        position = text.find("\n", arrow)
        if position < 0:
            return


def blocks(text: str, *, comments: bool) -> Iterator[Block]:
    """The blocks of `text` in their order. `comments`: NOTE, STYLE and REGION paragraphs are left out."""
    before: re.Match[str] | None = None
    for match in timings(text):
        if before is not None:
            payload = _without_identifier(text[before.end() : match.start()], any_line=comments)
            yield _block(before, payload, comments=comments)
        before = match
    if before is not None:
        yield _block(before, text[before.end() :], comments=comments)


def _block(timing: re.Match[str], payload: str, *, comments: bool) -> Block:
    payload = payload.rstrip()
    if "\n" in payload and _PARAGRAPH.search(payload):
        payload = _paragraphs(payload, comments=comments)
    groups = timing.groups()
    return Block(seconds(*groups[:4]), seconds(*groups[4:]), payload.lstrip("\n"))


def _without_identifier(payload: str, *, any_line: bool) -> str:
    """`payload` without the next block's number (SRT) or name (WebVTT: a line that stands alone)."""
    if payload.endswith("\n\n"):
        return payload
    cut = payload.rfind("\n", 0, -1)
    if cut <= 0:  # the line below the timing is speech, whatever it looks like
        return payload
    if payload[cut:].strip().isdecimal():
        return payload[:cut]
    alone = not payload[payload.rfind("\n", 0, cut) + 1 : cut].strip()
    return payload[:cut] if any_line and alone else payload


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
                speaker = who or None
                result.append(Cue(text, start, end, who))
    return name_speakers(result)
