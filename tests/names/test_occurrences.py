"""Where names stand in speech, and where the same letters are a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.names.matching import Ordinary, common_words, key_of, ordinary_level, pieces
from llm_summarise.names.occurrences import occurrences_of_each


def surfaces(spelling: str, *lines: str, ordinary: bool | None = None) -> list[str]:
    return [o.surface for o in occurrences_of_each([[spelling]], lines, ordinary=ordinary)[0]]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Go", "We are good to go with that."),
        ("Go", "Go ahead and ask them."),
        ("Go", "let's go home"),
        ("Rust", "There was rust on my car."),
        ("Rust", "Rust had eaten the whole door."),
        ("Flask", "Flask in hand, she walked up the hill."),
        ("Requests", "Requests came in all night."),
        ("Requests", "We had a lot of requests for that."),
        ("Rich", "My friend Rich Miller told me."),
        ("R", "Are you sure? R you?"),
        ("Black", "We bought it on Black Friday."),
        ("Git", "The digital world is legitimate."),
        ("spaCy", "There is not enough space in the room."),
    ],
)
def test_a_word_of_the_language_is_not_taken_for_a_name(name: str, line: str) -> None:
    assert surfaces(name, line) == []


@pytest.mark.parametrize(
    ("name", "line", "surface"),
    [
        ("Go", "The team rewrote everything in Go, it seems.", "Go"),
        ("Go", "It was written in go by two people.", "go"),
        ("Rust", "We moved the parser to Rust last year.", "Rust"),
        ("Rust", "It is all written in rust now.", "rust"),
        ("Flask", "I started with Flask and never left.", "Flask"),
        ("Requests", "You can import requests and be done.", "requests"),
        ("Requests", "Then there is the requests library.", "requests"),
        ("R", "They ship an R package for it.", "R"),
        ("C++", "He knows C++, mostly.", "C++"),
        ("C#", "Is that like C#?", "C#"),
        (".NET", "We came from .NET to this.", ".NET"),
        ("scikit-learn", "Use scikit learn for that.", "scikit learn"),
        ("scikit-learn", "Use scikit-learn for that.", "scikit-learn"),
        ("GPT-4", "I asked GPT 4 and then GPT-4.", "GPT 4"),
        ("S3", "It lands in S3, of course.", "S3"),
        ("Node.js", "a small Node.js server", "Node.js"),
        ("Pydantic", "That is Pydantic's job.", "Pydantic"),
        ("MacBook", "They bought ten MacBooks.", "MacBooks"),
        ("OpenRouter", "We pay Open Router for it.", "Open Router"),
        ("DiskCache", "so DiskCache, right", "DiskCache"),
    ],
)
def test_a_name_is_found_in_the_forms_it_is_spoken_in(name: str, line: str, surface: str) -> None:
    assert surface in surfaces(name, line)


def test_a_longer_word_is_not_the_name() -> None:
    assert surfaces("Pydantic", "the PydanticAI team", "unpydantic") == []
    assert surfaces("C", "We use C++ and C# here.", ordinary=False) == []


def test_a_sentence_that_goes_on_from_the_line_before_keeps_its_capitals() -> None:
    assert surfaces("Flask", "and then I found", "Flask to be enough for me") == ["Flask"]
    assert surfaces("Flask", "And that was it.", "Flask to be enough for me") == []


def test_a_name_does_not_go_on_over_the_end_of_a_sentence() -> None:
    assert surfaces("OpenRouter", "It was open. Router and all.") == []


def test_whoever_says_that_a_name_is_ordinary_is_believed() -> None:
    assert surfaces("Zorblax", "the zorblax broke", ordinary=True) == []
    assert surfaces("Zorblax", "the zorblax broke") == ["zorblax"]
    assert surfaces("Rust", "the rust broke", ordinary=False) == ["rust"]


def test_the_longest_of_several_names_wins() -> None:
    found = occurrences_of_each([["Docker", "Docker Compose"]], ["We use Docker Compose and Docker."])[0]
    assert [o.surface for o in found] == ["Docker Compose", "Docker"]


def test_keys_forget_case_spaces_and_hyphens_but_not_plus_and_sharp() -> None:
    assert key_of("Open Router") == key_of("open-router") == key_of("OpenRouter")
    assert len({key_of("C"), key_of("C++"), key_of("C#"), key_of(".C")}) == 4


def test_common_words_hold_words_and_no_names_of_tools() -> None:
    assert {"space", "perfect", "requests", "go", "rust", "flask", "work"} <= common_words()
    assert not {"numpy", "django", "pydantic", "asyncio", "pip", "uv"} & common_words()


def test_how_ordinary_a_name_is_follows_from_its_length_and_the_language() -> None:
    assert ordinary_level("R") is Ordinary.STRICT
    assert ordinary_level("Go") is Ordinary.COMMON
    assert ordinary_level("Flask") is Ordinary.WORD
    assert ordinary_level("Pydantic") is Ordinary.NO


NAMES = st.sampled_from(["Go", "C++", "C#", ".NET", "Flask", "Open Router", "GPT-4", "S3", "uv", "Node.js"])
LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.one_of(NAMES, st.sampled_from(["the", "use", "library", ".", ",", "-"])), max_size=9).map(
            " ".join
        ),
    ),
    max_size=5,
)


@given(st.lists(st.one_of(NAMES, st.text(max_size=12)), max_size=4), LINES)
def test_an_occurrence_is_the_text_at_its_place_and_none_overlap(names: list[str], lines: list[str]) -> None:
    last = (-1, -1)
    for o in occurrences_of_each([names], lines)[0]:
        assert lines[o.line][o.start : o.end] == o.surface != ""
        assert (o.line, o.start) >= last
        last = (o.line, o.end)


@given(st.text(max_size=80))
def test_pieces_lie_in_order_within_the_line(line: str) -> None:
    end = 0
    for piece in pieces(line):
        assert end <= piece.start < piece.end <= len(line)
        end = piece.end
