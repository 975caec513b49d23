"""Two names of one person."""

from __future__ import annotations

import pytest

from llm_summarise.names.person_names import is_same_person, matching


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
