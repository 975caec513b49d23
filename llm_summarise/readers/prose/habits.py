"""How one text marks its turns, told from the whole of it: which names are speakers, which times stamps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from llm_summarise.readers.prose import stamps
from llm_summarise.readers.prose.dash_labels import find_dash_labels, without_roles
from llm_summarise.readers.prose.heads import Head, head, question
from llm_summarise.readers.prose.name_lines import find_name_lines
from llm_summarise.readers.prose.naming import BRACKETS, FoundLabels, Speakers, speakers, strong
from llm_summarise.readers.prose.text_rows import RowKind, TextRow, is_part

_SURE_BRACKETS: Final = frozenset(("[", "link", "【", "{", "<"))
"""Times in these are hardly ever said."""

FEWEST_ENDS: Final = 8
"""Times at the ends of lines by which it is decided what they tell."""

_SLIP: Final = re.compile(r"[*_]{0,3}([^\W\d_][^:;\n*_\[\]()]{0,40})[*_]{0,3}[:;][*_]{0,3}[ \t]*(?=\S)")
_DASH: Final = re.compile(r"(?:--|[–—-])\s+")


@dataclass
class Habits:
    """What `told` found out. `shapes` are the brackets of times before words, `inner` of times within words;
    `at_end`: times stand at the ends of lines, and `closes`: there they tell when the line ends."""

    voices: Speakers
    shapes: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    at_end: bool = False
    closes: bool = False
    turns: int = 0
    named: int = 0

    @property
    def timed(self) -> bool:
        return bool(self.shapes or self.inner or self.at_end)

    def begins(self, row: TextRow) -> bool:
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
    found: FoundLabels = field(default_factory=FoundLabels)
    written: list[tuple[str, float, str | None]] = field(default_factory=list)


def find_heads(rows: list[TextRow]) -> None:
    """Finds what stands before the words of all rows."""
    before: TextRow | None = None
    for row in rows:
        if row.kind is RowKind.BLANK:
            before = None
            continue
        row.head = head(row.text)
        if before is not None and before.head is not None and before.head.alone and before.head.label is None:
            row.opens = True  # below a time
        if (row.head is not None and not row.head.words and _is_remark(row)) or (
            row.opens and row.closes and is_part(row.text)
        ):
            row.head = None
        before = row


def _is_remark(row: TextRow) -> bool:
    """Whether a row is nothing but a remark in brackets, `(Soundbite of rain)`."""
    found = row.head
    if found is None or found.label is None or found.stamp is not None:
        return False
    return not found.words and not found.label.colon and row.closes and row.text[:1] in BRACKETS


def told(rows: list[TextRow], text: str, people: Iterable[str]) -> Habits:
    """Decides which heads of all rows count; `people` are named elsewhere in the file."""
    _questions(rows)
    find_dash_labels(rows)
    without_roles(rows)
    find_name_lines(rows)
    _behind_dashes(rows)
    count = _counted(rows)
    who = speakers(count.found, count.paragraphs, text, people)
    _sloppy(rows, who)
    named = sum(label.name in who for label in count.found.labels)
    for shape, start, name in count.written:
        if name is None or name in who:  # what else stands before a time is words
            count.times[shape].append(start)
    shapes = frozenset(s for s, times in count.times.items() if _is_habit(count, s, times, rows, who))
    if stamps.BEHIND in shapes and sum(_is_behind(row.head) for row in rows) * 2 < named:
        shapes -= {stamps.BEHIND}
    inner, ends = _inside(rows, shapes, count)
    turns = named + sum(len(count.times[s]) for s in shapes)
    return Habits(who, shapes, inner, bool(ends), _tell_the_end(ends), turns, named)


def _sloppy(rows: list[TextRow], who: Speakers) -> None:
    """Gives heads to rows that begin with a speaker whose colon is a semicolon, or has no blank behind it."""
    for row in rows:
        if row.head is None and row.kind is RowKind.WORDS and (match := _SLIP.match(row.text)):
            name = match[1]
            if name in who and len(name) > 1:
                words = row.text[match.end() :].strip()
                row.head = Head(None, strong(name, match.end()), words, words, True)


def _behind_dashes(rows: list[TextRow]) -> None:
    """Takes the dash between a bold name and words from the words."""
    for row in rows:
        head = row.head
        if head and head.label and not head.label.colon and (match := _DASH.match(head.words)):
            head.words = head.kept = head.words[match.end() :]


def _is_behind(found: Head | None) -> bool:
    return found is not None and found.stamp is not None and found.stamp.shape == stamps.BEHIND


def _counted(rows: list[TextRow]) -> _Count:
    count = _Count()
    begun = False
    for row in rows:
        if row.kind is RowKind.BLANK:
            continue
        found = row.head
        begun = begun or found is not None  # above the first are titles
        timed = found is not None and found.alone and found.label is None
        if begun and (row.opens or found is not None) and row.kind is RowKind.WORDS and not timed:
            count.paragraphs += 1
        if found is None:
            continue
        if found.label is not None:
            count.found.labels.append(found.label)
        if found.stamp is not None:
            _count_stamp(count, row, found, found.stamp)
    return count


def _count_stamp(count: _Count, row: TextRow, found: Head, stamp: stamps.Stamp) -> None:
    label = found.label
    if label is None:
        if row.kind is RowKind.HEADING and found.words:
            return  # a heading with a time says nothing of other lines
        count.alone[stamp.shape] += found.alone
    elif label.marked and found.named_first:
        count.found.stamped[label.name] += 1
    if count.paragraphs <= 1:
        count.opens.add(stamp.shape)
    name = label.name if label is not None and found.named_first else None
    count.written.append((stamp.shape, stamp.start, name))


def _is_habit(count: _Count, shape: str, times: list[float], rows: list[TextRow], who: Speakers) -> bool:
    """Whether times in these brackets are stamps: they recur and go forward, or stand beside speakers."""
    steady = stamps.steady(times)
    if steady < 0.5:
        return False
    beside = sum(row.head is not None and _is_beside(row.head, shape, who) for row in rows)
    if beside and beside * 4 >= len(times):
        return True
    if shape == stamps.BEHIND:
        return False
    if not shape:
        if count.alone[shape] > 1 and steady >= 0.8:
            return True
        return len(times) > 1 and len(times) * 2 >= count.paragraphs
    often = shape in _SURE_BRACKETS or len(times) * 4 >= count.paragraphs or steady >= 0.9
    return often and (len(times) > 1 or shape in count.opens)


def _is_beside(found: Head, shape: str, who: Speakers) -> bool:
    """Whether a time in these brackets stands beside the name of a speaker."""
    if found.stamp is None or found.label is None:
        return False
    return found.stamp.shape == shape and found.label.name in who


def _inside(
    rows: list[TextRow], shapes: frozenset[str], count: _Count
) -> tuple[frozenset[str], list[tuple[float, int]]]:
    """Brackets of times that stand within words; and where they stand at the ends of lines as a habit, each
    of these times with the number of characters before it."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    inner: Counter[str] = Counter()
    ends: list[tuple[float, int]] = []
    lines = length = 0
    for row in rows:
        if row.kind is not RowKind.WORDS:
            continue
        lines += 1
        length += len(row.text)
        if ":" not in row.text or not ("[" in row.text or "(" in row.text or "【" in row.text):
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
    """Whether times at the ends of lines tell when the line ends: then the time between two of them goes with
    the length of the second line, otherwise with that of the first."""
    if len(ends) < FEWEST_ENDS:
        return False
    from statistics import StatisticsError, correlation

    gaps = [after[0] - before[0] for before, after in pairwise(ends)]
    lengths = [length for _, length in ends]
    try:
        return correlation(gaps, lengths[1:]) > correlation(gaps, lengths[:-1]) + 0.2
    except StatisticsError:  # all alike
        return False


def _questions(rows: list[TextRow]) -> None:
    """`Q.` and `A.` as names, if both recur."""
    found = [
        (row, one)
        for row in rows
        if row.kind is RowKind.WORDS and row.text[:1] in ("Q", "A") and (one := question(row.text))
    ]
    letters = Counter(one.label.name for _, one in found if one.label)
    # At the press only the questions have a letter, and who answers a name.
    named = Counter(row.head.label.name for row in rows if row.head and row.head.label)
    answered = letters["A"] > 1 or any(n > 1 for name, n in named.items() if len(name) > 1)
    if letters["Q"] > 1 and answered:
        for row, one in found:
            row.head = one
