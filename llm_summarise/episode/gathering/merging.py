"""The notes of all chunks as the notes of one episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from llm_summarise.domain.replies import TopicNote
from llm_summarise.domain.text import words
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, N, in_order

SAME_SUBJECT = 0.5
"""Share of the shorter title's content words which the other topic must use to be the same subject."""

_STOP = frozenset(
    "a an and are as at be by for from how in into is it its of on or our that the their this to use using "
    "was we what when where which who why will with you your about part more".split()
)


def merged(parts: Sequence[GroundedNotes], starts: Sequence[int], cues: int) -> GroundedNotes:
    """Join the notes of consecutive chunks, which start with the cues `starts`; the episode has `cues`.

    A chunk begins in the middle of a subject more often than not, and its first topic then repeats the
    last one of the chunk before it: such a pair becomes one topic, the earlier one. Notes of one kind that
    rest on the same words are one note.
    """
    topics: list[Grounded[TopicNote]] = []
    for part, start in zip(parts, starts, strict=True):
        own = list(part.topics)
        if topics and own and _same_subject(topics[-1].note, own[0].note):
            opens_chunk = own[0].span.first_cue <= start + 1
            if opens_chunk or topics[-1].note.sponsor == own[0].note.sponsor:
                own = own[1:]
        topics += own
    return GroundedNotes(
        topics=_one_per_cue(in_order(topics), cues),
        points=_without_repeats(p.points for p in parts),
        tools=in_order(chain.from_iterable(p.tools for p in parts)),
        quotes=_without_repeats(p.quotes for p in parts),
        people=in_order(chain.from_iterable(p.people for p in parts)),
        dropped=sum((p.dropped for p in parts), Counter()),
    )


def _same_subject(a: TopicNote, b: TopicNote) -> bool:
    """Whether the words of one title are mostly used by the other topic too."""
    if a.sponsor != b.sponsor:
        return False
    title_a, title_b = _content(a.title), _content(b.title)
    if not title_a or not title_b:
        return False
    if title_a == title_b:
        return True
    shorter = min(title_a, title_b, key=len)
    other = title_b | _content(b.summary) if shorter is title_a else title_a | _content(a.summary)
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
