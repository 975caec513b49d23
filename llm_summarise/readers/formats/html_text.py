"""HTML: Podcasting 2.0 transcripts, `<cite>Name:</cite> <time>0:12</time> <p>text</p>`, others whose elements
tell times or names, and pages, whose paragraphs are handed to the readers of text.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue, Heading
from llm_summarise.readers.documents.marked_text import BOLD, heading, marked, read_text, without_bold
from llm_summarise.readers.formats.html_pages.page_about import about_page
from llm_summarise.readers.formats.html_pages.page_blocks import PageBlock, blocks_of, clock_of
from llm_summarise.readers.formats.html_pages.page_part import chosen
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech.cleaning import speech
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "html"
_PAGE: Final = re.compile(r"(?:<\?xml[^<>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.I)
_BLANKS: Final = re.compile(r"\s*")
_SPOKEN: Final = re.compile(
    r"<(?:cite|time|p|div|section|article|body|main|span|b|strong|h[1-6]|ul|ol|dl|table|blockquote|br|head|meta"
    r"|title|header)(?:[\s/][^<>]*)?>",
    re.I,
)
_PARAGRAPHS: Final = re.compile(r"</(?:p|div|li|dd|td|span|h[1-6]|section|cite|time)>|<br\s*/?>", re.I)
_MARKDOWN: Final = re.compile(r"^(?:#{1,6} |[-*] |```|\[!\[)|\]\(https?:", re.M)
_FEW: Final = 3
_NAME: Final = 60
_TIMED: Final = ("time", "dt")
_NAMING: Final = ("speaker", "dt")


def looks(sample: str) -> bool:
    """Whether `sample` is a page or a fragment of one. (A README in Markdown may begin with a tag, too.)"""
    start = _after_comments(sample)
    if _PAGE.match(sample, start):
        return True
    if not _SPOKEN.match(sample, start):
        return False
    closed = len(_PARAGRAPHS.findall(sample))
    return closed >= 1 and not _MARKDOWN.search(sample)


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
    """The speech of a page, its headings as the outline, what its head tells."""
    blocks = blocks_of(text)
    about = about_page(text)
    part = list(chosen(blocks))
    if first := _page_title(part):
        about = replace(about, title=about.title or without_bold(first.text))
        part.remove(first)
    aside = Aside()
    if _marked_up(part):
        parsed = _by_elements(part)
    else:
        parsed = read_text([_paragraph(block) for block in part if block.text], FORMAT, about)
    for block in blocks if len(part) < len(blocks) - 1 else ():
        if block.kind == "text" and not block.inside and not block.main:
            aside.add(AsideKind.OTHER, without_bold(block.text))
    return replace(parsed, about=parsed.about.completed_by(about))


def _page_title(blocks: list[PageBlock]) -> PageBlock | None:
    """The only heading of the first level, above all others: the title of the page."""
    tops = [block for block in blocks if block.kind == "heading" and block.level == 1]
    return tops[0] if len(tops) == 1 and tops[0] in blocks[:_FEW] and len(blocks) > 1 else None


def _marked_up(blocks: list[PageBlock]) -> bool:
    """Whether elements tell who speaks or when: at the start, or more than once."""
    times = (b for b in blocks if b.start is not None or (b.kind in _TIMED and clock_of(b.text) is not None))
    names = (b for b in blocks if b.kind in _NAMING and len(b.text) <= _NAME)
    opens = len(blocks) > 1 and (blocks[0].start is not None or blocks[0].kind in (*_TIMED, "speaker"))
    return opens or len(list(islice(times, 2))) > 1 or len(list(islice(names, 2))) > 1


def _paragraph(block: PageBlock) -> str:
    return heading(block.text, block.level) if block.kind == "heading" else marked(block.text)


def _by_elements(blocks: list[PageBlock]) -> Parsed:
    """The cues of a page whose elements tell names and times: each holds until the next one."""
    elements = _Elements(blocks)
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        elements.take(before, block, after)
    cues = elements.cues
    return Parsed(FORMAT, cues, outline=[h for h in elements.outline if h.cue < len(cues)])


class _Elements:
    """Takes the blocks of a page in their order, gives its `cues` and `outline`."""

    def __init__(self, blocks: list[PageBlock]) -> None:
        self.cues: list[Cue] = []
        self.outline: list[Heading] = []
        self._speaker: str | None = None
        self._start: float | None = None
        headings = Counter(block.text for block in blocks if block.kind == "heading")
        self._repeated = {text for text, n in headings.items() if n > 1}

    def take(self, before: PageBlock | None, block: PageBlock, after: PageBlock | None) -> None:
        """The next block, and those beside it."""
        if block.start is not None:
            self._start = block.start
        kind = block.kind
        if kind == "start":
            return
        text = _unmarked(block.text)
        clock = clock_of(text) if len(text) < _NAME else None
        if clock is not None:
            self._start = clock
        elif kind in _NAMING or text in self._repeated or _is_name(before, block, after):
            self._speaker = text.rstrip(" :：") or self._speaker
        elif kind == "heading":
            self.outline.append(Heading(text, len(self.cues), block.level))
        elif kind != "time":
            start, speaker = self._start, self._speaker
            self.cues.extend([Cue(part, start, None, speaker) for part in sentences(text)])


def _unmarked(text: str) -> str:
    return speech(without_bold(text)) if BOLD in text or "\n" in text else text


def _is_name(before: PageBlock | None, block: PageBlock, after: PageBlock | None) -> bool:
    """Whether a block is bold, short, and beside a time."""
    if BOLD not in block.text:
        return False
    text = block.text.strip()
    if not (text.startswith(BOLD) and text.rstrip(" :：").endswith(BOLD) and len(text) <= _NAME):
        return False
    return any(b is not None and (b.kind == "time" or clock_of(b.text) is not None) for b in (before, after))
