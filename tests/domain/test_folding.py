"""When two names are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.text import wide_characters
from llm_summarise.names.matching import key_of

WORDS = st.lists(st.from_regex(r"[A-Z]?[a-z]{1,6}[0-9]?", fullmatch=True), min_size=1, max_size=4)


@given(WORDS, st.sampled_from([" ", "", "-", ".", "_", "'"]))
def test_blanks_signs_and_case_make_no_other_name(words: list[str], between: str) -> None:
    spelled = between.join(words)
    assert fold_name(spelled.upper()) == fold_name(" ".join(words))
    assert key_of(spelled) == fold_name(spelled)


@given(st.text(max_size=12))
def test_the_key_of_a_name_is_made_of_its_folded_letters(name: str) -> None:
    assert fold_name(key_of(name)) == key_of(name).replace(".", "")


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("Go", "Gó1"), ("R", "")])
def test_signs_that_make_another_name_stay(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_accents_make_no_other_name() -> None:
    assert fold_name("Café Zoë") == fold_name("cafe zoe") == key_of("Café-Zoë")


def test_characters_of_chinese_japanese_and_korean_are_wide() -> None:
    assert [wide_characters(text) for text in ("tide", "Čapek", "潮位計。", "カメラ", "한국")] == [
        0,
        0,
        4,
        3,
        2,
    ]
