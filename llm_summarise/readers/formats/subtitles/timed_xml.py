"""XML with elements that have times: YouTube's `<transcript><text start= dur=>` and
`<timedtext><body><p t= d=>` with `<s>`, and that of others, with `start_ms`, `end`, `voice` and the like."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from llm_summarise.domain.clock import clock_seconds
from llm_summarise.readers import safe_xml
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "timed-xml"
_FIRST_ELEMENT: Final = re.compile(r"<[A-Za-z]")
_ROOT: Final = re.compile(
    r"<(?:\w{1,20}:)?(?:timed_?text|transcripts?|transcript_list|transcription|captions?|subtitles?)[\s>]",
    re.IGNORECASE,
)
_TIMED: Final = re.compile(
    r"<\w[^<>]{0,200}?\s(?:start|begin|t|start_?ms|start_?time)=[\"']\d", re.IGNORECASE
)
_STARTS: Final = ("startms", "start", "begin", "starttime", "t")
_ENDS: Final = ("endms", "end", "endtime", "stop")
_LENGTHS: Final = ("durms", "dur", "duration", "d")
_SPEAKERS: Final = ("voice", "speakername", "speaker", "who", "name")
_THOUSANDTHS: Final = frozenset(("startms", "endms", "durms", "t", "d"))


def looks(sample: str) -> bool:
    """Whether the first element is called like a transcript, and elements have times."""
    first = _FIRST_ELEMENT.search(sample)
    return (
        first is not None and _ROOT.match(sample, first.start()) is not None and bool(_TIMED.search(sample))
    )


def read(text: str) -> Parsed:
    """The captions; one ends where the next begins. Raises ValueError for XML that breaks off before any
    words, or is not safe to read."""
    document = _Captions()
    broken = safe_xml.scan(text, document)
    if broken and not document.found:
        raise ValueError(f"is broken XML: {broken}")
    parsed = Parsed(FORMAT, row_cues(_shortened(document.found)))
    if broken:
        parsed.warnings.append(f"the XML is broken ({broken}); what stands before is read")
    return parsed


def _shortened(found: list[CaptionRow]) -> list[CaptionRow]:
    """The rows, none longer than to the beginning of the next: lines stay on the screen as others come."""
    spoken = [row for row in found if row.payload.strip()]
    result = []
    for row, following in pairwise([*spoken, CaptionRow(None, None, "", "")]):
        start, end, after = row.start, row.end, following.start
        cut = start is not None and end is not None and after is not None and start < after < end
        result.append(row._replace(end=after) if cut else row)
    return result


class _Captions:
    """Collects the text of elements with times, the outermost ones below the root."""

    def __init__(self) -> None:
        self.found: list[CaptionRow] = []
        self._depth = 0
        self._inside = 0
        self._row = CaptionRow(None, None, "", "")
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._inside:
            if name == "br":
                self._words.append("\n")
            return
        values = {key.lower().replace("_", "").replace("-", ""): value for key, value in attributes.items()}
        start = _first(values, _STARTS)
        if self._depth > 1 and start is not None:
            end, length = _first(values, _ENDS), _first(values, _LENGTHS)
            if end is None and length is not None:
                end = round(start + length, 3)
            speaker = next((values[key] for key in _SPEAKERS if values.get(key)), "")
            self._row = CaptionRow(start, end, speaker, "")
            self._inside = self._depth

    def end(self, name: str) -> None:
        del name
        if self._inside == self._depth:
            self.found.append(self._row._replace(payload="".join(self._words)))
            self._words.clear()
            self._inside = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._inside:
            self._words.append(text)


def _first(values: dict[str, str], names: tuple[str, ...]) -> float | None:
    """Seconds of the first of the attributes `names` that is there."""
    for name in names:
        if name in values and (value := clock_seconds(values[name])) is not None:
            return round(value / 1000, 3) if name in _THOUSANDTHS else value
    return None
