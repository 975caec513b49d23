"""Small words of all formats: clock times, cleaned text, shortened titles."""

from __future__ import annotations

import unicodedata

from llm_summarise.domain.clock import clock as clock
from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.domain.text import plural as plural


def clean(text: str) -> str:
    """`text` on one line without control characters."""
    folded = fold_space(text)
    stripped = strip_controls(folded)
    return folded if stripped == folded else fold_space(stripped)


def place(start: float | None, cue: int) -> str:
    """Where something stands: its time or, in a transcript without times, its line (1-based)."""
    return clock(start) if start is not None else f"line {cue + 1}"


def shorten(title: str, limit: int) -> str:
    """`title` cut at a word so that it has at most `limit` characters, the ellipsis included."""
    if len(title) <= limit:
        return title
    room = limit - 1
    cut = title.rfind(" ", 0, room + 1)
    if cut < limit // 2:
        cut = room
        while cut > 1 and unicodedata.combining(title[cut]):
            cut -= 1
    return title[:cut].rstrip(" ,;:.-–—&") + "…"
