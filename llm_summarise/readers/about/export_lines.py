"""Lines that programs and publishers write around a transcript: disclaimers, credits, "Meeting ended"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.word_lists import lines_of

_FILE: Final = Path(__file__).with_name("export_lines.txt")

LONGEST: Final = 400
"""Characters of such a line."""

_KINDS: Final = {"metadata": AsideKind.METADATA, "credit": AsideKind.CREDIT}


@cache
def _pattern() -> re.Pattern[str]:
    rows = [line.split("\t", 1) for line in lines_of(_FILE)]
    kinds = (f"(?P<{kind}>{'|'.join(p for k, p in rows if k == kind)})" for kind in _KINDS)
    return re.compile("|".join(kinds), re.IGNORECASE)


def export_line(text: str) -> AsideKind | None:
    """What kind of line around a transcript `text` is, None if it may have been said."""
    if len(text) > LONGEST:
        return None
    match = _pattern().fullmatch(text.strip(' *_[]()"-–—'))
    return _KINDS[match.lastgroup] if match and match.lastgroup else None
