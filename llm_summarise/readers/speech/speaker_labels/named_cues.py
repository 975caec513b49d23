"""Names at the start of cues moved from the words to the speaker, where they are labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech.speaker_labels.label_forms import Label, label
from llm_summarise.readers.speech.speaker_labels.voices import Voices, voices

SOMEBODY: Final = ""
"""Who begins to speak after a mark of change that gives no name; `named` makes it None and a turn."""


def named(parsed: Parsed) -> Parsed:
    """The cues with `Name: ` moved from the text to the speaker and carried forward, if names are a habit,
    and SOMEBODY made None. For formats that decide nothing about labels themselves."""
    cues = parsed.cues
    if any(cue.speaker for cue in cues):
        if not any(cue.speaker == SOMEBODY for cue in cues):
            return parsed
        return parsed.rebuilt([_somebody(cue)] for cue in cues)
    labels = [label(cue.text) for cue in cues]
    found = [one for one in labels if one]
    decided = voices(found, len(cues)) if found else Voices()
    if not decided:
        return parsed.rebuilt([_somebody(cue)] for cue in cues)
    about = parsed.about.completed_by(decided.about)
    return replace(parsed, about=about).rebuilt(_renamed(cues, labels, decided, parsed.aside))


def _somebody(cue: Cue) -> Cue:
    return replace(cue, speaker=None, turn=True) if cue.speaker == SOMEBODY else cue


def _renamed(
    cues: list[Cue], labels: list[Label | None], decided: Voices, aside: Aside
) -> Iterator[tuple[Cue, ...]]:
    speaker: str | None = None
    for cue, one in zip(cues, labels, strict=True):
        text, turn = cue.text, False
        if one and one.name in decided:
            speaker = decided.speaker(one.name)
            text = text[one.end :]
            if speaker is None and not text:
                aside.add(AsideKind.OTHER, cue.text)
        elif cue.speaker == SOMEBODY:
            speaker, turn = None, True
        yield (replace(cue, text=text, speaker=speaker, turn=turn),) if text else ()
