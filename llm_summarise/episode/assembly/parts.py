"""The answer to the last prompt as the result: citations become evidence again.

A sentence that cites nothing, or nothing that exists, is dropped and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.replies import EpisodeNotes, MentionKind, QuoteNote, Role
from llm_summarise.domain.result import MentionedItem, Person, Quote, Sponsor, Tool
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.assembly.statements import cited_notes
from llm_summarise.episode.gathering.adverts import sponsor_of
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, evidence
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.grounding import Span, whole_sentences
from llm_summarise.names.person_names import matching

MAX_QUOTES: Final = 5
"""Quotes of an episode: what show notes usually have room for."""


def problem(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> str | None:
    """Why an answer cannot be used although it has the right shape; None if it can."""
    if not any(cited_notes(s, given) for s in answer.summary):
        return f"no sentence of `summary` cites a note that exists; notes are numbered 1 to {len(given)}"
    if not any(cited_notes(s, given) for s in answer.takeaways):
        return f"nothing in `takeaways` cites a note that exists; notes are numbered 1 to {len(given)}"
    return None


def sponsors(notes: GroundedNotes, tools: Sequence[Tool], transcript: Transcript) -> list[Sponsor]:
    """The advertisements, each with the sponsor's own products."""
    found: list[Sponsor] = []
    for advert in notes.adverts:
        cues = range(advert.start[0], advert.last_cue + 1)
        named = [t.name for t in tools if any(m.sponsor and m.cue in cues for m in t.mentions)]
        found.append(sponsor_of(advert, named, transcript))
    return found


def quotes(
    answer: EpisodeNotes, given: Sequence[NumberedNote], notes: GroundedNotes, transcript: Transcript
) -> list[Quote]:
    """Quotes for printing: those the model chose, else some of all, spread over the episode; none from
    advertisements, in order of time."""
    usable = notes.quotes
    numbers = dict.fromkeys(n for n in answer.quotes if 0 < n <= len(given))
    chosen: list[Grounded[QuoteNote]] = [q for n in numbers if (q := given[n - 1].quote) is not None]
    if not chosen:
        step = max(1.0, len(usable) / MAX_QUOTES)
        chosen = [usable[int(i * step)] for i in range(min(MAX_QUOTES, len(usable)))]
    return [_quote(q.span, transcript) for q in sorted(chosen[:MAX_QUOTES], key=lambda q: q.start)]


def _quote(quoted: Span, transcript: Transcript) -> Quote:
    span = whole_sentences(quoted, transcript.cues)
    said = evidence(span, transcript)
    return Quote(**said.model_dump(), end=transcript.end_of(span.last_cue, span.end))


def mentions(items: Sequence[MentionedItem], people: Sequence[Person]) -> list[MentionedItem]:
    """What is mentioned, without those who take part: they are no mention, they speak."""
    present = [person.name for person in people if person.role is not Role.MENTIONED]
    return [
        item for item in items if item.kind is not MentionKind.PERSON or matching(item.name, present) is None
    ]
