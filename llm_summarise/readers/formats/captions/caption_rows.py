"""Rows of a table of captions, each with its times and perhaps its speaker, made into cues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.formats.captions.blocks import cues
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.speaker_labels import SOMEBODY
from llm_summarise.readers.speech.turns import bare, turns


class CaptionRow(NamedTuple):
    """Seconds as far as given, the speaker as written ("" for none) and the words with their markup."""

    start: float | None
    end: float | None
    speaker: str
    payload: str


def row_cues(rows: Sequence[CaptionRow]) -> list[Cue]:
    """The cues of rows. If most rows name a speaker, one without a name is spoken by the last one named."""
    named = sum(bool(row.speaker) for row in rows)
    if not named:
        return cues((row.start, row.end, row.payload) for row in rows)
    carried = named * 2 > len(rows)
    result: list[Cue] = []
    last: str | None = None
    for row in rows:
        speaker = clean(row.speaker) or None
        last = speaker or (last if carried else None)
        if words := bare(row.payload):
            result.append(Cue(words, row.start, row.end, last))
        else:
            result.extend(_turns_in(row, last))
    return result


def _turns_in(row: CaptionRow, speaker: str | None) -> Iterator[Cue]:
    """The turns in a row; in one with several those of somebody else are of nobody who is named."""
    pieces = [(who, text) for who, text in turns(row.payload, speaker) if text]
    for who, text in pieces:
        turn = len(pieces) > 1 and who == SOMEBODY
        yield Cue(text, row.start, row.end, None if turn else speaker, turn=turn)
