"""Names on a line of their own, above the words or beside a time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Final

from llm_summarise.readers.prose.heads import Head
from llm_summarise.readers.prose.naming import strong
from llm_summarise.readers.prose.text_rows import NOTHING, RowKind, TextRow
from llm_summarise.readers.speech.speaker_labels import name_like

NAME_LINE: Final = 48
"""Characters of the longest line that is nothing but a name."""

_ROLE: Final = re.compile(r"(?<!\s)\s++(?:--|[–—-])\s++([^\W\d_].{1,90}(?<![.!?…,;]))$")
_AROUND: Final = " \t*_#:|–—-(["
"""Signs around a name on a line of its own."""

_STOPPED: Final = re.compile(r"[.!?,;:…。！？，]$")


def find_name_lines(rows: list[TextRow]) -> None:
    """Gives heads to rows that are names on a line of their own above the words, or beside a time."""
    found: list[tuple[TextRow, str]] = []
    for row, after in zip(rows, [*rows[1:], NOTHING], strict=False):
        if row.kind is not RowKind.BLANK and (name := _name_alone(row, after)):
            found.append((row, name))
    found = _of_one_role(found)
    if found:
        lines = _NameLines(found, _paragraphs(rows))
        for row, name in found:
            row.head = lines.head(row, name)


class _NameLines:
    """The lines of one file that may be names."""

    def __init__(self, found: list[tuple[TextRow, str]], paragraphs: int) -> None:
        self._counts = Counter(name for _, name in found)
        again = [(row, name) for row, name in found if self._counts[name] > 1]
        self._timed = sum(row.head is not None for row, _ in found)
        self._headed = any(_is_heading(row) for row, _ in again)
        self._lined = any(not _is_heading(row) for row, _ in again)
        share = len(again) * 3 >= paragraphs or len(again) > 5
        self._likely = share and len(again) * 2 >= len(found)
        self._people = _are_people([name for row, name in found if _is_heading(row) and row.head is not None])

    def head(self, row: TextRow, name: str) -> Head | None:
        """What stands on a line: the name if it is one, else the time alone."""
        heading = _is_heading(row)
        if row.head is None:
            return Head(None, strong(name), "", "", True) if self._recurs(name, heading) else None
        if heading and self._people:
            return Head(row.head.stamp, strong(name), "", row.head.kept, False)
        if self._recurs(name, heading) or (not heading and self._timed > 1 and name_like(name)):
            return Head(row.head.stamp, strong(name), "", row.head.kept, False)
        return Head(row.head.stamp, None, name, name, False) if heading else row.head

    def _recurs(self, name: str, heading: bool) -> bool:
        """Whether a name recurs, or others do in lines like this one."""
        alike = self._headed if heading else self._lined
        return self._likely and (self._counts[name] > 1 or (alike and name_like(name)))


def _is_heading(row: TextRow) -> bool:
    return row.kind is RowKind.HEADING


def _are_people(titles: list[str]) -> bool:
    """Whether headings with times are turns: those that all differ are chapters; two of them, or some that
    recur, are turns."""
    if len(titles) < 2 or not all(map(name_like, titles)):
        return False
    return len(titles) < 3 or len(set(titles)) < len(titles)


def _paragraphs(rows: list[TextRow]) -> int:
    blanks = [True, *(row.kind is RowKind.BLANK for row in rows)]
    return sum(above and not here for above, here in pairwise(blanks))


def _of_one_role(candidates: list[tuple[TextRow, str]]) -> list[tuple[TextRow, str]]:
    """Without names behind whose dash other words stand each time: these were said."""
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for row, name in candidates:
        if match := _ROLE.search(row.text):
            roles[name].add(match[1])
    return [one for one in candidates if len(roles[one[1]]) < 2]


def _name_alone(row: TextRow, after: TextRow) -> str | None:
    """The name a line may be nothing but: short, with words or a time below."""
    text = _nameable(row, after)
    if text is None or _goes_on(text):
        return None
    text = _ROLE.sub("", text).strip(_AROUND)
    if not text or len(text) > NAME_LINE or len(text.split()) > 5 or _STOPPED.search(text):
        return None
    if row.head is None and row.closes and not (row.bold or _is_heading(row)):
        return text if " " in text and name_like(text) else None  # a name above a paragraph of its own
    return text if text[0].isalpha() else None


def _nameable(row: TextRow, after: TextRow) -> str | None:
    """What of a line may be a name with words or a time below; None for any other line."""
    head, heading = row.head, _is_heading(row)
    if head is None:
        return row.text if row.opens else None
    if head.stamp is None or (head.label is not None and not heading):
        return None
    if not heading and (row.closes or after.head is not None):
        return None
    return row.text[: head.label.end] if head.label and head.named_first else head.kept


def _goes_on(text: str) -> bool:
    """Whether a line is too long for a name, whatever role stands behind it: told without looking for one."""
    return (
        len(text) > 250
        and len(text[:100].strip(_AROUND)) > NAME_LINE
        and any(map(str.isalnum, text[100:150]))
    )
