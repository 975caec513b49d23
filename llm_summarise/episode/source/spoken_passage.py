"""The beginning and the end of a talk as text in which people are presented."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from llm_summarise.domain.text import lowered
from llm_summarise.domain.transcript import Cue, Transcript

OPENING: Final = 24_000
"""Characters at the beginning, about 25 minutes: a cold open, credits and advertisements come before people
are presented."""

CLOSING: Final = 3_000
"""Characters at the end, where guests are thanked and hosts say who they were."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")

_CASED: Final = 0.8
"""Share of words with a capital from which on capitals tell nothing."""


@dataclass(frozen=True)
class SpokenPassage:
    """Text of consecutive cues; a line break stands where the voice changes. `starts` has the place of each
    cue in the text, `speakers` who says it."""

    text: str
    starts: Sequence[int]
    speakers: Sequence[str | None]

    def speaker(self, at: int) -> str | None:
        """Who says what stands at a place of the text."""
        return self.speakers[max(0, bisect_right(self.starts, at) - 1)] if self.speakers else None

    @cached_property
    def lowered(self) -> str:
        """The text in lower case and with plain apostrophes, each character at its place."""
        return lowered(self.text).replace("’", "'")

    @property
    def has_case(self) -> bool:
        """Whether capitals mark names: not in captions that are all in capitals."""
        words = _WORD.findall(self.text[:4000])
        return sum(1 for word in words if word[0].isupper()) < _CASED * len(words)


def edges(transcript: Transcript, adverts: Sequence[tuple[int, int]]) -> list[SpokenPassage]:
    """The beginning and the end, without the cues of adverts (first and last, both inclusive)."""
    cues = transcript.cues
    skipped = {number for first, last in adverts for number in range(first, last + 1)}
    opening, size = 0, 0
    while opening < len(cues) and size < OPENING:
        size += len(cues[opening].text) + 1
        opening += 1
    closing, size = len(cues), 0
    while closing > opening and size < CLOSING:
        closing -= 1
        size += len(cues[closing].text) + 1
    parts = (range(opening), range(closing, len(cues)))
    return [_passage(cues[n] for n in part if n not in skipped) for part in parts]


def _passage(cues: Iterable[Cue]) -> SpokenPassage:
    pieces: list[str] = []
    starts: list[int] = []
    speakers: list[str | None] = []
    size, before = 0, None
    for cue in cues:
        if before is not None:
            pieces.append("\n" if cue.changes_voice(before) else " ")
            size += 1
        starts.append(size)
        speakers.append(cue.speaker)
        text = " ".join(cue.text[:OPENING].split())
        pieces.append(text)
        size += len(text)
        before = cue
    return SpokenPassage("".join(pieces), starts, speakers)
