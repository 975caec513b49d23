"""What a sentence rests on: the notes it cites become passages of the transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.replies import CitedText
from llm_summarise.domain.result import Statement
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import support
from llm_summarise.episode.gathering.numbered_notes import NumberedNote

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
        pieces = [support(note.span, transcript) for note in cited[:MAX_EVIDENCE]]
        kept.append(Statement(text=fold_space(sentence.text), evidence=pieces))
    return kept
