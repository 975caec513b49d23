"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.domain.clock import TIME, Times
from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.formats.captions.timing_lines import ODD, TimingLine, TimingLines, speech_behind
from llm_summarise.readers.parsed import Aside
from llm_summarise.readers.speech.speaker_labels import name_speakers
from llm_summarise.readers.speech.turns import bare, turns

# Our own scanner: webvtt-py drops SRT captions without a number, pysubs2 takes NOTE for speech, srt keeps
# markup; none unescapes, splits voices or unrolls; and they take 1.5 to 2.5 times as long.
_ARROW: Final = rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}(?=[ \t\n]|\Z)([^\n]*)"
_FIRST: Final = re.compile(rf"(?:{_ARROW}|{ODD})")
_TIMING: Final = re.compile(rf"\n(?:{_ARROW}|{ODD})")  # begins with a character, searched for much faster
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")
_BROKEN: Final = re.compile(r"(?:^|(?<=\n))[^\n]*(?:-->|--&gt;)[^\n]*")
_IN_LINE: Final = re.compile(r"(?<!\d)\d{1,6}:\d\d:\d\d[.,]\d{1,3}[ \t]*-->")
_SOME_TIME: Final = re.compile(r"\d{1,2}:\d|[.,:]\d{3}(?!\d)")
_GLUED: Final = re.compile(r"(?<=[^\d\s.,:])(\d{1,6})\Z|(?<=[.,!?…])(\d{1,6})\Z")

Block = tuple[float | None, float | None, str]
"""Start and end in seconds, as far as given, and the text that belongs to them, as it stands."""


def timings(text: str) -> Iterator[re.Match[str]]:
    """The timing lines of `text`, with the line end before them, in the strict form or in another."""
    lines = TimingLines(text)
    for match in _lines(text):
        if match[1] is not None or lines.read(match.group(), alone=_stands_alone(text, match.start())):
            yield match


def _stands_alone(text: str, position: int) -> bool:
    """Whether the line that begins at `position` is below a blank line or a number below one."""
    before = text[max(0, position - 40) : position].split("\n")
    last = before.pop()
    return not last.strip() or (last.strip().isdecimal() and (not before or not before[-1].strip()))


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that are strict timing lines (with groups), or may be odd ones (without)."""
    if first := _FIRST.match(text):
        yield first
    yield from _TIMING.finditer(text)


class Scan:
    """The blocks of one text in their order, and what was found beside them: `head`, the text above the first
    timing line; `aside`; `lines`, which counts mended timing lines.

    `comments`: NOTE, STYLE and REGION paragraphs are left out, as WebVTT has them.
    """

    def __init__(self, text: str, aside: Aside, *, comments: bool) -> None:
        self.text = text
        self.aside = aside
        self.comments = comments
        self.head = ""
        self.lines = TimingLines(text)
        self._times = Times()
        self._number = ""  # of the block before, if blocks are numbered

    def blocks(self) -> Iterator[Block]:
        """The blocks. Those that a block's text turns out to hold, below a broken timing line, follow it."""
        timing: TimingLine | None = None
        end = 0
        for match in _lines(self.text):
            found = self._timing(match)
            if found is None:
                continue
            payload = self.text[end : match.start()]
            if timing is None:
                self.head = payload
            else:
                yield from self._block(timing, self._without_number(payload))
            timing, end = found, match.end()
        if timing is None:
            self.head = self.text
        else:
            yield from self._block(timing, self.text[end:])

    def _timing(self, match: re.Match[str]) -> TimingLine | None:
        minute, second, part, last_minute, last_second, last_part, rest = match.groups()
        if minute is None:
            return self.lines.read(match.group(), alone=_stands_alone(self.text, match.start()))
        start = self._times.seconds(minute, second, part)
        end = self._times.seconds(last_minute, last_second, last_part)
        return TimingLine(start, end, speech_behind(rest) if rest else "")

    def _without_number(self, payload: str) -> str:
        """`payload` without the number or name of the next block."""
        before, _, line = payload.rpartition("\n")
        if not line:
            return payload
        number = line.strip()
        if before and (number.isdecimal() or _is_identifier(before, any_line=self.comments)):
            self._number = number if number.isdecimal() else ""
            return before
        if self._number and line[-1:].isdecimal() and (glued := _GLUED.search(line)):
            found = glued[1] or glued[2]
            if int(found) in (1, int(self._number) + 1):
                self._number = found
                return payload[: -len(found)]
        self._number = ""
        return payload

    def _block(self, timing: TimingLine, payload: str) -> Iterator[Block]:
        payload = payload.rstrip()
        if payload.rfind("\n") > 0 and _PARAGRAPH.search(payload):
            payload = self._paragraphs(payload)
        start, end, rest = timing
        if rest:
            payload = f"{rest}\n{payload}"
        if ("-->" in payload or "--&gt;" in payload) and _BROKEN.search(payload):
            yield from self._mended(start, end, payload)
        else:
            yield start, end, payload.lstrip("\n")

    def _paragraphs(self, payload: str) -> str:
        """A blank line ends a block, but what follows may still be speech: only comments are left out."""
        first, *others = _PARAGRAPH.split(payload)
        kept = [first]
        for part in others:
            if self.comments and (comment := _COMMENT.match(part)):
                if comment[1].startswith("NOTE"):
                    self.aside.add(AsideKind.COMMENT, part)
            else:
                kept.append(part)
        return "\n".join(kept)

    def _mended(self, start: float | None, end: float | None, payload: str) -> Iterator[Block]:
        """The parts of `payload` between lines with an arrow and something of a time, which are set aside or,
        if the times stand behind other words, read."""
        position = 0
        for match in _BROKEN.finditer(payload):
            line = match.group()
            words, found = "", None
            if inside := _IN_LINE.search(line):
                words = line[: inside.start()]
                found = self.lines.read(line[inside.start() :])
            elif not _SOME_TIME.search(line):
                continue
            yield start, end, _without_last_number(payload[position : match.start()]) + words
            if found is None:
                self.aside.add(AsideKind.BROKEN, line)
                found = TimingLine(end, _last_time(line), "")
            start, end = found.start, found.end
            position = match.end()
            if found.rest:
                yield start, end, found.rest
        yield start, end, payload[position:].lstrip("\n")


def _last_time(line: str) -> float | None:
    """The time behind the arrow of a line whose other time is broken."""
    found = TimingLines(line).read(f"0:00:00.000 --> {re.split('-->|--&gt;', line)[-1].strip()}")
    return found.end if found else None


def _without_last_number(text: str) -> str:
    before, _, line = text.rstrip("\n").rpartition("\n")
    return f"{before}\n" if line.strip().isdecimal() and before.strip() else text


def _is_identifier(before: str, *, any_line: bool) -> bool:
    """Whether the line below `before`, above a timing line, is the name of its block (WebVTT: a line that
    stands alone). The line just below a timing is speech, whatever it looks like."""
    return any_line and not before[before.rfind("\n") + 1 :].strip()


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
