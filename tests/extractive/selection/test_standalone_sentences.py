"""Which sentences the embedded model prints: those that stand alone."""

from __future__ import annotations

import pytest

from llm_summarise.domain.replies import ChunkNotes, ChunkReply, EpisodeNotes
from llm_summarise.extractive import answer
from llm_summarise.extractive.selection.standalone_sentences import worth_printing

CHUNK = ChunkReply.model_json_schema()
EPISODE = EpisodeNotes.model_json_schema()


def notes_on(*lines: str, header: str = "") -> ChunkNotes:
    prompt = f"{header}\n\n" + "\n".join(f"[{n}] {line}" for n, line in enumerate(lines, 1))
    reply = ChunkReply.model_validate_json(answer("", prompt, CHUNK)).answer
    assert isinstance(reply, ChunkNotes)
    return reply


@pytest.mark.parametrize(
    "text",
    [
        "A lead battery in the cold gives only half of its charge.",
        "So, I think a stuck float looks like calm weather, and nobody notices it for a day.",
        "Radar gauges need less care than floats because they have no moving parts.",
        "Harbours should never rely on a single gauge.",
        "The price of a good mast is often higher than the price of its gauge.",
    ],
)
def test_a_complete_claim_about_something_it_names_is_printed(text: str) -> None:
    assert worth_printing(text) >= 0.65


@pytest.mark.parametrize(
    "text",
    [
        "It gives only half of its charge in the cold harbour.",
        "And then he moved the gauge to the other side of the pier.",
        "What keeps the gauge of a harbour running in the winter?",
        "A lead battery in the cold that gives only half of its charge.",
        "Listening to the gauge and the wind of the harbour because of the storm.",
        "The, the battery gives only half of its charge in winter.",
        "Batteries are, they have a really hard time in the winter.",
        "Welcome back to the show, we have a gauge from the harbour.",
        "The gauge is, you know, a pipe with a float and a wheel.",
        "I was born in a small harbour and moved to the city.",
        "If you have a gauge that stands in the sea of the north.",
        "The gauge of the harbour stands in a pipe and.",
        "the gauge of the harbour stands in a pipe of steel",
        "The harbour master, he paints the scale on the wall every spring.",
        "Nora Feld: The gauge of the harbour stands in a pipe of steel.",
        "Ann, the gauge of the harbour stands in a pipe of steel.",
        "Visit kelpline.com and the rope will never break in a storm.",
        "Gauges need like a pipe of steel in every harbour.",
    ],
)
def test_what_leans_on_its_neighbours_or_is_half_a_sentence_is_not(text: str) -> None:
    assert worth_printing(text) == 0.0


def test_what_is_said_about_those_who_speak_is_not_printed() -> None:
    text = "Brekke keeps forty stations of steel alive in the harbours of the north."
    assert worth_printing(text) > 0.0
    assert worth_printing(text, {"brekke"}) == 0.0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Radar gauges need less care than floats of steel.", "Radar gauges stand beside floats of steel."),
        ("Batteries of lead hate the cold of the winter.", "You could put batteries of lead into the box."),
        ("Batteries hate the cold of a northern winter.", "Batteries hate the cold of this northern winter."),
    ],
)
def test_claims_count_more_than_descriptions_steps_and_what_is_pointed_at(better: str, worse: str) -> None:
    assert worth_printing(better) > worth_printing(worse)


def test_typographic_apostrophes_are_judged_like_plain_ones() -> None:
    plain = "It's a battery of lead that doesn't like the cold of the winter."
    assert worth_printing(plain) == worth_printing(plain.replace("'", "’")) == 0.0


def test_speech_without_punctuation_gives_no_quotes() -> None:
    line = "the gauge stands in the pipe and nobody ever trusts the battery because it hates the cold"
    notes = notes_on(*[f"{line} of winter {n}" for n in range(60)])
    assert notes.topics
    assert notes.quotes == []


def test_what_the_guest_says_goes_before_what_the_host_says() -> None:
    claim = "A radar gauge needs less care than a float because it has no moving parts."
    other = "A lead battery should never freeze because the cold takes half of its charge."
    asks = "How does the gauge of a harbour work in the winter?"
    lines = [
        f"Nora: {asks}",
        f"Nora: {claim}",
        f"Jon: {other}",
        "Nora: And how deep does it stand?",
        "Jon: Deep.",
    ]
    notes = notes_on(*lines, header="Speakers: Nora, Jon\nLength: short")
    assert [q.quote for q in notes.quotes] == [other]


@pytest.mark.parametrize(
    "lines",
    [["We moved from Flask to FastAPI.", "Cache with Redis."], ["we use Flask and FastAPI and Redis now"]],
)
def test_a_few_lines_that_name_tools_give_the_tools_a_topic_and_a_sentence(lines: list[str]) -> None:
    notes = notes_on(*lines)
    assert {tool.name for tool in notes.mentions} == {"Flask", "FastAPI", "Redis"}
    assert [topic.cue for topic in notes.topics] == [1]
    assert len(notes.points) == 1


def test_what_is_quoted_is_no_takeaway_as_long_as_there_are_others() -> None:
    points = [
        "Radar gauges need less care than floats because they have no moving parts.",
        "A lead battery in the cold gives only half of its charge.",
        "Harbours should never rely on a single gauge.",
        "The price of a good mast is often higher than the price of its gauge.",
    ]
    rows = ["topic | 00:00:00 | Gauges | ", *(f"point | {p}" for p in points), f"quote | Jon | {points[2]}"]
    prompt = "Length: long\n\n" + "\n".join(f"[{n}] {row}" for n, row in enumerate(rows, 1))
    notes = EpisodeNotes.model_validate_json(answer("", prompt, EPISODE))
    assert notes.quotes == [6]
    assert [t.text for t in notes.takeaways] == [points[0], points[1], points[3]]


def test_weak_points_make_up_for_three_takeaways_and_no_more() -> None:
    points = [
        f"You could put the {thing} into the box of steel." for thing in ("pipe", "float", "mast", "wire")
    ]
    rows = ["topic | 00:00:00 | Gauges | ", *(f"point | {p}" for p in points)]
    prompt = "Length: medium\n\n" + "\n".join(f"[{n}] {row}" for n, row in enumerate(rows, 1))
    assert len(EpisodeNotes.model_validate_json(answer("", prompt, EPISODE)).takeaways) == 3
