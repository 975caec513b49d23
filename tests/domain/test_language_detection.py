"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.scripts.language_detection import (
    function_words,
    is_english,
    language_name,
    language_of,
    script_of,
)

TEXTS = {
    "en": "The gauge in the harbour is read twice a day, and that is what the men are waiting for.",
    "de": "Der Pegel im Hafen wird zweimal am Tag gelesen, und darauf warten die Leute auf der Mole.",
    "fr": "On lit le niveau du port deux fois par jour, et c'est ce que les gens attendent sur la jetée.",
    "es": "El nivel del puerto se lee dos veces al día, y eso es lo que la gente espera en el muelle.",
    "it": "Il livello del porto si legge due volte al giorno, e questo è quello che si aspetta.",
    "pt": "O nível do porto é lido duas vezes por dia, e é isso que as pessoas esperam no cais, não é?",
    "nl": "Het peil in de haven wordt twee keer per dag gelezen, en daar wachten de mensen op de pier op.",
    "sv": "Nivån i hamnen läses av två gånger om dagen, och det är det som folk väntar på vid piren.",
    "pl": "Poziom wody w porcie odczytuje się dwa razy dziennie i na to czekają ludzie, którzy są na molo.",
    "tr": "Limandaki su seviyesi günde iki kez okunur ve bu bizim için çok önemli.",
    "vi": "Mực nước ở cảng được đọc hai lần một ngày và đó là điều mà mọi người đang chờ trên cầu.",
    "id": "Tinggi air di pelabuhan dibaca dua kali sehari dan itu yang ditunggu orang di dermaga.",
    "ru": "Уровень воды в гавани снимают два раза в день, и это то, чего ждут люди на пирсе.",
    "uk": "Рівень води в гавані знімають двічі на день, і це те, чого чекають люди на пірсі.",
    "el": "Η στάθμη στο λιμάνι διαβάζεται δύο φορές την ημέρα.",
    "ar": "يُقرأ مستوى الماء في الميناء مرتين في اليوم، وهذا ما ينتظره الناس على الرصيف.",
    "fa": "سطح آب در بندر دو بار در روز خوانده می‌شود و این چیزی است که مردم منتظر آن هستند.",
    "he": "מפלס המים בנמל נקרא פעמיים ביום, וזה מה שהאנשים מחכים לו על המזח.",
    "hi": "बंदरगाह में पानी का स्तर दिन में दो बार पढ़ा जाता है और लोग इसी का इंतज़ार करते हैं।",
    "mr": "बंदरात पाण्याची पातळी दिवसातून दोन वेळा वाचली जाते आणि लोक त्याची वाट पाहत आहेत.",
    "th": "ระดับน้ำในท่าเรืออ่านวันละสองครั้ง",
    "ko": "항구의 수위는 하루에 두 번 읽습니다.",
    "ja": "港の水位は一日に二回読まれます。",
    "zh": "港口的水位每天读两次。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_or_two_tell_the_language(code: str) -> None:
    assert language_of(TEXTS[code]).code == code
    assert is_english(TEXTS[code]) is (code == "en")


def test_the_same_language_lasts_for_a_long_talk() -> None:
    found = language_of(f"{TEXTS['fr']} " * 200)
    assert (found.code, found.script) == ("fr", "Latin")
    assert found.confidence > 0.7


def test_a_language_that_nobody_listed_is_none_and_not_english() -> None:
    text = (
        "Ngicabanga ukuthi lesi yisihloko esithakazelisayo kakhulu futhi sidinga ukukhuluma ngaso namuhla. "
        * 3
    )
    assert language_of(text).code is None
    assert not is_english(text)


@pytest.mark.parametrize("text", ["", "1234", "DuckDB and Polars", "Use DuckDB.", "[music]"])
def test_a_few_words_may_be_english(text: str) -> None:
    assert is_english(text)


def test_names_in_latin_letters_do_not_hide_the_script() -> None:
    assert script_of("我们用 DuckDB 和 Polars 来处理数据") == "Han"
    assert script_of("We say 潮 for tide in the harbour") == "Latin"


@given(st.text(max_size=200) | st.text("مستوىвода水位पानी ", max_size=60))
def test_any_text_has_a_confidence_between_none_and_all(text: str) -> None:
    assert 0.0 <= language_of(text).confidence <= 1.0


def test_languages_have_names() -> None:
    assert language_name("hi") == "Hindi"
    assert language_name("xx") == "xx"
    assert len({known.name for known in function_words().values()}) == len(function_words())
