"""What the embedded model calls a topic and an episode, and the sentences it holds for quotable."""

from __future__ import annotations

import json

import pytest

from llm_summarise.domain.replies import ChunkReply, EpisodeNotes
from llm_summarise.extractive import answer
from llm_summarise.extractive.reduce.headline import main_topics, titled
from llm_summarise.extractive.selection.quoting import quotable
from llm_summarise.extractive.speech.prompt import SpokenLine
from llm_summarise.extractive.speech.speech import Speech
from llm_summarise.extractive.speech.vocabulary import known_terms, single_terms
from llm_summarise.extractive.topics.announced import announced, asked, gerund, subject_in
from llm_summarise.extractive.topics.borders import shortening
from llm_summarise.extractive.topics.subjects import singular
from tests.extractive.passages import passage_in, passage_of
from tests.talk_samples import harbour_talk, prompt_of


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("All right, let's move on to storage, because I expected a database.", "Storage"),
        ("So let's talk a little bit about float gauges.", "Float gauges"),
        ("Speaking of lead batteries, how do they last?", "Lead batteries"),
        ("I want to ask you about the idea of a tide table.", "Tide table"),
    ],
)
def test_what_is_announced_is_a_title(said: str, title: str) -> None:
    named = announced(said)
    assert named is not None
    assert named.title == title


@pytest.mark.parametrize(
    "said", ["Let's talk about that.", "Let's talk about some of the things.", "The pipe is full of mud."]
)
def test_what_is_announced_without_a_name_is_no_title(said: str) -> None:
    assert announced(said) is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Is there an app?", "Is there an app?"),
        ("How do you test something that stands in the sea?", "Testing something that stands in the sea"),
        ("How do you flush the pipes?", "Flushing the pipes"),
        ("How did you get into gauges?", "Getting into gauges"),
        ("Is that right?", None),
        ("There is an app.", None),
    ],
)
def test_a_short_question_is_a_title_unless_it_leans_on_what_was_said(said: str, title: str | None) -> None:
    named = asked(said)
    assert (named.title if named else None) == title


@pytest.mark.parametrize(
    ("verb", "form"), [("test", "testing"), ("use", "using"), ("run", "running"), ("tie", "tying")]
)
def test_verbs_have_their_ing_form(verb: str, form: str) -> None:
    assert gerund(verb) == form


@pytest.mark.parametrize(
    ("word", "one"), [("gauges", "gauge"), ("batteries", "battery"), ("status", "status"), ("boxes", "box")]
)
def test_plurals_and_singulars_are_one_term(word: str, one: str) -> None:
    assert singular(word) == one


def test_the_lists_of_terms_are_folded_singular_and_not_empty() -> None:
    assert len(known_terms()) > 500
    assert all(term == term.lower() and " " in term for term in known_terms())
    assert set(single_terms().values()) == {0.7, 1.0}


def test_the_title_is_the_subject_that_runs_through_the_topic() -> None:
    passage = passage_of(
        "The command line was the first thing people saw, and a bucket stood beside it on the quay.",
        "Whoever wrote the reports liked the command line, since it needed neither paint nor a window.",
        "Later in the winter the harbour master asked for buttons, and nobody could find room for them.",
        "What stayed in the end was the command line, with seven words that everybody in the port knew.",
    )
    assert passage.titles.titles([(0, 3)])[0].text == "Command line"


def test_parts_that_want_the_same_title_do_not_share_it() -> None:
    lines = [f"The tide table of {n} hung beside the tide table of the port and a clock." for n in "abcdefgh"]
    passage = passage_of(*lines)
    first, second = passage.titles.titles([(0, 3), (4, 7)])
    assert first.text
    assert first.keys != second.keys


def test_titles_never_join_common_words_said_once() -> None:
    reply = json.loads(answer("", prompt_of(harbour_talk()), ChunkReply.model_json_schema()))["answer"]
    assert not any(" and " in topic["title"] for topic in reply["topics"])


def test_the_part_in_which_guests_are_greeted_is_named_after_them() -> None:
    titles = [part.title for part in passage_in(prompt_of(harbour_talk())).parts]
    assert "Float gauges" in titles or "Meet Jon Brekke" in titles


