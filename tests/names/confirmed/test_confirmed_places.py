"""Every place of names that notes have confirmed, of any kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import MentionKind
from llm_summarise.names.confirmed import ConfirmedName, Mask, confirmed_places, names_of_show
from llm_summarise.names.matching import Ordinary


def said(
    name: str, kind: MentionKind, *lines: str, ordinary: Ordinary | None = None, **more: tuple[str, ...]
) -> list[str]:
    confirmed = ConfirmedName(name, kind, more.get("spellings", ()), ordinary)
    found = confirmed_places([confirmed], lines, masked=more.get("masked", ()), people=more.get("people", ()))
    return [place.surface for place in found[0]]


def test_the_capitals_of_an_ordinary_word_count_once_it_is_confirmed() -> None:
    lines = (
        "So what is Ray for, and who runs Ray at night?",
        "Ray Bradbury wrote it, in a ray of light.",
        "And with Ray you can do it.",
    )
    assert said("Ray", MentionKind.FRAMEWORK, *lines, ordinary=Ordinary.STRICT) == ["Ray", "Ray", "Ray"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Go", "We are good to go ahead."),
        ("Dask", "We have DAGs for that, and they run in the dark."),
        ("R", "The R&D people did it, and so did H-R."),
        ("Pydantic", "The PydanticAI people are pydantically strict."),
        ("Rust", "There was rust on my car."),
    ],
)
def test_inflections_near_names_and_plain_words_are_no_places(name: str, line: str) -> None:
    assert said(name, MentionKind.LIBRARY, "It is so.", line) == []


def test_the_name_of_the_show_is_masked() -> None:
    lines = ("Welcome to Moss Python To Me, about Python.", "On Moss Python we love it.")
    masked = ("Moss Python", "Moss Python To Me")
    assert said("Python", MentionKind.LANGUAGE, *lines, masked=masked) == ["Python"]
    assert len(said("Moss Python", MentionKind.PODCAST, *lines, masked=masked)) == 2


def test_a_show_is_masked_under_the_shorter_forms_of_its_name() -> None:
    assert names_of_show("The Moss Python Hour: Gardens") == [
        "The Moss Python Hour: Gardens",
        "Moss Python Hour",
        "Moss Python",
    ]
    assert names_of_show("Moss") == []
    lines = ("This is Moss Python.", "When we moss Python in spring.")
    masked = tuple(names_of_show("Moss Python Hour"))
    assert said("Python", MentionKind.LANGUAGE, *lines, masked=masked) == ["Python"]


def test_a_single_word_masks_nothing() -> None:
    assert not Mask.of(["Python"], ["We love Python."]).spans


def test_a_person_is_named_by_a_part_once_the_full_name_was_said() -> None:
    lines = (
        "Ada came late.",
        "My guest is Ada Berg, of the moss garden.",
        "What does Berg do? And Ada's garden?",
        "Ada Lovelace is another, as is the Berg-Moss family.",
        "Thank you, Ada.",
    )
    assert said("Ada Berg", MentionKind.PERSON, *lines) == ["Ada Berg", "Berg", "Ada", "Ada"]


def test_a_part_of_two_names_stands_for_neither() -> None:
    lines = ("Ada Berg met Olaf Berg.", "Then Berg left, and Olaf stayed.")
    assert said("Ada Berg", MentionKind.PERSON, *lines, people=("Olaf Berg",)) == ["Ada Berg"]
    both = confirmed_places(
        [ConfirmedName("Ada Berg", MentionKind.PERSON), ConfirmedName("Olaf Berg", MentionKind.PERSON)], lines
    )
    assert [[p.surface for p in places] for places in both] == [["Ada Berg"], ["Olaf Berg", "Olaf"]]


def test_a_part_that_is_an_ordinary_word_does_not_stand_for_a_person() -> None:
    lines = ("It is May Stone.", "In May, stones. Stone walls.")
    assert said("May Stone", MentionKind.PERSON, *lines) == ["May Stone"]


def test_a_book_is_named_without_its_subtitle_and_in_any_case() -> None:
    title = "The Slow Moss: Notes from a Garden"
    lines = ("I read The Slow Moss: Notes from a Garden.", "In the slow moss she says so.", "Slow Moss, yes.")
    assert len(said(title, MentionKind.BOOK, *lines)) == 3


def test_a_short_title_of_common_words_needs_its_capitals() -> None:
    lines = ("They do deep work on it.", "I like Deep Work, the book.", "It has a range, but Range is fine.")
    assert said("Deep Work", MentionKind.BOOK, *lines) == ["Deep Work"]
    assert said("Range", MentionKind.BOOK, *lines) == ["Range"]


def test_the_point_of_an_abbreviation_does_not_end_a_name() -> None:
    lines = ("I met Mr. Mossman and the U.S. Moss Office.", "He is a mr. Moss, man.")
    assert said("Mr. Mossman", MentionKind.PERSON, *lines) == ["Mr. Mossman"]
    assert said("MrMossman", MentionKind.PERSON, *lines, spellings=("Mr. Mossman",)) == ["Mr. Mossman"]
    assert said("U.S. Moss Office", MentionKind.COMPANY, *lines) == ["U.S. Moss Office"]


def test_a_link_is_found_however_it_is_said() -> None:
    lines = ("It is ada berg dot com.", "So adaberg.com, or www.adaberg.com, not berg.com.", "Ada Berg's.")
    assert said("adaberg.com", MentionKind.LINK, *lines) == [
        "ada berg dot com",
        "adaberg.com",
        "www.adaberg.com",
    ]
    assert said("@adab", MentionKind.LINK, "I am adab there.", spellings=("adab",)) == ["adab"]


NAMES = st.builds(
    ConfirmedName,
    st.sampled_from(["Ada Berg", "Ray", "The Slow Moss: A Book", "adaberg.com", "Go", "Olaf Berg", "R", ""]),
    st.sampled_from(list(MentionKind)),
    st.just(()),
)
LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(["Ada", "Berg", "Ray", "slow moss", "dot com", ".", "Go", "R&D"]), max_size=9
        ).map(" ".join),
    ),
    max_size=5,
)


@given(st.lists(NAMES, max_size=4), LINES)
def test_a_place_is_the_text_at_it_and_places_of_a_name_lie_apart(
    names: list[ConfirmedName], lines: list[str]
) -> None:
    found = confirmed_places(names, lines, masked=["Ada Berg"], people=["Olaf Moss"])
    assert len(found) == len(names)
    for places in found:
        last = (-1, -1)
        for place in places:
            assert lines[place.line][place.start : place.end] == place.surface != ""
            assert (place.line, place.start) >= last
            last = (place.line, place.end)
