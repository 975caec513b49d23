"""What a sentence rests on: the notes it cites become passages of the transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.replies import CitedText
from llm_summarise.domain.result import Statement
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import evidence
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.grounding import Span, whole_sentences

MAX_EVIDENCE: Final = 5
"""Passages kept for one sentence. The prompt asks for three at most, so that nothing is cut unknown to the
model but what no reader would look up."""


def cited_notes(text: CitedText, given: Sequence[NumberedNote]) -> list[NumberedNote]:
    """The notes a sentence cites, as far as they exist, none twice."""
    numbers = dict.fromkeys(n for n in text.notes if 0 < n <= len(given))
    return [given[n - 1] for n in numbers] if text.text.strip() else []


def supporting(cited: Sequence[NumberedNote]) -> list[NumberedNote]:
    """Those that a sentence rests on, each place once: points and quotes, for they say something; without
    any, whatever is cited. A topic's quote is how the subject begins, a question as a rule."""
    telling = [note for note in cited if note.states] or cited
    places = {(note.span.first_cue, note.span.start): note for note in reversed(telling)}
    return list(reversed(places.values()))


def statements(
    some: Sequence[CitedText],
    given: Sequence[NumberedNote],
    transcript: Transcript,
    dropped: Counter[str],
    kind: str,
) -> list[Statement]:
    """The sentences with their evidence, strongest first; those without any are counted in `dropped` under
    `kind`."""
    kept = []
    for sentence in some:
        cited = supporting(cited_notes(sentence, given))
        if not cited:
            dropped[kind] += 1
            continue
        spans = [whole_sentences(note.span, transcript.cues) for note in cited[:MAX_EVIDENCE]]
        pieces = [evidence(span, transcript) for span in _apart(spans)]
        kept.append(Statement(text=fold_space(sentence.text), evidence=pieces))
    return kept


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The passages without those that stand within another: a point and a quote may rest on one sentence."""
    kept: list[Span] = []
    for span in spans:
        if any(_holds(other, span) for other in kept):
            continue
        kept = [other for other in kept if not _holds(span, other)] + [span]
    return kept


def _holds(outer: Span, inner: Span) -> bool:
    begins = (outer.first_cue, outer.start) <= (inner.first_cue, inner.start)
    return begins and (inner.last_cue, inner.end) <= (outer.last_cue, outer.end)
