"""Whether a model took its notes on a passage from the passage: notes on something else are no answer.

Models misquote, and a note without a place is dropped later, one by one. An answer whose quotes are nearly all
nowhere in the transcript is about something else, or made up.
"""

from __future__ import annotations

from typing import Final

from llm_summarise.asking.caller import Accept
from llm_summarise.domain.replies import ChunkNotes, ChunkReply
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.material import SharedGrounder
from llm_summarise.episode.gathering.notes import line_of, quoted

FEWEST_NOTES: Final = 3
"""Of fewer notes nothing is concluded: one misquoted sentence is no foreign answer."""

LEAST_SHARE: Final = 3
"""One note in so many must be found. Careful models misquote one in twenty; small local ones, which shorten and
mend what they quote, up to half."""


def foreign(grounder: SharedGrounder, chunk: Chunk) -> Accept:
    """What says of notes on `chunk` that too few of them stand in the transcript."""

    def problem(reply: ChunkReply) -> str | None:
        notes = reply.answer
        all_quoted = quoted(notes) if isinstance(notes, ChunkNotes) else []
        if len(all_quoted) < FEWEST_NOTES:
            return None
        wanted = -(-len(all_quoted) // LEAST_SHARE)
        places, found = grounder.get(), 0
        for note in all_quoted:
            near, within = line_of(note.cue, chunk), (chunk.cues[0], chunk.cues[-1])
            found += places.quote(note.quote, near=near, within=within) is not None
            if found >= wanted:
                return None
        return (
            f"quote: {found} of {len(all_quoted)} quotes stand in the passage; "
            "copy the words of its lines letter for letter"
        )

    return problem
