"""Notes on a passage: the answer to a chunk prompt."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from llm_summarise.domain.replies import (
    ChunkNotes,
    NothingToSay,
    PersonNote,
    PointNote,
    QuoteNote,
    SponsorNote,
    TopicNote,
)
from llm_summarise.domain.scripts.graphemes import before
from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.extractive.analysis import BY_HOST, Part, Passage
from llm_summarise.extractive.entities.offers import offer_address, offer_code
from llm_summarise.extractive.reduce.headline import listed
from llm_summarise.extractive.selection.quoting import quotable
from llm_summarise.extractive.selection.ranking import Ranked, pick
from llm_summarise.extractive.selection.sentence_faults import leans_back
from llm_summarise.extractive.selection.spoken_phrases import ABOUT, CHAT, FORMULA, INVITES
from llm_summarise.extractive.selection.standalone_sentences import quality_of
from llm_summarise.extractive.speech.lexicon import focus, tokens
from llm_summarise.extractive.speech.prompt import Header, SpokenLine
from llm_summarise.extractive.topics.announced import LONGEST_TITLE, subject_in
from llm_summarise.extractive.topics.titles import FRAME_TITLES
from llm_summarise.names import Catalogue

WORTH_A_POINT = 0.65
"""Worth (see `standalone_sentences.worth_printing`) from which on a sentence is a point of its topic."""
WORTH_A_SUMMARY = 0.3
"""The same for the one sentence that stands for a topic."""
FIT_FOR_A_SUMMARY = 0.75
"""Quality (see `quality_of`) of a sentence that stands for a topic where none is worth it alone: below the
title it need not be clear without one."""
WORTH_A_QUOTE = 0.45
"""The same for a quote."""
_GOOD = 0.4
"""Score of a quote below which there are `_FEWEST_QUOTES` of them at most."""
_FEWEST_QUOTES = 2
FEWEST_POINTS = 5
"""Points of the talk itself, without the host's announcement: three takeaways and what is quoted as well."""
_HOOK = 3
"""Sentences of the cold open."""
_NAMES_SUBJECT = 1.5
"""Score of a sentence that announces the subject of the episode by name."""
_LONG_ENOUGH = 8
"""Sentences, less one, from which on a part in which nothing can be printed is a topic all the same."""
_TOLD = 2
"""Content words of a sentence that is all there is."""
_POINTS_PER_TOPIC = {"short": 1, "medium": 2, "long": 3}


def notes_on(
    header: Header, lines: Sequence[SpokenLine], catalogue: Catalogue | None = None
) -> ChunkNotes | NothingToSay:
    """Topics, points, tools of `catalogue`, quotes and people of the passage."""
    passage = Passage(header, [line for line in lines if line.text], catalogue)
    if not passage.sentences:
        return NothingToSay(nothing_to_say="the passage holds no speech")
    topics, points = _topics_and_points(passage)
    if not topics:
        topics, points = _few_lines(passage)
    if not topics:
        return NothingToSay(nothing_to_say="the passage holds only greetings or fillers")
    return ChunkNotes(
        topics=topics,
        points=points,
        mentions=list(passage.mentions()),
        quotes=_quotes(passage),
        people=_people(passage),
        sponsors=list(_sponsors(passage)),
    )


def _topics_and_points(passage: Passage) -> tuple[list[TopicNote], list[PointNote]]:
    topics: list[TopicNote] = []
    points: list[PointNote] = []
    spare: list[Ranked] = []
    for part in passage.parts:
        ranked, chosen = _sentences_of(passage, part)
        paid = passage.frame.advertisement(part.first) is not None
        if not part.title or not (
            ranked
            or paid
            or part.headed
            or part.title in FRAME_TITLES
            or part.last - part.first > _LONG_ENOUGH
        ):
            continue
        if paid:
            continue
        telling = _telling(passage, part, ranked)
        indices = {choice.index for choice in chosen} | ({telling.index} if telling else set())
        points.extend(_point(passage, index) for index in sorted(indices))
        spare.extend(ranked)
        if part.title in FRAME_TITLES and any(topic.title == part.title for topic in topics):
            continue  # an opening goes on behind an advertisement
        topics.append(
            TopicNote(
                cue=passage.number(passage.sentences[part.first].start),
                quote=passage.quote(part.first),
                title=part.title,
            )
        )
    return topics, _with_more(passage, points, spare)


