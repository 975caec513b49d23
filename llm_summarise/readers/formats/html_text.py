"""HTML, above all Podcasting 2.0 transcripts: `<cite>Name:</cite> <time>0:12</time> <p>text</p>`.
On other pages names with a colon before the words are speakers, where that is a habit.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.clock import clock_seconds
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.cleaning import speech, unescape
from llm_summarise.readers.speech.speaker_labels import name_speakers
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "html"
_PAGE: Final = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.I)
_BLANKS: Final = re.compile(r"\s*")
_SPOKEN: Final = re.compile(r"\s*<(?:cite|time|p|div|section|article|body|main)[\s>]", re.I)
# A scan of our own: html.parser before Python 3.13.6 takes a minute for 400 kB of `<?` (quadratic).
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[\s/][^<>]*)?>|<\?[^<>]*>", re.I)
_SILENT: Final = frozenset("script style head title noscript template svg nav".split())
_BLOCKS: Final = frozenset(
    "p div section article header footer main aside body html li ul ol dl dt dd tr td th table blockquote "
    "pre h1 h2 h3 h4 h5 h6 hr br figure figcaption address form cite time".split()
)
_INLINE: Final = frozenset(
    "a abbr b bdi bdo code data del dfn em font i img input ins kbd label mark q s samp small span strike "
    "strong sub sup tt u var wbr tbody thead tfoot meta link button audio video source iframe picture".split()
)
_KNOWN: Final = _BLOCKS | _INLINE | _SILENT


def looks(sample: str) -> bool:
    """Whether `sample` is a page, or begins with the elements of a transcript (a README in Markdown may
    begin with a tag too, but has no `<cite>` or `<time>` with paragraphs)."""
    if _PAGE.match(sample, _after_comments(sample)):
        return True
    lower = sample.lower()
    return _SPOKEN.match(sample) is not None and "<p" in lower and ("</cite>" in lower or "</time>" in lower)


def _after_comments(sample: str) -> int:
    """Where `sample` begins but for blanks and comments, as an offset in characters. Not a pattern: one that
    repeats comments and blanks takes twice as long for each comment more."""
    start = _blanks_end(sample, 0)
    while sample.startswith("<!--", start) and (end := sample.find("-->", start + 4)) >= 0:
        start = _blanks_end(sample, end + 3)
    return start


def _blanks_end(sample: str, position: int) -> int:
    found = _BLANKS.match(sample, position)
    return found.end() if found else position


def read(text: str) -> Parsed:
    """The speech of a page. What looks like a tag and is none, as in `List<int>`, stays."""
    page = _Page()
    text = _without_declarations(text)
    position = 0
    for match in _TAG.finditer(text):
        name = (match[2] or "").lower()
        if name and name not in _KNOWN:
            continue
        page.words(text[position : match.start()])
        page.tag(name, closing=bool(match[1]))
        position = match.end()
    page.words(text[position:])
    page.flush()
    return Parsed(FORMAT, name_speakers(page.cues))


def _without_declarations(text: str) -> str:
    """`text` without comments and declarations such as the document type."""
    kept = []
    position = 0
    while (start := text.find("<!", position)) >= 0:
        kept.append(text[position:start])
        close = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(close, start + 2)
        if end < 0:
            return "".join(kept)
        position = end + len(close)
    return "".join([*kept, text[position:]])


class _Page:
    """Collects the text of blocks; `<cite>` names the speaker, `<time>` the start of what follows."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._words: list[str] = []
        self._inside = ""
        self._silent = ""
        self._speaker: str | None = None
        self._start: float | None = None

    def words(self, text: str) -> None:
        if text and not self._silent:
            self._words.append(text)

    def tag(self, name: str, *, closing: bool) -> None:
        if self._silent:
            if name == (self._silent if closing else "body"):  # the body ends a head that is not closed
                self._silent = ""
        elif name in _SILENT and not closing:
            self._silent = name
        elif name == "br":
            self._words.append("\n")
        elif name in _BLOCKS:
            self.flush()
            if name in ("cite", "time") and not closing:
                self._inside = name

    def flush(self) -> None:
        """End the block: a speaker, a time, or words."""
        text = speech(unescape("".join(self._words)))
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
