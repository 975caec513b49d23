"""What a model is asked: the prompts for a chunk, for a part of many notes, and for the episode."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.settings import SENTENCES, TAKEAWAYS, Settings
from llm_summarise.domain.text import words
from llm_summarise.domain.transcript import Transcript, unique
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.prompts.templates import Prompt, Prompts, numbered


def chunk_prompt(
    chunk: Chunk, transcript: Transcript, prompts: Prompts, settings: Settings, names: Sequence[str]
) -> Prompt:
    """The prompt for a chunk. It depends on the words of the chunk alone, not on where they stand, so that
    its answer stays valid when the episode changes elsewhere. `names` may occur in it, correctly spelled."""
    speakers = chunk.speakers(transcript)
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
    part: Sequence[NumberedNote], keep: int, transcript: Transcript, prompts: Prompts, settings: Settings
) -> Prompt:
    """The prompt that asks which `keep` of the notes matter most."""
    return Prompt(
        prompts.render("condense.system.j2", keep=keep), _notes(part, transcript, prompts, settings)
    )


FULL_LENGTH = 70
"""Minutes of an episode from which on chapters do not get longer."""

SPEAKING_RATE = 170
"""Words a minute, for transcripts without times."""


def expected_chapters(transcript: Transcript) -> int:
    """About how many chapters careful readers make: one for 3.9 minutes of a long episode, advertisements
    included, and one for 1.7 of one of twelve minutes; lengths between are interpolated."""
    if transcript.stamped_duration is not None:
        minutes = transcript.stamped_duration / 60
    else:
        minutes = sum(len(words(cue.text)) for cue in transcript.cues) / SPEAKING_RATE
    return max(1, round(minutes / (1.3 + 2.6 * min(1.0, minutes / FULL_LENGTH))))


def episode_prompt(
    given: Sequence[NumberedNote], transcript: Transcript, prompts: Prompts, settings: Settings
) -> Prompt:
    """The prompt that asks for the episode as a whole, with about how many chapters it should have."""
    system = prompts.render(
        "episode.system.j2",
        sentences=SENTENCES[settings.length],
        takeaways=TAKEAWAYS[settings.length],
        language=settings.language,
    )
    notes = _notes(given, transcript, prompts, settings, expected_chapters(transcript))
    return Prompt(system, notes)


def _notes(
    given: Sequence[NumberedNote],
    transcript: Transcript,
    prompts: Prompts,
    settings: Settings,
    chapters: int | None = None,
) -> str:
    return prompts.render(
        "episode.user.j2",
        speakers=transcript.speakers,
        length=settings.length,
        language=settings.language,
        chapters=chapters,
        duration=None if transcript.stamped_duration is None else timestamp(transcript.stamped_duration),
        notes=[row.fields for row in given],
    )
