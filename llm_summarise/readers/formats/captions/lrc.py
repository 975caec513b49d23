"""LRC, `[00:05.50]words`: made for the lyrics of songs, which are refused; some tools write talks so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.clock import clock_seconds
from llm_summarise.domain.transcript import About
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.refusals.reasons import NotATranscript

FORMAT: Final = "lrc"
_STAMP: Final = re.compile(r"\[(\d{1,3}:\d{1,2}\.\d{2,3})\]")
_TAG: Final = re.compile(
    r"\[(ti|ar|al|au|lr|by|re|ve|tool|length|offset|la|#)\s*:\s*+([^\[\]]*)\]\s*", re.IGNORECASE
)
_SUNG: Final = ("ar", "al", "lr")
"""Tags of the artist, the album and who wrote the words."""

_WORD_STAMP: Final = re.compile(r"<\d{1,3}:\d{1,2}[.:]\d{2,3}>")
_MOST: Final = 0.8
_LONG: Final = 900
"""Seconds from which it is no song."""

_REPEATED: Final = 0.15
"""Share of lines that come again, from which it is a song: its chorus."""


def looks(sample: str) -> bool:
    """Whether nearly all lines begin with a time with hundredths in brackets, or are tags of such a file."""
    lines = [line for line in sample[:10_000].split("\n") if line.strip()]
    timed = sum(_STAMP.match(line) is not None for line in lines)
    tags = sum(_TAG.match(line) is not None for line in lines)
    return timed > 1 and timed + tags >= _MOST * len(lines)


def read(text: str) -> Parsed:
    """The lines of a talk. Raises NotATranscript for a song: one with an artist or a chorus, and not longer
    than songs are."""
    tags = {match[1].lower(): match[2].strip() for match in map(_TAG.match, text.split("\n")) if match}
    rows = sorted(_rows(text, _shift(tags.get("offset", ""))), key=lambda row: row.start or 0.0)
    if _is_song(rows, tags):
        raise NotATranscript("the text of a song (LRC)", "if people talk in it, save it as SRT")
    ended = [
        row._replace(end=following.start)
        for row, following in zip(rows, [*rows[1:], CaptionRow(None, None, "", "")], strict=True)
    ]
    about = About(title=tags.get("ti") or None, language=tags.get("la") or None)
    return Parsed(FORMAT, row_cues([row for row in ended if row.payload]), about)


def _shift(offset: str) -> float:
    """Seconds to add to times, by the tag that tells how many milliseconds too late they are."""
    amount = clock_seconds(offset.lstrip("+-")) or 0.0
    return amount / 1000 * (1 if offset.startswith("-") else -1)


def _is_song(rows: list[CaptionRow], tags: dict[str, str]) -> bool:
    words = [row.payload for row in rows if row.payload]
    repeated = len(words) - len(set(words))
    song = not tags.keys().isdisjoint(_SUNG) or repeated > max(2, _REPEATED * len(words))
    return song and bool(rows) and (rows[-1].start or 0.0) < _LONG


def _rows(text: str, shift: float) -> Iterator[CaptionRow]:
    """The lines; one with several times is said at each of them. Below a line without words nobody speaks."""
    for line in text.split("\n"):
        starts, position = [], 0
        while match := _STAMP.match(line, position):
            minutes, seconds = match[1].split(":")
            starts.append(int(minutes) * 60 + float(seconds))
            position = match.end()
            if line[position : position + 1] == " " and line[position + 1 : position + 2] == "[":
                position += 1
        words = _WORD_STAMP.sub("", line[position:]).strip()
        for start in starts:
            yield CaptionRow(max(0.0, round(start + shift, 3)), None, "", words)
