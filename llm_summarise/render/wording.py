"""Small words of all formats: clock times, cleaned text, shortened titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING

from llm_summarise.domain.clock import clock as clock
from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.domain.text import plural as plural

if TYPE_CHECKING:
    from llm_summarise.domain.result import Evidence, Mention, Quote, Sponsor, Topic

_LEFT_OVER = " ,;:.!?…-–—"


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


def opened(quote: str, names: Collection[str] = ()) -> str:
    """A quote as a sentence begins: with a capital. Signs before which nothing stands any more are left out;
    a first word that is written with a small letter for good (`iPhone`, one of `names`) stays as it is."""
    text = quote.lstrip(_LEFT_OVER) or quote
    at = next((i for i, c in enumerate(text) if c.isalnum()), None)
    if at is None or not text[at].islower():
        return text
    word = re.split(r"[\s,;:!?—–]", text[at:], maxsplit=1)[0]
    is_name = any(c.isupper() or c.isdigit() or c == "_" for c in word) or word.rstrip(".") in names
    return text if is_name else text[:at] + text[at].title() + text[at + 1 :]


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
