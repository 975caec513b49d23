"""What the layout of pages puts between the lines of a text: page numbers, running headers and footers, and
the line numbers at the margin of court transcripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from llm_summarise.domain.sentences import ends_sentence

EARLY: Final = 3000
"""Lines in which the first sign of a layout must be found; a text without any is left as it is."""

_PAGE: Final = re.compile(
    r"\W{0,4}(?:page|pg?\.|seite|página|pagina|pág\.|страница|стр\.|strona|sida|side|sayfa|صفحة|עמוד)[ \t]*"
    r"\d{1,5}(?:[ \t]*(?:/|of|von|de|di|sur|из|z|av|van|من)[ \t]*\d{1,5})?\W{0,4}"
    r"|\W{0,4}第[ \t]*\d{1,5}[ \t]*[页頁ページ]+\W{0,4}(?:[共/][ \t]*\d{1,5}[ \t]*[页頁ページ]?\W{0,4})?"
    r"|\W{0,4}\d{1,5}[ \t]*페이지\W{0,4}",
    re.IGNORECASE,
)
_SUMMED: Final = re.compile(
    r"[ \t]*+[-–—(\[]?[ \t]*+(\d{1,5})[ \t]*+(?:/|of|von|de)[ \t]*+(\d{1,5})[ \t]*+[-–—)\]]?[ \t]*+", re.I
)
_LONE: Final = re.compile(r"[ \t]*+[-–—\[(|]*+[ \t]*+(\d{1,5})[ \t]*+[-–—\])|]*+[ \t]*+")
_MARGIN: Final = re.compile(r"[ \t]*(\d{1,2})(?:[ \t]+(?=\S)|[ \t]*$)(?![-–—]+>|\d{1,2}:)")
_WIDE_MARGIN: Final = re.compile(r"[ \t]*(\d{1,2})(?:[ ]{2,}|\t|[ \t]*$)(?!\d)")
_STOPS: Final = " \t.,;:!?\"'*_)"
_DIGITS: Final = re.compile(r"\d+")
_LONGEST: Final = 120
"""Characters of a running header at most."""

_NEAR: Final = 3
"""So many lines with words from the border of a page a header or footer stands at most."""

_HABIT: Final = 3
"""So often a header must recur."""

_LAST_NUMBER: Final = 60
_MOST: Final = 0.8


def without_layout(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without what only numbers or names pages, and what was taken away, in its order.

    Where a sentence goes on over the border of a page, the empty lines around the border go too. A form feed
    becomes a blank.
    """
    numbered = _margins(lines)
    if not numbered and not _has_pages(lines[:EARLY]):
        return list(lines), []
    aside: list[str] = []
    kept: Sequence[str] = lines
    if numbered:
        kept = [line[match.end() :] if (match := _MARGIN.match(line)) else line for line in lines]
        aside.append(f"line numbers at the margin: {next(line for line in lines if line.strip()).strip()}")
    borders = _borders(kept)
    running = _running(kept, borders)
    result: list[str] = []
    joining = False
    for index, line in enumerate(kept):
        if index in borders or (running and _key(line) in running):
            aside.append(line.strip())
            joining = joining or _goes_on(result)
        elif not (joining and not line.strip()):
            joining = False
            result.append(line.replace("\f", " ") if "\f" in line else line)
    return result, aside


def _goes_on(result: list[str]) -> bool:
    """Whether the last line with words ends no sentence; the empty lines below it are then dropped."""
    end = len(result)
    while end and not result[end - 1].strip():
        end -= 1
    if not end or ends_sentence(result[end - 1], ":") or not result[end - 1].strip()[-1:].isalnum():
        return False
    del result[end:]
    return True


def _has_pages(lines: Sequence[str]) -> bool:
    return (
        any("\f" in line for line in lines)
        or any(
            _PAGE.fullmatch(line.strip()) or _SUMMED.fullmatch(line) for line in lines if _may_number(line)
        )
        or bool(_counted(lines, _LONE))
    )


