"""One place of a text at which something is named, and what it seems to be."""

from __future__ import annotations

from dataclasses import dataclass

from llm_summarise.domain.replies import MentionKind


@dataclass(frozen=True, slots=True)
class Sighting:
    """Characters `start` to `end` (exclusive) of the text name a thing of a `kind`. `weight` 1.0 is proof,
    less is a hint that another must join; `recommended` tells what its surroundings say."""

    start: int
    end: int
    name: str
    kind: MentionKind
    weight: float = 1.0
    recommended: bool = False
