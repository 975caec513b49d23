"""Lines that programs and publishers write around a transcript: disclaimers, credits, "Meeting ended"."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from llm_summarise.domain.transcript import AsideKind

LONGEST: Final = 400
"""Characters of such a line."""

_KINDS: Final = {"metadata": AsideKind.METADATA, "credit": AsideKind.CREDIT}


@cache
def _pattern() -> re.Pattern[str]:
    text = (files(__package__) / "export_lines.txt").read_text(encoding="utf-8")
    rows = [line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#")]
    kinds = (f"(?P<{kind}>{'|'.join(p for k, p in rows if k == kind)})" for kind in _KINDS)
    return re.compile("|".join(kinds), re.IGNORECASE)


def export_line(text: str) -> AsideKind | None:
    """What kind of line around a transcript `text` is, None if it may have been said."""
    if len(text) > LONGEST:
        return None
    match = _pattern().fullmatch(text.strip(' *_[]()"-–—'))
    return _KINDS[match.lastgroup] if match and match.lastgroup else None
