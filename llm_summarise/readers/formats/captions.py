"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.domain.clock import TIME, Times
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.speaker_labels import name_speakers
from llm_summarise.readers.speech.turns import bare, turns

# Our own scanner: webvtt-py drops SRT captions without a number, pysubs2 takes NOTE for speech, srt keeps
# markup; none unescapes, splits voices or unrolls; and they take 1.5 to 2.5 times as long.
_ARROW: Final = rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}(?=[ \t\n]|\Z)[^\n]*"
_FIRST: Final = re.compile(_ARROW)
_TIMING: Final = re.compile(rf"\n{_ARROW}")  # begins with a character, which is searched for much faster
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(?:NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")

_Timing = tuple[str, str, str | None, str, str, str | None]
Block = tuple[float | None, float | None, str]
"""Start and end in seconds, as far as given, and the text that belongs to them, as it stands."""


def timings(text: str) -> Iterator[re.Match[str]]:
    """The timing lines of `text`, with the line end before them."""
    if "-->" not in text:
        return
    if first := _FIRST.match(text):
        yield first
    yield from _TIMING.finditer(text)


def blocks(text: str, *, comments: bool) -> Iterator[Block]:
    """The blocks of `text` in their order. `comments`: NOTE, STYLE and REGION paragraphs are left out."""
    times = Times()
    timing: _Timing | None = None
    end = 0
    for match in timings(text):
        if timing is not None:
            payload = text[end : match.start()]
            before, _, line = payload.rpartition("\n")
            if before and line and (line.isdecimal() or _is_identifier(line, before, any_line=comments)):
                payload = before
            yield _block(timing, payload, times, comments=comments)
        timing, end = match.groups(), match.end()  # type: ignore[assignment]
    if timing is not None:
        yield _block(timing, text[end:], times, comments=comments)


def _block(timing: _Timing, payload: str, times: Times, *, comments: bool) -> Block:
    payload = payload.rstrip()
    if payload.rfind("\n") > 0 and _PARAGRAPH.search(payload):
        payload = _paragraphs(payload, comments=comments)
    minute, second, part, last_minute, last_second, last_part = timing
    start, end = times.seconds(minute, second, part), times.seconds(last_minute, last_second, last_part)
    return start, end, payload.lstrip("\n")


def _is_identifier(line: str, before: str, *, any_line: bool) -> bool:
    """Whether `line`, above a timing line, is the number of its block (SRT) or its name (WebVTT: a line that
    stands alone). The line just below a timing is speech, whatever it looks like."""
    return line.strip().isdecimal() or (any_line and not before[before.rfind("\n") + 1 :].strip())


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
        if words := bare(payload):
            result.append(Cue(words, start, end, speaker))
            speaker = speaker or None
            continue
        for who, text in turns(payload, speaker):
            speaker = who
            if text:
                speaker = who or None
                result.append(Cue(text, start, end, who))
    return name_speakers(result)
