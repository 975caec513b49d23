"""Notes on a passage: the answer to a chunk prompt."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.core.extractive.headline import subject_in
from llm_summarise.core.extractive.lexicon import focus, tokens
from llm_summarise.core.extractive.passage import Part, Passage
from llm_summarise.core.extractive.prompt import Header, Line
from llm_summarise.core.extractive.quoting import quotable
from llm_summarise.core.extractive.ranking import Ranked, pick, quality_of
from llm_summarise.core.extractive.titles import (
    FRAME_TITLES,
)
from llm_summarise.core.extractive.wording import ABOUT, FORMULA, INVITES, tidy
from llm_summarise.core.replies import (
    ChunkNotes,
    NothingToSay,
    PersonNote,
    PointNote,
    QuoteNote,
    TopicNote,
)

WORTH_A_POINT = 0.75
"""Quality (see `ranking.quality_of`) from which on a sentence is a point of its topic."""
WORTH_A_SUMMARY = 0.8
"""The same for the one sentence that stands for a topic."""
FEWEST_POINTS = 5
_HOOK = 3
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
    spare: list[Ranked] = []
    for part in passage.parts:
        first, last, title = part.first, part.last, part.title
        read = passage.advertisement(first)
        if last < passage.frame.talk_starts:
            ranked = chosen = _hook(passage, first, last)
        else:
            spoken = [i for i in range(first, last + 1) if read or passage.frame.spoken(i)]
            ranked = passage.ranked(spoken, title)
            chosen = pick([r for r in ranked if r.quality >= WORTH_A_POINT], per_topic, gap=2)
        if not title or not (ranked or read or title in FRAME_TITLES or last - first > 8):
            continue
        if read is None:
            points.extend(_point(passage, choice.index) for choice in chosen)
            spare.extend(r for r in ranked[:per_topic] if r not in chosen)
        topics.append(
            TopicNote(
                cue=passage.number(passage.sentences[first].start),
                quote=passage.quote(first),
                title=title,
                summary=_summary(passage, part, chosen if part.last < passage.frame.talk_starts else ranked),
                sponsor=read is not None,
            )
        )
    if len(points) < FEWEST_POINTS:
        spare.sort(key=lambda r: (-r.score, r.index))
        points.extend(_point(passage, r.index) for r in spare[: FEWEST_POINTS - len(points)])
        points.sort(key=lambda point: point.cue)
    return topics, points


def _summary(passage: Passage, part: Part, ranked: Sequence[Ranked]) -> str:
    """The best sentence about the title; empty if none says enough to stand for the topic."""
    about = focus(part.title)
    framed = part.first < passage.frame.talk_starts or passage.advertisement(part.first) is not None
    fit = [r for r in ranked if framed or (r.quality >= WORTH_A_SUMMARY and about & r.terms)]
    best = max(fit, key=lambda r: (r.score, -r.index), default=None)
    return tidy(passage.text(best.index)) if best else ""


def _point(passage: Passage, index: int) -> PointNote:
    start = passage.sentences[index].start
    return PointNote(cue=passage.number(start), quote=passage.quote(index), text=tidy(passage.text(index)))


def _hook(passage: Passage, first: int, last: int) -> list[Ranked]:
    """What the host says the episode is about: up to three sentences of the cold open, before the formulas
    of the show begin, or the one further down that announces guest and subject. That one scores highest, else
    the first."""
    hook: list[Ranked] = []
    cold = True
    for i in range(first, last + 1):
        text = passage.text(i)
        formula = FORMULA.search(text) is not None
        cold = cold and not (formula and (hook or i - first > 4))
        announces = ABOUT.search(text) is not None
        if formula or INVITES.search(text) or not 6 <= len(passage.sentences[i].words) <= 50:
            continue
        if (cold and len(hook) < _HOOK) or (
            announces and subject_in(text) and not any(r.score > 1 for r in hook)
        ):
            score = (1.5 if subject_in(text) else 1.2) if announces else 1.0 / (1.0 + 0.2 * len(hook))
            hook.append(Ranked(i, score, frozenset()))
    return hook


def _quotes(passage: Passage) -> list[QuoteNote]:
    """Sentences that could stand in show notes, rather by a guest; more of them in a long talk."""
    said = passage.sentences[-1].first_word
    most = 5 if said > 4000 else 4 if said > 1000 else 2 if said > 400 else 1
    spoken = [i for i in range(len(passage.sentences)) if passage.frame.spoken(i)]
    good: list[Ranked] = []
    for index in spoken:
        sentence, text = passage.sentences[index], passage.text(index)
        terms = frozenset(tokens(text, sentence.words))
        score = quotable(text, sentence, quality_of(text, sentence, len(terms) + 1))
        if score > 0:
            by_host = passage.host is not None and sentence.speaker == passage.host
            good.append(Ranked(index, score * (0.6 if by_host else 1.0), terms))
    good.sort(key=lambda ranked: (-ranked.score, ranked.index))
    return [
        QuoteNote(cue=passage.number(passage.sentences[r.index].start), quote=passage.quote(r.index))
        for r in pick(good, most, gap=max(3, len(passage.sentences) // (most * 4)))
    ]


def _people(passage: Passage) -> list[PersonNote]:
    return [
        PersonNote(
            cue=passage.number(p.start), quote=passage.talk.quote(p.start, p.end), name=p.name, role=p.role
        )
        for p in passage.people
    ]
