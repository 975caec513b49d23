"""WebVTT: voice tags, identifiers, settings, comments; with or without hours in its times; also several
files in one, as segments of a stream are when they are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from llm_summarise.domain.clock import clock_seconds
from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.formats.captions import tracks, youtube
from llm_summarise.readers.formats.captions.blocks import Block, Scan, cues, timings
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.refusals.reasons import NotATranscript

FORMAT: Final = "webvtt"
_NAME: Final = r"[\ufeff\u200e\u200f]*WEB ?VTT"
_HEADER: Final = re.compile(rf"\s*{_NAME}(?:(?P<more>[ \t:;-][^\n]*))?(?:\n|$)", re.IGNORECASE)
_NEXT: Final = re.compile(rf"\n(?={_NAME}(?:[ \t][^\n]*)?(?:\n|$))")
_MAP: Final = re.compile(r"X-TIMESTAMP-MAP[=:]([^\n]*)")
_FIELD: Final = re.compile(r"(?:NOTE[ \t]+)?([A-Za-z][A-Za-z -]{1,20}?)[ \t]*+[:=][ \t]*+([^\n]*)")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
_ABOUT: Final = {
    "language": "language",
    "lang": "language",
    "title": "title",
    "episode": "title",
    "show": "show",
    "podcast": "show",
    "series": "show",
    "date": "date",
    "description": "description",
    "url": "url",
}
"""Fields of the header and of comments, and of `About`."""

_TICKS: Final = 90_000  # of MPEG transport streams, a second
_WRAP: Final = 2**33


def looks(sample: str) -> bool:
    """Whether `sample` begins as WebVTT does (prose may begin with "WEBVTT is ...")."""
    header = _HEADER.match(sample)
    return header is not None and (not header["more"] or any(timings(sample)))


def read(text: str) -> Parsed:
    """The captions; the format is "webvtt" or "youtube". Raises ValueError if they are chapters or data."""
    file = _File(text)
    rolling, found = youtube.unroll(tracks.speech_only(file.blocks()))
    spoken = cues(found)
    format = youtube.FORMAT if rolling else FORMAT
    about = replace(About(), **file.about)
    return Parsed(format, spoken, about, aside=file.aside, warnings=file.warnings(), counted=file.counted())


class _File:
    """The segments of a file (mostly one), each below a header of its own."""

    def __init__(self, text: str) -> None:
        self.about: dict[str, Any] = {}
        self.aside = Aside()
        self._scans = [Scan(part, self.aside, comments=True) for part in _segments(text)]
        self._first_map: float | None = None
        self._offset = 0.0

    def warnings(self) -> list[str]:
        mended = [lines for scan in self._scans if (lines := scan.mended)]
        if len(mended) > 1:
            mended[0].mended = sum(lines.mended for lines in mended)
        return mended[0].warnings() if mended else []

    def counted(self) -> bool:
        """Whether times were whole numbers."""
        return any(scan.mended.counted for scan in self._scans if scan.mended)

    def blocks(self) -> Iterator[Block]:
        """The blocks of all segments. A caption that two segments share comes once."""
        before: set[Block] = set()
        single = len(self._scans) == 1
        for scan in self._scans:
            self._header(_head(scan.text))
            if single:
                yield from scan.blocks()
                continue
            here = set()
            for start, end, payload in scan.blocks():
                block = (self._moved(start), self._moved(end), payload)
                here.add(block)
                if block not in before:
                    yield block
            before = here

    def _moved(self, time: float | None) -> float | None:
        return time if time is None or not self._offset else max(0.0, round(time + self._offset, 3))

    def _header(self, head: str) -> None:
        """Take over what the text above the first caption tells."""
        if found := _MAP.search(head):
            self._map(found[1])
        first, *others = _PARAGRAPH.split(head)
        for line in first.split("\n")[1:]:
            if not line.startswith("X-TIMESTAMP"):
                self._field(line)
        for part in others:
            if part.lstrip().startswith("NOTE"):
                self.aside.add(AsideKind.COMMENT, part)
                for line in part.strip().split("\n"):
                    self._field(line)

    def _field(self, line: str) -> None:
        field = _FIELD.fullmatch(line.strip())
        if field is None:
            return
        name, value = field[1].lower(), field[2].strip().strip('"')
        if name == "kind" and value.lower() in tracks.KINDS:
            raise NotATranscript(*tracks.KINDS[value.lower()])
        if name in _ABOUT and value:
            self.about.setdefault(_ABOUT[name], value)

    def _map(self, fields: str) -> None:
        """Set the offset of a segment: its clock on that of the stream, counted from the first segment."""
        ticks = re.search(r"MPEGTS:(\d{1,12})", fields)
        local = re.search(r"LOCAL:([\d:.]+)", fields)
        if ticks is None or local is None or (seconds := clock_seconds(local[1])) is None:
            return
        stream = int(ticks[1]) / _TICKS - seconds
        if self._first_map is None:
            self._first_map = stream
        self._offset = stream - self._first_map
        if self._offset < -_WRAP / _TICKS / 2:  # the counter of 33 bits has begun again
            self._offset += _WRAP / _TICKS


def _segments(text: str) -> list[str]:
    """`text` cut before each header but the first."""
    return _NEXT.split(text) if text.find("VTT", 8) >= 0 else [text]


def _head(text: str) -> str:
    """What is above the first caption, without the line above a timing line."""
    arrow = text.find("-->")
    first = next(timings(text[: arrow + 200] if arrow >= 0 else text), None)
    return text[: first.start()].lstrip() if first else text
