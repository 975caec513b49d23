"""Notes on a passage: the answer to a chunk prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from llm_summarise.core.extractive.passage import Passage
from llm_summarise.core.extractive.prompt import Header, Line
from llm_summarise.core.extractive.ranking import Ranked, pick, quality_of
from llm_summarise.core.extractive.titles import (
    FRAME_TITLES,
)
from llm_summarise.core.extractive.wording import ABOUT, FORMULA, INVITES, LEANS, OPINION, PROCEDURE, tidy
from llm_summarise.core.replies import (
    ChunkNotes,
    NothingToSay,
    PersonNote,
    PointNote,
    QuoteNote,
    TopicNote,
)

_POINTS_PER_TOPIC = {"short": 1, "medium": 2, "long": 3}


def notes_on(header: Header, lines: Sequence[Line]) -> ChunkNotes | NothingToSay:
    """Topics, points, tools, quotes and people of the passage."""
    passage = Passage(header, [line for line in lines if line.text])
    if not passage.sentences:
        return NothingToSay(nothing_to_say="the passage holds no speech")
    topics, points = _topics_and_points(passage)
    if not topics:
        return NothingToSay(nothing_to_say="the passage holds only greetings or fillers")
    return ChunkNotes(
        topics=topics,
        points=points,
        tools=list(passage.tools.notes()),
        quotes=_quotes(passage),
        people=_people(passage),
    )


def _topics_and_points(passage: Passage) -> tuple[list[TopicNote], list[PointNote]]:
    topics: list[TopicNote] = []
    points: list[PointNote] = []
    per_topic = _POINTS_PER_TOPIC[passage.header.length]
    for part in passage.parts:
        first, last, title = part.first, part.last, part.title
        read = passage.advertisement(first)
        if last < passage.frame.talk_starts:
            chosen = _hook(passage, first, last)
        else:
            spoken = [i for i in range(first, last + 1) if read or passage.frame.spoken(i)]
            chosen = pick(passage.ranked(spoken, title), per_topic, gap=2)
        if not title or not (chosen or read or title in FRAME_TITLES or last - first > 8):
            continue
        if read is None:
            points.extend(_point(passage, choice.index) for choice in chosen)
        best = max(chosen, key=lambda r: r.score, default=None)
        topics.append(
            TopicNote(
                cue=passage.number(passage.sentences[first].start),
                quote=passage.quote(first),
                title=title,
                summary=tidy(passage.text(best.index)) if best else "",
                sponsor=read is not None,
            )
        )
    return topics, points


def _point(passage: Passage, index: int) -> PointNote:
    start = passage.sentences[index].start
    return PointNote(cue=passage.number(start), quote=passage.quote(index), text=tidy(passage.text(index)))


def _hook(passage: Passage, first: int, last: int) -> list[Ranked]:
    """What the host says the episode is about before the formulas of the show begin: up to three sentences
    of the cold open, the first of them with the greatest score."""
    hook: list[Ranked] = []
    for i in range(first, last + 1):
        text = passage.text(i)
        if len(hook) == 3 or (FORMULA.search(text) and (hook or i - first > 4)):
            break
        if 6 <= len(passage.sentences[i].words) <= 50 and not (INVITES.search(text) or FORMULA.search(text)):
            about = 2.0 if ABOUT.search(text) else 1.0
            hook.append(Ranked(i, about / (1.0 + 0.2 * len(hook)), frozenset()))
    return hook


def _quotes(passage: Passage) -> list[QuoteNote]:
    """Sentences by a guest, if there is one, that could stand in show notes; more of them in a long talk."""
    said = passage.sentences[-1].first_word
    most = 5 if said > 6000 else 3 if said > 2500 else 2 if said > 400 else 1
    spoken = [i for i in range(len(passage.sentences)) if passage.frame.spoken(i)]
    good = [
        replace(ranked, score=ranked.score * _printable(text))
        for ranked in passage.ranked(spoken, "")
        if 8 <= len(passage.sentences[ranked.index].words) <= 30
        and not LEANS.search(text := passage.text(ranked.index))
        and quality_of(text, passage.sentences[ranked.index], len(ranked.terms)) >= 0.9
    ]
    good.sort(key=lambda ranked: (-ranked.score, ranked.index))
    return [
        QuoteNote(cue=passage.number(passage.sentences[r.index].start), quote=passage.quote(r.index))
        for r in pick(good, most, gap=max(3, len(passage.sentences) // (most * 2)))
    ]


def _printable(text: str) -> float:
    """How much rather than others a good sentence stands alone: it holds an opinion and is no instruction."""
    return (1.6 if OPINION.search(text) else 1.0) * (0.5 if PROCEDURE.match(text) else 1.0)


def _people(passage: Passage) -> list[PersonNote]:
    return [
        PersonNote(
            cue=passage.number(p.start), quote=passage.talk.quote(p.start, p.end), name=p.name, role=p.role
        )
        for p in passage.people
    ]
