"""Text or Markdown whose paragraphs begin with a name, a time or both.

`Name: text`, `**Name:** text`, `[00:01:02] text`, `(1:02) Name: text`, `[00:01.000 --> 00:02.500] text`, and
lines of their own above the words: `Name 0:12`, `**Name** (0:12)`, `00:01:02 Name`, `## Name [0:12]`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from llm_summarise.domain.clock import CLOCK, seconds_from
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.speaker_labels import label, name_like, speaking
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "dialogue"

_LEAD: Final = r"[ \t]*(?:#{1,6}[ \t]+|>[ \t]+|[-*+][ \t]+(?=[*_\[(]))?[*_]{0,3}"
_RANGE: Final = rf"([\[(]?)[*_]{{0,3}}{CLOCK}(?:[ \t]*(?:-->|[-–—]|to)[ \t]*{CLOCK})?([\])]?)"
_TIME_FIRST: Final = re.compile(rf"{_LEAD}{_RANGE}[*_]{{0,3}}(?=[\s:|–—-]|$)[ \t]*[|:–—-]?(?=\s|$)[ \t]*")
_NAME_TIME: Final = re.compile(
    rf"{_LEAD}([^\W_][^:：\[\]()<>*\n]{{0,39}}?)[*_]{{0,3}}[:,]?[*_]{{0,3}}[ \t]+(?:[|@•·–—-][ \t]*)?{_RANGE}"
    r"[*_]{0,3}(?:[:：]?[*_]{0,3}(?=\s|$))[ \t]*"
)
_EMPHASISED: Final = re.compile(rf"{_LEAD}([^\W_][^*\n]{{0,39}}?)(?:[:：][*_]{{1,3}}|[*_]{{1,3}}[:：])[ \t]*")
_HEADING: Final = re.compile(r"^#{1,6} +")
_FRONT_MATTER: Final = re.compile(r"\s*---[ \t]*\n(?:[^\n]*\n){1,60}?---[ \t]*(?:\n|$)")
_DIFF: Final = re.compile(
    r"^(?:diff --git |--- a/|\+\+\+ b/|@@ -\d|Index: |commit [0-9a-f]{7,40}$)", re.MULTILINE
)


class _Head(NamedTuple):
    """What stands before the words of a line (`rest`); times in seconds, `name` like a name."""

    start: float | None
    end: float | None
    bracketed: bool
    name: str | None
    rest: str


@dataclass
class _Habits:
    """How often a text begins a paragraph with what."""

    paragraphs: int = 0
    bare: int = 0
    bracketed: int = 0
    opens_timed: bool = False
    labels: Counter[str] = field(default_factory=Counter)
    headings: Counter[str] = field(default_factory=Counter)

    @property
    def times(self) -> bool:
        """A habit: times in brackets, twice or at the very start; bare ones in most paragraphs."""
        if self.bracketed > 1 or (self.bracketed and self.opens_timed):
            return True
        return self.bare > 1 and self.bare * 2 >= self.paragraphs

    @property
    def names(self) -> frozenset[str]:
        headings = frozenset(self.headings) if self.headings.total() > 1 else frozenset[str]()
        return headings | speaking(self.labels + self.headings, self.paragraphs)


def looks(sample: str) -> bool:
    """Whether paragraphs of `sample` begin with names or times as a habit."""
    if _DIFF.search(sample, 0, 2000):
        return False
    habits = _habits(_body(sample).split("\n"))
    return habits.times or bool(habits.names)


def read(text: str) -> Parsed:
    """The turns. All sentences of a paragraph have the time it begins with."""
    lines = _body(text).split("\n")
    habits = _habits(lines)
    return Parsed(FORMAT, list(_cues(lines, habits.names, habits.times)))


def _body(text: str) -> str:
    match = _FRONT_MATTER.match(text)
    return text[match.end() :] if match else text


def _habits(lines: list[str]) -> _Habits:
    habits = _Habits()
    blank = True
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line.strip():
            blank = True
            continue
        head = _head(line)
        if head or blank:
            habits.paragraphs += 1
        blank = False
        if head is None:
            continue
        if head.start is not None:
            habits.opens_timed |= habits.paragraphs == 1
            habits.bracketed += head.bracketed
            habits.bare += not head.bracketed
        if head.name:
            (habits.labels if head.rest or head.start is None else habits.headings)[head.name] += 1
        elif _is_heading(head, following):
            habits.headings[head.rest] += 1
    return habits


def _is_heading(head: _Head, following: str) -> bool:
    """A time and a name alone on a line, the words below."""
    if head.start is None or not following.strip() or _head(following):
        return False
    return name_like(head.rest) and len(head.rest) <= 40


class _Voice(NamedTuple):
    """Who speaks from when to when, as the last head said."""

    start: float | None = None
    end: float | None = None
    speaker: str | None = None


def _cues(lines: list[str], names: frozenset[str], times: bool) -> Iterator[Cue]:
    voice = _Voice()
    words: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        head = _head(line)
        if head is not None and head.name not in names and not (times and head.start is not None):
            head = None
        if words and (head or not line.strip()):
            yield from _paragraph(words, voice)
            words = []
        if head is not None:
            voice, line = _begun(voice, head, names, following)
        if line.strip():
            words.append(line)
    if words:
        yield from _paragraph(words, voice)


def _begun(voice: _Voice, head: _Head, names: frozenset[str], following: str) -> tuple[_Voice, str]:
    """Who speaks after a head, and the words that stand behind it on its line."""
    if head.start is not None:
        voice = voice._replace(start=head.start, end=head.end)
    if head.name in names:
        return voice._replace(speaker=head.name), head.rest
    if head.name:
        return voice, f"{head.name}: {head.rest}"
    if head.rest in names and _is_heading(head, following):
        return voice._replace(speaker=head.rest), ""
    return voice, head.rest


def _paragraph(words: Iterable[str], voice: _Voice) -> Iterator[Cue]:
    parts = [part for part in sentences(_HEADING.sub("", clean("\n".join(words)))) if part]
    for part in parts:
        yield Cue(part, voice.start, voice.end if len(parts) == 1 else None, voice.speaker)


def _head(line: str) -> _Head | None:
    """The name or time at the start of `line`, names only if they are like names."""
    if ":" not in line and "：" not in line:  # which every one of them has
        return None
    if head := _time_first(line) or _name_and_time(line):
        return head
    pair = _label(line)
    return _Head(None, None, False, *pair) if pair else None


def _time_first(line: str) -> _Head | None:
    match = _TIME_FIRST.match(line)
    if match is None or bool(match[1]) != bool(match[10]):
        return None
    rest = line[match.end() :].strip()
    name, rest = _label(rest) or (None, rest)
    return _Head(*_times(match.groups()[1:9]), bool(match[1]), name, rest)


def _name_and_time(line: str) -> _Head | None:
    match = _NAME_TIME.match(line)
    if match is None or bool(match[2]) != bool(match[11]):
        return None
    name, rest = match[1].strip(), line[match.end() :].strip()
    if not name_like(name) or (rest and not match[2]):
        return None
    return _Head(*_times(match.groups()[2:10]), bool(match[2]), name, rest)


def _times(written: Sequence[str]) -> tuple[float, float | None]:
    """Start and end of the groups of two CLOCKs, of which the second may be missing."""
    return seconds_from(*written[:4]), seconds_from(*written[4:]) if written[5] else None


def _label(text: str) -> tuple[str, str] | None:
    """The name before a colon, emphasised or not, and the words behind it."""
    if ":" not in text[:60] and "：" not in text[:60]:
        return None
    if match := _EMPHASISED.match(text):
        name, rest = match[1].strip(), text[match.end() :].strip()
    elif pair := label(text):
        name, rest = pair[0], text[pair[1] :].strip()
    else:
        return None
    return (name, rest) if name_like(name) else None
