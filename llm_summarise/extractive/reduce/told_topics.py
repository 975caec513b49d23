"""The one point of each topic that stands for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from llm_summarise.domain.replies import CitedText
from llm_summarise.domain.text import words
from llm_summarise.extractive.selection.sentence_faults import leans_back
from llm_summarise.extractive.selection.standalone_sentences import worth_printing
from llm_summarise.extractive.speech.lexicon import ENGLISH, focus, rarity
from llm_summarise.extractive.speech.prompt import NoteLine
from llm_summarise.extractive.topics.titles import FRAME_TITLES

NO_TITLE_WORD = 0.4
"""What a point counts that names nothing of what the title names."""


def told_of(notes: Sequence[NoteLine], language: str) -> list[CitedText]:
    """What the notes say of each topic that is part of the talk itself, in one point: the best about its
    title."""
    told: list[CitedText] = []
    for title, points in _by_topic(notes):
        if title in FRAME_TITLES or not points:
            continue
        best = max(points, key=lambda point: (_standing(point.fields[0], title, language), -point.number))
        told.append(CitedText(text=best.fields[0], notes=[best.number]))
    return told


def _by_topic(notes: Sequence[NoteLine]) -> Iterator[tuple[str, list[NoteLine]]]:
    """The titles of the topics, each with the points noted under it."""
    title, points = "", list[NoteLine]()
    for note in notes:
        if note.kind == "topic" and len(note.fields) > 1:
            yield title, points
            title, points = note.fields[1], []
        elif note.kind == "point":
            points.append(note)
    yield title, points


def _standing(text: str, title: str, language: str) -> float:
    """How well a point stands for the topic of a title."""
    about = focus(title, language) & focus(text, language)
    told = sum(rarity(word) for word in {folded for _, _, folded in words(text)}) ** 0.5
    if language != ENGLISH:
        return float(told * (1.0 if about else NO_TITLE_WORD))
    worth = 0.2 + worth_printing(text)
    fits = (1.0 if about else NO_TITLE_WORD) * (0.5 if leans_back(text) else 1.0)
    return float(worth * told * fits)
