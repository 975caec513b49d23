"""What speakers say when they change the subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llm_summarise.extractive.selection.spoken_phrases import any_of
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import listed

_LEAD = (
    r"^\W*+(?:(?:yeah|so|and|but|okay|ok|all right|alright|right|well|now|cool|nice|awesome|great|um|uh|"
    r"i think)\b\W*+)*"
)
_STRONG_CUE = re.compile(_LEAD + r"[^.?!]{0,25}?\b" + any_of(listed("openings of a subject")), re.IGNORECASE)
_MILD_CUE = re.compile(
    _LEAD
    + r"(?:what about|how about|what (?:do|are|is|would|was)|how (?:do|does|did|is)|why|where|who|when you|"
    r"you (?:talked|mentioned|said|also|have|wrote)|i saw|i noticed|there's (?:also|another)|number \w+)\b",
    re.IGNORECASE,
)
_TAKE_UP = re.compile(r"^\W*(?:so|now|okay|ok|all right|alright|anyway)\b\W", re.IGNORECASE)


QUESTIONS = ("?", "？", "؟", "\u037e")
"""Marks of a question in any script."""


def _wording(text: str) -> float:
    """What the words of a sentence say of a new subject."""
    score = 0.3 if _TAKE_UP.search(text) else 0.0
    if _STRONG_CUE.search(text):
        return 1.0 + score
    return 0.4 + score if _MILD_CUE.search(text) else score


def border_cues(talk: Speech, sentences: Sequence[Sentence]) -> list[float]:
    """For each sentence, how much its wording suggests that a new subject starts with it (0 to about 2)."""
    scores: list[float] = []
    for i, sentence in enumerate(sentences):
        text = talk.text[sentence.start : min(sentence.end, sentence.start + 160)]
        score = _wording(text) if talk.english else 0.0
        if talk.text[sentence.end - 1 : sentence.end] in QUESTIONS and len(sentence.words) > 5:
            score += 0.2
        if i and sentence.speaker != sentences[i - 1].speaker:
            score += 0.3
        if len(sentence.words) < 4:
            score -= 0.4
        scores.append(score)
    return scores
