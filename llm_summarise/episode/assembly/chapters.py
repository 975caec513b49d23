"""The chapters of an episode: where the model begins them, and the advertisements between them.

A model is asked for chapters of the conversation alone. Where an advertisement stands between two of them, it
is one of its own, and so is the return to the conversation after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.replies import EpisodeNotes, PointNote, TopicNote
from llm_summarise.domain.result import Statement, Topic
from llm_summarise.domain.text import fold_space, words
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.assembly.statements import cited_notes
from llm_summarise.episode.gathering.adverts import Advert, Place, opening_of
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, evidence, support
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.source.outline import keeps_title

LONGEST_PARTICLE: Final = 3
"""Letters of a word of a title that says nothing by itself, at most."""

MOST_TOPICS_SHOWN: Final = 3
"""Topics that a chapter is shown to rest on, of those that were joined in it."""

SHORTEST_BREAK: Final = 200
"""Characters, some fifteen seconds, from which on advertisements between chapters are a chapter."""

SHORTEST_AT_AN_END: Final = 600
"""The same where next to nothing is said before or after: thanks to sponsors are no chapter there."""

AN_END: Final = 2500
"""Characters, some three minutes, that are an end of an episode; of a short one a tenth."""

REST: Final = 300
"""Characters between an advertisement and the next chapter that belong to it, and those after the last one
that are too few to go on with."""


@dataclass(frozen=True, slots=True)
class _Start:
    """A chapter from cue `cue` on, whose first words are at `place`; an advertisement if it has `names`."""

    cue: int
    place: Place
    title: str
    lead: Grounded[TopicNote] | None = None
    names: tuple[str, ...] = ()


def chapters(
    answer: EpisodeNotes, given: Sequence[NumberedNote], notes: GroundedNotes, transcript: Transcript
) -> list[Topic]:
    """The chapters of the episode, without gaps: those the model chose, or all topics if it chose none, and
    advertisements. The first begins with the first cue, each ends where the next begins.

    One that begins at a heading of the author's bears its title, unless the model gave it another. Points
    stand in the chapter they are said in.
    """
    topics = [note.topic for note in given if note.topic is not None]
    titles = _chosen_titles(answer, given) or {t.cue: t.note.title for t in topics if not t.goes_on}
    leads = {topic.cue: topic for topic in reversed(topics)}
    chosen = [_Start(cue, _begin(leads[cue]), titles[cue], leads[cue]) for cue in sorted(titles)]
    if not chosen:
        return []
    chosen[0] = _Start(0, (0, 0), chosen[0].title, chosen[0].lead)
    starts = _with_breaks(chosen, topics, _breaks(notes.adverts, transcript), transcript)
    cited = _cited(answer, given)
    return [
        _chapter(start, following, topics, _points(start, following, notes.points), cited, transcript)
        for start, following in zip(starts, [*starts[1:], None], strict=True)
    ]


def _begin(topic: Grounded[TopicNote]) -> Place:
    """Where a chapter begins that begins with this topic."""
    return topic.start if topic.begins is None else (topic.begins, 0)


def _chosen_titles(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> dict[int, str]:
    """Titles of the chapters that begin with a topic that exists, by their first cues."""
    titles: dict[int, str] = {}
    for chapter in answer.chapters:
        topic = given[chapter.note - 1].topic if 0 < chapter.note <= len(given) else None
        if topic is not None:
            titles.setdefault(topic.cue, fold_space(chapter.title) or topic.note.title)
    return titles


# --- advertisements


@dataclass(frozen=True, slots=True)
class _Break:
    """Advertisements that follow each other: from `start` up to the cue `stop`, exclusive, with `size`
    characters."""

    start: Place
    stop: int
    size: int
    names: tuple[str, ...]


def _breaks(adverts: Sequence[Advert], transcript: Transcript) -> list[_Break]:
    """The advertisements, those joined between which next to nothing is said."""
    found: list[_Break] = []
    for advert in adverts:
        size = _said(advert.start, advert.end, transcript)
        name = fold_space(advert.note.name)
        last = found[-1] if found else None
        if last and _said((last.stop, 0), advert.start, transcript) <= REST:
            names = last.names if name in last.names else (*last.names, name)
            found[-1] = _Break(last.start, advert.last_cue + 1, last.size + size, names)
        else:
            found.append(_Break(advert.start, advert.last_cue + 1, size, (name,)))
    return found


def _said(start: Place, end: Place, transcript: Transcript) -> int:
    """Characters between two places; negative or nought if the second is not behind the first."""
    between = sum(len(cue.text) for cue in transcript.cues[start[0] : end[0]])
    return between - start[1] + end[1]


def _with_breaks(
    chosen: Sequence[_Start],
    topics: Sequence[Grounded[TopicNote]],
    breaks: Sequence[_Break],
    transcript: Transcript,
) -> list[_Start]:
    """The chapters with those that advertisements are; one that is long goes on behind them."""
    starts = list(chosen)
    total = len(transcript.cues)
    for pause in breaks:
        first = _first_cue(pause, transcript)
        if pause.size < _shortest(pause, transcript) or first >= pause.stop:
            continue
        advert = _Start(first, pause.start if first == pause.start[0] else (first, 0), "", None, pause.names)
        inside = [start for start in starts if first <= start.cue < pause.stop]
        before = [start for start in starts if start.cue < first]
        after = [start for start in starts if start.cue >= pause.stop]
        going_on = inside[-1] if inside else before[-1] if before else None
        reaches = after[0].place if after else (total, 0)
        if going_on and pause.stop < total and _said((pause.stop, 0), reaches, transcript) > REST:
            after.insert(0, _return(pause.stop, going_on, topics, transcript, moved=bool(inside)))
        starts = [*before, advert, *after]
    return starts


def _shortest(pause: _Break, transcript: Transcript) -> int:
    """Characters from which on it is a chapter where it stands."""
    before = _said((0, 0), pause.start, transcript)
    after = _said((pause.stop, 0), (len(transcript.cues), 0), transcript)
    edge = min(AN_END, (before + after) / 10)
    if REST < after < edge:  # what is left is the farewell, and the advertisement a part of it
        return before + pause.size + after
    return SHORTEST_AT_AN_END if min(before, after) < edge else SHORTEST_BREAK


def _first_cue(pause: _Break, transcript: Transcript) -> int:
    """The cue with which its chapter begins: the next one, if it begins late in its own."""
    cue, character = pause.start
    return cue + (2 * character > len(transcript.cues[cue].text))


def _return(
    stop: int,
    going_on: _Start,
    topics: Sequence[Grounded[TopicNote]],
    transcript: Transcript,
    *,
    moved: bool,
) -> _Start:
    """The chapter with which the conversation goes on: the topic that is noted there, else the one that was
    interrupted."""
    if moved:
        return _Start(stop, (stop, 0), going_on.title, going_on.lead)
    for topic in topics:
        if topic.cue >= stop:
            if _said((stop, 0), topic.start, transcript) <= REST:
                return _Start(stop, (stop, 0), topic.note.title, topic)
            break
    return _Start(stop, (stop, 0), f"{going_on.title} (2)", going_on.lead)


# --- chapters as results have them


def _chapter(
    start: _Start,
    following: _Start | None,
    topics: Sequence[Grounded[TopicNote]],
    points: Sequence[Grounded[PointNote]],
    cited: Counter[Place],
    transcript: Transcript,
) -> Topic:
    stop = following.cue if following else len(transcript.cues)
    end = transcript.moment(*following.place).start if following else transcript.duration
    lead = start.lead
    joined = [t for t in topics if start.cue <= t.cue < stop] or ([lead] if lead else [])
    from_outline = lead is not None and lead.heading is not None and keeps_title(start.title, lead.heading)
    strongest = _strongest(start.title, points, cited)
    title = _sponsors_title(start.names) if start.names else start.title
    return Topic(
        title=lead.heading if from_outline and lead and lead.heading else title,
        from_outline=from_outline,
        **transcript.moment(*start.place)._asdict(),
        end=end,
        first_cue=start.cue,
        last_cue=stop - 1,
        summary="" if strongest is None or start.names else fold_space(strongest.note.text),
        points=[] if start.names else [_statement(point, transcript) for point in points],
        sponsor=bool(start.names),
        evidence=[opening_of(start.place, transcript)]
        if start.names
        else [evidence(t.span, transcript) for t in joined[:MOST_TOPICS_SHOWN]],
    )


def _strongest(
    title: str, points: Sequence[Grounded[PointNote]], cited: Counter[Place]
) -> Grounded[PointNote] | None:
    """The point that stands for a chapter: the one with most words of the title, of equals that on which the
    summary and the takeaways rest most often, the first of equals."""
    wanted = {word for _, _, word in words(title) if len(word) > LONGEST_PARTICLE}

    def rank(point: Grounded[PointNote]) -> tuple[int, int]:
        told = {word for _, _, word in words(point.note.text)}
        return len(wanted & told), cited[point.start]

    return max(points, key=rank, default=None)


def _points(
    start: _Start, following: _Start | None, points: Sequence[Grounded[PointNote]]
) -> list[Grounded[PointNote]]:
    """The points that are said in a chapter."""
    return [p for p in points if start.place <= p.start and (following is None or p.start < following.place)]


def _cited(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> Counter[Place]:
    """How often the summary and the takeaways rest on words that begin at a place."""
    said = [*answer.summary, *answer.takeaways]
    spans = [note.span for text in said for note in cited_notes(text, given)]
    return Counter((span.first_cue, span.start) for span in spans)


def _statement(point: Grounded[PointNote], transcript: Transcript) -> Statement:
    return Statement(text=fold_space(point.note.text), evidence=[support(point.span, transcript)])


MOST_SPONSORS_NAMED: Final = 3
"""Sponsors named in the title of a chapter."""


def _sponsors_title(names: Sequence[str]) -> str:
    more = f" +{len(names) - MOST_SPONSORS_NAMED}" if len(names) > MOST_SPONSORS_NAMED else ""
    shown = ", ".join(names[:MOST_SPONSORS_NAMED]) + more
    return f"Sponsor: {shown}" if len(names) == 1 else f"Sponsors: {shown}"
