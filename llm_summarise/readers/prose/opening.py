"""What stands above the speech of a text: titles, dates, people, a summary; none of it is said."""

from __future__ import annotations

from collections import Counter

from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.about.title_lines import TitleLines, begins_transcript, title_like
from llm_summarise.readers.parsed import Aside
from llm_summarise.readers.prose.habits import Habits
from llm_summarise.readers.prose.markdown_marks import title
from llm_summarise.readers.prose.text_rows import RowKind, TextRow
from llm_summarise.readers.speech.sound_marks import only_sounds

SECONDS_OF_A_WORD = 0.2
"""Nobody speaks faster: more words than fit before the first time were not said."""


def opened(rows: list[TextRow], habits: Habits, about: About, aside: Aside) -> tuple[About, int]:
    """What the lines above the speech tell, and the index of the first row of speech."""
    counts = Counter(row.head.label.name for row in rows if row.head and row.head.label)
    lines = TitleLines(aside, {name for name, n in counts.items() if n > 1})
    turns = (i for i, row in enumerate(rows) if _speaks(row, habits) and not lines.is_pair(row.text))
    first = next(turns, len(rows))
    start = _below_mark(rows, first, lines, aside)
    rest, at = _walk(rows, start, first, lines, habits)
    if habits.timed and at < first < len(rows) and _too_much(rows[at:first], rows[first]):
        at = _without_words(rows, at, first, aside)
    return about.completed_by(rest), at


def _below_mark(rows: list[TextRow], first: int, lines: TitleLines, aside: Aside) -> int:
    """The row below the one that says where the transcript begins, 0 without one; what stands above it is
    about the episode."""
    marker = next((i for i, row in enumerate(rows[:first]) if _marks(row)), None)
    if marker is None:
        return 0
    for row in rows[:marker]:
        _above(row, lines, aside)
    aside.add(AsideKind.HEADING, rows[marker].text)
    return marker + 1


def _without_words(rows: list[TextRow], at: int, first: int, aside: Aside) -> int:
    """Sets the words before the first turn aside and keeps the headings; where the speech begins then."""
    above = rows[at:first]
    for row in above:
        if row.kind is RowKind.WORDS:
            aside.add(AsideKind.METADATA, row.text)
    headings = [row for row in above if row.kind is RowKind.HEADING]
    if not headings:
        return first
    rows[at:first] = headings
    return at


def _speaks(row: TextRow, habits: Habits) -> bool:
    """Whether somebody begins to speak, or a time stands before the words."""
    if row.head is None or not habits.begins(row):
        return False
    name = row.head.label.name if row.head.label else None
    return habits.times(row.head) or name is None or habits.voices.speaker(name) is not None


def _marks(row: TextRow) -> bool:
    return row.kind is not RowKind.BLANK and begins_transcript(row.text)


def _above(row: TextRow, lines: TitleLines, aside: Aside) -> None:
    """A row above the mark where the transcript begins."""
    if row.kind is RowKind.HEADING:
        if row.level == 1:
            lines.notes(row.text)
        else:
            aside.add(AsideKind.HEADING, row.text)
    elif row.kind is RowKind.BLANK:
        lines.ends_paragraph()
    elif not lines.takes(row.text):
        if title_like(row.text):
            lines.notes(row.text)
        else:
            aside.add(AsideKind.METADATA, row.text)


def _walk(
    rows: list[TextRow], start: int, first: int, lines: TitleLines, habits: Habits
) -> tuple[About, int]:
    """Takes rows from `start` on as long as they are about the episode."""
    highest = [row for row in rows if row.kind is RowKind.HEADING and row.level == 1]
    talk = habits.turns > 1
    at = start
    while at < min(first, len(rows)):
        row = rows[at]
        if row.kind is RowKind.BLANK:
            lines.ends_paragraph()
        elif row.kind is RowKind.HEADING:
            if lines.listing or row.level != 1 or len(highest) != 1:
                break
            lines.notes(title(row.text))
        elif not lines.takes(row.text) and not _noted(rows, at, lines, talk):
            break
        at += 1
    return lines.about, at


def _noted(rows: list[TextRow], at: int, lines: TitleLines, talk: bool) -> bool:
    """Whether a line without a key is a title, a date and the like, which only stand above turns."""
    row = rows[at]
    if not talk or not title_like(row.text):
        return False
    below = rows[at + 1] if at + 1 < len(rows) else None
    if (
        below is not None
        and below.kind is RowKind.WORDS
        and below.head is None
        and not title_like(below.text)
    ):
        return False  # the first line of a paragraph
    if not only_sounds(row.text):
        lines.notes(row.text)
    else:
        lines.sounds(row.text)
    return True


def _too_much(rows: list[TextRow], turn: TextRow) -> bool:
    """Whether more words stand above the first time than can be said until then."""
    if turn.head is None or turn.head.stamp is None:
        return False
    count = sum(len(row.text.split()) for row in rows if row.kind is RowKind.WORDS)
    return count * SECONDS_OF_A_WORD > turn.head.stamp.start
