"""Paragraphs, headings, bold words and rows of a table as lines of text with the marks of Markdown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from llm_summarise.domain.clock import CLOCK
from llm_summarise.domain.transcript import About, Cue, Heading
from llm_summarise.readers.parsed import Parsed

BOLD: Final = "\ue000"
"""Stands on both sides of bold words until it is known whether they are to be marked."""

_CLOCK_CELL: Final = re.compile(rf"[\[(]?{CLOCK}[\])]?(?:\s*(?:-->|→|[-–—]|to)\s*[\[(]?{CLOCK}[\])]?)?")
_NAME_WORDS: Final = 5
_NAME_LENGTH: Final = 40
_MOSTLY: Final = 0.6


def heading(text: str, level: int) -> str:
    """A heading as Markdown writes it."""
    return f"{'#' * max(1, min(level, 6))} {without_bold(text)}"


def marked(text: str) -> str:
    """`text` with asterisks around bold words, blanks outside of them; signs alone are not bold."""
    if BOLD not in text:
        return text
    parts = text.replace(BOLD * 2, "").split(BOLD)
    last = len(parts) - 1
    return "".join(_stars(part) if n % 2 and n < last else part for n, part in enumerate(parts))


def _stars(words: str) -> str:
    core = words.strip()
    if "\n" in core or not any(char.isalnum() for char in core):
        return words
    before, _, after = words.partition(core)
    return f"{before}**{core.replace('*', '')}**{after}"


def without_bold(text: str) -> str:
    """`text` without the marks of bold words."""
    return text.replace(BOLD, "")


def rows_as_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table: `[0:12] **Name:** words` where its columns are times, names and words, otherwise
    the cells one after the other. The row with the names of columns is left out of a table of speech."""
    cells = [[" ".join(without_bold(cell).split()) for cell in row] for row in rows]
    body = cells[1:] if len(cells) > 1 and _is_head(cells[0]) else cells
    times, names, words = _columns_of([*zip_longest(*body, fillvalue="")])
    if len(body) < 2 or (times is None and names is None):
        return [cell for row in rows for cell in row if cell.strip()]
    return [line for row in body if (line := _line(row, times, names, words))]


def _columns_of(columns: Sequence[Sequence[str]]) -> tuple[int | None, int | None, int]:
    """Which columns are times, names and words."""
    lengths = [sum(map(len, column)) for column in columns]
    words = lengths.index(max(lengths)) if lengths else 0
    times = next((n for n, c in enumerate(columns) if n != words and _share(c, _clock) >= _MOSTLY), None)
    names = next((n for n, c in enumerate(columns) if n not in (words, times) and _are_names(c)), None)
    return times, names, words


def _is_head(row: Sequence[str]) -> bool:
    return not any(map(_clock, row)) and all(
        len(cell) <= _NAME_LENGTH and len(cell.split()) <= 3 for cell in row
    )


def _clock(cell: str) -> re.Match[str] | None:
    return _CLOCK_CELL.fullmatch(cell)


def _share(column: Sequence[str], test: object) -> float:
    filled = [cell for cell in column if cell]
    return sum(1 for cell in filled if callable(test) and test(cell)) / len(filled) if filled else 0.0


def _are_names(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    short = all(len(c) <= _NAME_LENGTH and len(c.split()) <= _NAME_WORDS for c in filled)
    return (
        bool(filled)
        and short
        and len(set(filled)) <= max(2, len(filled) // 2)
        and not any(map(str.isdigit, filled))
    )


def _line(row: Sequence[str], times: int | None, names: int | None, words: int) -> str:
    if words >= len(row) or not row[words]:
        return ""
    parts = []
    if times is not None and times < len(row) and (match := _clock(row[times])):
        hours, minutes, seconds, decimals = match.groups()[:4]
        clock = f"{minutes}:{seconds}{f'.{decimals}' if decimals else ''}"
        parts.append(f"[{hours}:{clock}]" if hours else f"[{clock}]")
    if names is not None and names < len(row) and row[names]:
        parts.append(f"**{row[names].rstrip(' :：')}:**")
    return " ".join([*parts, row[words]])


def read_text(paragraphs: Sequence[str], format: str, about: About) -> Parsed:
    """What the readers of text make of the paragraphs. A heading they leave among the cues becomes one of the
    outline."""
    from llm_summarise.readers.formats import reader_for

    text = "\n\n".join(paragraphs)
    if not text.strip():
        return Parsed(format, [], about=about)
    parsed = reader_for(text)(text)
    parsed = replace(parsed, format=format, about=parsed.about.completed_by(about))
    titles = [(p.lstrip("#").strip(), len(p) - len(p.lstrip("#"))) for p in paragraphs if p.startswith("#")]
    return parsed if parsed.outline or not titles else _outlined(parsed, titles)


def _outlined(parsed: Parsed, titles: Sequence[tuple[str, int]]) -> Parsed:
    places: dict[str, list[int]] = {}
    for place, (title, _) in enumerate(titles):
        places.setdefault(title, []).append(place)
    cues: list[Cue] = []
    outline = []
    last = -1
    for cue in parsed.cues:
        same = places.get(cue.text, [])
        at = bisect_right(same, last)
        if at == len(same):
            cues.append(cue)
            continue
        last = same[at]
        outline.append(Heading(cue.text, len(cues), titles[last][1]))
    return replace(parsed, cues=cues, outline=[h for h in outline if h.cue < len(cues)])
