"""TTML, also called DFXP, iTT, EBU-TT and IMSC, and as Apple Podcasts writes it: a span for each word.

https://www.w3.org/TR/ttml2/
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from llm_summarise.domain.transcript import About, Cue
from llm_summarise.readers import safe_xml
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.formats.subtitles.ttml_times import Clock, Timed
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.cleaning import speech

FORMAT: Final = "ttml"
_ROOT: Final = re.compile(r"<(?:[\w-]+:)?tt[\s>]")
_FIRST_ELEMENT: Final = re.compile(r"<[A-Za-z]")
_SINGLE: Final = 1.5
"""Words a span with times has on average, at most, where each word has one."""

_SILENT: Final = frozenset(("head", "metadata", "set", "image", "styling", "layout"))


def looks(sample: str) -> bool:
    """Whether the first element is `tt`."""
    first = _FIRST_ELEMENT.search(sample)
    return first is not None and _ROOT.match(sample, first.start()) is not None


def read(text: str) -> Parsed:
    """The paragraphs, or their sentences where words have times. Raises ValueError for XML that breaks off
    before any words, or is not safe to read."""
    document = _Document()
    broken = safe_xml.scan(text, document)
    if broken and not document.pieces:
        raise ValueError(f"is broken XML: {broken}")
    about = About(title=document.title, language=document.language)
    parsed = Parsed(FORMAT, document.cues(), about)
    if broken:
        parsed.warnings.append(f"the XML is broken ({broken}); what stands before is read")
    return parsed


class _Piece(NamedTuple):
    paragraph: int
    timed: Timed | None
    agent: str
    text: str


class _Document:
    """What is told of a document: pieces of text with the times of the element they stand in."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.title: str | None = None
        self.language: str | None = None
        self._clock = Clock({})
        self._times: list[Timed | None] = [None]
        self._agents: list[str] = [""]
        self._names: dict[str, str] = {}
        self._path: list[str] = []
        self._silent = 0
        self._paragraph = 0
        self._agent_id = ""
        self._evidence = 0
        self._contrary = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name == "tt":
            self._clock = Clock(attributes)
            self.language = attributes.get("lang") or None
        elif name == "agent":
            self._agent_id = attributes.get("id", "")
        if self._silent or name in _SILENT or attributes.get("ruby") in ("text", "delimiter"):
            self._silent += 1
        if name == "p":
            self._paragraph += 1
        elif name == "br":
            self.data("\n")
        self._agents.append(attributes.get("agent", "").split(" ")[0] or self._agents[-1])
        self._times.append(self._timed(attributes))

    def _timed(self, attributes: dict[str, str]) -> Timed | None:
        begin, end, duration = (self._clock.seconds(attributes.get(key)) for key in ("begin", "end", "dur"))
        if begin is None and end is None and duration is None:
            return self._times[-1]
        timed = Timed(begin, end, duration, self._times[-1])
        self._evidence += timed.absolute()
        self._contrary += timed.relative()
        return timed

    def end(self, name: str) -> None:
        self._path.pop()
        self._times.pop()
        self._agents.pop()
        self._silent -= bool(self._silent)
        if name == "p":
            self._paragraph += 1

    def data(self, text: str) -> None:
        if self._silent:
            self._metadata(text)
        elif "p" in self._path:
            self.pieces.append(_Piece(self._paragraph, self._times[-1], self._agents[-1], text))

    def _metadata(self, text: str) -> None:
        name = self._path[-1]
        if not (said := speech(text)):
            return
        if name == "name" and "agent" in self._path:
            self._names.setdefault(self._agent_id, said)
        elif name == "title" and "head" in self._path:
            self.title = self.title or said

    def cues(self) -> list[Cue]:
        """The cues of all pieces. Names of agents may have been given below their first words."""
        rows = self._rows()
        spoken = [row for row, _ in rows if row.payload.strip()]
        if sum(len(row.payload.split()) for row in spoken) > _SINGLE * len(spoken) or len(spoken) < 2:
            return row_cues(spoken)
        result: list[Cue] = []
        paragraph: list[joining.Segment] = []
        last = -1
        for row, number in rows:
            if number != last:
                result += joining.cues(paragraph)
                paragraph, last = [], number
            paragraph.append(joining.Segment(row.payload, row.start, row.end, row.speaker or None))
        return result + joining.cues(paragraph)

    def _rows(self) -> list[tuple[CaptionRow, int]]:
        """Text of the same element joined, with its paragraph; blanks alone belong to what is before them."""
        relative = self._contrary >= self._evidence
        rows: list[tuple[CaptionRow, int]] = []
        before: _Piece | None = None
        for piece in self.pieces:
            same = before is not None and before.paragraph == piece.paragraph
            if same and (not piece.text.strip() or (before and before.timed is piece.timed)):
                row, number = rows[-1]
                rows[-1] = (row._replace(payload=row.payload + piece.text), number)
                continue
            if not piece.text.strip():
                continue
            start, end = piece.timed.resolved(relative=relative) if piece.timed else (None, None)
            rows.append(
                (
                    CaptionRow(start, end, self._names.get(piece.agent) or speech(piece.agent), piece.text),
                    piece.paragraph,
                )
            )
            before = piece
        return rows
