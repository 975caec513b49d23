"""A run of words cut out of the transcript as it stands there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from llm_summarise.domain.sentences import FINAL_STOPS
from llm_summarise.domain.transcript import Cue
from llm_summarise.grounding.word_index import WordIndex

_NAME_SIGNS: Final = "+#%"
_LEADING_SIGNS: Final = "$€£¥@#"


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the transcript.

    It goes from character `start` of cue `first_cue` to character `end` (exclusive) of cue `last_cue`, cues
    0-based and inclusive. `text` is what stands there, cues joined by one blank. `exact`: the words of the
    quote are the words of the passage, in order (case, punctuation and white space aside). `score` is 1
    for these and falls by the share of words that differ.
    """

    first_cue: int
    last_cue: int
    start: int
    end: int
    text: str
    exact: bool
    score: float


class Match(NamedTuple):
    """Tokens `first` to `last` (exclusive) of the index, and how many words differ there."""

    first: int
    last: int
    cost: float = 0.0
    score: float = 1.0


def cut(cues: Sequence[Cue], index: WordIndex, match: Match, *, exact: bool) -> Span:
    """The passage of `match`, with the signs that belong to its outer words: "$5", "C++", the full stop."""
    first_cue, start = index.cue[match.first], index.start[match.first]
    last_cue, end = index.cue[match.last - 1], index.end[match.last - 1]
    before, after = cues[first_cue].text, cues[last_cue].text
    if start and before[start - 1] in _LEADING_SIGNS:
        start -= 1
    while end < len(after) and (after[end] in _NAME_SIGNS or unicodedata.category(after[end])[0] == "M"):
        end += 1
    if closing := FINAL_STOPS.match(after, end):
        end = closing.end()
    if first_cue == last_cue:
        text = before[start:end]
    else:
        between = (cue.text for cue in cues[first_cue + 1 : last_cue])
        text = " ".join((before[start:], *between, after[:end]))
    return Span(first_cue, last_cue, start, end, text, exact, match.score)


def one_voice(span: Span, cues: Sequence[Cue]) -> Span:
    """The part of a passage that one person says, the longest, the first of equals: words of two people are
    no quote of either. Speakers are told apart by name, and where the transcript marks a turn."""
    borders = [i for i in range(span.first_cue + 1, span.last_cue + 1) if cues[i].changes_voice(cues[i - 1])]
    if not borders:
        return span
    runs = list(pairwise([span.first_cue, *borders, span.last_cue + 1]))
    parts = [_part(span, cues, first, last - 1) for first, last in runs]
    return max(parts, key=lambda part: len(part.text))


def _part(span: Span, cues: Sequence[Cue], first: int, last: int) -> Span:
    """What of a passage stands in cues `first` to `last`, inclusive."""
    start = span.start if first == span.first_cue else 0
    end = span.end if last == span.last_cue else len(cues[last].text)
    texts = [cue.text for cue in cues[first : last + 1]]
    texts[-1] = texts[-1][:end]
    texts[0] = texts[0][start:]
    return replace(span, first_cue=first, last_cue=last, start=start, end=end, text=" ".join(texts))