def _sentences_of(passage: Passage, part: Part) -> tuple[list[Ranked], list[Ranked]]:
    """The sentences that say something of a part, best first, and those of them that are its points."""
    if part.last < passage.frame.talk_starts:
        hook = _hook(passage, part.first, part.last)
        return hook, hook
    paid = passage.frame.advertisement(part.first) is not None
    spoken = [i for i in range(part.first, part.last + 1) if paid or passage.frame.spoken(i)]
    ranked = passage.ranked(spoken, part.title)
    most = 0 if paid else _POINTS_PER_TOPIC[passage.header.length]
    return ranked, pick(_worthy(passage, ranked), most, gap=2)


def _with_more(passage: Passage, points: list[PointNote], spare: Sequence[Ranked]) -> list[PointNote]:
    """The points, and if those of the talk itself are few, the best of the sentences in `spare`."""
    at = min(passage.frame.talk_starts, len(passage.sentences) - 1)
    begins = passage.number(passage.sentences[at].start)
    few = FEWEST_POINTS - sum(point.cue >= begins for point in points)
    if few <= 0:
        return points
    taken = {point.quote for point in points}
    rest = [r for r in spare if passage.quote(r.index) not in taken]
    rest.sort(key=lambda r: (-passage.worth(r.index), -r.score * _quality(passage, r), r.index))
    return sorted([*points, *(_point(passage, r.index) for r in rest[:few])], key=lambda point: point.cue)


