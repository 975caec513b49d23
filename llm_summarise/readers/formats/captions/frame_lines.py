"""Old subtitles with a line each: MicroDVD `{10}{50}words`, MPL2 `[10][50]words`,
TMPlayer `0:01:02:words`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.formats.captions.blocks import Block, cues
from llm_summarise.readers.parsed import Aside, Parsed

FRAMES: Final = 25.0
"""Frames a second of MicroDVD that does not tell them."""

_MICRODVD: Final = re.compile(r"[ \t]*\{(\d{1,9})\}[ \t]*\{(\d{0,9})\}(.*)")
_MPL2: Final = re.compile(r"[ \t]*\[(\d{1,9})\][ \t]*\[(\d{0,9})\](.*)")
_TMPLAYER: Final = re.compile(r"[ \t]*(\d{1,2}):([0-5]\d):([0-5]\d)(?:,[1-9])?[:=](?!\d\d\b)(.*)")
_KINDS: Final = (("microdvd", _MICRODVD), ("mpl2", _MPL2), ("tmplayer", _TMPLAYER))
_CODE: Final = re.compile(r"\{[A-Za-z]:[^{}]*\}")
_ITALIC: Final = re.compile(r"(?:^|(?<=\n))/")
_MOST: Final = 0.6


def looks(sample: str) -> bool:
    """Whether most lines have the times of one of the three, and the first one has."""
    return _kind(sample) is not None


def _kind(sample: str) -> tuple[str, re.Pattern[str]] | None:
    lines = [line for line in sample[:10_000].split("\n") if line.strip()]
    for name, pattern in _KINDS:
        begins = lines and pattern.match(lines[0].lstrip("\ufeff"))
        if begins and sum(pattern.match(line) is not None for line in lines) >= _MOST * len(lines):
            return name, pattern
    return None


def read(text: str) -> Parsed:
    """The captions. Raises ValueError if `text` is in none of these formats."""
    kind = _kind(text)
    if kind is None:
        raise ValueError("is no MicroDVD, MPL2 or TMPlayer")
    name, pattern = kind
    parsed = Parsed(name, [])
    if name == "tmplayer":
        found = _on_the_clock(text, pattern)
    else:
        rate = 10.0 if name == "mpl2" else _frame_rate(text, parsed)
        found = _counted(text, pattern, rate, parsed.aside)
    parsed.cues = cues(found)
    return parsed


def _frame_rate(text: str, parsed: Parsed) -> float:
    """Frames a second, which the first line tells as words: `{1}{1}23.976`."""
    first = _MICRODVD.match(text.lstrip("\ufeff \n"))
    told = re.fullmatch(r"\s*(\d{2,3}(?:[.,]\d{1,4})?)\s*", first[3]) if first else None
    if told and (rate := float(told[1].replace(",", "."))) >= 10:
        return rate
    parsed.warnings.append(f"times are frames; {FRAMES:g} a second are taken, as the file does not tell")
    return FRAMES


def _counted(text: str, pattern: re.Pattern[str], rate: float, aside: Aside) -> Iterator[Block]:
    start, end = None, None
    for index, line in enumerate(text.lstrip("\ufeff").split("\n")):
        match = pattern.match(line)
        if match is None:
            if re.match(r"\s*[{\[]\d", line):
                aside.add(AsideKind.BROKEN, line)
                line = re.sub(r"^\s*[{\[][^\]}]{0,20}[\]}]?", "", line)
            if line.strip():
                yield start, end, _words(line)
            continue
        start = round(int(match[1]) / rate, 3)
        end = round(int(match[2]) / rate, 3) if match[2] else None
        if not (index == 0 and pattern is _MICRODVD and re.fullmatch(r"\s*[\d.,]+\s*", match[3])):
            yield start, end, _words(match[3])


def _words(text: str) -> str:
    return _ITALIC.sub("", _CODE.sub("", text).replace("|", "\n").strip())


def _on_the_clock(text: str, pattern: re.Pattern[str]) -> Iterator[Block]:
    start = None
    for line in text.split("\n"):
        if match := pattern.match(line):
            start = float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]))
            line = match[4]
        if line.strip():
            yield start, None, _words(line)
