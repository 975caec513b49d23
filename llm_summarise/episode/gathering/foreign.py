"""Whether an answer about a passage was taken from it: notes on something else are no answer.

Models misquote, and a note without a place is dropped later, one by one. An answer whose quotes nearly all
stand nowhere in the transcript is about something else, or made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from llm_summarise.asking.caller import Accept
from llm_summarise.domain.replies import ChunkNotes, ChunkReply
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.material import SharedGrounder
from llm_summarise.episode.gathering.notes import line_of, quoted

FEWEST_QUOTES: Final = 3
"""Of fewer nothing is concluded: one misquoted sentence is no foreign answer."""

ONE_IN: Final = 3
"""One quote in so many must be found. All 80 of a careful reader's recorded answers are; a model that
shortens and mends what it quotes may lose half of its notes, and is worth its other half."""


def foreign(grounder: SharedGrounder, chunk: Chunk) -> Accept:
    """What says of notes on `chunk` that too few of them stand in the transcript."""

    def problem(reply: ChunkReply) -> str | None:
        if not isinstance(reply.answer, ChunkNotes):
            return None
        return too_few_found([(note.quote, note.cue) for note in quoted(reply.answer)], chunk, grounder)

    return problem


def too_few_found(
    quotes: Sequence[tuple[str, int | None]], chunk: Chunk, grounder: SharedGrounder
) -> str | None:
    """What is wrong with quotes, each with the number of its line, that should stand in `chunk`; None if
    enough of them are found. Looks no further than it must."""
    if len(quotes) < FEWEST_QUOTES:
        return None
    wanted, found, places = -(-len(quotes) // ONE_IN), 0, grounder.get()
    for text, line in quotes:
        near = None if line is None else line_of(line, chunk)
        found += places.quote(text, near=near, within=(chunk.cues[0], chunk.cues[-1])) is not None
        if found >= wanted:
            return None
    words = f"{found} of {len(quotes)} quotes are words of the passage"
    return f"quote: {words}; copy them from its lines letter for letter"