def _worthy(passage: Passage, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The sentences that can be printed as points, best first: what they are worth alone counts most, how
    much of their topic they tell a little."""
    worthy = [
        replace(r, score=worth * math.sqrt(math.sqrt(r.score / r.quality)))
        for r in ranked
        if (worth := passage.worth(r.index)) >= WORTH_A_POINT
    ]
    return sorted(worthy, key=lambda r: (-r.score, r.index))


def _quality(passage: Passage, ranked: Ranked) -> float:
    """How fit a sentence is to be read that cannot be printed alone: the best are better than none."""
    sentence = passage.sentences[ranked.index]
    text, english = passage.text(ranked.index), passage.talk.english
    return quality_of(text, sentence, len(ranked.terms), english=english) if sentence.whole else 0.1


def _few_lines(passage: Passage) -> tuple[list[TopicNote], list[PointNote]]:
    """One topic and one point of speech too short for more, such as two lines piped in: its sentence that
    names most tools, else that with most content. Nothing of greetings alone."""
    spoken = [i for i in range(len(passage.sentences)) if passage.frame.spoken(i)]
    named = sorted(passage.tools.names)
    best: tuple[int, int, int] = (0, 0, 0)
    for i in spoken:
        sentence = passage.sentences[i]
        tools = bisect_left(named, sentence.end) - bisect_left(named, sentence.start)
        told = len(set(tokens(passage.text(i), sentence.words, passage.talk.language)))
        if tools or (told >= _TOLD and not CHAT.search(passage.text(i))):
            best = max(best, (tools, told, -i))
    if not best[1]:
        return [], []
    at = -best[2]
    names = list(dict.fromkeys(passage.tools.names[start][1] for start in named))
    title = listed(names[:2]) or _shortened(passage.shown(at))
    point = _point(passage, at)
    return [TopicNote(cue=point.cue, quote=point.quote, title=title)], [point]


def _shortened(text: str) -> str:
    """The beginning of a sentence as a title."""
    words = text.rstrip(".!?。！？।").split()
    while len(" ".join(words)) > LONGEST_TITLE and len(words) > 1:
        words.pop()
    title = " ".join(words)
    return title[: before(title, LONGEST_TITLE)]


def _sponsors(passage: Passage) -> Iterator[SponsorNote]:
    """The advertisements and credits of the passage."""
    for read in passage.frame.paid:
        said = passage.talk.text[read.start : read.end]
        yield SponsorNote(
            cue=passage.number(read.start),
            quote=passage.talk.quote(read.start, read.end),
            last_cue=passage.number(read.end - 1),
            name=passage.spelled(read.name),
            code=offer_code(said) or "",
            address=offer_address(said) or "",
        )


def _telling(passage: Passage, part: Part, ranked: Sequence[Ranked]) -> Ranked | None:
    """The best sentence about the title; None if none says enough to stand for the topic."""
    about = focus(part.title, passage.talk.language)
    if part.first < passage.frame.talk_starts:
        best = max(ranked, key=lambda r: (r.score, -r.index), default=None)
    else:
        ranked = [r for r in ranked if about & r.terms]
        fit = [r for r in ranked if passage.worth(r.index) >= WORTH_A_SUMMARY]
        best = max(fit, key=lambda r: (r.score * passage.worth(r.index), -r.index), default=None)
        best = best or _fit_below_a_title(passage, ranked)
    return best


def _fit_below_a_title(passage: Passage, ranked: Sequence[Ranked]) -> Ranked | None:
    """The best of the sentences that name what the title names and do not lean on the one before."""
    fit = [
        (quality * r.score, -r.index, r)
        for r in ranked
        if not (passage.talk.english and leans_back(passage.text(r.index)))
        and (quality := _quality(passage, r)) >= FIT_FOR_A_SUMMARY
    ]
    return max(fit)[2] if fit else None


def _point(passage: Passage, index: int) -> PointNote:
    start = passage.sentences[index].start
    return PointNote(cue=passage.number(start), quote=passage.quote(index), text=passage.shown(index))


def _hook(passage: Passage, first: int, last: int) -> list[Ranked]:
    """What the host says the episode is about: up to three sentences of the cold open, before the formulas
    of the show begin, or the one further down that announces guest and subject. That one scores highest, else
    the first."""
    hook: list[Ranked] = []
    cold, best = True, 0.0
    for i in range(first, last + 1):
        text = passage.text(i)
        formula = FORMULA.search(text) is not None
        cold = cold and not (formula and (hook or i - first > 4))
        if formula or not _may_tell(text, len(passage.sentences[i].words)):
            continue
        announces = _announcement(text)
        if (cold and len(hook) < _HOOK) or (announces == _NAMES_SUBJECT and best <= 1):
            score = announces or 1.0 / (1.0 + 0.2 * len(hook))
            hook.append(Ranked(i, score, frozenset()))
            best = max(best, score)
    return hook


def _may_tell(text: str, words: int) -> bool:
    """Whether it is a sentence of usual length and no invitation."""
    return 6 <= words <= 50 and not INVITES.search(text)


def _announcement(text: str) -> float:
    """Score of a sentence that announces the episode, 0 of any other."""
    if not ABOUT.search(text):
        return 0.0
    return _NAMES_SUBJECT if subject_in(text) else 1.2


def _quotes(passage: Passage) -> list[QuoteNote]:
    """Sentences that could stand in show notes, rather by a guest; more of them in a long talk."""
    said = passage.sentences[-1].first_word
    most = 1 + sum(said > words for words in (400, 1000, 1000, 4000))
    good = sorted(_quotable(passage), key=lambda ranked: (-ranked.score, ranked.index))
    good = [r for n, r in enumerate(good) if r.score >= (_GOOD if n >= _FEWEST_QUOTES else _GOOD / 2)]
    return [
        QuoteNote(cue=passage.number(passage.sentences[r.index].start), quote=passage.quote(r.index))
        for r in pick(good, most, gap=max(3, len(passage.sentences) // (most * 4)))
    ]


def _quotable(passage: Passage) -> Iterator[Ranked]:
    """The sentences of the talk itself that can be quoted, by how well."""
    if not passage.talk.english:
        yield from _quotable_elsewhere(passage)
        return
    for index, sentence in enumerate(passage.sentences):
        worth = passage.worth(index) if passage.frame.spoken(index) else 0.0
        text = passage.text(index)
        if worth >= WORTH_A_QUOTE and (told := quotable(text, sentence, worth)) > 0:
            yield Ranked(index, told + 0.35 * worth * worth, frozenset(tokens(text, sentence.words)))


def _quotable_elsewhere(passage: Passage) -> Iterator[Ranked]:
    """Of a talk in another language than English: whole sentences that say most of the talk and no more than
    one likes to read."""
    told = [r for r in passage.ranked(range(len(passage.sentences)), "") if passage.worth(r.index) >= BY_HOST]
    best = max((r.score for r in told), default=1.0)
    for r in told:
        text = passage.text(r.index)
        if _SHORTEST_QUOTE <= len(text) <= _LONGEST_QUOTE and ends_sentence(text):
            yield replace(r, score=r.score / best)


_SHORTEST_QUOTE, _LONGEST_QUOTE = 12, 180
"""Characters of a quote where wordings tell nothing."""


def _people(passage: Passage) -> list[PersonNote]:
    return [
        PersonNote(
            cue=passage.number(p.start), quote=passage.talk.quote(p.start, p.end), name=p.name, role=p.role
        )
        for p in passage.people
        if not passage.frame.is_paid(p.start) or passage.talk.lines[passage.talk.line_at(p.start)].speaker
    ]
