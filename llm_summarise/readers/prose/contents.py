"""A table of contents above the speech, `0:00 – Introduction`: titles and times, no turns."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.about.title_lines import title_like
from llm_summarise.readers.parsed import Aside
from llm_summarise.readers.prose import markdown_marks as markdown
from llm_summarise.readers.prose.text_rows import RowKind, TextRow

FEWEST: Final = 3
"""Entries that make a table."""

FAR: Final = 200
"""Rows in which a table of contents begins."""

_ANNOUNCED: Final = re.compile(
    r"(?:table of )?contents|chapters|time ?stamps?|outline|topics|show ?notes"
    r"|episode (?:outline|chapters|timestamps)"
    r"|kapitel|inhalt(?:sverzeichnis)?|zeitmarken|capítulos|índice|chapitres|sommaire|indice|目录|章节|时间轴|目次|チャプター",
    re.IGNORECASE,
)

_ONLY_CONTENTS: Final = re.compile(
    r"(?:table of )?contents|inhaltsverzeichnis|índice(?: de contenidos?)?|sommaire"
    r"|table des matières|目录|目次|sumário",
    re.IGNORECASE,
)


class ContentsEntry(NamedTuple):
    """A title of a table of contents, and when it begins in seconds."""

    title: str
    start: float


def without_contents(rows: list[TextRow], aside: Aside) -> tuple[list[TextRow], list[ContentsEntry]]:
    """The rows without a table of contents near the top, and its entries."""
    index = 0
    while index < min(FAR, len(rows)):
        below = next((i for i in range(index, len(rows)) if rows[i].kind is not RowKind.BLANK), len(rows))
        if below == len(rows) or not _is_timed(rows[below]):
            index = below + 1
            continue
        last = _run(rows, index)
        if last - index >= FEWEST and _is_table(rows, index, last):
            entries = []
            for row in rows[index:last]:
                if row.head is not None and row.head.stamp is not None:
                    aside.add(AsideKind.METADATA, row.text)
                    entries.append(ContentsEntry(_title(row), row.head.stamp.start))
            return _without_announcement(rows[:index], aside) + rows[last:], entries
        index = max(last, index + 1)
    return rows, []


def _without_announcement(above: list[TextRow], aside: Aside) -> list[TextRow]:
    for index in range(len(above) - 1, max(-1, len(above) - 4), -1):
        if _ANNOUNCED.fullmatch(above[index].text.strip(" *_#:.")):
            aside.add(AsideKind.HEADING, above[index].text)
            return above[:index] + above[index + 1 :]
    return above


def announces_contents(title: str) -> bool:
    """Whether a title stands above a table of contents, and above nothing else."""
    return _ONLY_CONTENTS.fullmatch(title.strip(" *_#:.")) is not None


def _title(row: TextRow) -> str:
    head = row.head
    if head is None or (head.label is not None and head.named_first):
        return markdown.title(row.text[: head.label.end].rstrip(" \t-–—|([:")) if head and head.label else ""
    return markdown.title(head.kept)


def _is_timed(row: TextRow) -> bool:
    return row.head is not None and row.head.stamp is not None


def _run(rows: list[TextRow], index: int) -> int:
    """The end of the rows from `index` on that are a time and a short title each."""
    before = -1.0
    last = index
    while index < len(rows):
        row = rows[index]
        if row.kind is RowKind.BLANK:
            index += 1
            continue
        if row.kind is not RowKind.WORDS or row.head is None or row.head.stamp is None:
            break
        title = _title(row)
        if row.head.stamp.start <= before or not title or not title_like(title) or len(title) > 90:
            break
        before = row.head.stamp.start
        index = last = index + 1
    return last


def _is_table(rows: list[TextRow], first: int, last: int) -> bool:
    """Whether the clock starts again below, or a line above says so."""
    above = [row for row in rows[max(0, first - 6) : first] if row.kind is not RowKind.BLANK]
    announced = any(_ANNOUNCED.fullmatch(row.text.strip(" *_#:.")) for row in above[-3:])
    times = [row.head.stamp.start for row in rows[first:last] if row.head and row.head.stamp]
    later = next((row.head.stamp.start for row in rows[last:] if row.head and row.head.stamp), None)
    if later is None:
        return announced
    return later < times[-1] and (announced or times[-1] - later > 60)
