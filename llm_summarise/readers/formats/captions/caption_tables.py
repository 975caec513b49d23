"""Captions as tables, tab- or comma-separated: Whisper's TSV, exports of editors, labels of Audacity."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.bounds import refuse_many_rows
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.formats.captions.timing_lines import frame_rate, seconds
from llm_summarise.readers.parsed import Aside, Parsed

FORMAT: Final = "table"
_DELIMITERS: Final = "\t;,|"
_FIRST: Final = 20
"""Lines that a table is recognised by."""

_TIME: Final = re.compile(r"-?\d{1,9}(?:[:;.,]\d{1,9}){0,4}s?")
_TIME_CODE: Final = re.compile(r"\d{1,3}[:;]\d\d[:;]\d\d[:;](\d{2,3})$")
_LONG: Final = 100
"""How long half of the rows last at least, if they are counted in milliseconds."""


def looks(sample: str) -> bool:
    """Whether a header names a time and the words, or lines are two numbers and words between tabs."""
    return _layout(sample) is not None


def _layout(sample: str) -> tuple[str, list[str | None], bool] | None:
    """The delimiter, what each column holds, and whether there is a header."""
    lines = [line for line in sample[: 2**14].lstrip("\ufeff\n ").split("\n")[:_FIRST] if line.strip()]
    if not lines:
        return None
    for delimiter in _DELIMITERS:
        if delimiter in lines[0]:
            columns = _header(next(_table(lines[:1], delimiter), []))
            if {"start", "text"} <= set(columns) and _has_times(lines, delimiter, columns.index("start")):
                return delimiter, columns, True
    return _without_header(lines)


def _without_header(lines: list[str]) -> tuple[str, list[str | None], bool] | None:
    if "\t" in lines[0] and len(lines) > 1 and all(map(_timed, lines[:-1])):
        width = lines[0].count("\t")
        return "\t", ["start", "end", "speaker", "text"] if width == 3 else ["start", "end", "text"], False
    return None


@cache
def _columns() -> dict[str, str]:
    """What a column holds, by its name in small letters and without anything but letters."""
    names: dict[str, list[str]] = json.loads(Path(__file__).with_name("columns.json").read_text("utf-8"))
    return {name: column for column, several in names.items() for name in several}


def _header(names: list[str]) -> list[str | None]:
    """What each column holds; of two columns for the same the first."""
    columns: list[str | None] = []
    for name in names:
        column = _columns().get("".join(filter(str.isalpha, name.lower())))
        columns.append(column if column not in columns else None)
    return columns


def _has_times(lines: list[str], delimiter: str, column: int) -> bool:
    """Whether rows below the header have times where it says so."""
    rows = list(_table(lines[1:], delimiter))
    return any(_TIME.fullmatch(row[column].strip()) is not None for row in rows if len(row) > column)


def _timed(line: str) -> bool:
    parts = line.split("\t")
    if parts[0] == "\\":  # the frequencies of a label of Audacity
        return True
    return len(parts) in (3, 4) and all(_TIME.fullmatch(part.strip()) for part in parts[:2])


def read(text: str) -> Parsed:
    """The rows. Raises ValueError for a table that breaks off within a field."""
    layout = _layout(text)
    if layout is None:
        raise ValueError("is no table of captions")
    refuse_many_rows(text, "rows")
    delimiter, columns, header = layout
    lines = io.StringIO(text.lstrip("\ufeff\n "))
    aside = Aside()
    try:
        rows = list(_rows(_table(lines, delimiter), columns, header, aside))
    except csv.Error as error:
        raise ValueError(f"is a broken table: {error}") from None
    return _parsed(rows, aside, thousandths=header and _says_thousandths(text))


def _table(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The fields of each row. Between tabs quotation marks are part of the words, as Whisper writes them."""
    if delimiter == "\t":
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter)


def _says_thousandths(text: str) -> bool:
    return re.search(r"(?i)start\w{0,40}?[ _(]{0,9}ms\b|startms|milli", text[: text.find("\n")]) is not None


_Fields = dict[str, str]


def _rows(
    table: Iterator[list[str]], columns: list[str | None], header: bool, aside: Aside
) -> Iterator[_Fields]:
    """The fields of each row by what they hold. Surplus fields belong to the words, if these come last."""
    if header:
        next(table)
    last = len(columns) - 1
    for values in table:
        if not any(map(str.strip, values)) or values[0] == "\\":
            continue
        if len(values) > len(columns) and columns[last] == "text":
            values[last:] = [", ".join(map(str.strip, values[last:]))]
        fields = _named(values, columns)
        text, start = fields.get("text", "").strip(), fields.get("start", "").strip()
        if text and _TIME.fullmatch(start):
            yield fields
        elif text and not start:
            yield {**fields, "start": "", "end": ""}
        else:
            aside.add(AsideKind.BROKEN, " ".join(values))


def _named(values: list[str], columns: list[str | None]) -> _Fields:
    return {column: value for column, value in zip(columns, values, strict=False) if column}


def _parsed(rows: list[_Fields], aside: Aside, *, thousandths: bool) -> Parsed:
    rate = _rate(rows)
    times = [(_time(row["start"], rate), _end(row, rate)) for row in rows]
    thousandths = thousandths or _in_thousandths(rows, times)
    divisor = 1000 if thousandths else 1
    spoken = [
        CaptionRow(
            start and start / divisor,
            end and end / divisor,
            row.get("speaker", "").strip(),
            row["text"].replace("\\n", "\n"),
        )
        for row, (start, end) in zip(rows, times, strict=True)
    ]
    parsed = Parsed(FORMAT, row_cues(spoken), aside=aside)
    broken = sum(kind.count for kind in aside.kinds() if kind.kind is AsideKind.BROKEN)
    if broken:
        parsed.warnings.append(f"{plural(broken, 'row')} of the table without a time or words; set aside")
    return parsed


def _rate(rows: list[_Fields]) -> int:
    """Frames a second, if times end with frames, otherwise 0."""
    codes = [match[1] for row in rows if (match := _TIME_CODE.search(row["start"].strip()))]
    return frame_rate(codes) if codes else 0


def _in_thousandths(rows: list[_Fields], times: list[tuple[float | None, float | None]]) -> bool:
    """Whether times are milliseconds: whole numbers, with rows of 100 and more."""
    if not all(row["start"].strip().isdecimal() or not row["start"] for row in rows):
        return False
    lengths = [end - start for start, end in times if start is not None and end is not None]
    if not lengths:
        starts = [start for start, _ in times if start is not None]
        lengths = [after - before for before, after in pairwise(starts)]
    return bool(lengths) and sorted(lengths)[len(lengths) // 2] >= _LONG


def _time(written: str, rate: int) -> float | None:
    written = written.strip().rstrip("s")
    if not _TIME.fullmatch(written):
        return None
    return seconds(written, rate)


def _end(row: _Fields, rate: int) -> float | None:
    if end := row.get("end", "").strip():
        return _time(end, rate)
    start, length = _time(row["start"], rate), _time(row.get("duration", ""), rate)
    return None if start is None or length is None else round(start + length, 3)