def test_topics_are_shorter_in_shorter_talks_down_to_a_fraction() -> None:
    lengths = [shortening(words) for words in (1600, 6000, 12_000, 30_000)]
    assert lengths == sorted(lengths)
    assert lengths[0] < 0.25
    assert lengths[2:] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        (
            "In this episode, I'm talking with Jon Brekke about gauges in old harbours.",
            "gauges in old harbours",
        ),
        ("We'll meet Ann Roe to discuss the trade-offs of radar, and much more.", "the trade-offs of radar"),
        ("Ann is here to tell us about it.", None),
        ("Gauges are what I talk about on youtube.com.", None),
        ("The world is changing fast.", None),
    ],
)
def test_the_subject_a_host_announces_is_found(said: str, subject: str | None) -> None:
    assert subject_in(said) == subject


def test_a_title_of_subject_and_guests_fits() -> None:
    assert titled("the gauges", ["Jon Brekke", "Ann Roe"]) == "Gauges with Jon Brekke and Ann Roe"
    long = titled(
        "gauges in old harbours of the north and what they cost those who keep them", ["Jon Brekke"]
    )
    assert len(long) <= 70


def test_main_topics_are_listed_without_frames_questions_and_repetitions() -> None:
    titles = ["Introduction", "Meet Jon Brekke", "Is there an app?", "Tide table", "Tide tables", "Storage"]
    texts = ["A tide table hangs in the port.", "Storage is a file.", "The tide table is old."]
    assert main_topics(titles, texts) == "Tide table and storage"


def test_a_tool_that_is_named_all_the_time_stands_among_the_main_topics() -> None:
    assert main_topics(["Storage"], ["Storage is a file."], [("SQLite", 30), ("Python", 90)]) == (
        "SQLite and storage"
    )


def quote_score(text: str) -> float:
    return quotable(text, Speech([SpokenLine(1, text)]).sentences[0], 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "Nobody drowned, but I stopped believing in beautiful writing.",
        "The field feels hostile to beginners, and everybody pretends that it is easy.",
    ],
)
def test_opinions_and_images_are_quotable_rather_than_instructions(text: str) -> None:
    assert quote_score(text) > 1.5 * quote_score("You can click the file in the folder and run the command.")


@pytest.mark.parametrize(
    "text",
    [
        "And I love it.",
        "Is it not beautiful to love the sea?",
        "I love the the sea and never tire of it.",
        "No.",
    ],
)
def test_scraps_questions_and_stammers_are_no_quotes(text: str) -> None:
    assert quote_score(text) == 0.0


def test_a_stand_in_is_the_host_and_the_host_the_guest() -> None:
    passage = passage_of(
        "In this episode, we interview Nora Feld, who wrote a book about piers.",
        "Welcome to Harbour Notes. This is your guest host, Jon Brekke.",
        "Nora, welcome to your own show.",
    )
    assert [(p.name, p.role.value) for p in passage.people] == [
        ("Jon Brekke", "host"),
        ("Nora Feld", "guest"),
    ]


def test_a_guest_of_whom_only_the_first_name_is_said_is_a_guest() -> None:
    passage = passage_of("It's good to be live.", "All right. Ines, welcome to the show.", "Thank you.")
    assert [(p.name, p.role.value) for p in passage.people] == [("Ines", "guest")]


def test_the_guests_of_a_panel_are_all_named() -> None:
    passage = passage_of(
        "I sat down with three people. Ann Roe, Maria Jose Lund Berg, and Bo Linde.",
        "Welcome to Harbour Notes. This is your host, Nora Feld.",
        "Hello, Ann, Maria, Bo. Welcome to Harbour Notes. It's great to have you.",
    )
    guests = [p.name for p in passage.people if p.role.value == "guest"]
    assert guests == ["Ann Roe", "Maria Jose Lund Berg", "Bo Linde"]


def test_without_a_subject_an_episode_is_named_after_topics_and_guests() -> None:
    notes = """Length: medium

[1] topic | 00:02:00 | Float gauges
[2] point | A float gauge follows the water in a pipe that keeps the waves out.
[3] topic | 00:12:00 | Lead batteries
[4] point | Lead batteries give half of their charge in the cold.
[5] person | Jon Brekke | guest
"""
    reply = EpisodeNotes.model_validate_json(answer("", notes, EpisodeNotes.model_json_schema()))
    assert reply.title == "Float gauges and lead batteries with Jon Brekke"
    assert reply.headline in {
        "A float gauge follows the water in a pipe that keeps the waves out.",
        "Lead batteries give half of their charge in the cold.",
    }
