"""Which rows are headings of sections: those of Markdown, and lines that stand out like headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from llm_summarise.readers.prose import markdown_marks as markdown
from llm_summarise.readers.prose.habits import Habits
from llm_summarise.readers.prose.text_rows import RowKind, TextRow, is_part
from llm_summarise.readers.speech.sound_marks import only_sounds
from llm_summarise.readers.speech.speaker_labels import name_like

LONGEST: Final = 100
"""Characters of the longest line that stands out as a heading."""

_STOPPED: Final = re.compile(r"[.!,;…。！，；][\"”’)]*$")
_BRACKETS: Final = re.compile(r"[(（]([^()（）]{2,60})[)）]$")


class Sections:
    """Tells headings of one file, which it has seen whole."""

    def __init__(self, rows: list[TextRow], habits: Habits, contents: Iterable[str] = ()) -> None:
        self._contents = frozenset(title.casefold() for title in contents)
        self._talk = habits.turns > 1
        bold = [row for row in rows if row.bold and row.opens and row.closes and not habits.begins(row)]
        asked = sum(row.text.rstrip(" *_").endswith(("?", "？")) or len(row.text) > LONGEST for row in bold)
        # Whole paragraphs in bold that ask are what an interviewer said.
        self._bold = (self._talk or len(bold) > 1) and asked * 3 <= len(bold)
        headings = [row for row in rows if row.kind is RowKind.HEADING]
        found = [match[1] for row in headings if (match := _BRACKETS.search(row.text))]
        self._persons = frozenset(n for n, c in Counter(found).items() if c > 1 and name_like(n) and " " in n)

    def is_person(self, name: str) -> bool:
        """Whether headings show `name` in brackets again and again."""
        return name in self._persons

    def of(self, row: TextRow) -> tuple[str, int, float | None] | None:
        """Title, level and time of a heading; None for a row of words."""
        if row.kind is RowKind.HEADING:
            title, start = self._timed(row)
            return title, row.level, start
        if row.text.endswith("EXAMINATION") and row.text.isupper():
            return row.text, 2, None
        if not (row.opens and row.closes) or len(row.text) > LONGEST + 8 or row.own:
            return None
        text = markdown.title(row.text)
        if not text or _STOPPED.search(text) or only_sounds(row.text):
            return None
        if text.casefold() in self._contents:
            return text, 2, None
        if row.bold:
            return (text, 3, None) if self._bold and len(text) <= LONGEST else None
        if self._talk and (is_part(text) or _shouted(text)):
            return text, 2, None
        return None

    def _timed(self, row: TextRow) -> tuple[str, float | None]:
        """The title without its time."""
        found = row.head
        if found is None or found.stamp is None:
            return markdown.title(row.text), None
        if found.named_first and found.label is not None:
            if found.words:
                return markdown.title(row.text), None
            return markdown.title(row.text[: found.label.end].rstrip(" \t-–—|([")), found.stamp.start
        return markdown.title(found.kept), found.stamp.start


def _shouted(text: str) -> bool:
    """Whether a line is in capitals: at least two words, no sound in brackets."""
    words = text.split()
    return (
        2 <= len(words) <= 8
        and text.isupper()
        and text[0].isalpha()
        and ":" not in text
        and not text.endswith("?")
        and any(len(word) > 1 for word in words)
    )
