"""The notes of all chunks as the notes of one episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from llm_summarise.domain.replies import PointNote, TopicNote
from llm_summarise.domain.text import words
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.adverts import joined_adverts
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, N, in_order

SAME_SUBJECT = 0.5
"""Share of the shorter title's content words which the other topic must use to be the same subject."""

_STOP = frozenset(
    "a an and are as at be by for from how in into is it its of on or our that the their this to use using "
    "was we what when where which who why will with you your about part more".split()
)


def merged(parts: Sequence[GroundedNotes], starts: Sequence[int], transcript: Transcript) -> GroundedNotes:
    """Join the notes of consecutive chunks, which start with the cues `starts`.

    A chunk begins in the middle of a subject more often than not, and its first topic then repeats the
    last one of the chunk before it: such a pair becomes one topic, the earlier one. If their words differ,
    the later one is marked as one that may go on. Notes of one kind that rest on the same words are one note.
    Of advertisements nothing is kept but what they are for.
    """
    topics: list[Grounded[TopicNote]] = []
    points = _without_repeats(p.points for p in parts)
    for part, start in zip(parts, starts, strict=True):
        own = list(part.topics)
        if topics and own and own[0].span.first_cue <= start + 1:
            own[0] = replace(own[0], goes_on=True)
        if topics and own and _same_subject((topics[-1], own[0]), own[1:], points):
            own = own[1:]
        topics += own
    noted = [advert for part in parts for advert in part.adverts]
    adverts = joined_adverts(noted, [topic.start for topic in topics], transcript)
    notes = GroundedNotes(
        topics=in_order(topics),
        points=points,
        mentions=tuple(chain.from_iterable(p.mentions for p in parts)),
        quotes=_without_repeats(p.quotes for p in parts),
        people=in_order(chain.from_iterable(p.people for p in parts)),
        adverts=tuple(adverts),
        dropped=sum((p.dropped for p in parts), Counter()),
    ).outside_adverts()
    return replace(notes, topics=_one_per_cue(notes.topics, len(transcript.cues)))


def _same_subject(
    pair: tuple[Grounded[TopicNote], Grounded[TopicNote]],
    following: Sequence[Grounded[TopicNote]],
    points: Sequence[Grounded[PointNote]],
) -> bool:
    """Whether the words of one title are mostly used by the other topic too, in its title or its points. The
    first of the pair goes up to the second, that up to the first of those `following`."""
    a, b = pair
    title_a, title_b = _content(a.note.title), _content(b.note.title)
    if not title_a or not title_b:
        return False
    if title_a == title_b:
        return True
    after = following[0].start if following else None
    shorter, longer = sorted((title_a, title_b), key=len)
    begin, end = (b.start, after) if shorter is title_a else (a.start, b.start)
    other = set(longer)
    for point in points:
        if begin <= point.start and (end is None or point.start < end):
            other |= _content(point.note.text)
    return len(title_a & title_b) > 0 and len(shorter & other) / len(shorter) > SAME_SUBJECT


def _content(text: str) -> set[str]:
    return {word for _, _, word in words(text) if word not in _STOP and len(word) > 1}


def _one_per_cue(topics: Sequence[Grounded[TopicNote]], cues: int) -> tuple[Grounded[TopicNote], ...]:
    """Two chapters cannot start in one cue: the later one starts with the next, as where the answer to an
    advertisement's end stands in the cue the advertisement is in. Where that has one too, the later is
    left out."""
    kept: list[Grounded[TopicNote]] = []
    taken = {topic.span.first_cue for topic in topics}
    for topic in topics:
        if kept and kept[-1].cue >= topic.span.first_cue:
            following = topic.span.first_cue + 1
            if kept[-1].cue >= following or following in taken or following >= cues:
                continue
            topic = replace(topic, begins=following)
        kept.append(topic)
    return tuple(kept)


def _without_repeats(parts: Iterable[Sequence[Grounded[N]]]) -> tuple[Grounded[N], ...]:
    """In order of their places; of those that rest on the very same words, the first."""
    return tuple({item.span: item for item in reversed(in_order(chain.from_iterable(parts)))}.values())[::-1]
