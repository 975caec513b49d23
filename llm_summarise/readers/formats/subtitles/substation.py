"""SubStation Alpha (SSA, ASS): `Dialogue:` lines, whose columns a `Format:` line names.

Our own few lines: pysubs2 takes six times as long, and leaves drawings, signs and songs to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from llm_summarise.domain.clock import clock_seconds
from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.parsed import Aside, Parsed

FORMAT: Final = "substation"
_BEGINNING: Final = re.compile(
    r"\s*(?:[;!][^\n]*\n\s*)*\[(?:script info|v4\+? styles\+?|events|aegisub project garbage)\]",
    re.IGNORECASE,
)
_COLUMNS: Final = "layer start end style name marginl marginr marginv effect text".split()
_OVERRIDE: Final = re.compile(r"\{[^{}]*\}")
_DRAWING: Final = re.compile(r"\\p[1-9]\d?(?!\w)")
_DRAWN: Final = re.compile(r"\{[^{}]*\\p[1-9]\d?(?!\w)[^{}]*\}[^{}]*")
_KARAOKE: Final = re.compile(r"\\[kK][fo]?\d")
_NOT_SPEECH: Final = re.compile(
    r"(?:^|[\W_\d])(?:signs?|songs?|op\d?|ed\d?|opening|ending|lyrics?|karaoke|kara|romaji|kanji|insert|ts|"
    r"typeset(?:ting)?|titles?|credits?|staff|watermark|logo)(?:$|[\W_\d])",
    re.IGNORECASE,
)
_UNTITLED: Final = re.compile(r"(?:default|<?untitled>?|new)\b.*|", re.IGNORECASE)
_TITLE: Final = re.compile(r"^[ \t]*title[ \t]*:([^\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = 2**16
"""Characters in which the title is looked for."""

_TOUCHING: Final = 0.05
"""Seconds between two lines of the same words that are one: each shows another word in colour."""


class _Event(NamedTuple):
    row: CaptionRow
    style: str
    raw: str


def looks(sample: str) -> bool:
    """Whether `sample` begins with one of the sections."""
    return _BEGINNING.match(sample) is not None


def read(text: str) -> Parsed:
    """The lines in the order of time. Comments, drawings, signs and songs are set aside."""
    aside = Aside()
    events = _events(text, aside)
    spoken = sorted(_spoken(events, aside), key=lambda row: row.start or 0.0)
    return Parsed(FORMAT, row_cues(_merged(spoken)), About(title=_title(text)), aside=aside)


def _events(text: str, aside: Aside) -> list[_Event]:
    events: list[_Event] = []
    columns, section = _COLUMNS, ""
    for line in text.split("\n"):
        key, _, value = line.partition(":")
        key = key.strip().lower()
        if key[:1] == "[":
            section = key
        elif key == "dialogue" and (event := _event(value, columns)):
            events.append(event)
        elif key == "dialogue":
            aside.add(AsideKind.BROKEN, line)
        elif key == "comment" and section != "[script info]":
            aside.add(AsideKind.COMMENT, value.rpartition(",,")[2])
        elif key == "format" and "text" in value.lower():
            columns = [column.strip().lower() for column in value.split(",")]
    return events


def _title(text: str) -> str | None:
    """The title that a person has given."""
    titles = (match[1].strip() for match in _TITLE.finditer(text, 0, _HEAD))
    return next((title for title in titles if not _UNTITLED.fullmatch(title)), None)


def _event(line: str, columns: list[str]) -> _Event | None:
    values = line.split(",", len(columns) - 1)
    if len(values) < len(columns):
        return None
    fields = dict(zip(columns, values, strict=True))
    start, end = (clock_seconds(fields.get(key, "")) for key in ("start", "end"))
    name = fields.get("name", fields.get("actor", "")).strip()
    text = fields.get("text", "")
    return _Event(CaptionRow(start, end, name, _words(text)), fields.get("style", "").strip(" *"), text)


def _words(text: str) -> str:
    if "\\p" in text and _DRAWING.search(text):
        text = _DRAWN.sub("", text)
    if "{" in text:
        text = _OVERRIDE.sub("", text)
    return text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ").strip()


def _spoken(events: list[_Event], aside: Aside) -> Iterator[CaptionRow]:
    """The rows of speech: without those that the style or karaoke tells apart, if those are the fewer."""
    signs = [_NOT_SPEECH.search(event.style) is not None for event in events]
    sung = ["\\" in event.raw and _KARAOKE.search(event.raw) is not None for event in events]
    ignore_style = sum(signs) * 2 > len(events)
    ignore_karaoke = sum(sung) * 2 > len(events)
    for event, sign, song in zip(events, signs, sung, strict=True):
        if (sign and not ignore_style) or (song and not ignore_karaoke):
            aside.add(AsideKind.OTHER, event.row.payload or event.raw)
        elif event.row.payload:
            yield event.row


def _merged(rows: Iterable[CaptionRow]) -> list[CaptionRow]:
    """The rows with those that repeat the words of the one before without a gap joined to it."""
    result: list[CaptionRow] = []
    for row in rows:
        last = result[-1] if result else None
        if last and last.payload == row.payload and _touching(last, row):
            result[-1] = last._replace(end=max(last.end or 0.0, row.end or 0.0))
        else:
            result.append(row)
    return result


def _touching(before: CaptionRow, after: CaptionRow) -> bool:
    return before.end is not None and after.start is not None and after.start <= before.end + _TOUCHING
