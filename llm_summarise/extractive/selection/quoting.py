"""Sentences worth printing as they were said: opinions, contrasts and images rather than instructions."""

from __future__ import annotations

import re

from llm_summarise.extractive.selection import spoken_phrases as phrases
from llm_summarise.extractive.selection.spoken_phrases import anywhere
from llm_summarise.extractive.selection.standalone_sentences import Weights, weighed
from llm_summarise.extractive.speech.speech import Sentence
from llm_summarise.extractive.speech.vocabulary import listed

SHORTEST, LONGEST = 6, 28
"""Words of a quote, both inclusive."""

_THINKS = anywhere(listed("thinks"))
_JUDGEMENT = anywhere(listed("judgement"))
_CONTRAST = anywhere(listed("contrast"))
_COLOUR = anywhere(listed("colour"))
_IMAGE = anywhere(listed("image"))
_DRY = anywhere(listed("dry"))
_TOLD = anywhere(listed("told"))
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
_BROKEN = re.compile(
    r"\b(\w+),? \1\b|\b(?:but|and|so|or|the|a|to|of|which|that|with)[.!]$|"
    r"^(?:Sorry|Sounds|At least|Originally|Tell me|Another)\b",
    re.IGNORECASE,
)


def quotable(text: str, sentence: Sentence, worth: float) -> float:
    """How well a sentence stands in show notes as a quote, 0 (not at all) to about 6. `worth` is what it
    is worth alone (see `standalone_sentences.worth_printing`)."""
    length = len(sentence.words)
    if not SHORTEST <= length <= LONGEST or _cannot_be_quoted(text):
        return 0.0
    score = _colourful(text)
    if score <= 0 or _BROKEN.search(text):
        return 0.0
    score *= 1.3 if 7 <= length <= 16 else 1.0 if length <= 21 else 0.8
    return score * weighed(text, _QUALITIES) * worth


def _cannot_be_quoted(text: str) -> bool:
    """Whether it is no whole sentence as it stands, or one with fillers or chat."""
    if not text.endswith((".", "!")) or not text[:1].isupper():
        return True
    if phrases.tidy(text) != text and not _THINKS.match(text):
        return True
    return any(bad.search(text) for bad in (phrases.LEANS, phrases.FILLER, phrases.CHAT))


def _colourful(text: str) -> float:
    """How much opinion, contrast and image there is, less what makes it dry; below 0 for instructions."""
    contrasts = len({m.lower() for m in _CONTRAST.findall(text)})
    colours = len({m.lower() for m in _COLOUR.findall(text)})
    felt, image = _JUDGEMENT.search(text) is not None, _IMAGE.search(text) is not None
    score = 0.25 + 1.0 * felt + 0.35 * min(3, contrasts) + 0.6 * min(3, colours) + 0.7 * image
    score += 0.3 if _THINKS.search(text) else 0.0
    score -= 0.35 * max(0, len(_CAPITALS.findall(text)) - 1)
    score -= 0.5 * len(_DRY.findall(text)) + 0.4 * len(_TOLD.findall(text))
    return score if felt or colours or image or contrasts > 1 else 0.3 * score


_QUALITIES: Weights = (
    (0.5, phrases.PROCEDURE.match),
    (0.3, phrases.DEPENDENT.match),
    (0.3, phrases.CALLING.match),
    (0.4, lambda text: phrases.ANECDOTE.match(text) and not _JUDGEMENT.search(text)),
    (0.6, phrases.VAGUE_START.match),
    (0.7, lambda text: text.count(",") > 2),
)
"""What a sentence loses for each fault."""
