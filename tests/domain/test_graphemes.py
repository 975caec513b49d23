"""Characters as people see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.scripts.graphemes import before, graphemes, has_marks, unspaced_signs
from tests.deadline import comes_to_an_end

SIGNS = [
    "a",
    "é",
    "e\u0301",
    "पौ",
    "क्षे",
    "हिं",
    "น้ำ",
    "ที่",
    "ខ្មែ",
    "மி",
    "한",
    "\u1112\u1161\u11ab",
    "👩‍👩‍👧",
    "🇫🇷",
    "か\u3099",
    "א\u05b8",
    " ",
    ".",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=20))
def test_a_text_falls_into_the_characters_it_is_made_of(row: list[str]) -> None:
    text = "".join(row)
    assert [text[a:b] for a, b in graphemes(text)] == row


@given(st.lists(st.sampled_from(SIGNS), max_size=20), st.integers(0, 60))
def test_no_cut_goes_through_a_character(row: list[str], at: int) -> None:
    text = "".join(row)
    borders = {0, len(text), *(end for _, end in graphemes(text))}
    assert before(text, min(at, len(text))) in borders


def test_a_heap_of_signs_is_cut_all_the_same() -> None:
    heap = "a" + "\u0301" * 500
    assert before(heap, 400) == 400
    with comes_to_an_end():
        assert sum(1 for _ in graphemes("a" + "\u0301" * 200_000)) == 1


@pytest.mark.parametrize(
    ("text", "has"), [("naïve", False), ("nai\u0308ve", True), ("हिंदी", True), ("Москва", False)]
)
def test_marks_of_their_own_are_told_from_composed_letters(text: str, has: bool) -> None:
    assert has_marks(text) is has


def test_letters_without_blanks_keep_their_signs() -> None:
    assert [m.group() for m in unspaced_signs().finditer("ท่าเรือ 潮 ｶﾞ")] == [
        "ท่",
        "า",
        "เ",
        "รื",
        "อ",
        "潮",
        "ｶﾞ",
    ]
