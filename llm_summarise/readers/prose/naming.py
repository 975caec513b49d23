"""Who speaks, for text and Markdown: the one place that asks which labels are speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from llm_summarise.readers.speech import speaker_labels


class Label(NamedTuple):
    """A name before words."""

    name: str
    end: int
    marked: bool


class Voices:
    """The labels of one file that begin a turn."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def speaker(self, name: str) -> str | None:
        """The person as printed; None for a label that is nobody."""
        return None if name.casefold() in ("break", "slides", "correction") else name


_EMPHASISED: Final = re.compile(
    r"[*_]{1,3}\[?([^\W_][^*\n:]{0,59}?)\]?(?:[:：][*_]{1,3}|[*_]{1,3}[ \t]*[:：])[*_]{0,3}[ \t]*"
)


def label(text: str) -> Label | None:
    """The name at the start of `text`."""
    if match := _EMPHASISED.match(text):
        return Label(match[1].strip(), match.end(), True)
    pair = speaker_labels.label(text)
    return Label(*pair, marked=text[:1] == "[") if pair else None


def voices(labels: Iterable[Label], paragraphs: int) -> Voices:
    """Which of the labels of a file begin a turn."""
    listed = list(labels)
    marked = Counter(one.name for one in listed if one.marked)
    plain = Counter(one.name for one in listed if not one.marked)
    plain += Counter({name: n for name, n in marked.items() if speaker_labels.name_like(name)})
    names = speaker_labels.speaking(plain, paragraphs)
    if marked.total() > 1:
        names |= frozenset(marked)
    return Voices(names)
