"""Single words with their times joined into cues of about a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from llm_summarise.domain.graphemes import SOUTH_EAST
from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.domain.text import UNSPACED
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.turns import bare

GAP: Final = 1.5
"""Seconds of silence after which a new cue begins."""

LENGTH: Final = 240
"""Characters after which a cue ends at the next word."""

_SINGLE: Final = 1.5
"""Words a segment has on average, at most, if the file has one word per segment."""

_SHORTEST: Final = 3
_CLINGS: Final = re.compile(r"[.,;:?!…%)\]}»”’。、，！？]|['’](?:s|t|m|d|ll|re|ve)\b|n['’]t\b", re.IGNORECASE)
_UNSPACED: Final = re.compile(f"[{UNSPACED}{SOUTH_EAST}]")


class Segment(NamedTuple):
    """A segment as the file gives it: times in seconds, `text` with its white space."""

    text: str
    start: float | None
    end: float | None
    speaker: str | None


def speaker(value: object) -> str | None:
    """A speaker's name as given; None if there is none."""
    return (clean(value) or None) if isinstance(value, str) else None


def cues(pieces: Sequence[Segment]) -> list[Cue]:
    """A cue for each piece, or for each sentence if the pieces are single words. A piece without a speaker
    is spoken by the last one named."""
    if not pieces:
        return []
    carried = list(_carried(pieces))
    if len(carried) > 1 and _are_words(carried):
        return list(_joined(carried))
    return [
        Cue(text, start, end, who) for said, start, end, who in carried if (text := bare(said) or clean(said))
    ]


def _are_words(pieces: Sequence[Segment]) -> bool:
    """Whether pieces are single words; told as soon as there are too many words for that."""
    left = _SINGLE * len(pieces)
    for piece in pieces:
        left -= len(piece.text.split())
        if left < 0:
            return False
    return True


def _carried(pieces: Sequence[Segment]) -> Iterator[Segment]:
    last: str | None = None
    for piece in pieces:
        last = piece.speaker or last
        yield piece if piece.speaker == last else piece._replace(speaker=last)


def _joined(words: Sequence[Segment]) -> Iterator[Cue]:
    # Recognisers write the blank before a word where one belongs; others write none at all.
    spaced = sum(word.text[:1].isspace() or word.text[-1:].isspace() for word in words) * 3 > len(words)
    group: list[Segment] = []
    text = ""
    for word in words:
        if group and _ends(group, text, word):
            yield from _cue(group, text)
            group, text = [], ""
        text += word.text if spaced or not _blank(text, word.text) else f" {word.text}"
        group.append(word)
    yield from _cue(group, text)


def _cue(group: Sequence[Segment], text: str) -> Iterator[Cue]:
    if text := clean(text):
        ends = [word.end for word in group if word.end is not None]
        yield Cue(text, group[0].start, max(ends, default=None), group[0].speaker)


def _blank(before: str, word: str) -> bool:
    """Whether a blank belongs between `before` and `word`."""
    if not before or _CLINGS.match(word):
        return False
    return not (_UNSPACED.match(before[-1]) and _UNSPACED.match(word[:1] or " "))


def _ends(group: Sequence[Segment], text: str, word: Segment) -> bool:
    last = group[-1]
    if word.speaker != last.speaker:
        return True
    if _CLINGS.match(word.text.strip()):
        return False
    if last.end is not None and word.start is not None and word.start - last.end > GAP:
        return True
    if len(text) > LENGTH:
        return True
    return len(group) >= _SHORTEST and ends_sentence(text)
