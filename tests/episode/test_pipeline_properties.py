"""Whatever a model answers about whatever was said: each quote of a result stands where the result says, and
one person says it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.replies import (
    ChapterNote,
    ChunkNotes,
    ChunkReply,
    CitedPerson,
    CitedText,
    EpisodeNotes,
    MentionKind,
    MentionNote,
    NotesToKeep,
    PersonNote,
    PointNote,
    QuoteNote,
    Role,
    SponsorNote,
    TopicNote,
)
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.pipeline import summarise_transcript
from llm_summarise.episode.progress_listener import NoProgress
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.episode.run import Run
from llm_summarise.names import load_catalogue

SAID = (
    "the gull took Flask and Visual Studio Code to PyTorch [3] [12] Ann: Bob: Django, sea. Go C++ it's not "
    "3.11 — really? 港 潮位計。 שלום é é 🎉 Fast API -- 'quoted' … open router yes. no!"
).split()
SPEAKERS = (None, "Ann", "Bob", "[3]", "A: B", "[2] Zoë (host)")
NUMBERS = (-1, 0, 1, 2, 3, 5, 9, 10**9)


class Whimsical:
    """A model that quotes what was said, more or less, and cites what it likes."""

    resolved = ResolvedModel("whimsical", "whimsical")

    def __init__(self, cues: tuple[Cue, ...], chance: random.Random) -> None:
        self.model = self
        self._cues, self._chance = cues, chance

    def is_too_long(self, *about: Any, **named: Any) -> bool:
        return False

    async def ask(self, system: str, prompt: str, schema: Any, **named: Any) -> Answered[Any]:
        value: Any
        if schema is ChunkReply:
            value = ChunkReply(answer=self._chunk())
        elif schema is NotesToKeep:
            value = NotesToKeep(notes=self._numbers())
        else:
            value = self._episode()
        return Answered(value, False, "key", None, None, None, 1)

    def _chunk(self) -> ChunkNotes:
        pick = self._chance.choice
        return ChunkNotes(
            topics=[TopicNote(**self._note(), title=self._words()) for _ in self._some()],
            points=[PointNote(**self._note(), text="so") for _ in self._some()],
            mentions=[
                MentionNote(
                    cue=pick(NUMBERS),
                    name=pick(["Flask", *words.split()]),
                    said=pick(words.split()),
                    kind=pick(list(MentionKind)),
                )
                for words in (self._words() for _ in self._some())
            ],
            quotes=[QuoteNote(**self._note()) for _ in self._some()],
            people=[PersonNote(**self._note(), name="Ann", role=pick(list(Role))) for _ in self._some()],
            sponsors=[
                SponsorNote(
                    **self._note(),
                    last_cue=pick(NUMBERS),
                    name=self._words(),
                    code=pick([None, *SAID]),
                    address=pick([None, self._words()]),
                )
                for _ in self._some()
            ],
        )

    def _episode(self) -> EpisodeNotes:
        return EpisodeNotes(
            title="",
            headline="",
            summary=[CitedText(text="so", notes=self._numbers()) for _ in self._some()],
            takeaways=[CitedText(text="so", notes=self._numbers()) for _ in self._some()],
            quotes=self._numbers(),
            chapters=[ChapterNote(note=n, title="") for n in self._numbers()],
            people=[CitedPerson(name="Ann", role=Role.HOST, notes=self._numbers()) for _ in self._some()],
        )

    def _note(self) -> dict[str, Any]:
        return {"cue": self._chance.choice(NUMBERS), "quote": self._words()}

    def _words(self) -> str:
        first = self._chance.randrange(len(self._cues))
        cues = self._cues[first : first + self._chance.randint(1, 4)]
        said = " ".join(cue.text for cue in cues).split()
        start = self._chance.randrange(len(said))
        words = said[start : self._chance.randint(start + 1, len(said))]
        if self._chance.random() < 0.2:
            words[-1] = self._chance.choice(SAID)
        return " ".join(words)

    def _some(self) -> range:
        return range(self._chance.randint(0, 3))

    def _numbers(self) -> list[int]:
        return [self._chance.choice(NUMBERS) for _ in self._some()]


def summarised(cues: tuple[Cue, ...], model: Any, budget: int) -> EpisodeSummary:
    run = Run(model, load_prompts(), load_catalogue(), Settings(chunk_tokens=budget), NoProgress())
    talk = Transcript(cues, "x", "plain", "0" * 64)
    return asyncio.run(summarise_transcript(talk, run, seed=0, created=""))


def quoted(part: Any) -> Iterator[dict[str, Any]]:
    """All that has a place and a quote."""
    if isinstance(part, dict):
        if "quote" in part and "cue" in part:
            yield part
        for inner in part.values():
            yield from quoted(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from quoted(inner)


def voice_at(cues: tuple[Cue, ...], cue: int) -> tuple[str, int]:
    """All that is said in one go around a cue, and where in it the cue begins."""
    first, last = cue, cue + 1
    while first and not cues[first].turn and cues[first].speaker == cues[first - 1].speaker:
        first -= 1
    while last < len(cues) and not cues[last].turn and cues[last].speaker == cues[cue].speaker:
        last += 1
    before = sum(len(c.text) + 1 for c in cues[first:cue])
    return " ".join(c.text for c in cues[first:last]), before


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(SAID), min_size=1, max_size=9).map(" ".join),
            st.sampled_from(SPEAKERS),
            st.booleans(),
        ),
        min_size=1,
        max_size=14,
    ),
    st.integers(0, 2**32),
    st.sampled_from([0, 20, 50, 10**9]),
)
def test_each_quote_stands_where_the_result_says_and_one_person_says_it(
    said: list[tuple[str, str | None, bool]], seed: int, budget: int
) -> None:
    cues = tuple(Cue(text, float(i), i + 1.0, who, turn) for i, (text, who, turn) in enumerate(said))
    result = summarised(cues, Whimsical(cues, random.Random(seed)), budget)
    for part in quoted(result.model_dump()):
        cue = cues[part["cue"]]
        assert (part["start"], part["speaker"]) == (cue.start, cue.speaker)
        voice, at = voice_at(cues, part["cue"])
        assert part["quote"]
        assert part["quote"] in voice
        assert at <= voice.find(part.get("surface", part["quote"]), at) < at + len(cue.text)


class Noting(Whimsical):
    """A model whose notes are given, and which cites all of them."""

    def __init__(self, notes: ChunkNotes) -> None:
        super().__init__((), random.Random(0))
        self._notes = notes

    def _chunk(self) -> ChunkNotes:
        return self._notes

    def _numbers(self) -> list[int]:
        return list(range(1, 10))

    def _some(self) -> range:
        return range(1)


def test_a_point_on_words_that_two_say_rests_on_those_of_one() -> None:
    cues = (Cue("The cork float is gone for good", 0, 1, "Ann"), Cue("and the seal has it now", 1, 2, "Bob"))
    summary = "The cork float is gone for good and the seal has it now"
    point = PointNote(cue=1, quote=summary, text="The float is gone.")
    notes = ChunkNotes(topics=[], points=[point], mentions=[], quotes=[], people=[], sponsors=[])
    (sentence,) = summarised(cues, Noting(notes), 0).summary
    assert [e.quote for e in sentence.evidence] == ["The cork float is gone for good"]


def test_a_tool_is_found_in_the_line_after_the_one_that_is_noted() -> None:
    cues = (
        Cue("Which one of them do you use at the moment?", 0, 1, "Ann"),
        Cue("Gullframe. Always.", 1, 2, "Bob"),
    )
    tool = MentionNote(cue=1, name="Gullframe", said="Gullframe", kind=MentionKind.LIBRARY)
    notes = ChunkNotes(topics=[], points=[], mentions=[tool], quotes=[], people=[], sponsors=[])
    result = summarised(cues, Noting(notes), 0)
    assert [(m.cue, m.speaker, m.surface) for t in result.tools for m in t.mentions] == [
        (1, "Bob", "Gullframe")
    ]
