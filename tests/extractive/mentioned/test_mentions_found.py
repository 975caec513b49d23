"""What is named beside tools: found by the words around it, each once."""

from __future__ import annotations

import pytest

from llm_summarise.domain.replies import MentionKind, MentionNote, Owner, Prominence
from tests.extractive.passages import passage_of

FILL = "The tide comes in twice a day and the harbour fills with water."


def mentions_of(*lines: str, **header: str) -> dict[str, MentionNote]:
    return {note.name: note for note in passage_of(*lines, FILL, **header).mentions()}


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("There is a book called Salt and Rope that I read twice.", "Salt and Rope", MentionKind.BOOK),
        ("We watched the movie The Long Ebb last night.", "The Long Ebb", MentionKind.FILM),
        ("I often listen to the Deep Harbour podcast.", "Deep Harbour", MentionKind.PODCAST),
        ("Then Clara Winterfeld measured the same wave.", "Clara Winterfeld", MentionKind.PERSON),
        ("They bought it from a company called Brackwater.", "Brackwater", MentionKind.COMPANY),
        ("You can read it at tidemill.org slash notes.", "tidemill.org/notes", MentionKind.LINK),
        ("We call that the Brekke effect in our field.", "Brekke effect", MentionKind.CONCEPT),
        ("It was shown at the Kelp Festival in spring.", "Kelp Festival", MentionKind.EVENT),
    ],
)
def test_each_kind_is_found_by_the_words_around_it(line: str, name: str, kind: MentionKind) -> None:
    note = mentions_of(line)[name]
    assert (note.kind, note.cue) == (kind, 1)
    assert note.said in line


@pytest.mark.parametrize(
    "line",
    [
        "I read a lot of books about water.",
        "So Mark my words, Will they come back.",
        "We went to North Carolina and to New York.",
        "The company is on Baker Street near the Ivy League.",
        "I worked at Brackwater for a year.",
    ],
)
def test_what_is_no_name_to_look_up_is_none(line: str) -> None:
    assert mentions_of(line) == {}


def test_those_who_take_part_are_no_mentions() -> None:
    found = mentions_of(
        "Nora Feld: I'm Nora Feld, and Clara Winterfeld wrote to us.",
        "Jon Brekke: Nora Feld knows her.",
        speakers="Nora Feld, Jon Brekke",
    )
    assert list(found) == ["Clara Winterfeld"]


def test_books_in_answer_to_a_question_are_recommended() -> None:
    found = mentions_of(
        "What are two books you have recommended most to other people?",
        "One is The Patient Tide, and I also like Rivers of Iron.",
    )
    assert {name for name, note in found.items() if note.prominence is Prominence.RECOMMENDED} == {
        "The Patient Tide",
        "Rivers of Iron",
    }


def test_what_is_named_often_is_discussed() -> None:
    said = "Clara Winterfeld measured the wave."
    assert mentions_of(said)["Clara Winterfeld"].prominence is Prominence.PASSING
    assert mentions_of(said, said, said)["Clara Winterfeld"].prominence is Prominence.DISCUSSED


def test_the_guests_and_the_shows_own_addresses_are_theirs() -> None:
    found = mentions_of(
        "You can find me at jonbrekke.com if you have questions.",
        "Leave a review and subscribe at harbournotes.fm when you like the show.",
    )
    assert found["jonbrekke.com"].owner is Owner.GUEST
    assert found["harbournotes.fm"].owner is Owner.SHOW


def test_nothing_is_mentioned_that_an_advertisement_names() -> None:
    found = mentions_of(
        "This portion of Notes is brought to you by Northlamp. Clara Winterfeld loves Northlamp. "
        "Visit northlamp.com slash notes. Thank you to Northlamp for supporting the show.",
        "Then Anna Holm came in.",
    )
    assert list(found) == ["Anna Holm"]


def test_a_hint_gives_a_name_its_spelling() -> None:
    assert "Clara Winterfeldt" in mentions_of("Clara Winterfeld came.", names="Clara Winterfeldt")
