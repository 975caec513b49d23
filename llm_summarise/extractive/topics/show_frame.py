"""How a show opens and closes, and where advertisements stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from llm_summarise.extractive.entities.pitches import find_pitches
from llm_summarise.extractive.entities.sponsors import SponsorRead, find_reads
from llm_summarise.extractive.selection.spoken_phrases import any_of
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import listed

_GREETING = re.compile(any_of(listed("greetings")), re.IGNORECASE)
_SHOW_WELCOME = re.compile(
    r"^\W*+(?:hello|hi)?\W*+(?:everyone\W*+)?(?:and )?welcome to\b.*\bpodcast\b|\bthis is your host\b",
    re.IGNORECASE,
)
_FAREWELL = re.compile(r"\bthis has been (?:another|an) ", re.IGNORECASE)
_WRAP = re.compile(any_of(listed("the end is near")), re.IGNORECASE)
OPENING_WORDS = 700
"""An opening (hook, greetings, credits) is over by then."""
FAREWELL_WORDS = 900
"""Final questions are not asked earlier than this before the closing."""


@dataclass(frozen=True)
class ShowFrame:
    """The frame of a show, as indices of sentences.

    `reads` are advertisements as (first, last, read), both inclusive, `paid` the same and the credits as
    spans of the text; `talk_starts` is where hook and credits end and the talk begins (0 without an opening),
    `closing` where the farewell begins (the number of sentences without one), `wrap` where final questions
    begin (None when nothing says so).
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

    def is_paid(self, offset: int) -> bool:
        """Whether the character at `offset` is in an advertisement or credit."""
        at = bisect_right(self.paid, offset, key=lambda read: read.start)
        return at > 0 and offset < self.paid[at - 1].end

    def spoken(self, index: int) -> bool:
        """Whether the sentence is part of the talk itself: no advertisement, opening or closing."""
        return self.talk_starts <= index < self.closing and self.advertisement(index) is None

    def borders(self, count: int) -> frozenset[int]:
        """Sentences, of `count`, that start a topic whatever the words say."""
        starts = {self.talk_starts, self.closing}
        for first, last, _ in self.reads:
            starts |= {first, last + 1}
        if self.wrap is not None:
            starts.add(self.wrap)
        return frozenset(i for i in starts if 0 < i < count)


def frame_of(talk: Speech, sentences: Sequence[Sentence]) -> ShowFrame:
    """The frame of the show that `talk` is, or is a part of; none of one in another language than English,
    whose formulas nobody here knows."""
    if not talk.english:
        return ShowFrame((), (), 0, None, len(sentences))
    reads: list[tuple[int, int, SponsorRead]] = []
    paid = _paid(talk, sentences)
    for read in paid:
        if not read.credit:
            first = min(bisect_right(sentences, read.start, key=lambda s: s.end), len(sentences) - 1)
            last = max(first, bisect_left(sentences, read.end, key=lambda s: s.start) - 1)
            reads.append((first, last, read))
    closing = _closing(talk, sentences)
    opening = _opening(talk, sentences, paid)
    return ShowFrame(tuple(reads), tuple(paid), opening, _wrap(talk, sentences, closing), closing)


def _paid(talk: Speech, sentences: Sequence[Sentence]) -> list[SponsorRead]:
    """Advertisements and credits in order, those that nobody announces as well."""
    turns = [
        line.start
        for before, line in pairwise(sentences)
        if before.speaker != line.speaker and before.speaker and line.speaker
    ]
    announced = [_in_one_turn(read, turns) for read in find_reads(talk.text)]
    spans = [(sentence.start, sentence.end) for sentence in sentences]
    taken = [(read.start, read.end) for read in announced]
    pitches = find_pitches(talk.text, spans, frozenset(turns), taken)
    found = [*announced, *(SponsorRead(pitch.start, pitch.end, pitch.name) for pitch in pitches)]
    paid: list[SponsorRead] = []
    for read in sorted(found, key=lambda read: read.start):
        if not read.name and paid:
            paid[-1] = replace(paid[-1], end=read.end, credit=False)
        else:
            paid.append(read)
    return paid


def _in_one_turn(read: SponsorRead, turns: Sequence[int]) -> SponsorRead:
    """An advertisement up to where somebody else speaks, unless that is right behind its announcement."""
    after = bisect_right(turns, read.start + SHORTEST_TURN)
    return replace(read, end=min(read.end, turns[after])) if after < len(turns) else read


SHORTEST_TURN = 120
"""Characters within which another voice may take an advertisement over."""


def _opening(talk: Speech, sentences: Sequence[Sentence], credited: Sequence[SponsorRead]) -> int:
    """The first sentence after hook, show formula and credits, where a guest is greeted."""
    early = list(takewhile(lambda s: s.first_word <= OPENING_WORDS, sentences))
    said = [talk.text[s.start : s.end] for s in early]
    welcomes = [i for i, text in enumerate(said) if _SHOW_WELCOME.search(text)]
    if not welcomes:
        return 0
    for i in range(welcomes[-1] + 1, len(early)):
        if _GREETING.search(said[i]) and not _lies_in(credited, early[i].start):
            return i
    ends = [read.end for read in credited if early[welcomes[-1]].start <= read.start < early[-1].end]
    after = bisect_left(sentences, ends[-1], key=lambda s: s.start) if ends else len(sentences)
    return after if after < len(sentences) else 0


def _lies_in(credited: Sequence[SponsorRead], offset: int) -> bool:
    return any(credit.start <= offset < credit.end for credit in credited)


def _closing(talk: Speech, sentences: Sequence[Sentence]) -> int:
    """The last sentence with a farewell, near the end; the number of sentences without one."""
    total = sentences[-1].first_word if sentences else 0
    for i, sentence in reversed(list(enumerate(sentences))):
        if total - sentence.first_word > FAREWELL_WORDS:
            break
        if _FAREWELL.search(talk.text[sentence.start : sentence.end]):
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
