"""Advertisements: where they begin and end, what they offer, and that nothing of them is content."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.replies import (
    ChapterNote,
    ChunkNotes,
    ChunkReply,
    CitedText,
    EpisodeNotes,
    MentionKind,
    MentionNote,
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

BEES = (
    "Welcome to the garden hour, where we speak with people who keep bees on roofs and in back yards.",
    "Jo Fern has kept bees on the roof of a school in the old harbour for more than eleven years now.",
    "In the first winter I lost three of four hives, because I had closed every gap against the cold.",
    "Bees die of damp and not of cold, so now I leave a finger of air at the top of every single hive.",
)
ADVERT = (
    "This hour is brought to you by Mossback Seeds, who grow everything on one small farm by the sea.",
    "Their runner beans came up in my garden in six days and I have never seen anything quite like it.",
    "Go to example dot org slash bees and use the code BUZZ for ten percent off your first order.",
)
BACK = (
    "So let us go on to honey, Jo, how much of it do you take from the hives of the school in a year?",
    "About forty kilos, and I leave as much again for the bees because sugar water makes them weaker.",
    "The children bottle it themselves and sell it at the summer fair for whatever people want to pay.",
    "And in the autumn they count the frames of each hive and write the number on the wall of the gym.",
)
SAID = (*BEES, *ADVERT, *BACK)


class Noted:
    """A model whose notes are given, and which cites the first note and begins chapters at all topics."""

    resolved = ResolvedModel("noted", "noted")

    def __init__(self, notes: ChunkNotes, topics: tuple[int, ...]) -> None:
        self.model = self
        self.prompts: list[str] = []
        self._notes, self._topics = notes, topics

    def is_too_long(self, *about: Any, **named: Any) -> bool:
        return False

    async def ask(self, system: str, prompt: str, schema: Any, **named: Any) -> Answered[Any]:
        self.prompts.append(prompt)
        if schema is ChunkReply:
            return Answered(ChunkReply(answer=self._notes), False, "key", None, None, None, 1)
        cited = [CitedText(text="Bees die of damp.", notes=[2])]
        whole = EpisodeNotes(
            title="Bees",
            headline="Bees.",
            summary=cited,
            takeaways=cited,
            chapters=[ChapterNote(note=n, title=f"Part {n}") for n in self._topics],
            people=[],
        )
        return Answered(whole, False, "key", None, None, None, 1)


def spot(first: int = 4, last: int = 6, **more: Any) -> SponsorNote:
    given = {"name": "Mossback Seeds", "code": "BUZZ", "address": "example dot org slash bees"}
    return SponsorNote(cue=first + 1, quote=SAID[first], last_cue=last + 1, **(given | more))


def topic(line: int, title: str) -> TopicNote:
    return TopicNote(cue=line + 1, quote=SAID[line], title=title)


def point(line: int) -> PointNote:
    return PointNote(cue=line + 1, quote=SAID[line], text=SAID[line])


def mention(line: int, name: str, kind: MentionKind = MentionKind.COMPANY) -> MentionNote:
    return MentionNote(cue=line + 1, name=name, said=name, kind=kind)


def made(
    *sponsors: SponsorNote,
    said: tuple[str, ...] = SAID,
    chosen: tuple[int, ...] = (1,),
    ends: bool = True,
    **notes: Any,
) -> tuple[EpisodeSummary, Noted]:
    """The result of these notes on `said`, seven seconds a line, and the model that was asked. Each line has
    another speaker than the one before, so that none are joined."""
    given: dict[str, Any] = {
        "topics": [topic(0, "Bees on a roof")],
        "points": [point(3)],
        "mentions": [],
        "quotes": [],
        "people": [],
    }
    model = Noted(ChunkNotes(**(given | notes), sponsors=list(sponsors)), chosen)
    cues = tuple(
        Cue(text, 7.0 * n, 7.0 * n + 7 if ends else None, ("Ann", "Ben")[n % 2])
        for n, text in enumerate(said)
    )
    run = Run(model, load_prompts(), load_catalogue(), Settings(), NoProgress())  # type: ignore[arg-type]
    talk = Transcript(cues, "x", "plain", "0" * 64)
    return asyncio.run(summarise_transcript(talk, run, seed=0, created="")), model


def chapters(result: EpisodeSummary) -> list[tuple[str, float | None, float | None, bool]]:
    return [(t.title, t.start, t.end, t.sponsor) for t in result.topics]


def test_a_sponsor_has_its_time_its_code_and_its_address() -> None:
    (sponsor,) = made(spot())[0].sponsors
    assert (sponsor.name, sponsor.start, sponsor.end) == ("Mossback Seeds", 28.0, 49.0)
    assert (sponsor.first_cue, sponsor.last_cue) == (4, 6)
    assert (sponsor.code, sponsor.url) == ("BUZZ", "example.org/bees")


def test_an_advert_ends_where_the_next_words_begin_if_nothing_tells_its_end() -> None:
    (sponsor,) = made(spot(), ends=False)[0].sponsors
    assert (sponsor.start, sponsor.end) == (28.0, 49.0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"code": "HONEY"}, (None, "example.org/bees")),
        ({"address": "example dot com"}, ("BUZZ", None)),
        ({"address": "https://example.org/bees"}, ("BUZZ", "example.org/bees")),
        ({"code": "buzz", "address": ""}, ("buzz", None)),
    ],
)
def test_what_is_not_said_in_an_advert_is_no_offer_of_it(
    given: dict[str, str | None], kept: tuple[str | None, str | None]
) -> None:
    (sponsor,) = made(spot(**given))[0].sponsors
    assert (sponsor.code, sponsor.url) == kept


def test_an_advert_between_chapters_is_one_and_the_talk_goes_on_behind_it() -> None:
    assert chapters(made(spot())[0]) == [
        ("Part 1", 0.0, 28.0, False),
        ("Sponsor: Mossback Seeds", 28.0, 49.0, True),
        ("Part 1 (2)", 49.0, 77.0, False),
    ]


def test_a_topic_at_the_return_names_the_chapter_behind_an_advert() -> None:
    topics = [topic(0, "Bees on a roof"), topic(7, "Forty kilos of honey")]
    assert chapters(made(spot(), topics=topics)[0])[-1] == ("Forty kilos of honey", 49.0, 77.0, False)


def test_a_chapter_that_begins_in_an_advert_begins_behind_it() -> None:
    topics = [topic(0, "Bees on a roof"), topic(5, "Runner beans")]
    result, model = made(spot(), topics=topics, chosen=(1, 2))
    assert "Runner beans" not in model.prompts[-1]
    assert [title for title, *_ in chapters(result)] == ["Part 1", "Sponsor: Mossback Seeds", "Part 1 (2)"]


def test_adverts_that_follow_each_other_are_one_chapter() -> None:
    both = (spot(last=4), spot(5, 6, name="Hive & Sons", code="", address=""))
    result = made(*both)[0]
    assert chapters(result)[1][0] == "Sponsors: Mossback Seeds, Hive & Sons"
    assert [(s.name, s.start, s.end) for s in result.sponsors] == [
        ("Mossback Seeds", 28.0, 35.0),
        ("Hive & Sons", 35.0, 49.0),
    ]


def test_thanks_to_a_sponsor_at_the_end_are_no_chapter() -> None:
    said = (*BEES, *BACK, ADVERT[0])
    note = SponsorNote(cue=9, quote=ADVERT[0], last_cue=9, name="Mossback Seeds")
    result = made(note, said=said)[0]
    assert [s.start for s in result.sponsors] == [56.0]
    assert [title for title, *_ in chapters(result)] == ["Part 1"]


def test_an_advert_before_the_welcome_is_the_first_chapter() -> None:
    said = ADVERT * 3 + BEES
    note = SponsorNote(cue=1, quote=ADVERT[0], last_cue=9, name="Mossback Seeds")
    begins = TopicNote(cue=10, quote=BEES[0], title="Bees")
    result = made(note, said=said, topics=[begins], points=[])[0]
    assert chapters(result) == [("Sponsor: Mossback Seeds", 0.0, 63.0, True), ("Part 1", 63.0, 91.0, False)]


def test_nothing_that_is_printed_comes_from_an_advert() -> None:
    result, model = made(
        spot(),
        topics=[topic(0, "Bees on a roof"), topic(5, "Runner beans")],
        points=[point(3), point(5)],
        quotes=[QuoteNote(cue=6, quote=ADVERT[1])],
        people=[PersonNote(cue=6, quote=ADVERT[1], name="Ann Bean", role=Role.GUEST)],
        mentions=[mention(4, "Mossback Seeds"), mention(1, "Jo Fern", MentionKind.PERSON)],
    )
    assert "runner beans" not in model.prompts[-1].lower()
    assert [item.name for item in result.mentions if not item.sponsor] == ["Jo Fern"]
    assert [item.name for item in result.mentions if item.sponsor] == ["Mossback Seeds"]
    assert result.quotes == []
    assert [p.name for p in result.people] == []
    assert [s.text for t in result.topics for s in t.points] == [BEES[3]]


def test_a_sponsor_noted_by_two_chunks_or_twice_is_one() -> None:
    first, second = spot(last=5, code=""), spot(5, 6, address="")
    (sponsor,) = made(first, second)[0].sponsors
    assert (sponsor.first_cue, sponsor.last_cue, sponsor.code) == (4, 6, "BUZZ")
    assert len(made(spot(), spot())[0].sponsors) == 1


def test_two_sponsors_thanked_in_one_sentence_are_two() -> None:
    shared = {"code": "", "address": ""}
    both = (spot(last=4, **shared), spot(last=4, name="Hive & Sons", **shared))
    assert [(s.name, s.start, s.end) for s in made(*both)[0].sponsors] == [
        ("Mossback Seeds", 28.0, 35.0),
        ("Hive & Sons", 28.0, 35.0),
    ]


def test_adverts_before_the_farewell_are_a_part_of_it() -> None:
    said = (*BEES * 12, *ADVERT * 3, *BACK)
    note = SponsorNote(cue=49, quote=ADVERT[0], last_cue=57, name="Mossback Seeds")
    assert [title for title, *_ in chapters(made(note, said=said)[0])] == ["Part 1"]


def test_the_return_in_the_last_line_of_an_advert_ends_it() -> None:
    said = (*BEES, ADVERT[0], f"{ADVERT[2]} {BACK[0]}", *BACK[1:])
    note = SponsorNote(cue=5, quote=ADVERT[0], last_cue=6, name="Mossback Seeds")
    back = TopicNote(cue=6, quote=BACK[0], title="Honey")
    result = made(note, said=said, topics=[topic(0, "Bees on a roof"), back], chosen=(1, 3))[0]
    (sponsor,) = result.sponsors
    assert sponsor.end == pytest.approx(38.5, abs=0.5)
    assert chapters(result)[-1][0] == "Part 3"


def test_the_summary_of_a_chapter_is_the_point_about_its_title() -> None:
    texts = ["The roof is warm.", "Bees die of damp, not of cold.", "Honey is made in June."]
    points = [PointNote(cue=n + 1, quote=BEES[n], text=text) for n, text in enumerate(texts)]
    result = made(topics=[topic(0, "Why bees die in winter")], points=points, chosen=())[0]
    assert [t.summary for t in result.topics] == [texts[1]]
    assert [s.text for t in result.topics for s in t.points] == texts


def test_the_last_words_of_an_advert_end_it_within_its_last_line() -> None:
    said = (*BEES, ADVERT[0], f"{ADVERT[2]} {BACK[0]}", *BACK[1:])
    note = SponsorNote(
        cue=5, quote=ADVERT[0], last_cue=6, last_words="off your first order.", name="Mossback"
    )
    result = made(note, said=said, points=[PointNote(cue=6, quote=BACK[0], text="Honey.")])[0]
    assert result.sponsors[0].end == pytest.approx(38.5, abs=0.5)
    assert [s.text for t in result.topics for s in t.points] == ["Honey."]


@pytest.mark.parametrize("last", [-1, 0, 1, 99])
def test_a_wrong_number_of_the_last_line_still_gives_an_advert(last: int) -> None:
    note = spot().model_copy(update={"last_cue": last})
    (sponsor,) = made(note)[0].sponsors
    assert sponsor.first_cue == 4
    assert sponsor.last_cue == (10 if last == 99 else 4)
