"""One prompt's speech with everything found out about it: people, topics, tools."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionNote, Role
from llm_summarise.domain.text import fold_word
from llm_summarise.extractive.entities import sponsors
from llm_summarise.extractive.entities.named_tools import NamedTools
from llm_summarise.extractive.entities.people import Introduced, people_of
from llm_summarise.extractive.entities.roles import names_somebody
from llm_summarise.extractive.mentioned.mentioned_things import MentionedThings
from llm_summarise.extractive.mentioned.surroundings import Surroundings
from llm_summarise.extractive.selection.ranking import Ranked, rank
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.selection.standalone_sentences import quality_of, worth_printing
from llm_summarise.extractive.speech.lexicon import focus, tokens
from llm_summarise.extractive.speech.parts_of_speech import Lexis
from llm_summarise.extractive.speech.prompt import Header, SpokenLine
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import parts
from llm_summarise.extractive.topics.announced import LONGEST_TITLE
from llm_summarise.extractive.topics.borders import (
    WORDS_OF_SPEECH,
    WORDS_PER_TOPIC,
    blocks_of,
    divide,
    shortening,
)
from llm_summarise.extractive.topics.discourse_markers import border_cues
from llm_summarise.extractive.topics.show_frame import ShowFrame, frame_of
from llm_summarise.extractive.topics.titles import (
    CLOSING,
    FINAL_THOUGHTS,
    FRAME_TITLES,
    INTRODUCTION,
    Title,
    Titles,
)
from llm_summarise.names import Catalogue
from llm_summarise.names.addresses.in_running_text import find_addresses
from llm_summarise.names.matching import key_of

_TOPIC_SIZE = {"short": 1.25, "medium": 1.0, "long": 0.85}
WEAK_TITLE = 0.6
"""Score of a title below which a topic is about nothing in particular."""
BY_HOST = 0.7
"""What a sentence of the host counts: listeners come for the guest."""
_WELCOMED = 1.3
"""The same for the topic in which guests are greeted, where the guests are the better title."""


@dataclass(frozen=True, slots=True)
class Part:
    """A topic from sentence `first` to `last` (both inclusive) with its title and how well founded it is.
    `headed` tells that the title is the author's."""

    first: int
    last: int
    title: str
    score: float
    headed: bool = False


