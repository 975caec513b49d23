"""Small words of all formats: clock times, cleaned text, shortened titles."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from llm_summarise.domain.clock import clock as clock
from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.domain.text import plural as plural

if TYPE_CHECKING:
    from llm_summarise.domain.result import Evidence, Mention, Quote, Sponsor, Topic


def clean(text: str) -> str:
    """`text` on one line without control characters."""
    folded = fold_space(text)
    stripped = strip_controls(folded)
    return folded if stripped == folded else fold_space(stripped)


def place(start: float | None, cue: int, *, approximate: bool = False) -> str:
    """Where something stands: its time (`~` before an approximate one) or, in a transcript without times, its
    line (1-based)."""
    return clock(start, approximate=approximate) if start is not None else f"line {cue + 1}"


def place_of(part: Evidence | Mention | Quote | Sponsor | Topic) -> str:
    """Where a part of a result stands."""
    cue = getattr(part, "first_cue", None)  # not by its class: that would be imported by every warm run
    return place(part.start, part.cue if cue is None else cue, approximate=part.approximate)  # type: ignore[union-attr]


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
