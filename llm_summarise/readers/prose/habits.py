"""How one text marks its turns: which names are speakers, which times are stamps, told from the whole of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from llm_summarise.readers.prose import stamps
from llm_summarise.readers.prose.heads import Head, head, question
from llm_summarise.readers.prose.rows import Row, RowKind
from llm_summarise.readers.speech.speaker_labels import Label, Voices, name_like, voices

NAME_LINE: Final = 48
"""Characters of the longest line that is nothing but a name."""

FEWEST_ENDS: Final = 8
"""Times at the ends of lines by which it is decided what they tell."""

_ROLE: Final = re.compile(r"\s+(?:--|[–—-])\s+\S.*$")
_STOPPED: Final = re.compile(r"[.!?,;:…。！？，]$")


@dataclass
class Habits:
    """What `told` found out. `shapes` are the brackets of times before words, `inner` of times within words;
    `at_end`: times stand at the ends of lines, and `closes`: there they tell when the line ends."""

    voices: Voices
    shapes: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    at_end: bool = False
    closes: bool = False
    turns: int = 0
    named: int = 0

    @property
    def timed(self) -> bool:
        return bool(self.shapes or self.inner or self.at_end)

    def begins(self, row: Row) -> bool:
        """Whether a row begins a turn or has a time of its own."""
        return row.head is not None and (self.names(row.head) or self.times(row.head))

    def names(self, found: Head) -> bool:
        """Whether the name of a head is a speaker's."""
        return found.label is not None and found.label.name in self.voices

    def times(self, found: Head) -> bool:
        """Whether the time of a head is a stamp."""
        if found.stamp is None or found.stamp.shape not in self.shapes:
            return False
        return not found.named_first or self.names(found)


@dataclass
class _Count:
    paragraphs: int = 0
    opens: set[str] = field(default_factory=set)
    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    labelled: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    labels: list[Label] = field(default_factory=list)


def told(rows: list[Row]) -> Habits:
    """Finds the heads of all rows and decides which count."""
    for row in rows:
        if row.kind is not RowKind.BLANK:
            row.head = head(row.text)
    _questions(rows)
    _name_lines(rows)
    count = _counted(rows)
    who = voices(count.labels, count.paragraphs)
    shapes = frozenset(
        shape for shape, times in count.times.items() if _is_habit(count, shape, times, rows, who)
    )
    inner, ends = _inside(rows, shapes, count)
    named = sum(label.name in who for label in count.labels)
    turns = named + sum(len(count.times[s]) for s in shapes)
    return Habits(who, shapes, inner, bool(ends), _tell_the_end(ends), turns, named)


def _counted(rows: list[Row]) -> _Count:
    count = _Count()
    for row in rows:
        if row.kind is RowKind.BLANK:
            continue
        found = row.head
        if (row.opens or found is not None) and row.kind is RowKind.WORDS:
            count.paragraphs += 1
        if found is None:
            continue
        if found.label is not None:
            count.labels.append(found.label)
        if found.stamp is not None:
            shape = found.stamp.shape
            if row.kind is RowKind.HEADING and found.label is None and found.words:
                continue  # a heading with a time says nothing of other lines
            if count.paragraphs <= 1:
                count.opens.add(shape)
            if not (found.named_first and found.label is not None and not shape and found.words):
                count.times[shape].append(found.stamp.start)
            count.alone[shape] += found.alone and found.label is None
    return count


def _is_habit(count: _Count, shape: str, times: list[float], rows: list[Row], who: Voices) -> bool:
    """Whether times in these brackets are stamps: they recur and go forward, or stand beside speakers."""
    beside = sum(
        1
        for row in rows
        if (h := row.head) and h.stamp and h.stamp.shape == shape and h.label and h.label.name in who
    )
    steady = stamps.steady(times)
    if beside and beside * 4 >= len(times) and steady >= 0.5:
        return True
    if shape in ("[", "link", "【", "{", "<"):
        return steady >= 0.5 and (len(times) > 1 or shape in count.opens)
    if shape:
        share = len(times) * 4 >= count.paragraphs or steady >= 0.9
        return steady >= 0.5 and share and (len(times) > 1 or shape in count.opens)
    if count.alone[shape] > 1 and steady >= 0.8:
        return True
    return len(times) > 1 and len(times) * 2 >= count.paragraphs and steady >= 0.5


