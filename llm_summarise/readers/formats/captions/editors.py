"""Text that video editors export: a pair of time codes above the speaker and the words.

    00:00:05:00 - 00:00:10:12
    Speaker 1
    Words

Premiere Pro and DaVinci Resolve write it so; Avid has a blank between the time codes and no speaker;
Spruce STL has the words behind them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.formats.captions.caption_rows import CaptionRow, row_cues
from llm_summarise.readers.formats.captions.timing_lines import frame_rate, seconds
from llm_summarise.readers.parsed import Aside, Parsed

FORMAT: Final = "time-codes"
_CODE: Final = r"(\d{1,3}[:;]\d\d[:;]\d\d(?:[:;.,]\d{2,3})?)"
_PAIR: Final = re.compile(
    rf"(?:\n|\A)[ \t\ufeff]*(?:\d{{3,6}}[ \t]+)?[\[(]?{_CODE}[ \t]*(?:[-–—,][ \t]*|[ \t]){_CODE}(?![\d:;])"
    r"[\])]?[ \t]*[,:]?([^\n]*)"
)
_NUMBER_ABOVE: Final = re.compile(r"(?:\n|\A)[ \t]*\d{1,6}[ \t]*\n\Z")
_CODES: Final = re.compile(r"\d\d[:;]\d\d[:;\d.,\])]{0,12}[ \t]{0,9}[-–—, \t][ \t]{0,9}[\[(]?\d")
_FRAMES: Final = re.compile(r"\d[:;]\d\d[:;]\d\d[:;](\d{2,3})$")
_NOBODY: Final = re.compile(r"(?:unknown|unbekannt|desconocido|inconnu|不明)(?: speaker)?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"[^\W\d_]{2,20} ?[\dA-Z]{1,3}")
_NO_WORDS: Final = re.compile(r"<(?:begin|end) subtitles>|//.*|\$\w+\s*=.*|@.*", re.IGNORECASE)
_DENSE: Final = 6
_MOST: Final = 0.9


class _Entry(NamedTuple):
    start: str
    end: str
    lines: list[str]


def looks(sample: str) -> bool:
    """Whether pairs of time codes head the lines of most of the text, and have no numbers above them as those
    of SRT have."""
    if "-->" in sample or not _CODES.search(sample):
        return False
    found = list(_PAIR.finditer(sample))
    numbers = sum(
        _NUMBER_ABOVE.search(sample, max(0, m.start() - 12), m.start() + 1) is not None for m in found
    )
    filled = sum(1 for line in sample.split("\n") if line.strip())
    return len(found) > 0 and numbers * 2 <= len(found) and len(found) * _DENSE >= filled


def read(text: str) -> Parsed:
    """The passages, with their speakers where there is a line for them."""
    aside = Aside()
    entries = list(_entries(text, aside))
    codes = [m[1] for entry in entries for code in (entry.start, entry.end) if (m := _FRAMES.search(code))]
    rate = frame_rate(codes) if codes else 0
    speakers = _speakers(entries)
    rows = []
    for entry in entries:
        name, words = "", entry.lines
        if len(words) > 1 and words[0] in speakers:
            name, words = words[0], words[1:]
        payload = "\n".join(words).replace("|", "\n").replace("^B", "").replace("^I", "").replace("^U", "")
        start, end = seconds(entry.start, rate), seconds(entry.end, rate)
        rows.append(CaptionRow(start, end, "" if _NOBODY.fullmatch(name) else name, payload))
    parsed = Parsed(FORMAT, row_cues(rows), aside=aside)
    if rate:
        parsed.warnings.append(
            f"times of {plural(len(rows), 'passage')} end with frames; {rate} a second are taken"
        )
    return parsed


def _entries(text: str, aside: Aside) -> Iterator[_Entry]:
    found: re.Match[str] | None = None
    for match in [*_PAIR.finditer(text), None]:
        part = text[found.end() if found else 0 : match.start() if match else len(text)]
        if found:
            yield _entry(found, part, aside)
        else:
            for line in _filled(part):
                aside.add(AsideKind.METADATA, line)
        found = match


def _entry(found: re.Match[str], part: str, aside: Aside) -> _Entry:
    """The passage below a pair of time codes."""
    lines = _filled(f"{found[3]}\n{part}")
    for line in lines:
        if _NO_WORDS.fullmatch(line):
            aside.add(AsideKind.LAYOUT, line)
    return _Entry(found[1], found[2], [line for line in lines if not _NO_WORDS.fullmatch(line)])


def _filled(part: str) -> list[str]:
    return [line.strip() for line in part.split("\n") if line.strip()]


def _speakers(entries: list[_Entry]) -> frozenset[str]:
    """First lines that are names: nearly all passages have one above their words, and they recur or are
    numbered."""
    filled = [entry for entry in entries if entry.lines]
    first = Counter(entry.lines[0] for entry in filled if len(entry.lines) > 1)
    names = set(filter(_may_name, first))
    if first.total() < _MOST * len(filled):
        return frozenset()
    named = sum(first[name] for name in names)
    recurring = len(first) * 2 <= first.total() and named >= _MOST * first.total()
    return frozenset(names) if recurring or _numbered(first) * 2 > first.total() else frozenset()


def _may_name(line: str) -> bool:
    return len(line) <= 50 and line[-1] not in ".,;!?…。"


def _numbered(names: Counter[str]) -> int:
    """How often one of `names` is that of somebody who has a number, or of nobody."""
    return sum(n for name, n in names.items() if _NUMBERED.fullmatch(name) or _NOBODY.fullmatch(name))
