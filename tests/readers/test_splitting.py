"""Long texts of any script, cut into sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.scripts.graphemes import graphemes
from llm_summarise.readers.speech.splitting import LONGEST, STRETCH, sentences
from tests.deadline import comes_to_an_end

SPOKEN = [
    "The gauge is read twice.",
    "Der Pegel wird z. B. zweimal gelesen.",
    "¿Quién lo lee dos veces?",
    "पानी का स्तर पढ़ा जाता है।",
    "水位は毎日読まれます。",
    "水位每天读两次！",
    "ระดับน้ำในท่าเรืออ่านวันละสองครั้ง",
    "កម្រិតទឹកត្រូវបានអាន។",
    "ရေမှတ်ကို ဖတ်တယ်။",
    "يُقرأ مستوى الماء مرتين؟",
    "cafe\u0301 au lait",
]


@given(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=60), st.sampled_from([" ", ""]))
def test_the_parts_of_a_text_are_the_text_again(row: list[str], gap: str) -> None:
    text = gap.join(row)
    parts = list(sentences(text))
    assert "".join("".join(parts).split()) == "".join(text.split())
    borders = {start for start, _ in graphemes(text)}
    at = 0
    for part in parts:
        at = text.index(part, at)
        assert at in borders
        assert len(part) <= LONGEST
        at += len(part)


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("水位は毎日読まれます。", 12),
        ("पानी का स्तर दिन में दो बार पढ़ा जाता है।", 12),
        ("Что это? Это вода. ", 30),
    ],
    ids=["Japanese", "Hindi", "Russian"],
)
def test_each_script_is_cut_at_its_own_stops(sentence: str, times: int) -> None:
    parts = list(sentences((f"{sentence} " * times).strip()))
    assert len(parts) >= times
    assert all(part[-1] in "。।.?" for part in parts)


def test_text_without_stops_and_blanks_is_cut_into_readable_parts() -> None:
    assert max(map(len, sentences("ที่น้ำ" * 400))) <= 200
    assert max(map(len, sentences("水位" * 400))) <= 200


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["ที", "\u093f", "。", "।", "א", "\u200d", "，"])
def test_splitting_takes_linear_time_whatever_is_repeated(unit: str) -> None:
    text = "ก" + unit * (20 * STRETCH)
    with comes_to_an_end():
        assert sum(map(len, sentences(text))) == len(text)
