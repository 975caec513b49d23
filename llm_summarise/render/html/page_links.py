"""Links of the page from a note to the lines it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.result import Evidence, Mention, Quote, Sponsor, Topic
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Cue
from llm_summarise.render.html.page_transcript import nearest
from llm_summarise.render.wording import clean, place_of

_LONGEST_QUOTE: Final = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a note to the transcript: the first cue, how many cues, and what to show. `item` is the
    number of what is named there, `at` the second of the recording where that is not the cue's start."""

    cue: int
    count: int
    place: str
    quote: str
    speaker: str = ""
    item: int | None = None
    at: str = ""


def evidence_link(part: Evidence | Quote, cues: Mapping[int, Cue], words: str | None = None) -> Link:
    """To all the lines of a quote, which is shown as `words` or as it stands."""
    count, speaker = covering(cues, part.cue, part.quote), clean(part.speaker or "")
    shown = clean(part.quote) if words is None else words
    return Link(part.cue, count, place_of(part), shown, speaker, at=seconds_within(part))


def mention_link(mention: Mention, item: int) -> Link:
    """To the line in which the item of this number is named."""
    where, speaker = place_of(mention), clean(mention.speaker or "")
    return Link(mention.cue, 1, where, clean(mention.quote), speaker, item, seconds_within(mention))


def sponsor_link(sponsor: Sponsor, cues: Mapping[int, Cue]) -> Link:
    """To the beginning of an advertisement."""
    first = nearest(cues, sponsor.first_cue)
    return Link(first, 1, place_of(sponsor), clean(sponsor.name), at=seconds_within(sponsor))


def seconds_within(part: Evidence | Mention | Quote | Sponsor | Topic) -> str:
    """The second of what begins within a cue, as an attribute has it; "" for what begins with its cue."""
    return f"{part.start:.10g}" if part.approximate and part.start is not None else ""


def covering(cues: Mapping[int, Cue], first: int, quote: str) -> int:
    """How many cues from `first` on it takes to hold `quote`; 1 when it is not found."""
    wanted = fold_space(quote)
    held = ""
    for count in range(1, _LONGEST_QUOTE + 1):
        cue = cues.get(first + count - 1)
        if cue is None:
            break
        held = f"{held} {fold_space(cue.text)}"
        if wanted in held:
            return count
    return 1
