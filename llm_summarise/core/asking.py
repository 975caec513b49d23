"""What a model is asked: the prompts for a chunk, for a part of many notes, and for the episode."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.core.chunking import Chunk
from llm_summarise.core.prompts import Prompt, Prompts, numbered
from llm_summarise.core.rows import Row, clock
from llm_summarise.core.settings import SENTENCES, TAKEAWAYS, Settings
from llm_summarise.core.transcript import Transcript, unique


def chunk_prompt(
    chunk: Chunk, transcript: Transcript, prompts: Prompts, settings: Settings, names: Sequence[str]
) -> Prompt:
    """The prompt for a chunk. It depends on the words of the chunk alone, not on where they stand, so that
    its answer stays valid when the episode changes elsewhere. `names` may occur in it, correctly spelled."""
    speakers = [transcript.cues[line.cue].speaker for line in chunk.lines]
    return Prompt(
        prompts.render("chunk.system.j2", language=settings.language),
        prompts.render(
            "chunk.user.j2",
            speakers=unique(s for s in speakers if s),
            names=names,
            length=settings.length,
            language=settings.language,
            lines=numbered(chunk.texts(transcript), speakers),
        ),
    )


def condense_prompt(
    part: Sequence[Row], keep: int, transcript: Transcript, prompts: Prompts, settings: Settings
) -> Prompt:
    """The prompt that asks which `keep` of the notes matter most."""
    return Prompt(
        prompts.render("condense.system.j2", keep=keep), _notes(part, transcript, prompts, settings)
    )


def episode_prompt(
    given: Sequence[Row], transcript: Transcript, prompts: Prompts, settings: Settings
) -> Prompt:
    """The prompt that asks for the episode as a whole."""
    system = prompts.render(
        "episode.system.j2",
        sentences=SENTENCES[settings.length],
        takeaways=TAKEAWAYS[settings.length],
        language=settings.language,
    )
    return Prompt(system, _notes(given, transcript, prompts, settings))


def _notes(given: Sequence[Row], transcript: Transcript, prompts: Prompts, settings: Settings) -> str:
    return prompts.render(
        "episode.user.j2",
        speakers=transcript.speakers,
        length=settings.length,
        language=settings.language,
        duration=None if transcript.duration is None else clock(transcript.duration),
        notes=[row.fields for row in given],
    )
