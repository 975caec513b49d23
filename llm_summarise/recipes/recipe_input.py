"""What a recipe is asked about: a transcript as numbered lines, or any text as it is."""

from __future__ import annotations

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.text import strip_controls
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.prompts.templates import numbered
from llm_summarise.readers.digest import content_digest

TEXT_NAME = "<text>"
"""What a text without a file is called."""

PLAIN = "text"
"""The format of a transcript that is none: each line of a text with something in it is a cue."""


def plain_text(text: str, name: str = TEXT_NAME) -> Transcript:
    """A text in the form of a transcript, to be cut and searched like one. Raises InputError for nothing."""
    lines = (strip_controls(line).strip() for line in text.split("\n"))
    cues = tuple(Cue(line) for line in lines if line)
    if not cues:
        raise InputError(name, "is empty")
    return Transcript(cues, name, PLAIN, content_digest(text.encode(errors="replace")))


def question_text(chunk: Chunk, transcript: Transcript) -> str:
    """A chunk as a recipe shows it: numbered lines, a speaker named where it changes."""
    rows = numbered(chunk.texts(transcript), chunk.speakers(transcript))
    return "\n".join(
        f"[{n}] {row['speaker']}: {row['text']}" if row["speaker"] else f"[{n}] {row['text']}"
        for n, row in enumerate(rows, 1)
    )
