"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.core.readers.turns import bare, name_speakers, turns
from llm_summarise.core.transcript import Cue

# Our own scanner: webvtt-py drops SRT captions without a number, pysubs2 takes NOTE for speech, srt keeps
# markup; none unescapes, splits voices or unrolls; and they take 1.5 to 2.5 times as long.
_CLOCK: Final = r"((?:\d{1,6}:)?\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?"
_ARROW: Final = rf"[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?=[ \t\n]|\Z)[^\n]*"
_FIRST: Final = re.compile(_ARROW)
_TIMING: Final = re.compile(rf"\n{_ARROW}")  # begins with a character, which is searched for much faster
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(?:NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")
Block = tuple[float, float, str]
"""Start and end of a timing line in seconds, and the text below it, as it stands."""


def timings(text: str) -> Iterator[re.Match[str]]:
    """The timing lines of `text`, with the line end before them."""
    if "-->" not in text:
        return
    if first := _FIRST.match(text):
        yield first
    yield from _TIMING.finditer(text)


def blocks(text: str, *, comments: bool) -> Iterator[Block]:
    """The blocks of `text` in their order. `comments`: NOTE, STYLE and REGION paragraphs are left out."""
    minutes = _Minutes()
    times: tuple[str, str, str | None, str, str, str | None] | None = None
    end = 0
    for match in timings(text):
        if times is not None:
            payload = text[end : match.start()]
            before, _, line = payload.rpartition("\n")
            if before and line and (line.isdecimal() or _is_identifier(line, before, any_line=comments)):
                payload = before
            yield _block(times, payload, minutes, comments=comments)
        times, end = match.groups(), match.end()  # type: ignore[assignment]
    if times is not None:
        yield _block(times, text[end:], minutes, comments=comments)


def _block(
    times: tuple[str, str, str | None, str, str, str | None],
    payload: str,
    minutes: _Minutes,
    *,
    comments: bool,
) -> Block:
    payload = payload.rstrip()
    if payload.rfind("\n") > 0 and _PARAGRAPH.search(payload):
        payload = _paragraphs(payload, comments=comments)
    hour, second, decimals, last_hour, last_second, last_decimals = times
    start = minutes[hour] + int(second + _thousandths(decimals))
    end = minutes[last_hour] + int(last_second + _thousandths(last_decimals))
    return start / 1000, end / 1000, payload.lstrip("\n")


class _Minutes(dict[str, int]):
    """Milliseconds of hours and minutes as they are written, each computed once for a file."""

    def __missing__(self, written: str) -> int:
        hours, _, minutes = written.rpartition(":")
        self[written] = (int(hours or 0) * 60 + int(minutes)) * 60_000
        return self[written]


def _thousandths(decimals: str | None) -> str:
    if decimals is None:
        return "000"
    return decimals if len(decimals) == 3 else decimals[:3].ljust(3, "0")


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
