"""The numbered lines a model is shown: what a line of a prompt holds, and which cues share one.

Captions break speech every few words, wherever a screen was full. A number before each of them costs a model
a quarter more tokens and shows it no sentence in one piece, so short cues of one speaker are joined. Nothing
is lost by it: where a quote starts is found by its words, whichever line they stand in.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Transcript

SHORTEST = 120
"""Characters from which on a line ends where a sentence does."""

LONGEST = 240
"""Characters that joined cues do not exceed. A longer cue is a line of its own."""

LINE_OVERHEAD = 3
"""Tokens that the number of a line and the line break cost."""

INTERRUPTED = ("-", "–", "—")
"""Ends of a cue after which somebody else may speak, even if the transcript has it under the same name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` (inclusive) to `end` (exclusive) of a cue's text: all of the cue, except where one
    cue alone exceeds the budget of a chunk."""

    cue: int
    start: int
    end: int

    def text(self, transcript: Transcript) -> str:
        """The words."""
        return transcript.cues[self.cue].text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line of a chunk: consecutive pieces of one speaker. `heading` is the author's title of the
    chapter that begins with it, empty elsewhere."""

    pieces: tuple[Piece, ...]
    heading: str = ""

    @property
    def cues(self) -> range:
        """Indices of the cues it shows, wholly or in part."""
        return range(self.pieces[0].cue, self.pieces[-1].cue + 1)

    def text(self, transcript: Transcript) -> str:
        """The words, those of different cues with a blank between them."""
        return " ".join(piece.text(transcript) for piece in self.pieces)

    def speaker(self, transcript: Transcript) -> str | None:
        """Who says it."""
        return transcript.cues[self.pieces[0].cue].speaker


def joined(
    pieces: Sequence[Piece], transcript: Transcript, headings: Mapping[int, str] | None = None
) -> Iterator[Line]:
    """Pieces as lines: each takes further pieces of its speaker until it has SHORTEST characters and ends a
    sentence, would exceed LONGEST, or is interrupted, be it by one of the `headings` (titles by the cue they
    stand above). Pieces of one cue, cut for their size, stay apart."""
    line: list[Piece] = []
    length, ended, above = 0, False, ""
    for piece in pieces:
        size = piece.end - piece.start
        heading = _heading_above(piece, headings or {})
        full = ended or bool(heading) or length + 1 + size > LONGEST
        if line and (full or _parted(line[-1], piece, transcript)):
            yield Line(tuple(line), above)
            line, length, above = [], 0, ""
        above = above or heading
        length += size + bool(line)
        line.append(piece)
        text = piece.text(transcript)
        ended = text.endswith(INTERRUPTED) or (length >= SHORTEST and ends_sentence(text))
    if line:
        yield Line(tuple(line), above)


def _heading_above(piece: Piece, headings: Mapping[int, str]) -> str:
    """The title above a piece, empty for most and where the piece does not begin its cue."""
    return "" if piece.start else headings.get(piece.cue, "")


def _parted(before: Piece, piece: Piece, transcript: Transcript) -> bool:
    """Whether two pieces share no line: they are cut from one cue, or somebody else speaks."""
    cues = transcript.cues
    return piece.cue == before.cue or cues[piece.cue].changes_voice(cues[before.cue])


class SpokenLines:
    """A whole transcript as lines, and which character of which cue stands where in them."""

    def __init__(self, transcript: Transcript) -> None:
        pieces = [Piece(i, 0, len(cue.text)) for i, cue in enumerate(transcript.cues)]
        self._lines = list(joined(pieces, transcript))
        self.texts = [line.text(transcript) for line in self._lines]
        self._places: list[tuple[int, int]] = []
        for number, line in enumerate(self._lines):
            at = 0
            for piece in line.pieces:
                self._places.append((number, at))
                at += piece.end + 1

    def place(self, cue: int, character: int) -> tuple[int, int]:
        """Line and character of a character of a cue."""
        line, at = self._places[cue]
        return line, at + character

    def cue(self, line: int, character: int) -> tuple[int, int]:
        """Cue and character of a character of a line; the blank between two cues belongs to the first."""
        cues = self._lines[line].cues
        cue = cues[bisect_right(cues, character, key=lambda cue: self._places[cue][1]) - 1]
        return cue, character - self._places[cue][1]


def cost(piece: Piece, transcript: Transcript, *, alone: bool) -> int:
    """Tokens of a piece with its share of what lines cost, rounded up; `alone`: a line begins with it.

    Two lines of one turn that follow each other have more than LONGEST characters together.
    """
    share = math.ceil(LINE_OVERHEAD * 2 * (piece.end - piece.start + 1) / LONGEST)
    return estimate_tokens(piece.text(transcript)) + (LINE_OVERHEAD if alone else min(LINE_OVERHEAD, share))
