"""What printing put into a text: line numbers of court transcripts, page numbers, headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.parsed import Aside

FEWEST: Final = 10
"""Lines with numbers in sequence that make a habit."""

_NUMBERED: Final = re.compile(r"[ \t\f]{0,20}(\d{1,5})(?:[ \t]+(?=\S)|[ \t]*$)")
_PAGE: Final = re.compile(
    r"[ \t]*[-–—\[(]*[ \t]*(?:page|pg\.?|seite|página|pagina|p\.|стр\.)[ \t]*\d{1,5}"
    r"(?:[ \t]*(?:of|von|de|di|/|из)[ \t]*\d{1,5})?[ \t]*[-–—\])]*[ \t]*"
    r"|[ \t]*[-–—][ \t]*\d{1,4}[ \t]*[-–—][ \t]*|[ \t]*第[ \t]*\d{1,4}[ \t]*[页頁ページ]{1,3}[ \t]*",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_EDGE: Final = 120
"""Characters of the longest line that is taken for a header or footer."""


def without_layout(lines: list[str], aside: Aside) -> list[str]:
    """The lines of speech of a printed page; the numbers of its lines and pages are set aside."""
    numbered = _is_numbered(lines)
    paged = numbered or any("\f" in line for line in lines)
    repeated = _repeated(lines) if paged else frozenset[str]()
    if not numbered and not repeated and not any(map(_PAGE.fullmatch, lines)):
        return [line.replace("\f", "") for line in lines] if paged else lines
    result: list[str] = []
    for line in lines:
        bare = line.replace("\f", "")
        if _PAGE.fullmatch(bare) or _masked(bare) in repeated:
            aside.add(AsideKind.LAYOUT, bare)
        elif numbered and (match := _NUMBERED.match(line)):
            aside.add(AsideKind.LAYOUT, match[1])
            if rest := line[match.end() :]:
                result.append(rest)
        elif not numbered or bare.strip():  # between the pages of a numbered text blank lines end nothing
            result.append(bare)
    return result


def _is_numbered(lines: list[str]) -> bool:
    """Whether most lines begin with a number that is one more than the last, or 1 again."""
    written = counted = 0
    last: int | None = None
    for line in lines:
        if not line.strip():
            continue
        written += 1
        if match := _NUMBERED.match(line):
            number = int(match[1])
            counted += number == 1 or last is None or number == last + 1
            last = number
    return counted >= FEWEST and counted * 5 >= written * 3


def _masked(line: str) -> str:
    return " ".join(_DIGITS.sub("#", line).split()) if len(line) <= _EDGE else ""


def _repeated(lines: list[str]) -> frozenset[str]:
    """Lines, but for their numbers, that come back on pages: those that bear no line number themselves and
    stand at the edge of a page."""
    counts: Counter[str] = Counter()
    pages = 1
    for before, line, after in zip(["\f", *lines], lines, [*lines[1:], "\f"], strict=False):
        pages += "\f" in line
        restart = (match := _NUMBERED.match(after)) is not None and match[1] == "1"
        edge = "\f" in line or "\f" in after or "\f" in before or restart
        if edge and line.strip() and not _NUMBERED.match(line):
            counts[_masked(line.replace("\f", ""))] += 1
    return frozenset(text for text, n in counts.items() if text and n > 2)
