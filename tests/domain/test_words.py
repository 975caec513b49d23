"""Words, in any script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.text import estimate_tokens, fold_word, lowered, strip_controls, words
from tests.deadline import comes_to_an_end

WORDS = {
    "English": "harbour don't naïve gauges",
    "Hindi": "पौधे बगीचे में क्षेत्र हिंदी",
    "Bengali": "বাংলা কৃষ্ণ নৌকা",
    "Tamil": "தமிழ் மொழி படகு",
    "Telugu": "తెలుగు నౌక",
    "Kannada": "ಕನ್ನಡ ನೀರು",
    "Malayalam": "മലയാളം തോണി",
    "Gujarati": "ગુજરાતી પાણી",
    "Punjabi": "ਪੰਜਾਬੀ ਪਾਣੀ",
    "Sinhala": "සිංහල ජලය",
    "Arabic": "مَرْحَبًا ميناء",
    "Persian": "می‌خواهم خانه‌ها",
    "Hebrew": "שָׁלוֹם צה״ל",
    "Russian": "гавань чайка",
    "Ukrainian": "п’ять їжак",
    "Greek": "λιμάνι άνεμος",
    "Korean": "항구 바람을",
    "Amharic": "ወደብ ነፋስ",
    "Thai": "ท่าเรือ น้ำ ที่",
    "Khmer": "កំពង់ផែ ខ្មែរ",
    "Burmese": "ဆိပ်ကမ်း မြန်မာ",
    "Vietnamese": "cảng tiếng",
}
EACH = sorted({word for row in WORDS.values() for word in row.split()})


@given(st.lists(st.sampled_from(EACH), max_size=30), st.sampled_from([" ", ", ", "। ", "؟ ", " – "]))
def test_words_of_all_scripts_are_read_back_whole(row: list[str], gap: str) -> None:
    text = gap.join(row)
    found = words(text)
    assert [text[start:end] for start, end, _ in found] == row
    assert [folded for _, _, folded in found] == [fold_word(word) for word in row]


@given(st.lists(st.sampled_from(EACH), max_size=10))
def test_composed_and_decomposed_words_are_the_same(row: list[str]) -> None:
    forms = [[w for _, _, w in words(unicodedata.normalize(form, " ".join(row)))] for form in ("NFC", "NFD")]
    assert forms[0] == forms[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [("مَرْحَبًا", "مرحبا"), ("שָׁלוֹם", "שלום"), ("می‌خواهم", "میخواهم"), ("п’ять", "пʼять"), ("ｶﾞｽ", "ガス")],
    ids=["Arabic points", "Hebrew points", "joiner", "apostrophe", "half-width"],
)
def test_vowel_points_and_joiners_tell_no_words_apart(one: str, other: str) -> None:
    assert fold_word(one) == fold_word(other)


def test_marks_of_direction_are_no_part_of_a_text() -> None:
    assert strip_controls("\u200fשלום\u200e\u061c!") == "שלום!"
    assert [w for _, _, w in words("\u200fשלום\u200e עולם")] == ["שלום", "עולם"]


@pytest.mark.parametrize("unit", ["\u093f", "क\u093f", "\u0301", "e\u0301", "\u200d", "'"])
def test_words_take_linear_time_in_heaps_of_marks(unit: str) -> None:
    with comes_to_an_end():
        words("a" + unit * (400_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Вопрос в том, как вода возвращается в гавань после прилива.", 15, 32),
        ("सेम के पौधे पाले से मर जाते हैं, इसलिए पौधे कपड़े से ढक दें।", 17, 40),
        ("วันนี้เราจะพูดถึงน้ำขึ้นน้ำลงในท่าเรือ", 14, 40),
        ("ຂ້ອຍຄິດວ່ານີ້ແມ່ນຫົວຂໍ້", 20, 60),
        ("今天我们谈谈港口的潮汐", 8, 15),
    ],
    ids=["Russian", "Hindi", "Thai", "Lao", "Chinese"],
)
def test_tokens_of_other_scripts_are_not_grossly_misjudged(text: str, least: int, most: int) -> None:
    assert least <= estimate_tokens(text) <= most


def test_each_character_in_lower_case_stays_at_its_place() -> None:
    text = "İzmir, ODER STRASSE"
    assert len(lowered(text)) == len(text)
    assert lowered(text)[1:] == text[1:].lower()