def _inside(
    rows: list[Row], shapes: frozenset[str], count: _Count
) -> tuple[frozenset[str], list[tuple[float, int]]]:
    """Brackets of times that stand within words; and where they stand at the ends of lines as a habit, each of
    these times with the number of characters before it."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    inner: Counter[str] = Counter()
    ends: list[tuple[float, int]] = []
    lines = length = 0
    for row in rows:
        if row.kind is not RowKind.WORDS:
            continue
        lines += 1
        length += len(row.text)
        if ":" not in row.text:
            continue
        found = list(stamps.within(row.text))
        for stamp in found:
            times[stamp.shape].append(stamp.start)
            inner[stamp.shape] += stamp.first > 0
        if found and found[-1].first > 0 and not row.text[found[-1].stop :].strip(" .*_"):
            ends.append((found[-1].start, length))
            length = 0
    accepted = frozenset(
        shape for shape, values in times.items() if _is_inner(shape, values, shapes, count, inner)
    )
    at_end = len(ends) > 1 and len(ends) * 2 >= min(lines, count.paragraphs) and not shapes
    return accepted, ends if at_end and stamps.steady([time for time, _ in ends]) >= 0.8 else []


def _is_inner(
    shape: str, times: list[float], shapes: frozenset[str], count: _Count, inner: Counter[str]
) -> bool:
    steady = stamps.steady(times)
    if shape == "(" and shape not in shapes:
        return len(times) > 2 and steady >= 0.95 and len(times) * 20 >= count.paragraphs
    return steady >= 0.8 and (len(times) > 1 or shape in shapes) and bool(inner[shape] or shape in shapes)


def _tell_the_end(ends: list[tuple[float, int]]) -> bool:
    """Whether times at the ends of lines tell when the line ends: then the time between two of them goes with the
    length of the second line, otherwise with that of the first."""
    if len(ends) < FEWEST_ENDS:
        return False
    from statistics import StatisticsError, correlation

    gaps = [after[0] - before[0] for before, after in pairwise(ends)]
    lengths = [length for _, length in ends]
    try:
        return correlation(gaps, lengths[1:]) > correlation(gaps, lengths[:-1]) + 0.2
    except StatisticsError:  # all alike
        return False


def _questions(rows: list[Row]) -> None:
    """`Q.` and `A.` as names, if both recur."""
    found = [
        (row, one)
        for row in rows
        if row.kind is RowKind.WORDS and row.text[:1] in ("Q", "A") and (one := question(row.text))
    ]
    letters = Counter(one.label.name for _, one in found if one.label)
    if min(letters["Q"], letters["A"]) > 1:
        for row, one in found:
            row.head = one


def _name_lines(rows: list[Row]) -> None:
    """Names on a line of their own above the words, or beside a time: heads of the rows they stand on."""
    candidates: list[tuple[Row, str]] = []
    for row, after in zip(rows, [*rows[1:], Row(RowKind.BLANK)], strict=True):
        if row.kind is RowKind.BLANK:
            continue
        name = _name_alone(row, after)
        if name:
            candidates.append((row, name))
    counts = Counter(name for _, name in candidates)
    paragraphs = sum(row.opens and row.kind is not RowKind.BLANK for row in rows)
    recurring = sum(n for n in counts.values() if n > 1)
    timed = sum(row.head is not None for row, _ in candidates)
    likely = recurring * 2 >= len(candidates) and (recurring * 3 >= paragraphs or recurring > 5)
    for row, name in candidates:
        if row.head is not None:
            if likely or (name_like(name) and timed > 1):
                row.head = Head(row.head.stamp, Label(name, 0, True), "", row.head.kept, False)
        elif (likely and counts[name] > 1) or (likely and name_like(name)):
            row.head = Head(None, Label(name, 0, True), "", "", True)


def _name_alone(row: Row, after: Row) -> str | None:
    """The name a line may be nothing but: short, with words or a time below."""
    if row.head is not None:
        if row.head.stamp is None or row.head.label is not None or not row.head.words:
            return None
        text, below = row.head.words, not row.closes and after.head is None
        below = below or row.kind is RowKind.HEADING
    else:
        text, below = row.text, row.opens and (not row.closes or row.bold or row.kind is RowKind.HEADING)
    text = _ROLE.sub("", text).strip(" *_#:")
    if not below or not text or len(text) > NAME_LINE or len(text.split()) > 5 or _STOPPED.search(text):
        return None
    return text if text[0].isalpha() else None
