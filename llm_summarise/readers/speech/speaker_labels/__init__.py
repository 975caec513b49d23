"""Names before the words of a turn, `Ada Berg: ...`: which of them are speakers, told from the whole file."""

from __future__ import annotations

from collections import Counter

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.speaker_labels.label_forms import Label, label
from llm_summarise.readers.speech.speaker_labels.named_cues import SOMEBODY, named
from llm_summarise.readers.speech.speaker_labels.voices import Voices, voices
from llm_summarise.readers.speech.speaker_labels.written_names import LabelKind, written

__all__ = [
    "SOMEBODY",
    "Label",
    "Voices",
    "label",
    "name_like",
    "name_speakers",
    "named",
    "speaking",
    "voices",
]


def name_like(name: str) -> bool:
    """Whether `name` by itself could be a speaker's."""
    return written(name).kind in (LabelKind.PERSON, LabelKind.ROLE, LabelKind.PAIR)


def speaking(labels: Counter[str], paragraphs: int) -> frozenset[str]:
    """Those of `labels` (name before a colon -> how often) that are speakers."""
    decided = voices((Label(name, 0) for name, n in labels.items() for _ in range(n)), paragraphs)
    return frozenset(name for name in labels if decided.speaker(name))


def name_speakers(cues: list[Cue]) -> list[Cue]:
    """The cues as they are: `named` is a step that all formats share."""
    return cues
