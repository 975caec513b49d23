"""Two names of one person."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.names.person_names import is_same_person, matching, same_person


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ada Berg", "ada berg"),
        ("Ada", "Ada Berg"),
        ("Berg", "Ada Berg"),
        ("A. Berg", "Ada Maria Berg"),
        ("Ada Berg (she/her)", "Ada Berg"),
        ("Ada Berg | Tide Works", "Ada Berg"),
        ("Dr. Ada Berg, PhD", "Ada Berg"),
        ("Ada Berg 2.0", "Ada Berg"),
        ("Fei Fei", "Fei Fei Lin"),
        ("Alex Moor", "Alexander Moor"),
        ("Ada Bergström", "Ada Bergstroem"),
        ("Élodie Noël", "Elodie Noel"),
        ("ada_berg", "Ada Berg"),
        ("田中", "田中太郎"),
    ],
)
def test_spellings_of_one_name_are_one_person(name: str, other: str) -> None:
    assert is_same_person(name, other)
    assert is_same_person(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ada Berg", "Ida Berg"),
        ("Ada Berg", "Ada Moor"),
        ("Ann", "Anna Berg"),
        ("A. B.", "Ada Berg"),
        ("", "Ada"),
        ("...", "Ada"),
        ("Speaker 1", "Speaker Bo"),
        ("Speaker 1", "Speaker 2"),
        ("SPEAKER_00", "SPEAKER_01"),
        ("中", "中村"),
    ],
)
def test_names_of_two_people_are_not_one(name: str, other: str) -> None:
    assert not is_same_person(name, other)


def test_a_first_name_that_two_have_means_neither() -> None:
    assert matching("Ada", ["Ada Berg", "Ada Moor"]) is None
    assert matching("Ada", ["Ada Berg", "Bo Moor"]) == "Ada Berg"
    assert matching("Ada", ["Ada", "Ada Moor"]) == "Ada"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Mike Berg", "Michael Berg"),
        ("Bob Moor", "Robert Moor"),
        ("Mike", "Michael Berg"),
        ("Jodi", "Jody Berg"),
        ("Kristian Lindholm", "Christian Lindholm"),
        ("Ada Lindholm", "Ada Lindhom"),
        ("Ada Maria Lind Berg", "Ada Berg"),
    ],
)
def test_nicknames_and_what_recognition_hears_are_one_person(name: str, other: str) -> None:
    assert is_same_person(name, other)
    assert is_same_person(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Tim Berg", "Tom Berg"),
        ("Mario Berg", "Maria Berg"),
        ("Paul Berg", "Paula Berg"),
        ("Paul Berg", "Pauline Berg"),
        ("Dan Berg", "Don Berg"),
        ("Jan Berg", "Jane Berg"),
        ("Ada Parker", "Ada Barker"),
        ("Ada Wang", "Ada Wong"),
    ],
)
def test_brothers_and_sisters_are_two_people(name: str, other: str) -> None:
    assert not is_same_person(name, other)
    assert not is_same_person(other, name)


def test_notes_on_one_person_are_printed_under_one_name() -> None:
    names = ["Michael", "Michael Berg", "Mike Berg", "Berg", "Dr. Michael Berg", "Michael Berg"]
    assert set(same_person(names).values()) == {"Michael Berg"}
    printed = same_person(["Ada", "Ida Lind", "Ada Bergh"], ["Ada Berg"])
    assert printed == {"Ada": "Ada Berg", "Ida Lind": "Ida Lind", "Ada Bergh": "Ada Berg"}


def test_a_name_that_two_people_may_have_stays_as_it_is() -> None:
    printed = same_person(["Berg", "Tim Berg", "Tom Berg", "Tom"])
    assert printed == {"Berg": "Berg", "Tim Berg": "Tim Berg", "Tom Berg": "Tom Berg", "Tom": "Tom Berg"}


FIRST = st.sampled_from("Ada Tim Tom Mike Michael Jo J. Jon John Maria Mario Paul Dr. Bob Rob".split())
LAST = st.sampled_from("Berg Bergh Moor Moore Lindholm Lindhom B.".split())
NAMES = st.lists(
    st.one_of(FIRST, LAST, st.tuples(FIRST, LAST).map(" ".join), st.tuples(FIRST, FIRST, LAST).map(" ".join)),
    max_size=12,
)


@given(NAMES, NAMES, st.randoms())
def test_order_makes_no_difference(names: list[str], known: list[str], random: Random) -> None:
    printed = same_person(names, known)
    shuffled, others = list(names), list(dict.fromkeys(known))
    random.shuffle(shuffled)
    random.shuffle(others)
    assert same_person(shuffled, others) == printed


@given(NAMES, NAMES)
def test_what_is_printed_is_printed_again(names: list[str], known: list[str]) -> None:
    printed = same_person(names, known)
    again = [printed[name] for name in names]
    assert same_person(again, known) == {name: name for name in again}
    assert set(again) <= {*names, *known}


@given(NAMES, NAMES)
def test_known_people_are_never_made_one(names: list[str], known: list[str]) -> None:
    printed = same_person([*names, *known], known)
    assert all(printed[name] == name for name in known)
