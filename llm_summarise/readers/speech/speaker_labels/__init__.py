"""Names before the words of a turn, `Ada Berg: ...`: which of them are speakers, told from the whole file."""

from __future__ import annotations

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
    "named",
    "voices",
]


def name_like(name: str) -> bool:
    """Whether `name` by itself could be a speaker's."""
    return written(name).kind in (LabelKind.PERSON, LabelKind.ROLE, LabelKind.PAIR)
