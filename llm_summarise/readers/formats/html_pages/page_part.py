"""The part of a page that is the transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.readers.formats.html_pages.page_blocks import CALLED_TRANSCRIPT, PageBlock

_ENDS: Final = re.compile(
    r"(?:comments?|leave a (?:comment|reply)|related|more episodes|subscribe|share|about the|links|"
    r"show notes|kommentare|comentarios|commentaires)\b",
    re.I,
)


def chosen(blocks: list[PageBlock]) -> Iterator[PageBlock]:
    """The blocks of the part that is the transcript: what is called so, or the main element."""

    def size(flagged: list[PageBlock]) -> int:
        return sum(len(block.text) for block in flagged if block.kind == "text")

    inside = [block for block in blocks if block.inside]
    if size(inside) >= 200 or (inside and 2 * size(inside) >= size(blocks)):
        return iter(inside)
    if section := _section(blocks):
        return iter(section)
    main = [block for block in blocks if block.main]
    return iter(main if 2 * size(main) >= size(blocks) and size(main) else blocks)


def _section(blocks: list[PageBlock]) -> list[PageBlock]:
    """What stands below a heading that says "Transcript", up to one of what follows a transcript."""
    for index, block in enumerate(blocks):
        if block.kind == "heading" and len(block.text) < 60 and CALLED_TRANSCRIPT.search(block.text):
            below = blocks[index + 1 :]
            ends = (n for n, b in enumerate(below) if b.kind == "heading" and _ENDS.match(b.text))
            below = below[: next(ends, len(below))]
            return below if sum(len(b.text) for b in below) >= 200 else []
    return []
