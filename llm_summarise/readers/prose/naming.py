"""Who speaks, for text and Markdown: the one place that asks which labels are speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from llm_summarise.domain.transcript import About
from llm_summarise.readers.speech import speaker_labels
from llm_summarise.readers.speech.sound_marks import only_sounds
from llm_summarise.readers.speech.speaker_labels import Label, Voices
from llm_summarise.readers.speech.speaker_labels.written_names import LabelKind, written


@dataclass
class FoundLabels:
    """The labels of a file in their order, and how often each stands beside a time."""

    labels: list[Label] = field(default_factory=list)
    stamped: Counter[str] = field(default_factory=Counter)


_TAGS: Final = frozenset(
    "a abbr article aside audio b big blockquote body br button center cite code dd del details div dl dt em "
    "figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd li link main "
    "mark meta nav ol p pre q s samp script section small source span strike strong style sub summary sup "
    "table tbody td template th thead time title tr tt u ul v c var video".split()
)
"""Names of HTML and of captions, which are nobody's."""

BRACKETS = "[(（【［＜〈<"


def label(text: str) -> Label | None:
    """The name at the start of `text`; a description of a sound is none."""
    found = speaker_labels.label(text)
    if found and found.marked and not found.colon and text.lstrip(" *_-")[:1] in BRACKETS:
        written = text[: found.end].strip()
        if only_sounds(written) or (written[:1] == "<" and found.name.casefold() in _TAGS):
            return None
    return found


def strong(name: str, end: int = 0) -> Label:
    """The label of a name that stands where only names stand."""
    return Label(name, end, marked=True)


class Speakers:
    """The speakers of one file: what `voices` decides, and names that stand beside times again and again,
    which nothing but names does."""

    def __init__(self, decided: Voices, stamped: Counter[str]) -> None:
        self._decided = decided
        self._stamped = {
            name: one.printed
            for name, n in stamped.items()
            if n > 1 and (one := written(name)).kind is not LabelKind.NOBODY and not decided.speaker(name)
        }

    def __contains__(self, name: str) -> bool:
        return name in self._stamped or name in self._decided

    def speaker(self, name: str) -> str | None:
        """The person as printed; None for a label that ends the turn and is nobody."""
        return self._stamped.get(name) or self._decided.speaker(name)

    @property
    def only_audience(self) -> bool:
        """Only people of the audience are named: what follows their paragraph is said by somebody else."""
        return self._decided.only_audience and not self._stamped

    @property
    def about(self) -> About:
        """Hosts and guests, as far as labels tell their role."""
        return self._decided.about


def speakers(found: FoundLabels, paragraphs: int, text: str, people: Iterable[str]) -> Speakers:
    """Which of the labels of a file begin a turn."""
    decided = speaker_labels.voices(found.labels, paragraphs, text=text, people=people)
    return Speakers(decided, found.stamped)