def _may_number(line: str) -> bool:
    """Whether a line may end with a number or a sign for pages: most end with a letter and a full stop."""
    if not line or len(line) > _LONGEST:
        return False
    end = line.rstrip(_STOPS)[-1:]
    return not (end.isascii() and end.isalpha())


def _margins(lines: Sequence[str]) -> bool:
    """Whether the lines of each page are numbered from 1 on, each beginning with its number."""
    numbers = [
        int(match[1]) if bare[0].isdigit() and (match := _MARGIN.match(line)) else None
        for line in lines[:EARLY]
        if (bare := line.strip())
    ]
    found = [n for n in numbers if n is not None]
    if _all_numbered(lines):
        return True
    if len(found) < 20 or len(found) < 0.6 * len(numbers) or max(found) > _LAST_NUMBER:
        return False
    steps = sum(b == a + 1 or (b <= 2 and a >= 5) for a, b in pairwise(found))
    return steps >= _MOST * (len(found) - 1) and sum(b < a for a, b in pairwise(found)) >= 1


def _all_numbered(lines: Sequence[str]) -> bool:
    """Whether every line of a short text has its number at a margin: from 1 on, with two blanks behind."""
    if len(lines) > 2 * _LAST_NUMBER:
        return False
    written = [line for line in lines if line.strip() and not _PAGE.fullmatch(line.strip())]
    numbers = [int(match[1]) if (match := _WIDE_MARGIN.match(line)) else 0 for line in written]
    return len(numbers) > 3 and numbers == list(range(1, len(numbers) + 1))


def _borders(lines: Sequence[str]) -> set[int]:
    """The lines that number a page, and nothing else."""
    named = {i for i, line in enumerate(lines) if len(line) <= _LONGEST and _PAGE.fullmatch(line.strip())}
    if len(named) == 1 and not any("\f" in line for line in lines):
        named = {i for i in named if re.search(r"\d\D+\d", lines[i])}  # "Page 3" alone may be a title
    return named | _counted(lines, _SUMMED) | _counted(lines, _LONE)


def _counted(lines: Sequence[str], pattern: re.Pattern[str]) -> set[int]:
    """The lines that are numbers, if they count the pages: one more each time, and many lines between."""
    found: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if 0 < len(line) <= 20 and (match := pattern.fullmatch(line.strip("\f"))):
            found.append((index, int(match[1])))
    if len(found) < _HABIT:
        return set()
    good = sum(b == a + 1 and j - i >= 8 for (i, a), (j, b) in pairwise(found))
    return {index for index, _ in found} if good >= _MOST * (len(found) - 1) else set()


def _running(lines: Sequence[str], borders: set[int]) -> frozenset[str]:
    """Headers and footers, with each number made one sign: what recurs next to most borders of pages."""
    breaks = borders | {i for i, line in enumerate(lines) if "\f" in line}
    if len(breaks) < _HABIT:
        return frozenset()
    counts: Counter[str] = Counter()
    for border in breaks:
        near = {key for i in _neighbours(lines, border) if i not in borders and (key := _key(lines[i]))}
        counts.update(near)
    frequent = {key for key, n in counts.items() if n >= _HABIT and n * 2 >= len(breaks)}
    # A name above each turn stands near borders too, but elsewhere as well.
    everywhere = Counter(key for line in lines if (key := _key(line)) in frequent)
    return frozenset(key for key in frequent if everywhere[key] <= 1.25 * len(breaks))


def _neighbours(lines: Sequence[str], border: int) -> list[int]:
    """The nearest lines with words on both sides of a border, and the border itself."""
    near = [border]
    for step in (-1, 1):
        index, left = border + step, _NEAR
        while 0 <= index < len(lines) and left and abs(index - border) <= 4 * _NEAR:
            if lines[index].strip():
                near.append(index)
                left -= 1
            index += step
    return near


def _key(line: str) -> str:
    """What stays the same of a header on each page; "" for what is too long or too bare for one."""
    if len(line) > _LONGEST:
        return ""
    key = _DIGITS.sub("#", " ".join(line.split()))
    return key if any(char.isalpha() for char in key) or "#" in key else ""
