"""Where sentences end."""

from __future__ import annotations

import pytest

from llm_summarise.domain.sentences import FINAL_STOPS, SENTENCE_BREAK, ends_sentence


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "Really? ",
        'He said "no."',
        "(It rained.)",
        "«Bien.»",
        "終わりです。",
        "本当？",
        "هل؟",
        "Well…",
        "यह ठीक है।",
        "यह ठीक है॥",
        "یہ ٹھیک ہے۔",
        "Սա ճիշտ է։",
        "ጥሩ ነው።",
        "ကောင်းပါတယ်။",
        "ល្អណាស់។",
        "ཡག་པོ་འདུག།",
        "Τι είναι αυτό;",
        "Τι είναι αυτό\u037e",
        "終わりです｡",
        "「終わりです。」",
        "『本当？』）",
        "« Vraiment ? »",
        "„Wirklich?“",
        "»Wirklich?«",
        "¿De verdad?",
    ],
)
def test_a_sentence_ends_at_its_mark_whatever_closes_behind(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["", '"', "and then", "first,", "as follows:", "version 2.0", "first; ", "ثم قال؛", "¿", "น้ำขึ้น"]
)
def test_a_sentence_without_a_mark_goes_on(text: str) -> None:
    assert not ends_sentence(text)


def test_a_caller_may_name_further_marks() -> None:
    assert ends_sentence("as follows:", also=":")


def test_a_break_takes_quotes_and_the_blank_with_it() -> None:
    found = SENTENCE_BREAK.search('He said "no." Then v2.0 came.')
    assert found is not None
    assert found.group() == '." '


def test_a_point_within_a_word_ends_nothing() -> None:
    assert [m.group() for m in FINAL_STOPS.finditer("v2.0 is out?! 出た。次")] == ["?!", "。"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [("यह है।वह भी है॥", ["।", "॥"]), ("Τι; Ναι.", [";", "."]), ("a; b", []), ("ကောင်း။ဟုတ်။", ["။", "။"])],
    ids=["Hindi", "Greek", "English", "Burmese"],
)
def test_stops_of_other_scripts_are_found(text: str, marks: list[str]) -> None:
    assert [m.group() for m in FINAL_STOPS.finditer(text)] == marks
