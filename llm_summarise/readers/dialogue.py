"""Text or Markdown whose paragraphs begin with a name, a time or both.

`Name: text`, `**Name:** text`, `[00:01:02] text`, `(1:02) Name: text`, `[00:01.000 --> 00:02.500] text`, and
lines of their own above the words: `Name 0:12`, `**Name** (0:12)`, `00:01:02 Name`, `## Name [0:12]`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.cleaning import clean
from llm_summarise.readers.sentences import sentences
from llm_summarise.readers.timing import CLOCK, seconds
from llm_summarise.readers.turns import label, name_like, speaking

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


def read(text: str) -> tuple[str, list[Cue]]:
    """The format and the cues. All sentences of a paragraph have the time it begins with."""
    lines = _body(text).split("\n")
    habits = _habits(lines)
    return FORMAT, list(_cues(lines, habits.names, habits.times))


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


def _cues(lines: list[str], names: frozenset[str], times: bool) -> Iterator[Cue]:
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    words: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        head = _head(line)
        known = head is not None and (head.name in names or (times and head.start is not None))
        if words and (known or not line.strip()):
            yield from _paragraph(words, start, end, speaker)
            words = []
        if head is None or not known:
            if line.strip():
                words.append(line)
            continue
        if head.start is not None:
            start, end = head.start, head.end
        rest = head.rest
        if head.name in names:
            speaker = head.name
        elif head.name:
            rest = line if head.start is None else f"{head.name}: {rest}"
        elif rest in names and _is_heading(head, following):
            speaker, rest = rest, ""
        if rest:
            words.append(rest)
    if words:
        yield from _paragraph(words, start, end, speaker)


def _paragraph(
    words: Iterable[str], start: float | None, end: float | None, speaker: str | None
) -> Iterator[Cue]:
    parts = [part for part in sentences(_HEADING.sub("", clean("\n".join(words)))) if part]
    for part in parts:
        yield Cue(part, start, end if len(parts) == 1 else None, speaker)


def _head(line: str) -> _Head | None:
    """The name or time at the start of `line`, names only if they are like names."""
    if ":" not in line and "：" not in line:  # which every one of them has
        return None
    if match := _TIME_FIRST.match(line):
        opening, *clock, closing = match.groups()
        if bool(opening) == bool(closing):
            rest = line[match.end() :].strip()
            start, end = seconds(*clock[:4]), seconds(*clock[4:]) if clock[5] else None
            name, rest = _label(rest) or (None, rest)
            return _Head(start, end, bool(opening), name, rest)
    if match := _NAME_TIME.match(line):
        name, opening, *clock, closing = match.groups()
        rest = line[match.end() :].strip()
        if bool(opening) == bool(closing) and (opening or not rest) and name_like(name.strip()):
            start, end = seconds(*clock[:4]), seconds(*clock[4:]) if clock[5] else None
            return _Head(start, end, bool(opening), name.strip(), rest)
    if pair := _label(line):
        return _Head(None, None, False, *pair)
    return None


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