class Passage:
    """One prompt's speech with everything found out about it."""

    def __init__(
        self, header: Header, lines: Sequence[SpokenLine], catalogue: Catalogue | None = None
    ) -> None:
        self.header = header
        self._catalogue = catalogue
        self.talk = Speech(lines)
        self.sentences: list[Sentence] = self.talk.sentences
        self.frame: ShowFrame = frame_of(self.talk, self.sentences)
        self._spellings: dict[str, str] = {}
        self._worth: dict[int, float] = {}

    @cached_property
    def people(self) -> list[Introduced]:
        at = self.frame.talk_starts
        return people_of(self.talk, self.header, self.sentences[at].start if at < len(self.sentences) else 0)

    @cached_property
    def host(self) -> str | None:
        return next((p.name for p in self.people if p.role is Role.HOST), None)

    @cached_property
    def topics(self) -> list[tuple[int, int]]:
        """Topics as (first, last) sentence, both inclusive: the author's chapters, where there are any."""
        if self.chapters:
            starts = self._on_lines_of_their_own(self._authors_starts())
            ends = [*(start - 1 for start in starts[1:]), len(self.sentences) - 1]
            return list(zip(starts, ends, strict=True))
        cues = border_cues(self.talk, self.sentences)
        blocks = blocks_of(self.talk, self.sentences, cues, self.frame.borders(len(self.sentences)))
        scale = shortening(sum(block.size for block in blocks)) * _TOPIC_SIZE[self.header.length]
        spoken = sum(len(s.words) for i, s in enumerate(self.sentences) if self.frame.spoken(i))
        starts = divide(
            blocks,
            words_per_topic=WORDS_PER_TOPIC * scale,
            wanted=spoken / (WORDS_OF_SPEECH * scale) + self.frame.parts(len(self.sentences)),
        )
        starts = self._on_lines_of_their_own([blocks[i].first for i in starts])
        ends = [*(start - 1 for start in starts[1:]), len(self.sentences) - 1]
        return list(zip(starts, ends, strict=True))

    @cached_property
    def chapters(self) -> dict[int, str]:
        """Titles of the author's chapters by the sentences they begin with; the one that goes on where the
        passage begins, by its first."""
        begun = {0: self.header.under} if self.header.under else {}
        lines = {n: line.heading for n, line in enumerate(self.talk.lines) if line.heading}
        for line, heading in lines.items():
            first = bisect_left(self.sentences, line, key=lambda s: s.line)
            if first < len(self.sentences):
                begun[first] = heading
        return begun

    def _authors_starts(self) -> list[int]:
        """First sentences of the author's chapters, of advertisements within them and of what follows those,
        and of what stands before the first chapter."""
        reads = {at for first, last, _ in self.frame.reads for at in (first, last + 1)}
        return sorted(i for i in {0, *self.chapters, *reads} if i < len(self.sentences))

    @cached_property
    def parts(self) -> list[Part]:
        """The topics with their titles. One about nothing in particular is joined to the one before it, or
        to the one after it where an advertisement stands before."""
        framed = [self._authors_or_framed(a, b) for a, b in self.topics]
        found = iter(self.titles.titles([(part.first, part.last) for part in framed if not part.title]))
        titled = [part if part.title else self._titled(part, next(found)) for part in framed]
        joined = self._joined(titled)
        if len(joined) == 1 and not self.talk.english and joined[0].score < WEAK_TITLE:
            (whole,) = self.titles.titles([(joined[0].first, joined[0].last)])
            return [replace(joined[0], title=whole.text or joined[0].title)]
        return joined

    def _authors_or_framed(self, first: int, last: int) -> Part:
        """The part under the author's heading, or as an opening, advertisement or farewell; else without a
        title."""
        if self.frame.advertisement(first) is None and first in self.chapters:
            return Part(first, last, self.chapters[first], 1.0, headed=True)
        return Part(first, last, _frame_title(self, first, last), 1.0)

    def _joined(self, titled: Sequence[Part]) -> list[Part]:
        """The parts without those that are about nothing in particular."""
        parts: list[Part] = []
        left: Part | None = None
        for part in titled:
            if part.score < WEAK_TITLE and left is None:
                if parts and not self._is_frame(parts[-1]):
                    parts[-1] = replace(parts[-1], last=part.last)
                    continue
                if part.last + 1 < len(self.sentences):
                    left = part
                    continue
            if left is not None and self._is_frame(part):
                parts.append(left)
            elif left is not None:
                part = replace(part, first=left.first)
            left = None
            parts.append(part)
        return parts

    def _titled(self, part: Part, title: Title) -> Part:
        """The part under its title, or that of a welcome where guests are greeted and no title is better."""
        if title.score < _WELCOMED and part.first == self.frame.talk_starts > 0:
            return replace(part, title=self._welcome, score=_WELCOMED)
        return replace(part, title=title.text, score=title.score)

    def _is_frame(self, part: Part) -> bool:
        """Whether the part is opening, advertisement or farewell, to which nothing is joined."""
        return part.headed or not self.frame.spoken(part.first) or part.title in FRAME_TITLES

    @property
    def _welcome(self) -> str:
        """The title of the part in which guests are greeted and tell who they are."""
        guests = [p.name for p in self.people if p.role is Role.GUEST and names_somebody(p.name)]
        named = f"Meet {' and '.join(guests)}" if len(guests) < 3 else "Meet the guests"
        short = "Meet the guests" if len(guests) > 1 else "Meet the guest"
        return "Welcome" if not guests else named if len(named) <= LONGEST_TITLE else short

    @cached_property
    def tools(self) -> NamedTools:
        return NamedTools(self.talk, self.header, self.frame.paid, self._catalogue)

    def mentions(self) -> Iterator[MentionNote]:
        """Tools and whatever else is named."""
        taking_part = [p.name for p in self.people]
        taking_part += [*self.header.people("hosts"), *self.header.people("guests"), *self.header.speakers]
        known = [hit for hit in self.tools.hits if not self.tools.is_hinted(hit)]
        things = MentionedThings(
            Surroundings(self.talk, {p.name for p in self.people if p.role is Role.HOST}),
            self.frame.is_paid,
            sorted(place for hit in known for place in self.tools.places(hit)),
            [name for name in taking_part if names_somebody(name)],
            self.header.listed("names"),
            [part.title for part in self.parts],
            frozenset(fold_name(hit.entry.name) for hit in known),
            self._offered,
        )
        others = list(things.notes())
        told = {fold_name(name) for name in (*(note.name for note in others), *taking_part)}
        for hit, note in self.tools.listed():
            places = self.tools.places(hit)
            hinted = self.tools.is_hinted(hit)
            if not hinted or fold_name(note.name) not in told:
                prominence = things.weight(note.name, places)
                yield note.model_copy(update={"prominence": prominence})
        yield from others

    @property
    def _offered(self) -> frozenset[str]:
        """The addresses of advertisements, folded."""
        told = (self.talk.text[read.start : read.end] for read in self.frame.paid)
        return frozenset(fold_name(address.written) for said in told for address in find_addresses(said))

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
                start = bisect_right(self.sentences, self.sentences[start].line, key=lambda s: s.line)
            if start < len(self.sentences) and (not kept or start > kept[-1]):
                kept.append(start)
        return kept

    def ranked(self, indices: Sequence[int], title: str) -> list[Ranked]:
        """The sentences at `indices` that say something, those about the words of `title` before others."""
        talk = self.talk
        about = focus(title, talk.language)
        return rank(talk, self.sentences, indices, self.host, about, judged=not talk.english)

    def spelled(self, sponsor: str) -> str:
        """The sponsor's name as it is mostly spelled."""
        if sponsor not in self._spellings:
            self._spellings[sponsor] = sponsors.spelled(sponsor, self.talk.text)
        return self._spellings[sponsor]

    def worth(self, index: int) -> float:
        """How well sentence `index` is printed alone (see `worth_printing`), rather by a guest; of a talk in
        another language than English, how fit it is to be read."""
        if index not in self._worth:
            sentence, text = self.sentences[index], self.text(index)
            if self.talk.english:
                worth = worth_printing(text, self._speaking) if sentence.whole else 0.0
                worth *= self._sponsors.search(text) is None if worth else 1.0
            else:
                told = len(set(tokens(text, sentence.words, self.talk.language)))
                worth = quality_of(text, sentence, told, english=False)
            by_host = self.host is not None and sentence.speaker == self.host
            self._worth[index] = worth * (BY_HOST if by_host else 1.0)
        return self._worth[index]

    @cached_property
    def _sponsors(self) -> re.Pattern[str]:
        """Who paid for the show, in any spelling of blanks."""
        names = {key_of(read.name) for read in self.frame.paid}
        told = [r"\W?".join(map(re.escape, name)) for name in sorted(names) if len(name) > 2]
        return re.compile("|".join(told) if told else r"(?!)", re.IGNORECASE)

    @cached_property
    def _speaking(self) -> frozenset[str]:
        known = parts()
        names = {part for p in self.people for part in fold_word(p.name).split()}
        return frozenset(name for name in names if len(name) > 2 and name not in known)

    def number(self, offset: int) -> int:
        """The number of the line the character at `offset` belongs to."""
        return self.talk.lines[self.talk.line_at(offset)].number

    def shown(self, index: int) -> str:
        """The sentence as one prints it."""
        return tidy(self.text(index), english=self.talk.english)

    def text(self, index: int) -> str:
        sentence = self.sentences[index]
        return self.talk.text[sentence.start : sentence.end]

    def quote(self, index: int) -> str:
        sentence = self.sentences[index]
        return self.talk.quote(sentence.start, sentence.end)


def _frame_title(passage: Passage, first: int, last: int) -> str:
    """The title of an opening, advertisement or farewell; empty for speech."""
    frame = passage.frame
    read = frame.advertisement(first)
    if read and read.name.lower() == "us":
        return "Announcement"
    if read:
        return f"Sponsor: {passage.spelled(read.name)}"
    if last < frame.talk_starts:
        return INTRODUCTION
    if first >= frame.closing:
        return CLOSING
    if frame.wrap is not None and first == frame.wrap:
        return FINAL_THOUGHTS
    return ""
