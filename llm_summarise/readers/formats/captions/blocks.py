"""What WebVTT and SRT share: blocks of a timing line and the lines of text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from llm_summarise.domain.clock import TIME, Times
from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Aside
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.turns import bare, turns

if TYPE_CHECKING:  # imported late: most files need none of it
    from llm_summarise.readers.formats.captions.timing_lines import TimingLines

# Our own scanner: webvtt-py drops SRT captions without a number, pysubs2 takes NOTE for speech, srt keeps
# markup; none unescapes, splits voices or unrolls; and they take 1.5 to 2.5 times as long.
_ARROW: Final = rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}(?=[ \t\n]|\Z)([^\n]*)"
_ODD: Final = r"[^\w\n<>{}]{0,8}\d{1,9}[^\w\n]{1,10}\d[^\n]*"
"""A line that begins with two numbers, whatever is between them: one to ask `TimingLines.read` about."""

_FIRST: Final = re.compile(rf"(?:{_ARROW}|{_ODD})")
_TIMING: Final = re.compile(
    rf"\n(?=[^A-Za-z\n])(?:{_ARROW}|{_ODD})"
)  # begins with a character, searched for much faster
_SPOKEN: Final = re.compile(r"\n?[ \t]*\d[\d:;.,]*[ \t]+<?[A-Za-z]")
"""A line that begins with one time and words, and no second time."""

_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_COMMENT: Final = re.compile(r"(NOTE(?:[ \t\n]|$)|(?:STYLE|REGION)[ \t]*(?:\n|$))")
_BROKEN: Final = re.compile(r"(?:^|(?<=\n))[^\n]*(?:-->|--&gt;)[^\n]*")
_IN_LINE: Final = re.compile(r"(?<!\d)\d{1,6}:\d\d:\d\d[.,]\d{1,3}[ \t]*-->")
_SOME_TIME: Final = re.compile(r"\d{1,2}:\d|[.,:]\d{3}(?!\d)")
_GLUED: Final = re.compile(r"(?<=[^\d\s.,:])(\d{1,6})\Z|(?<=[.,!?…])(\d{1,6})\Z")

Block = tuple[float | None, float | None, str]
"""Start and end in seconds, as far as given, and the text that belongs to them, as it stands."""


def timings(text: str) -> Iterator[re.Match[str]]:
    """The timing lines of `text`, with the line end before them, in the strict form, or in another that has
    an arrow or a number above it."""
    pointed: bool | None = None
    lines: TimingLines | None = None
    for match in _lines(text):
        if match[1] is not None:
            yield match
            continue
        position = match.start()
        if _SPOKEN.match(text, position):
            continue
        if lines is None or pointed is None:
            lines, pointed = _odd_lines(text)
        numbered = text[max(0, position - 9) : position].rstrip()[-1:].isdecimal()
        if (numbered or (pointed and lines.has_arrow(match.group()[:200]))) and (
            lines.read(match.group(), alone=_stands_alone(text, position)) is not None
        ):
            yield match


def _odd_lines(text: str) -> tuple[TimingLines, bool]:
    """What reads odd timing lines of `text`, and whether there is an arrow anywhere."""
    from llm_summarise.readers.formats.captions.timing_lines import TimingLines

    lines = TimingLines(text)
    return lines, lines.has_arrow(text)


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


class _Rests(dict[str, str]):
    """What stands behind times, without settings: the same settings stand behind thousands of them."""

    def __missing__(self, rest: str) -> str:
        from llm_summarise.readers.formats.captions.timing_lines import speech_behind

        self[rest] = speech_behind(rest)
        return self[rest]


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
        self._times = Times()
        self._rests = _Rests()
        self._number = ""  # of the block before, if blocks are numbered

    @cached_property
    def lines(self) -> TimingLines:
        """What reads odd timing lines of the text, and counts them."""
        from llm_summarise.readers.formats.captions.timing_lines import TimingLines

        return TimingLines(self.text)

    @property
    def mended(self) -> TimingLines | None:
        """The same if it has mended any lines."""
        return self.lines if "lines" in vars(self) and self.lines.mended else None

    def blocks(self) -> Iterator[Block]:
        """The blocks. Those that a block's text turns out to hold, below a broken timing line, follow it."""
        text, times, rests = self.text, self._times, self._rests
        seconds = times.seconds
        start: float | None = None
        stop: float | None = None
        end = -1
        rest = ""
        for match in _lines(text):
            minute, second, part, last_minute, last_second, last_part, behind = match.groups()
            found = None
            if minute is None:
                alone = _stands_alone(text, match.start())
                if (found := self.lines.read(match.group(), alone=alone)) is None:
                    continue
            if end < 0:
                self.head = text[: match.start()]
            else:
                payload = self._payload(text[end : match.start()], last=False)
                if rest or "--" in payload:
                    yield from self._unusual(start, stop, payload, rest)
                else:
                    yield start, stop, payload
            end = match.end()
            if found is not None:
                start, stop, rest = found
            else:
                if part and last_part and len(part) == len(last_part) == 3:  # as nearly all are written
                    start = (times[minute] + int(second + part)) / 1000
                    stop = (times[last_minute] + int(last_second + last_part)) / 1000
                else:
                    start = seconds(minute, second, part)
                    stop = seconds(last_minute, last_second, last_part)
                rest = rests[behind] if behind else ""
        if end < 0:
            self.head = text
        else:
            yield from self._unusual(start, stop, self._payload(text[end:], last=True), rest)

    def _payload(self, payload: str, *, last: bool) -> str:
        """The words of a block without the number or name of the next one."""
        if not last:
            before, _, line = payload.rpartition("\n")
            if before and line.isdecimal():
                self._number, payload = line, before
            elif line:
                payload = self._without_name(payload, before, line)
        payload = payload.rstrip()
        if payload.rfind("\n") > 0 and _PARAGRAPH.search(payload):
            payload = self._paragraphs(payload)
        return payload.lstrip("\n")

    def _without_name(self, payload: str, before: str, line: str) -> str:
        """`payload`, of which `line` is the last one, without the name of a block (WebVTT: a line that stands
        alone) or a number that is glued to its words. The line just below a timing is speech, whatever it
        looks like."""
        alone = self.comments and not before[before.rfind("\n") + 1 :].strip()
        if before and (alone or line.strip().isdecimal()):
            return before
        if self._number and line[-1:].isdecimal() and (glued := _GLUED.search(line)):
            found = glued[1] or glued[2]
            if int(found) in (1, int(self._number) + 1):
                self._number = found
                return payload[: -len(found)]
        self._number = ""
        return payload

    def _unusual(self, start: float | None, end: float | None, payload: str, rest: str) -> Iterator[Block]:
        """The block with the words that stand behind its times, cut where it holds another timing line."""
        if rest:
            payload = f"{rest}\n{payload}"
        if ("-->" in payload or "--&gt;" in payload) and _BROKEN.search(payload):
            yield from self._mended(start, end, payload)
        else:
            yield start, end, payload

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
                start, end, rest = end, self._last_time(line), ""
            else:
                start, end, rest = found
            position = match.end()
            if rest:
                yield start, end, rest
        yield start, end, payload[position:].lstrip("\n")

    def _last_time(self, line: str) -> float | None:
        """The time behind the arrow of a line whose other time is broken."""
        behind = re.split("-->|--&gt;", line)[-1].strip()
        found = type(self.lines)(line).read(f"0:00:00.000 --> {behind}")
        return found.end if found else None


def _without_last_number(text: str) -> str:
    before, _, line = text.rstrip("\n").rpartition("\n")
    return f"{before}\n" if line.strip().isdecimal() and before.strip() else text


class _Names(dict[str, str | None]):
    """The names in voice tags without markup: few stand in thousands of them."""

    def __missing__(self, written: str) -> str | None:
        self[written] = clean(written) or None
        return self[written]


def cues(found: Iterable[Block]) -> list[Cue]:
    """The cues of blocks: one a speaker, so a block with two voices becomes two cues of the same time."""
    result: list[Cue] = []
    speaker: str | None = None
    names = _Names()
    for start, end, payload in found:
        if not payload:
            continue
        if payload[:3] == "<v ":  # as `turns` does it, which takes longer
            name, tag, said = payload[3:].partition(">")
            if tag and "<" not in name and (words := bare(said.removesuffix("</v>"))):
                speaker = names[name]
                result.append(Cue(words, start, end, speaker))
                continue
        if words := bare(payload):
            result.append(Cue(words, start, end, speaker))
            speaker = speaker or None
            continue
        for who, text in turns(payload, speaker):
            speaker = who
            if text:
                speaker = who or None
                result.append(Cue(text, start, end, who))
    return result
