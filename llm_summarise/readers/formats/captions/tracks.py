"""Timed tracks that hold no speech: chapters, pictures for a seek bar, data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import Final

from llm_summarise.readers.formats.captions.blocks import Block
from llm_summarise.readers.refusals.reasons import CAPTIONS, CHAPTERS, NotATranscript

KINDS: Final = {
    "chapters": ("a list of chapters", CHAPTERS),
    "metadata": ("data with times", CAPTIONS),
    "thumbnails": ("pictures for a seek bar", CAPTIONS),
}
"""Tracks that are no transcript, by the kind WebVTT calls them: what they are, and what to do."""

_MANY: Final = 400
"""Blocks that are looked at; a file with more has no chapters."""

_FEW: Final = 3
"""Chapters at least; of fewer blocks nothing can be told."""

_SAMPLE: Final = 50
"""Blocks of which most hold pictures or data, if the file does."""

_LONG: Final = 30
"""Seconds that half of all chapters last, at least."""

_SPARSE: Final = 0.25
"""Words a second, at most: people speak ten times as many."""

_PICTURE: Final = re.compile(
    r"(?!\S*+\s++\S)\S*(?:#xywh=\S*|\.(?:jpe?g|png|webp|gif|avif|bif)(?:[?#]\S*)?)\s*", re.IGNORECASE
)
_DATA: Final = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*[{\"\]])")


def speech_only(found: Iterable[Block]) -> Iterator[Block]:
    """The blocks as they are. Raises NotATranscript, which says what they hold, if that is no speech."""
    remaining = iter(found)
    first = list(islice(remaining, _MANY))
    payloads = [payload for _, _, payload in first[:_SAMPLE] if payload]
    if payloads:
        if sum(_PICTURE.fullmatch(payload) is not None for payload in payloads) * 2 > len(payloads):
            raise NotATranscript(*KINDS["thumbnails"])
        if sum(_DATA.match(payload) is not None for payload in payloads) * 2 > len(payloads):
            raise NotATranscript(*KINDS["metadata"])
        if len(first) < _MANY and _chapters(first):
            raise NotATranscript(*KINDS["chapters"])
    return chain(first, remaining)


def _chapters(found: list[Block]) -> bool:
    """Whether the blocks follow each other without a gap, last as long as chapters, and say as little as
    their titles."""
    times = [(start, end) for start, end, _ in found if start is not None and end is not None]
    lengths = [end - start for start, end in times]
    if len(lengths) < max(_FEW, len(found) - 1) or sorted(lengths)[len(lengths) // 2] < _LONG:
        return False
    gaps = sum(abs(after[0] - before[1]) > 1 for before, after in pairwise(times))
    words = sum(max(len(payload.split()), len(payload) // 12) for _, _, payload in found)
    return gaps * 5 < len(times) and words < _SPARSE * sum(lengths)
