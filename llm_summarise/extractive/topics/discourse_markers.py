"""What speakers say when they change the subject, and how a show opens and closes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.extractive.entities.sponsors import SponsorRead, find_reads
from llm_summarise.extractive.speech.speech import Sentence, Speech

_LEAD = (
    r"^\W*+(?:(?:yeah|so|and|but|okay|ok|all right|alright|right|well|now|cool|nice|awesome|great|um|uh|"
    r"i think)\b\W*+)*"
)
_STRONG = (
    r"let(?:'s| us| me)\s+(?:talk|start|jump|dive|move|dig|switch|shift|get into|go back|change|begin|kick)",
    r"(?:before (?:we|you)|as we) (?:get out|wrap|go\b|move|run|call|close|leave|let|finish|end|stop)",
    r"(?:final|last|closing) (?:question|two questions|thing|topic|thoughts?|call)",
    r"(?:switch|shift|change)(?:ing)? (?:gears|topics?|subjects?)",
    r"speaking of",
    r"the next (?:thing|one|topic|question|thing|item|section)",
    r"next (?:up|topic|one|question)\b",
    r"mov(?:e|ing) on(?:to| to)?",
    r"(?:another|one other|one more|the other) (?:thing|area|topic|question|one|aspect)\b",
    r"(?:i want(?:ed)?|i(?:'d| would) (?:love|like)) to (?:talk|ask|get your|touch|hear|dig|go back)",
    r"(?:can|could|would|do) you (?:want to |maybe |just |please )*(?:tell|give|walk|talk|explain|introduce)",
    r"tell (?:us|people|me|everyone)",
    r"(?:we're|we are) (?:getting|running) (?:short|low|out|pretty)",
    r"maybe (?:tell|give|we (?:could|should|can)|let's|you could|just)",
    r"how did you (?:get|come)",
    r"what(?:'s| is) your story",
)
_STRONG_CUE = re.compile(_LEAD + r"[^.?!]{0,25}?\b(?:" + "|".join(_STRONG) + ")", re.IGNORECASE)
_MILD_CUE = re.compile(
    _LEAD
    + r"(?:what about|how about|what (?:do|are|is|would|was)|how (?:do|does|did|is)|why|where|who|when you|"
    r"you (?:talked|mentioned|said|also|have|wrote)|i saw|i noticed|there's (?:also|another)|number \w+)\b",
    re.IGNORECASE,
)
_TAKE_UP = re.compile(r"^\W*(?:so|now|okay|ok|all right|alright|anyway)\b\W", re.IGNORECASE)
_GREETING = re.compile(
    r"\bwelcome\b[^.?!]{0,40}\b(?:to|back)\b|\bgreat to have you\b|"
    r"\bthank(?:s| you) (?:so much |very much )?for (?:having me|being here|joining)",
    re.IGNORECASE,
)
_SHOW_WELCOME = re.compile(
    r"^\W*(?:hello|hi)?\W*(?:everyone\W*)?(?:and )?welcome to\b.*\bpodcast\b|\bthis is your host\b",
    re.IGNORECASE,
)
_FAREWELL = re.compile(r"\bthis has been (?:another|an) ", re.IGNORECASE)
_WRAP = re.compile(
    r"\bbefore (?:you|we|i let you) (?:get|go|let|call|wrap)\b[^.?!]{0,25}\b(?:here|go|you|up|it)\b|"
    r"\bfinal (?:two |couple of |few )?(?:questions?|thoughts?|words?|call)\b|"
    r"\blast (?:two |couple of )?questions?\b|"
    r"\b(?:call it a (?:show|day)|out of time|leave it (?:there|here)|place to leave it)\b|"
    r"\bwrap (?:it|things) up\b|"
    r"\b(?:two|2) (?:final|last|quick)? ?questions\b|\bwhat editor do you use\b|\bclose (?:it )?out with\b",
    re.IGNORECASE,
)
OPENING_WORDS = 700
"""An opening (hook, greetings, credits) is over by then."""
FAREWELL_WORDS = 900
"""Final questions are not asked earlier than this before the closing."""


@dataclass(frozen=True)
class Structure:
    """The frame of a show, as indices of sentences.

    `reads` are advertisements as (first, last, read), both inclusive, `paid` the same and the credits as
    spans of the text; `talk_starts` is where hook and
    credits end and the talk begins (0 without an opening), `closing` where the farewell begins (the number
    of sentences without one). `wrap` is where final questions begin, None when nothing says so.
    """

    reads: tuple[tuple[int, int, SponsorRead], ...]
    paid: tuple[SponsorRead, ...]
    talk_starts: int
    wrap: int | None
    closing: int

    def parts(self, count: int) -> int:
        """How many topics opening, advertisements and farewell are in a talk of `count` sentences."""
        return len(self.reads) + (self.talk_starts > 0) + (self.closing < count)

    def advertisement(self, index: int) -> SponsorRead | None:
        """The advertisement sentence `index` belongs to."""
        at = bisect_right(self.reads, index, key=lambda part: part[0])
        return self.reads[at - 1][2] if at and index <= self.reads[at - 1][1] else None

    def spoken(self, index: int) -> bool:
        """Whether the sentence is part of the talk itself: no advertisement, opening or closing."""
        return self.talk_starts <= index < self.closing and self.advertisement(index) is None


def structure(talk: Speech, sentences: Sequence[Sentence]) -> Structure:
    """Finds the frame of the show `talk` is (or is a part of)."""
    reads: list[tuple[int, int, SponsorRead]] = []
    paid = find_reads(talk.text)
    credited = [(read.start, read.end) for read in paid if read.credit]
    for read in paid:
        if not read.credit:
            first = min(bisect_right(sentences, read.start, key=lambda s: s.end), len(sentences) - 1)
            last = max(first, bisect_left(sentences, read.end, key=lambda s: s.start) - 1)
            reads.append((first, last, read))
    closing = _closing(talk, sentences)
    return Structure(
        tuple(reads),
        tuple(paid),
        _opening(talk, sentences, credited),
        _wrap(talk, sentences, closing),
        closing,
    )


def _opening(talk: Speech, sentences: Sequence[Sentence], credited: Sequence[tuple[int, int]]) -> int:
    """The first sentence after hook, show formula and credits, where a guest is greeted."""
    announced = 0
    for i, sentence in enumerate(sentences):
        if sentence.first_word > OPENING_WORDS:
            break
        text = talk.text[sentence.start : sentence.end]
        if _SHOW_WELCOME.search(text):
            announced = i + 1
    if not announced:
        return 0
    for i in range(announced, len(sentences)):
        sentence = sentences[i]
        if sentence.first_word > OPENING_WORDS:
            break
        text = talk.text[sentence.start : sentence.end]
        if _GREETING.search(text) and not any(a <= sentence.start < b for a, b in credited):
            return i
    ends = [b for a, b in credited if sentences[announced - 1].start <= a]
    return next((i for i, s in enumerate(sentences) if ends and s.start >= ends[-1]), 0) if ends else 0


def _closing(talk: Speech, sentences: Sequence[Sentence]) -> int:
    total = sentences[-1].first_word if sentences else 0
    for i in range(len(sentences) - 1, -1, -1):
        if total - sentences[i].first_word > 900:
            break
        if re.search(
            r"\bthis has been (?:another|an) ", talk.text[sentences[i].start : sentences[i].end], re.I
        ):
            return i
    return len(sentences)


def _wrap(talk: Speech, sentences: Sequence[Sentence], closing: int) -> int | None:
    """The first sentence in the last tenth of a long talk that announces its end."""
    if not sentences:
        return None
    total = sentences[min(closing, len(sentences) - 1)].first_word
    if total < 2500:
        return None
    earliest = max(total * 0.88, total - FAREWELL_WORDS)
    for i in range(closing):
        sentence = sentences[i]
        if sentence.first_word > earliest and _WRAP.search(talk.text, sentence.start, sentence.end):
            return i
    return None


def border_cues(talk: Speech, sentences: Sequence[Sentence]) -> list[float]:
    """For each sentence, how much its wording suggests that a new subject starts with it (0 to about 2)."""
    scores: list[float] = []
    for i, sentence in enumerate(sentences):
        text = talk.text[sentence.start : min(sentence.end, sentence.start + 160)]
        score = 0.0
        if _STRONG_CUE.search(text):
            score += 1.0
        elif _MILD_CUE.search(text):
            score += 0.4
        if _TAKE_UP.search(text):
            score += 0.3
        if talk.text[sentence.end - 1 : sentence.end] == "?" and len(sentence.words) > 5:
            score += 0.2
        if i and sentence.speaker != sentences[i - 1].speaker:
            score += 0.3
        if len(sentence.words) < 4:
            score -= 0.4
        scores.append(score)
    return scores


def forced_borders(frame: Structure, count: int) -> frozenset[int]:
    """Sentences that start a topic whatever the words say."""
    starts = {frame.talk_starts, frame.closing}
    for first, last, _ in frame.reads:
        starts |= {first, last + 1}
    if frame.wrap is not None:
        starts.add(frame.wrap)
    return frozenset(i for i in starts if 0 < i < count)
