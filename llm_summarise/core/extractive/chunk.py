"""Notes on a passage: the answer to a chunk prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from llm_summarise.core.extractive.borders import WORDS_PER_TOPIC, blocks_of, divide
from llm_summarise.core.extractive.cues import Structure, border_cues, forced_borders, structure
from llm_summarise.core.extractive.lexicon import content
from llm_summarise.core.extractive.people import Introduced, people_of
from llm_summarise.core.extractive.phrases import Lexis
from llm_summarise.core.extractive.prompt import Header, Line
from llm_summarise.core.extractive.ranking import Ranked, pick, quality_of, rank
from llm_summarise.core.extractive.talk import Sentence, Talk
from llm_summarise.core.extractive.titles import CLOSING, FINAL_THOUGHTS, FRAME_TITLES, INTRODUCTION, Titles
from llm_summarise.core.extractive.tools import NamedTools
from llm_summarise.core.extractive.wording import ABOUT, FORMULA, INVITES, LEANS, OPINION, PROCEDURE, tidy
from llm_summarise.core.replies import (
    ChunkNotes,
    NothingToSay,
    PersonNote,
    PointNote,
    QuoteNote,
    Role,
    TopicNote,
)
from llm_summarise.core.sponsors import SponsorRead, spelled
from llm_summarise.core.text import fold_word

_TOPIC_SIZE = {"short": 1.25, "medium": 1.0, "long": 0.85}
_POINTS_PER_TOPIC = {"short": 1, "medium": 2, "long": 3}


class Passage:
    """One prompt's speech with everything found out about it."""

    def __init__(self, header: Header, lines: Sequence[Line]) -> None:
        self.header = header
        self.talk = Talk(lines)
        self.sentences: list[Sentence] = self.talk.sentences
        self.frame: Structure = structure(self.talk, self.sentences)

    @cached_property
    def people(self) -> list[Introduced]:
        at = self.frame.talk_starts
        return people_of(self.talk, self.header, self.sentences[at].start if at < len(self.sentences) else 0)

    @cached_property
    def host(self) -> str | None:
        return next((p.name for p in self.people if p.role is Role.HOST), None)

    @cached_property
    def topics(self) -> list[tuple[int, int]]:
        """Topics as (first, last) sentence, both inclusive."""
        cues = border_cues(self.talk, self.sentences)
        blocks = blocks_of(self.talk, self.sentences, cues, forced_borders(self.frame, len(self.sentences)))
        usual = WORDS_PER_TOPIC * _TOPIC_SIZE[self.header.length]
        starts = self._on_lines_of_their_own([blocks[i].first for i in divide(blocks, words_per_topic=usual)])
        ends = [*(start - 1 for start in starts[1:]), len(self.sentences) - 1]
        return list(zip(starts, ends, strict=True))

    @cached_property
    def tools(self) -> NamedTools:
        return NamedTools(self.talk, self.header)

    @cached_property
    def lexis(self) -> Lexis:
        speaking = {part for p in self.people for part in fold_word(p.name).split()}
        show = {"python", "talk", "podcast"} if "talk python" in self.talk.text.lower() else set()
        return Lexis(self.talk, self.sentences, frozenset(speaking | show), self.tools.names)

    @cached_property
    def titles(self) -> Titles:
        return Titles(self.talk, self.sentences, self.lexis)

    def _on_lines_of_their_own(self, starts: Sequence[int]) -> list[int]:
        """Borders of which no two fall into one line: a note can only point at a line."""
        kept: list[int] = []
        for start in starts:
            if kept and self.sentences[start].line == self.sentences[kept[-1]].line:
                later = range(start, len(self.sentences))
                line = self.sentences[start].line
                start = next((i for i in later if self.sentences[i].line > line), len(self.sentences))
            if start < len(self.sentences) and (not kept or start > kept[-1]):
                kept.append(start)
        return kept

    def advertisement(self, index: int) -> SponsorRead | None:
        """The advertisement sentence `index` belongs to."""
        return next((read for a, b, read in self.frame.reads if a <= index <= b), None)

    def ranked(self, indices: Sequence[int], title: str) -> list[Ranked]:
        """The sentences at `indices` that say something, those about the words of `title` before others."""
        focus = frozenset(stem for word in fold_word(title).split() if (stem := content(word)))
        return rank(self.talk, self.sentences, indices, self.host, focus)

    def number(self, offset: int) -> int:
        """The number of the line the character at `offset` belongs to."""
        return self.talk.lines[self.talk.line_at(offset)].number

    def text(self, index: int) -> str:
        sentence = self.sentences[index]
        return self.talk.text[sentence.start : sentence.end]

    def quote(self, index: int) -> str:
        sentence = self.sentences[index]
        return self.talk.quote(sentence.start, sentence.end)


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
    for first, last in passage.topics:
        read = passage.advertisement(first)
        title = _title(passage, first, last)
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


def _title(passage: Passage, first: int, last: int) -> str:
    frame = passage.frame
    read = passage.advertisement(first)
    if read and read.name.lower() == "us":
        return "Announcement"
    if read:
        return f"Sponsor: {spelled(read.name, passage.talk.text)}"
    if last < frame.talk_starts:
        return INTRODUCTION
    if first >= frame.closing:
        return CLOSING
    if frame.wrap is not None and first == frame.wrap:
        return FINAL_THOUGHTS
    return passage.titles.title(first, last)


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
