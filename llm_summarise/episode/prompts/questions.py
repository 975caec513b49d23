"""What a model is asked: the prompts for a chunk, for a part of many notes, and for the episode."""

from __future__ import annotations

import math
from collections.abc import Sequence

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.settings import SENTENCES, TAKEAWAYS, ChapterCount, Settings
from llm_summarise.domain.text import words
from llm_summarise.domain.transcript import Transcript, unique
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.prompts.templates import Prompt, Prompts, numbered
from llm_summarise.episode.source.about_lines import LONGEST_NAME, about_lines, one_line, probable_line
from llm_summarise.episode.source.outline import author_chapters


def chunk_prompt(
    chunk: Chunk, transcript: Transcript, prompts: Prompts, settings: Settings, names: Sequence[str]
) -> Prompt:
    """The prompt for a chunk. It depends on the words of the chunk alone, and on what the source tells of the
    episode, not on where they stand, so that its answer stays valid when the episode changes elsewhere.
    `names` may occur in it, correctly spelled."""
    speakers, about, found = (
        chunk.speakers(transcript),
        about_lines(transcript.about),
        probable_line(transcript),
    )
    listed = unique(s for s in speakers if s)
    return Prompt(
        prompts.render(
            "chunk.system.j2",
            language=settings.language,
            mentions=settings.mentions,
            about=bool(about),
            found=bool(found),
            inferred=any(label in transcript.inferred for label in listed),
            outlined=chunk.outlined,
        ),
        prompts.render(
            "chunk.user.j2",
            about=[*about, *found],
            under=chunk.under,
            speakers=_with_guesses(listed, transcript),
            names=names,
            length=settings.length,
            language=settings.language,
            lines=numbered(chunk.texts(transcript), speakers, [line.heading for line in chunk.lines]),
        ),
    )


def _with_guesses(speakers: Sequence[str], transcript: Transcript) -> list[str]:
    """The labels of speakers, those that name nobody with the name that is inferred for them, if one is."""
    guesses = ((label, one_line(transcript.inferred.get(label, ""), LONGEST_NAME)) for label in speakers)
    return [f"{label} (may be {name})" if name else label for label, name in guesses]


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


def most_chapters(transcript: Transcript, wanted: ChapterCount) -> int:
    """How many chapters the conversation has at most. Careful readers make one for 3.9 minutes of a long
    episode, advertisements included, and one for 1.7 of one of twelve minutes; lengths between are
    interpolated. The author's own outline says how many there are, unless it is far too coarse. `few` are
    Apple's six an hour, `many` half as many again as usual."""
    minutes = _minutes(transcript)
    if wanted == "few":
        return max(1, math.ceil(minutes / 10))
    usual = max(1, round(minutes / (1.3 + 2.6 * min(1.0, minutes / FULL_LENGTH))))
    if wanted == "many":
        usual = math.ceil(1.5 * usual)
    own = len(author_chapters(transcript))
    return own if own * COARSEST >= usual else usual


COARSEST = 6
"""An outline of fewer than this part of the usual chapters does not say how many there are."""


def _minutes(transcript: Transcript) -> float:
    """The length of an episode, reckoned from its words if it has no times."""
    if transcript.stamped_duration is not None:
        return transcript.stamped_duration / 60
    return sum(len(words(cue.text)) for cue in transcript.cues) / SPEAKING_RATE


def episode_prompt(
    given: Sequence[NumberedNote], transcript: Transcript, prompts: Prompts, settings: Settings
) -> Prompt:
    """The prompt that asks for the episode as a whole, with how many chapters it has at most."""
    about, found = about_lines(transcript.about), probable_line(transcript)
    system = prompts.render(
        "episode.system.j2",
        sentences=SENTENCES[settings.length],
        takeaways=TAKEAWAYS[settings.length],
        language=settings.language,
        about=bool(about),
        found=bool(found),
        inferred=bool(transcript.inferred),
        outlined=any(row.topic is not None and row.topic.heading for row in given),
    )
    most = most_chapters(transcript, settings.chapters)
    return Prompt(system, _notes(given, transcript, prompts, settings, most, [*about, *found]))


def _notes(
    given: Sequence[NumberedNote],
    transcript: Transcript,
    prompts: Prompts,
    settings: Settings,
    chapters: int | None = None,
    about: Sequence[tuple[str, str]] = (),
) -> str:
    return prompts.render(
        "episode.user.j2",
        about=about,
        speakers=_with_guesses(transcript.speakers, transcript),
        length=settings.length,
        language=settings.language,
        chapters=chapters,
        duration=None if transcript.stamped_duration is None else timestamp(transcript.stamped_duration),
        notes=[row.fields for row in given],
    )
