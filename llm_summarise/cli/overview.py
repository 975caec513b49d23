"""What was read of a transcript, and how it is cut: facts for a person who checks an input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk


@dataclass(frozen=True, slots=True)
class ChunkFacts:
    """Cues `first_cue` to `last_cue`, both inclusive; `start` and `end` are their starts, in seconds."""

    first_cue: int
    last_cue: int
    start: float | None
    end: float | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`duration` is in seconds, None without times; `words` are counted at white space."""

    name: str
    format: str
    sha256: str
    cues: int
    words: int
    speakers: tuple[str, ...]
    duration: float | None
    warnings: tuple[str, ...]
    chunks: tuple[ChunkFacts, ...]


def overview(transcript: Transcript, chunks: Sequence[Chunk]) -> Overview:
    """The facts about a transcript and its chunks."""
    cues = transcript.cues
    return Overview(
        name=transcript.name,
        format=transcript.format,
        sha256=transcript.sha256,
        cues=len(cues),
        words=sum(len(cue.text.split()) for cue in cues),
        speakers=transcript.speakers,
        duration=transcript.duration,
        warnings=transcript.warnings,
        chunks=tuple(
            ChunkFacts(
                chunk.cues[0],
                chunk.cues[-1],
                cues[chunk.cues[0]].start,
                cues[chunk.cues[-1]].start,
                chunk.tokens,
            )
            for chunk in chunks
        ),
    )
