"""The embedded model under the author's headings, and what the source and the talk say of roles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llm_summarise import summarise
from llm_summarise.domain.replies import ChunkNotes
from llm_summarise.domain.transcript import About, Cue, Heading
from llm_summarise.extractive.analysis import Passage
from llm_summarise.extractive.chunk_notes import notes_on
from llm_summarise.extractive.entities.roles import names_somebody
from llm_summarise.extractive.reduce.headline import main_topics
from llm_summarise.extractive.speech.prompt import Header, speech_lines, split_prompt
from tests.episode.told_samples import OUTLINE, SAID, told
from tests.extractive.passages import passage_in, passage_of
from tests.samples import long_transcript

PROMPT = """Guests: Tom Reed
Speakers: Ada, Tom
Length: medium

Heading: Frost: [2] what it does
[1] Ada: Which of the beans survived the frost in May
[2] in the open bed?
Heading: Covers
[3] Tom: Fleece costs four coins a metre and saves a whole bed of beans.
[4] Never put plastic on the leaves.
"""


def test_headings_are_read_between_the_lines_and_are_no_speech() -> None:
    header, numbered, _ = split_prompt(PROMPT)
    lines = speech_lines(header, numbered)
    assert [line.heading for line in lines] == ["Frost: [2] what it does", None, "Covers", None]
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert "Covers" not in passage_in(PROMPT).talk.text
    assert header.people("guests") == ("Tom Reed",)


def test_no_sentence_goes_on_across_a_heading() -> None:
    passage = passage_in("Length: medium\n\n[1] water rises and\nHeading: Ice\n[2] ice melts in the sun")
    assert [passage.text(i) for i in range(len(passage.sentences))] == [
        "water rises and",
        "ice melts in the sun",
    ]


def test_topics_of_a_passage_are_the_authors_chapters() -> None:
    header, numbered, _ = split_prompt(PROMPT)
    notes = notes_on(header, speech_lines(header, numbered))
    assert isinstance(notes, ChunkNotes)
    assert [(topic.cue, topic.title) for topic in notes.topics] == [
        (1, "Frost: [2] what it does"),
        (3, "Covers"),
    ]


def test_a_passage_that_goes_on_under_a_heading_is_one_topic() -> None:
    said = " ".join(f"[{n}] {text}\n" for n, (_, text) in enumerate(SAID, 1)).replace("\n ", "\n")
    passage: Passage = passage_in(f"Length: medium\nUnder: Frost\n\n{said}")
    assert [(part.title, part.headed) for part in passage.parts] == [("Frost", True)]


@pytest.mark.parametrize("timed", [True, False])
def test_chapters_of_the_result_are_those_of_the_outline(timed: bool) -> None:
    result = summarise(told(About(), OUTLINE, timed=timed), model="extractive", no_cache=True)
    assert [(t.title, t.first_cue, t.last_cue, t.from_outline) for t in result.topics] == [
        ("Frost in the garden", 0, 5, True),
        ("How to cover young plants", 6, 9, True),
    ]
    assert [t.start for t in result.topics] == ([0.0, 120.0] if timed else [None, None])


def test_a_long_talk_in_several_chunks_has_the_chapters_of_its_outline() -> None:
    talk = long_transcript(1.5)
    places = range(0, len(talk.cues), 150)
    outline = tuple(Heading(f"The harbour at {chr(65 + n)} o'clock", cue) for n, cue in enumerate(places))
    result = summarise(replace(talk, outline=outline), model="extractive", no_cache=True, chunk_tokens=2000)
    assert [t.first_cue for t in result.topics if t.from_outline] == list(places)
    assert result.coverage.chunks > 3


def roles(*said: tuple[str, str], **about: str) -> dict[str, str]:
    lines = [f"{speaker}: {text}" for speaker, text in said]
    header = [f"{name.title()}: {value}" for name, value in about.items()]
    names = ", ".join(dict.fromkeys(speaker for speaker, _ in said))
    numbered = [f"[{n}] {line}" for n, line in enumerate(lines, 1)]
    passage = passage_in("\n".join([*header, f"Speakers: {names}", "Length: medium", "", *numbered]))
    return {person.name: person.role.value for person in passage.people}


ASKING = (
    "Tom",
    "What did you ask? Why would you ask it? Do you know the tide? Who measured it? When was that?",
)
PLAIN = ("Ada", "We measured the tide with a sensor on the wall for a year.")


def test_without_a_word_on_it_who_asks_most_hosts() -> None:
    assert roles(ASKING, PLAIN) == {"Tom": "host", "Ada": "guest"}


@pytest.mark.parametrize(
    "said",
    [
        "Today my guest is Tom Reed, who measures tides.",
        "I'm joined today by Tom.",
        "Tom, thank you so much for being here, and welcome to the podcast.",
        "I'm so excited to welcome Tom to the show.",
        "Hello, this is Ada, and I'm your host.",
        "Mein heutiger Gast ist Tom Reed.",
        "Aujourd'hui, je reçois Tom Reed.",
        "Mi invitado de hoy es Tom Reed.",
    ],
)
def test_who_introduces_another_hosts_however_much_that_one_asks(said: str) -> None:
    assert roles(ASKING, ("Ada", said), PLAIN) == {"Tom": "guest", "Ada": "host"}


@pytest.mark.parametrize("said", ["Hey, Ada. Thanks for having me.", "Thank you, it's great to be here."])
def test_who_thanks_for_the_invitation_is_the_guest(said: str) -> None:
    assert roles(ASKING, PLAIN, ("Tom", said)) == {"Tom": "guest", "Ada": "host"}


def test_the_source_goes_before_all_that_is_said() -> None:
    said = ("Ada", "Today my guest is Tom.")
    assert roles(said, ASKING, guests="Ada Berg; Fern Moor") == {"Ada": "guest", "Tom": "host"}
    assert roles(said, ASKING, hosts="Tom Reed") == {"Ada": "guest", "Tom": "host"}


def test_a_voice_of_few_words_among_three_is_no_guest() -> None:
    long = ("Ada", "We measured the tide with a sensor on the wall for a year. " * 20)
    assert roles(ASKING, long, ("Voice", "Buy now."))["Voice"] == "mentioned"


def test_a_guest_is_named_from_speech_without_labels() -> None:
    passage = passage_of(
        "Welcome. " + "It rained a lot. " * 60 + "Today my guest is Tom Reed. He measures tides."
    )
    assert [(person.name, person.role.value) for person in passage.people] == [("Tom Reed", "guest")]


def test_cues_of_one_speaker_are_not_joined_across_a_heading() -> None:
    cues = tuple(Cue(f"bean {i}", speaker="Ada") for i in range(4))
    result = summarise(
        replace(told(About(), (Heading("Seeds", 0), Heading("Leaves", 2))), cues=cues), model="extractive"
    )
    assert [topic.first_cue for topic in result.topics] in ([0, 2], [])


def test_a_label_may_hold_a_comma_and_a_guess() -> None:
    header = Header({"speakers": "Ada Berg, Bo Lind, PhD, S1 (may be Tom Reed)"})
    lines = speech_lines(header, [(1, "Ada Berg: Hi."), (2, "Bo Lind, PhD: Yes."), (3, "S1: No.")])
    assert [line.speaker for line in lines] == ["Ada Berg", "Bo Lind, PhD", "S1"]
    assert [line.text for line in lines] == ["Hi.", "Yes.", "No."]


@pytest.mark.parametrize("label", ["SPEAKER_00", "Speaker A", "Host", "Audience member 2", "问", "Unknown"])
def test_a_role_or_a_number_is_no_name(label: str) -> None:
    assert not names_somebody(label)
    assert names_somebody(f"Ada {label}")


def test_a_heading_within_a_sentence_keeps_its_capitals() -> None:
    titles = ["Cold Frames", "The Value of Wet Ground", "Plastic covers"]
    texts = ["cold frames and wet ground and plastic covers in the value"] * 3
    assert main_topics(titles, texts) == "Cold Frames, The Value of Wet Ground and plastic covers"
