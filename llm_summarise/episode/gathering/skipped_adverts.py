"""Advertisements that no model has to read: found by their words before anything is asked.

Only those that are announced as such and end where the talk goes on are left out, for what is left out by
mistake is lost: a result has their names and times and nothing else of them. Cues keep their numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from llm_summarise.domain.replies import SponsorNote
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.adverts import Advert
from llm_summarise.episode.models import announced_adverts

if TYPE_CHECKING:
    from llm_summarise.episode.gathering.adverts import Place

Parts = Sequence[tuple[int, int]]
"""Parts of the text of a cue: characters from, inclusive, and to, exclusive."""


@dataclass(frozen=True)
class Skipped:
    """Advertisements that are left out, and what is left of the cues they stand in, by index."""

    adverts: tuple[Advert, ...] = ()
    kept: Mapping[int, Parts] = field(default_factory=dict)


def skipped_adverts(transcript: Transcript, settings: Settings) -> Skipped:
    """What is left out of what a model reads, nothing unless the settings say so."""
    if not settings.skip_sponsors:
        return Skipped()
    texts = [cue.text for cue in transcript.cues]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    def place(character: int) -> Place:
        cue = bisect_right(starts, character) - 1
        return cue, character - starts[cue]

    adverts = []
    for start, end, name in announced_adverts(" ".join(texts)):
        (last, character), begin = place(end - 1), place(start)
        note = SponsorNote(cue=begin[0], quote="", last_cue=last, name=name)
        adverts.append(Advert(note, begin, (last, character + 1)))
    return Skipped(tuple(adverts), _kept(adverts, texts))


def _kept(adverts: Sequence[Advert], texts: Sequence[str]) -> dict[int, Parts]:
    """What is left of each cue in which one of the advertisements stands, without blanks at the cuts."""
    cuts: dict[int, list[tuple[int, int]]] = {}
    for advert in adverts:
        for cue in range(advert.start[0], advert.last_cue + 1):
            start = advert.start[1] if cue == advert.start[0] else 0
            end = advert.end[1] if cue == advert.end[0] else len(texts[cue])
            cuts.setdefault(cue, []).append((start, end))
    return {cue: _left(texts[cue], parts) for cue, parts in cuts.items()}


def _left(text: str, cuts: Parts) -> Parts:
    ends = [0, *(end for _, end in cuts)]
    begins = [*(start for start, _ in cuts), len(text)]
    parts = []
    for start, end in zip(ends, begins, strict=True):
        said = text[start:end].strip()
        if any(sign.isalnum() for sign in said):
            begin = text.index(said, start)
            parts.append((begin, begin + len(said)))
    return parts
