"""Slightly broken bytes are read with a warning, and so are encodings other than UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.readers.decoding import Decoded, decode

TALKS = {
    "polish": "Dziś mówimy o pływach morskich. Cześć, bardzo się cieszę, że mogę tu być. ",
    "czech": "Dobrý den, dnes mluvíme o přílivu. Naším hostem je Žaneta Říhová, která přišla včera. ",
    "hungarian": "Ma az árapályról beszélünk. A vendégünk Őri Gyöngyi, aki hűséges hallgatónk. ",
    "turkish": "Bugün gelgitleri konuşacağız. Konuğumuz İpek Şahin, yıllardır bu işle uğraşıyor. ",
    "german": "Heute sprechen wir über Gezeiten. Schön, dass du hier bist, Jörg Weiß. ",
    "french": "Aujourd’hui nous parlons des marées. Ça me fait plaisir d’être là, très chère. ",
    "russian": "Сегодня мы говорим о приливах. Наша гостья Анна измеряет высоту воды много лет. ",
    "greek": "Καλημέρα σας, σήμερα μιλάμε για την παλίρροια και για το πώς μετριέται το ύψος του νερού. ",
    "hebrew": "שלום וברוכים הבאים, היום נדבר על גאות ושפל ועל הדרך שבה מודדים את גובה המים. ",
    "arabic": "مرحبا بكم، اليوم نتحدث عن المد والجزر وكيف يقاس ارتفاع الماء في البحر. ",
    "thai": "สวัสดีครับ วันนี้เราจะพูดถึงน้ำขึ้นน้ำลงและวิธีการวัดระดับน้ำในทะเล ",
    "japanese": "こんにちは、今日は港の潮位について話します。観測は毎分行われますが、とても大変です。",
    "chinese": "大家好，今天我们来说说海上的潮水，还有人们是怎么知道水有多高的。你们都来看看。",
    "taiwanese": "大家好，今天我們來說說海上的潮水，還有人們是怎麼知道水有多高的。你們都來看看。",
    "korean": "안녕하세요, 오늘은 바다의 조수에 대해서 이야기하고 물의 높이를 재는 방법을 알아보겠습니다. ",
}
WRITTEN = [
    row.split()
    for row in (
        "polish cp1250 Windows-1250|polish iso8859_2 ISO-8859-2|czech cp1250 Windows-1250|"
        "hungarian cp1250 Windows-1250|turkish cp1254 Windows-1254|russian cp1251 Windows-1251|"
        "russian koi8_r KOI8-R|russian cp866 CP866|greek cp1253 Windows-1253|hebrew cp1255 Windows-1255|"
        "arabic cp1256 Windows-1256|thai cp874 TIS-620|japanese cp932 Shift-JIS|japanese euc_jp EUC-JP|"
        "chinese gb18030 GB18030|taiwanese big5 BIG5|korean cp949 EUC-KR"
    ).split("|")
]


@pytest.mark.parametrize(("language", "encoding", "called"), WRITTEN)
@pytest.mark.parametrize("times", [1, 900])
def test_other_encodings_are_read_with_a_warning(
    language: str, encoding: str, called: str, times: int
) -> None:
    text = f"{TALKS[language]}\n" * times
    decoded = decode(text.encode(encoding), "x")
    assert decoded.text == text
    assert decoded.warnings == (f"not UTF-8; read as {called}, which its letters look like",)


@pytest.mark.parametrize("language", ["german", "french"])
def test_western_text_is_read_without_a_word(language: str) -> None:
    assert decode(TALKS[language].encode("cp1252"), "x") == Decoded(TALKS[language])


@pytest.mark.parametrize(
    "language", ["russian", "japanese", "chinese", "korean", "arabic", "polish", "hebrew"]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_in_any_script(language: str, encoding: str) -> None:
    text = f"{TALKS[language]}\n" * 9
    assert decode(text.encode(encoding), "x").text == text


@pytest.mark.parametrize("language", TALKS)
@pytest.mark.parametrize("byte", [b"\xff", b"\x81", b"\xe3", b"\xc3"])
def test_one_broken_byte_is_one_mark_and_a_warning(language: str, byte: bytes) -> None:
    before, after = (TALKS[language] * 3).encode(), f"Grüße. {TALKS[language]}".encode()
    decoded = decode(before + byte + b" " + after, "x")
    assert decoded.text == f"{before.decode()}\ufffd {after.decode()}"
    told = f"1 byte not UTF-8, the first at offset {len(before)}; each became a replacement mark"
    assert decoded.warnings == (told,)


WORDS = st.lists(
    st.sampled_from("Größe über wir sind am Meer 潮位 вода और tide is high".split()), min_size=60
)


@given(WORDS, st.sets(st.integers(0, 59), max_size=3), st.sampled_from([b"\xff", b"\xfe", b"\x80", b"\xc0"]))
def test_so_many_broken_bytes_so_many_marks(words: list[str], places: set[int], byte: bytes) -> None:
    words = ["Größe", "潮位", "über", "вода", *words]
    broken = [word.encode() + (byte if n in places else b"") for n, word in enumerate(words)]
    decoded = decode(b" ".join(broken), "x")
    assert decoded.text.split() == [word + "\ufffd" * (n in places) for n, word in enumerate(words)]
    assert len(decoded.warnings) == bool(places)


def test_a_mark_in_the_source_itself_is_not_counted() -> None:
    text = f"It said \ufffd and \ufffd. {TALKS['japanese']}"
    assert decode(text.encode(), "x") == Decoded(text)
    assert decode(text.encode() + b"\xff", "x").warnings[0].startswith("1 byte not UTF-8")


def test_bytes_that_are_mostly_broken_are_refused() -> None:
    for data in (bytes(range(128, 256)) * 9, "潮位".encode() * 9 + b"\xff\xfe" * 40):
        with pytest.raises(InputError, match="cannot be decoded"):
            decode(data, "x")


@pytest.mark.parametrize("language", ["german", "french", "russian", "polish", "japanese", "arabic", "greek"])
def test_text_that_was_encoded_twice_is_mended(language: str) -> None:
    text = TALKS[language] * 3
    spoilt = "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in text.encode()
    )
    decoded = decode(spoilt.encode(), "x")
    assert decoded.text == text
    assert "encoded twice" in decoded.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "The file had Ã© in it, which is é in UTF-8, read as Latin-1. Voilà, très bien, déjà vu.",
        "SÃO PAULO Â ÂNGELA Ñandú Ðorđe Øyvind Ùr",
        *TALKS.values(),
    ],
)
def test_text_that_is_right_stays_as_it_is(text: str) -> None:
    assert decode(text.encode(), "x") == Decoded(text)
