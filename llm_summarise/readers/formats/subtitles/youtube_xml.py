"""YouTube's captions as XML: `<transcript><text start= dur=>` and `<timedtext><body><p t= d=>` with `<s>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from llm_summarise.domain.clock import number
from llm_summarise.readers.formats.captions.blocks import Block, cues
from llm_summarise.readers.formats.subtitles import safe_xml
from llm_summarise.readers.parsed import Parsed

FORMAT: Final = "youtube-xml"
_ROOT: Final = re.compile(
    r"<timedtext[\s>]|<transcript(?:_list)?[^<>]*>\s*<text\s[^<>]*\bstart=", re.IGNORECASE
)
_FIRST_ELEMENT: Final = re.compile(r"<[A-Za-z]")


def looks(sample: str) -> bool:
    """Whether the first element is one of YouTube's."""
    first = _FIRST_ELEMENT.search(sample)
    return first is not None and _ROOT.match(sample, first.start()) is not None


def read(text: str) -> Parsed:
    """The captions; one ends where the next begins. Raises ValueError for XML that breaks off before any
    words, or is not safe to read."""
    document = _Captions()
    broken = safe_xml.scan(text, document)
    if broken and not document.found:
        raise ValueError(f"is broken XML: {broken}")
    parsed = Parsed(FORMAT, cues(_shortened(document.found)))
    if broken:
        parsed.warnings.append(f"the XML is broken ({broken}); what stands before is read")
    return parsed


def _shortened(found: list[Block]) -> Iterator[Block]:
    """The blocks, none longer than to the beginning of the next: lines stay on the screen as others come."""
    spoken = [block for block in found if block[2].strip()]
    for (start, end, payload), (following, _, _) in pairwise([*spoken, (None, None, "")]):
        if end is not None and following is not None and start is not None and start < following < end:
            end = following
        yield start, end, payload


class _Captions:
    """Collects the text and times of `text` and `p` elements."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._start: float | None = None
        self._end: float | None = None
        self._words: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "br" and self._words is not None:
            self._words.append("\n")
        if name not in ("text", "p"):
            return
        self._words = []
        start, length = number(attributes.get("start")), number(attributes.get("dur"))
        if "t" in attributes:
            start, length = (_thousandth(attributes.get(key)) for key in ("t", "d"))
        self._start = start
        self._end = None if start is None or length is None else round(start + length, 3)

    def end(self, name: str) -> None:
        if name in ("text", "p") and self._words is not None:
            self.found.append((self._start, self._end, "".join(self._words)))
            self._words = None

    def data(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)


def _thousandth(written: str | None) -> float | None:
    value = number(written)
    return None if value is None else value / 1000
