"""HTML, above all Podcasting 2.0 transcripts: `<cite>Name:</cite> <time>0:12</time> <p>text</p>`.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from llm_summarise.core.readers.cleaning import speech
from llm_summarise.core.readers.sentences import sentences
from llm_summarise.core.readers.timing import clock_seconds
from llm_summarise.core.transcript import Cue

FORMAT: Final = "html"
_PAGE: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.I | re.S
)
_SPOKEN: Final = re.compile(r"\s*<(?:cite|time|p|div|section|article|body|main)[\s>]", re.I)
_SILENT: Final = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "nav"})
_BLOCKS: Final = frozenset(
    "p div section article header footer main aside body html li ul ol dl dt dd tr td th table blockquote "
    "pre h1 h2 h3 h4 h5 h6 hr figure figcaption address form cite time".split()
)


def looks(sample: str) -> bool:
    """Whether `sample` is a page, or begins with the elements of a transcript (a README in Markdown may
    begin with a tag too, but has no `<cite>` or `<time>` with paragraphs)."""
    if _PAGE.match(sample):
        return True
    lower = sample.lower()
    return _SPOKEN.match(sample) is not None and "<p" in lower and ("</cite>" in lower or "</time>" in lower)


def read(text: str) -> tuple[str, list[Cue]]:
    """The format and the cues. Raises ValueError for a page that cannot be parsed."""
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # raised by html.parser for some broken declarations
        raise ValueError(f"is broken HTML ({error})") from None
    page.flush()
    return FORMAT, page.cues


class _Page(HTMLParser):
    """Collects the text of blocks; `<cite>` names the speaker, `<time>` the start of what follows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cues: list[Cue] = []
        self._words: list[str] = []
        self._inside = ""
        self._silent: list[str] = []
        self._speaker: str | None = None
        self._start: float | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag == "body":  # ends a head that is not closed
            self._silent.clear()
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.flush()
            if tag in ("cite", "time"):
                self._inside = tag
        elif tag == "br":
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def flush(self) -> None:
        """End the block: a speaker, a time, or words."""
        text = speech("".join(self._words))
        self._words.clear()
        inside, self._inside = self._inside, ""
        if not text:
            return
        if inside == "cite":
            self._speaker = text.rstrip(" :：") or None
        elif inside == "time" and (start := clock_seconds(text.strip("[]() "))) is not None:
            self._start = start
        else:
            self.cues.extend(Cue(part, self._start, None, self._speaker) for part in sentences(text))
