"""YouTube's automatic captions, which roll: each block repeats the lines that are still on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import Final

from llm_summarise.readers.formats.captions.blocks import Block
from llm_summarise.readers.speech.cleaning import clean

FORMAT: Final = "youtube"
_SAMPLE: Final = 400  # blocks to look at before deciding
_ROLLING_SHARE: Final = 0.3
_WORD_TIME: Final = re.compile(r"<\d{1,6}:\d\d:\d\d[.,]\d{3}><c[.>]")


def unroll(found: Iterable[Block]) -> tuple[bool, Iterator[Block]]:
    """Whether the blocks roll; and the blocks, each line once if they do."""
    remaining = iter(found)
    sample = list(islice(remaining, _SAMPLE))
    everything = chain(sample, remaining)
    return (True, unrolled(everything)) if rolls(sample) else (False, everything)


def rolls(found: Iterable[Block]) -> bool:
    """Whether blocks repeat the last lines of the one before as a rule (people repeat a line
    rarely). The same screen again is no sign of it: recognisers write that, caught in a loop."""
    screens = [_lines(payload) if "\n" in payload else [payload] for _, _, payload in found]
    repeats = sum(
        before != after and before[-1] == after[0] != ""
        for before, after in pairwise(screens)
        if before and after
    )
    if repeats >= 3 and repeats >= _ROLLING_SHARE * len(screens):
        return True
    return repeats >= 1 and any(_tagged(line) for lines in screens for line in lines)


def _tagged(line: str) -> bool:
    """Whether words of a line have times of their own."""
    return "<c" in line and _WORD_TIME.search(line) is not None


def unrolled(found: Iterable[Block]) -> Iterator[Block]:
    """The blocks with only the lines that are new on the screen; blocks without any are left out."""
    screen: list[str] = []
    for start, end, payload in found:
        lines = _lines(payload)
        kept = _overlap(screen, [clean(line) for line in lines])
        if lines:
            screen = [clean(line) for line in lines]
        if new := lines[kept:]:
            yield start, end, "\n".join(new)


def _lines(payload: str) -> list[str]:
    return [line for line in payload.split("\n") if line.strip()]


def _overlap(before: list[str], after: list[str]) -> int:
    """How many lines at the start of `after` are the last ones of `before`."""
    return next((n for n in range(min(len(before), len(after)), 0, -1) if before[-n:] == after[:n]), 0)
