"""What is said around a name: whether it is recommended, and whose the thing is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import MentionGroup, MentionKind, Owner, group_of
from llm_summarise.extractive.selection.spoken_phrases import anywhere
from llm_summarise.extractive.speech.speech import Speech
from llm_summarise.extractive.speech.vocabulary import listed

_RECOMMENDS: Final = anywhere(listed("recommends"))
_GUESTS: Final = anywhere(listed("belongs to the guest"))
_SHOWS: Final = anywhere(listed("belongs to the show"))
BEFORE: Final = 110
"""Characters before a name in which a wording counts."""
BEHIND: Final = 70
"""Characters behind it."""
CLOSE: Final = 30
"""Characters before a name in which a wording of ownership counts."""


@dataclass(frozen=True)
class Surroundings:
    """The talk, with those who host it."""

    talk: Speech
    hosts: Collection[str]

    def recommended(self, start: int, end: int) -> bool:
        """Whether a speaker recommends what stands at `start` to `end`, in the same sentence or so."""
        text = self.talk.text
        before = text[max(0, start - BEFORE) : start]
        cut = max(before.rfind(mark) for mark in ("? ", "! "))
        return _RECOMMENDS.search(before[cut + 1 :] + "\n" + text[end : end + BEHIND]) is not None

    def owner(self, start: int, end: int, kind: MentionKind) -> Owner:
        """Whose it is: the host's words "my" make it the show's."""
        text = self.talk.text
        reach = BEFORE if kind is MentionKind.LINK else CLOSE
        if group_of(kind) is MentionGroup.WORKS and "author of" in text[max(0, start - 2 * CLOSE) : start]:
            return Owner.GUEST
        near = text[max(0, start - reach) : start]
        if kind is MentionKind.LINK:
            near += "\n" + text[start:end] + text[end : end + BEHIND].partition(". ")[0]
            if _SHOWS.search(near):
                return Owner.SHOW
        if not _GUESTS.search(near):
            return Owner.OTHER
        speaker = self.talk.lines[self.talk.line_at(start)].speaker
        by_host = speaker is not None and speaker in self.hosts
        if by_host and not any(word in near.lower() for word in ("your", "author of", "you", "founder")):
            return Owner.SHOW
        return Owner.GUEST
