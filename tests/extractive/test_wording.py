"""The sentences, titles, names and advertisements the embedded model picks out of a talk."""

from __future__ import annotations

import pytest

from llm_summarise.extractive.entities.sponsors import find_reads
from llm_summarise.extractive.selection.ranking import Ranked, pick
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.selection.standalone_sentences import quality_of
from llm_summarise.extractive.speech.lexicon import guess_language, stem
from llm_summarise.extractive.speech.prompt import SpokenLine
from llm_summarise.extractive.speech.speech import Speech
from tests.extractive.passages import passage_of
from tests.talk_samples import harbour_talk, prompt_of


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("So, yeah, I mean, the pipe has a hole.", "The pipe has a hole."),
        ("And the cork keeps it warm.", "The cork keeps it warm."),
        ("Right, well, you know, it drifts.", "It drifts."),
        ("Great Tables draws tables.", "Great Tables draws tables."),
        ("Well-kept pipes last.", "Well-kept pipes last."),
        ("Right now the pipe is full.", "Right now the pipe is full."),
        ("So?", "So?"),
        ("", ""),
    ],
)
def test_leading_fillers_are_left_out_and_names_are_not(said: str, shown: str) -> None:
    assert tidy(said) == shown


def quality(text: str) -> float:
    sentence = Speech([SpokenLine(1, text)]).sentences[0]
    return quality_of(text, sentence, 6)


def test_a_statement_is_worth_more_than_small_talk_and_stammering() -> None:
    good = quality("A lead battery at minus twenty degrees gives half of its charge.")
    for worse in (
        "Thank you so much for having me on the show, Nora, great to be here.",
        "Because the lead battery at minus twenty degrees with half of its charge.",
        "It gives, like, you know, half of the, the charge, I mean, at minus twenty degrees.",
        "You mentioned the lead battery at minus twenty degrees in your talk.",
    ):
        assert quality(worse) < 0.7 * good


@pytest.mark.parametrize(
    "text", ["What does a lead battery give at minus twenty degrees?", "Lead. Yes.", "And so the..."]
)
def test_questions_and_scraps_are_worth_nothing(text: str) -> None:
    assert quality(text) == 0.0


def test_of_two_sentences_that_say_the_same_only_the_better_is_picked() -> None:
    ranked = [
        Ranked(0, 3.0, frozenset({"pipe", "hole", "wave"})),
        Ranked(5, 2.0, frozenset({"pipe", "hole", "swell"})),
        Ranked(9, 1.0, frozenset({"cork", "cold"})),
    ]
    assert [r.index for r in pick(ranked, 2)] == [0, 9]


def test_the_host_introduces_himself_and_greets_the_guest() -> None:
    passage = passage_of(
        "But Ines Lund thinks that floats have a future.",
        "Welcome to Harbour Notes, a weekly podcast.",
        "This is your host, Nora Feld.",
        "Ines, welcome back to Harbour Notes.",
        "Thanks for having me.",
    )
    assert [(p.name, p.role.value) for p in passage.people] == [("Nora Feld", "host"), ("Ines Lund", "guest")]


def test_without_an_introduction_the_host_is_who_asks() -> None:
    passage = passage_of(
        "Ann Roe: How deep is it?", "Bo Li: Ten metres.", "Ann Roe: And how old?", speakers="Ann Roe, Bo Li"
    )
    assert [(p.name, p.role.value) for p in passage.people] == [("Ann Roe", "host"), ("Bo Li", "guest")]


def test_a_tool_is_named_canonically_with_the_words_said() -> None:
    passage = passage_of(
        "We keep the readings in sequel light.", "All readings go into SQLite and then Postgres."
    )
    notes = {note.name: note for note in passage.tools.notes()}
    assert notes["PostgreSQL"].said == "Postgres"
    assert notes["SQLite"].cue == 2


def test_of_an_advertisement_only_what_is_advertised_is_a_tool() -> None:
    read = (
        "This portion of Notes is brought to you by Redis. Try Django or Flask. Thanks to Redis for support."
    )
    notes = {n.name: n for n in passage_of(read, "I like Django for this kind of work.").tools.notes()}
    assert {name: note.cue for name, note in notes.items()} == {"Redis": 1, "Django": 2}


def test_a_name_the_header_hints_at_is_a_tool_too() -> None:
    passage = passage_of("Our own Tidewatcher checks the floats.", names="Tidewatcher")
    assert [note.name for note in passage.tools.notes()] == ["Tidewatcher"]


def test_a_read_lasts_from_its_formula_to_the_thanks() -> None:
    text = " ".join(text for _, text in harbour_talk())
    reads = [read for read in find_reads(text) if not read.credit]
    assert [read.name for read in reads] == ["Northlamp"]
    assert text[reads[0].start :].startswith("This portion of Harbour Notes")
    assert text[: reads[0].end].endswith("supporting the show.")


def test_a_read_without_thanks_ends_after_its_address() -> None:
    text = (
        "This portion of Notes is sponsored by Kelp. Kelp makes rope. You will like it. "
        "Visit kelp.com/notes or click the link in your show notes. "
        + "The float hangs in the pipe and follows the tide. "
        * 20
    )
    (read,) = find_reads(text)
    assert text[read.start : read.end].endswith("in your show notes.")


def test_a_credit_in_the_opening_is_no_read() -> None:
    (read,) = find_reads("This episode is brought to you by Kelp. Let's start.")
    assert (read.name, read.credit) == ("Kelp", True)


def test_talk_about_sponsoring_is_no_advertisement() -> None:
    assert (
        find_reads("A lot of people need their work to sponsor them. The shop was brought by the sea.") == []
    )


@pytest.mark.parametrize(("word", "same"), [("caches", "caching"), ("cached", "cache"), ("ponies", "pony")])
def test_forms_of_a_word_have_one_stem(word: str, same: str) -> None:
    assert stem(word) == stem(same)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The tide is low and the wind is up.", "en"),
        ("Das ist nicht der Hafen und wir warten.", "de"),
        ("灯台の話です", "ja"),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, code: str) -> None:
    assert guess_language(text) == code


def test_titles_of_the_talk_are_its_own_words() -> None:
    passage = passage_of(*prompt_of(harbour_talk()).splitlines())
    said = passage.talk.text.lower()
    title = passage.titles.titles([(6, 14)])[0].text
    assert all(word.lower() in said for word in title.replace(" and ", " ").split())
