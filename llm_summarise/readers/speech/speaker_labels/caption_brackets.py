"""Brackets in captions that are no names: sounds, `（シャッター音）`, and readings, `霜(しも)`."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.text import IDEOGRAPHS, KANA

_READING: Final = re.compile(rf"(?<=[{IDEOGRAPHS}])[(（][{KANA}・]{{1,20}}[)）]")
_SOUND: Final = re.compile(
    r"音$|声$|笑い?$|拍手$|歓声|悲鳴|息$|鳴き|いびき|物音|足音|チャイム|ベル$|ブザー|ＢＧＭ|BGM|音楽|銃声|沈黙|せき|"
    r"咳|泣|叫び|うめき|どよめき|ざわめき|着信|爆発|雷鳴|掌声|笑声|哭|叹气|敲门|铃|枪声|박수|웃음|소리$|음악|한숨|"
    r"^(?i:.*\b(?:music|laugh\w*|applau\w+|cheer\w*|sigh\w*|cough\w*|chuckl\w*|gasp\w*|scream\w*|sob\w*|groan\w*|"
    r"grunt\w*|whistl\w*|bark\w*|ring\w*|beep\w*|buzz\w*|knock\w*|footsteps|thunder\w*|gunshots?|explosion|sirens?|"
    r"door|phone|speaking|continues|playing|opens|closes|slams|indistinct|inaudible|silence|crosstalk|static|"
    r"musik|lachen|lacht|applaus|seufzt|stöhnt|musique|rires?|soupir\w*|applaudissements|música|risas?|aplausos|"
    r"suspira\w*|musica|ride|applausi|музыка|смех|аплодисменты|вздох\w*)\b)"
)
_SENTENCE: Final = re.compile(r"[.?!。…！？、，]")
_LONGEST_WIDE: Final = 15
_TUNE: Final = re.compile(r"[\s～〜~♪♫♬#]+")


def without_readings(text: str) -> str:
    """`text` without the kana in round brackets that tell how the ideographs before them are read."""
    return _READING.sub("", text)


def has_readings(text: str) -> bool:
    """Whether kana in round brackets follow ideographs."""
    return ("(" in text or "（" in text) and _READING.search(text) is not None


def is_sound(words: str) -> bool:
    """Whether `words`, which stand in brackets, describe a sound."""
    return _SOUND.search(words) is not None


def is_description(words: str) -> bool:
    """Whether `words`, which stand alone in brackets, may describe what is heard: they are no sentence."""
    if is_sound(words):
        return True
    if _SENTENCE.search(words):
        return False
    return len(words) <= _LONGEST_WIDE if not words.isascii() else words[:1].islower() or words.isupper()


def has_tunes(text: str) -> bool:
    """Whether any sign for music that is no ASCII is in `text`."""
    return any(sign in text for sign in "～〜♪♫♬")


def is_tune(text: str) -> bool:
    """Whether nothing but signs for music is in `text`."""
    return _TUNE.fullmatch(text) is not None
