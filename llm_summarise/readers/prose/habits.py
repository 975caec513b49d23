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
from llm_summarise.readers.prose.naming import BRACKETS, FoundLabels, Speakers, speakers, strong
from llm_summarise.readers.prose.text_rows import RowKind, TextRow, is_part
from llm_summarise.readers.speech.speaker_labels import name_like

NAME_LINE: Final = 48
"""Characters of the longest line that is nothing but a name."""

FEWEST_ENDS: Final = 8
"""Times at the ends of lines by which it is decided what they tell."""

_ROLE: Final = re.compile(r"\s+(?:--|[–—-])\s+([^\W\d_].{1,90}(?<![.!?…,;]))$")
_SLIP: Final = re.compile(r"[*_]{0,3}([^\W\d_][^:;\n*_\[\]()]{0,40})[*_]{0,3}[:;][*_]{0,3}[ \t]*(?=\S)")
_AROUND: Final = " \t*_#:|–—-(["
"""Signs around a name on a line of its own."""

_DASH: Final = re.compile(r"(?:--|[–—-])\s+")
_STOPPED: Final = re.compile(r"[.!?,;:…。！？，]$")


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
    _name_lines(rows)
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
            if found.stamp is not None and found.label.marked and found.named_first:
                count.found.stamped[found.label.name] += 1
        if found.stamp is not None:
            shape = found.stamp.shape
            if row.kind is RowKind.HEADING and found.label is None and found.words:
                continue  # a heading with a time says nothing of other lines
            if count.paragraphs <= 1:
                count.opens.add(shape)
            name = found.label.name if found.label is not None and found.named_first else None
            count.written.append((shape, found.stamp.start, name))
            count.alone[shape] += found.alone and found.label is None
    return count


def _is_habit(count: _Count, shape: str, times: list[float], rows: list[TextRow], who: Speakers) -> bool:
    """Whether times in these brackets are stamps: they recur and go forward, or stand beside speakers."""
    beside = sum(
        1
        for row in rows
        if (h := row.head) and h.stamp and h.stamp.shape == shape and h.label and h.label.name in who
    )
    steady = stamps.steady(times)
    if beside and beside * 4 >= len(times) and steady >= 0.5:
        return True
    if shape == stamps.BEHIND:
        return False
    if shape in ("[", "link", "【", "{", "<"):
        return steady >= 0.5 and (len(times) > 1 or shape in count.opens)
    if shape:
        share = len(times) * 4 >= count.paragraphs or steady >= 0.9
        return steady >= 0.5 and share and (len(times) > 1 or shape in count.opens)
    if count.alone[shape] > 1 and steady >= 0.8:
        return True
    return len(times) > 1 and len(times) * 2 >= count.paragraphs and steady >= 0.5


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


def _name_lines(rows: list[TextRow]) -> None:
    """Names on a line of their own above the words, or beside a time: heads of the rows they stand on."""
    candidates: list[tuple[TextRow, str]] = []
    for row, after in zip(rows, [*rows[1:], TextRow(RowKind.BLANK)], strict=False):
        if row.kind is RowKind.BLANK:
            continue
        name = _name_alone(row, after)
        if name:
            candidates.append((row, name))
    candidates = _of_one_role(candidates)
    counts = Counter(name for _, name in candidates)
    blank = TextRow(RowKind.BLANK)
    kinds = [row.kind is RowKind.BLANK for row in (blank, *rows)]
    paragraphs = sum(above and not here for above, here in pairwise(kinds))
    recurring = sum(n for n in counts.values() if n > 1)
    timed = sum(row.head is not None for row, _ in candidates)
    headed = any(row.kind is RowKind.HEADING for row, name in candidates if counts[name] > 1)
    lined = any(row.kind is not RowKind.HEADING for row, name in candidates if counts[name] > 1)
    likely = recurring * 2 >= len(candidates) and (recurring * 3 >= paragraphs or recurring > 5)
    titles = [name for row, name in candidates if row.kind is RowKind.HEADING and row.head is not None]
    # Headings with times that all differ are chapters; two of them, or some that recur, are turns.
    people = (
        len(titles) > 1
        and all(map(name_like, titles))
        and (len(titles) < 3 or len(set(titles)) < len(titles))
    )
    for row, name in candidates:
        if people and row.kind is RowKind.HEADING and row.head is not None:
            row.head = Head(row.head.stamp, strong(name), "", row.head.kept, False)
            continue
        alike = headed if row.kind is RowKind.HEADING else lined
        recurs = likely and (counts[name] > 1 or (alike and name_like(name)))
        if row.head is None:
            row.head = Head(None, strong(name), "", "", True) if recurs else None
        elif recurs or (row.kind is not RowKind.HEADING and name_like(name) and timed > 1):
            row.head = Head(row.head.stamp, strong(name), "", row.head.kept, False)
        elif row.kind is RowKind.HEADING:
            row.head = Head(row.head.stamp, None, name, name, False)


def _of_one_role(candidates: list[tuple[TextRow, str]]) -> list[tuple[TextRow, str]]:
    """Without names behind whose dash other words stand each time: these were said."""
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for row, name in candidates:
        if match := _ROLE.search(row.text):
            roles[name].add(match[1])
    return [one for one in candidates if len(roles[one[1]]) < 2]


def _goes_on(text: str) -> bool:
    """Whether a line is too long for a name, whatever role stands behind it: told without looking for one."""
    return (
        len(text) > 250
        and len(text[:100].strip(_AROUND)) > NAME_LINE
        and any(map(str.isalnum, text[100:150]))
    )


def _name_alone(row: TextRow, after: TextRow) -> str | None:
    """The name a line may be nothing but: short, with words or a time below."""
    heading = row.kind is RowKind.HEADING
    if row.head is not None:
        if row.head.stamp is None or (row.head.label is not None and not heading):
            return None
        text = row.text[: row.head.label.end] if row.head.label and row.head.named_first else row.head.kept
        below = heading or (not row.closes and after.head is None)
    else:
        text, below = row.text, row.opens
    if not below or _goes_on(text):
        return None
    text = _ROLE.sub("", text).strip(_AROUND)
    if not text or len(text) > NAME_LINE or len(text.split()) > 5 or _STOPPED.search(text):
        return None
    if row.head is None and row.closes and not (row.bold or heading):
        return text if " " in text and name_like(text) else None  # a name above a paragraph of its own
    return text if text[0].isalpha() else None
