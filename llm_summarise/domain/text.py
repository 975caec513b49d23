"""Words and tokens of a text: the one place that says what a word is and how tokens are estimated."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache

CHARS_PER_TOKEN = 4.6
"""Characters of English speech per token, measured on podcast transcripts against OpenAI vocabularies
(error -0.4 to +3 %)."""

_CHARS_PER_TOKEN_BEYOND_LATIN = 2.2
"""The same for letters of other alphabets: 2.3 (Thai) to 3.8 (Russian) in o200k_base, 1.0 (Hindi) to 2.3
(Russian) in cl100k_base, measured on captions of lectures."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_BEYOND_LATIN = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2000-\u2bff]")
UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f"
)
"""Range of a class of regular expressions: control characters, marks of direction, and what takes no place.
Joiners are not in it, for some scripts are written with them."""

_CONTROL = re.compile(f"[{UNSEEN}]")
_LOOSE_JOINER = re.compile(r"(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
"""A joiner beside a letter that never joins: nobody would see it."""

_CODE = re.compile(rf"\x1b\[[0-9;]*m|[{UNSEEN}]")
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
KANA = r"\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
IDEOGRAPHS = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ranges for classes of regular expressions. Together they are the letters of Chinese and Japanese, which are
written without blanks; Korean is not."""

UNSPACED = rf"\u3000-\u303f\uff01-\uff65{KANA}{IDEOGRAPHS}"
"""The same with the signs that stand between them, full-width letters and digits."""

_SCARCE = re.compile(r"[\u0e80-\u109f\u1200-\u139f\u1780-\u17ff]")
"""Lao, Tibetan, Burmese, Ethiopic, Khmer: vocabularies have hardly any words of them (0.5 to 2.3 characters a
token in o200k_base)."""

_LEFT_OUT = dict.fromkeys(
    map(ord, "\u0640\u0670\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u200b\u200c\u200d\u200e\u200f\ufeff")
)
_LEFT_OUT |= dict.fromkeys([*range(0x64B, 0x660), *range(0x591, 0x5BE)])
_FOLDED = {**_LEFT_OUT, 0x2BC: "'", 0x5F3: "'"}
"""What does not tell words apart: vowel points and stretched letters of Arabic and Hebrew, joiners, marks of
direction; and what is another apostrophe."""


@cache
def _wide() -> re.Pattern[str]:
    """Compiled when it is needed: classes of so many characters take 5 ms, which each start would pay."""
    return re.compile(rf"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef{IDEOGRAPHS}]")


@cache
def _may_be_wide() -> re.Pattern[str]:
    return re.compile("[\u1100-\u11ff\u2e80-\U0003ffff]")


def wide_characters(text: str) -> int:
    """How many characters of Chinese, Japanese or Korean `text` has, signs included: they say as much as a
    word of another script says in several."""
    return 0 if text.isascii() else len(_wide().findall(text))


def has_wide_characters(text: str) -> bool:
    """Whether `text` may have any of these: a cheap test for whole files."""
    return not text.isascii() and _may_be_wide().search(text) is not None


def estimate_tokens(text: str) -> int:
    """Tokens a model will probably count for `text`, without its vocabulary (East Asian characters
    count as one token each, letters of other alphabets as half of one)."""
    if text.isascii():
        return math.ceil(len(text) / CHARS_PER_TOKEN)
    whole = letters = 0
    if _BEYOND_LATIN.search(text):
        whole = len(_wide().findall(text)) + len(_SCARCE.findall(text))
        letters = len(_BEYOND_LATIN.findall(text)) - whole
    latin = (len(text) - whole - letters) / CHARS_PER_TOKEN
    return math.ceil(latin + letters / _CHARS_PER_TOKEN_BEYOND_LATIN) + whole


def fold_space(text: str) -> str:
    """`text` with each run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def strip_controls(text: str) -> str:
    """`text` without control characters and bidirectional overrides (a terminal would obey them), and without
    what nobody sees."""
    text = _CONTROL.sub("", text)
    return _LOOSE_JOINER.sub("", text) if "\u200d" in text or "\u200c" in text else text


def without_codes(text: str) -> str:
    """`text` with its colours, and nothing else that a terminal would obey."""
    return _CODE.sub(lambda found: found.group() if len(found.group()) > 1 else "", text)


def one_line(text: str) -> str:
    """`text` on one line, without what a terminal would obey; bytes that are no UTF-8 as `\\xNN`."""
    return strip_controls(_LINE_END.sub(" ", readable(text)))


def plural(count: int, noun: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def readable(name: str) -> str:
    """The name of a file as text that can be written: each byte that is no UTF-8 as `\\xNN`."""
    return name if name.isascii() else _UNDECODED.sub(lambda m: f"\\x{ord(m.group()) & 0xFF:02x}", name)


def lowered(text: str) -> str:
    """`text` in lower case, each character at its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def fold_word(word: str) -> str:
    """A word as it is compared: compatibility-normalised, case-folded, straight apostrophes, no vowel
    points."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    return folded.translate(_FOLDED) if _BEYOND_LATIN.search(folded) or "\u200d" in folded else folded


def fold_signs(text: str) -> str:
    """`text` with compatible characters made one and without vowel points, its case and blanks as they
    are."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_LEFT_OUT)


@cache
def _with_marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a mark, and what finds words with marks in them: to `re` a vowel sign is no part of a
    word."""
    from llm_summarise.domain.scripts.graphemes import JOINERS, marks

    letters = rf"[^\W_](?:[^\W_]|[{marks()}{JOINERS}])*"
    return re.compile(f"[{marks()}{JOINERS}\u05f3\u05f4]"), re.compile(
        rf"{letters}(?:['’\u05f3\u05f4]{letters})*"
    )


def word_pattern(text: str) -> re.Pattern[str]:
    """What finds the words of `text`: letters with their marks, and apostrophes between them."""
    if text.isascii() or not _BEYOND_LATIN.search(text):
        return _WORD
    marked, pattern = _with_marks()
    return pattern if marked.search(text) else _WORD


def words(text: str) -> list[tuple[int, int, str]]:
    """The words of `text` as (start, end, folded), start inclusive, end exclusive, in characters. A run of
    letters of a script without blanks is one word."""
    return [(m.start(), m.end(), fold_word(m.group())) for m in word_pattern(text).finditer(text)]


LONGEST_BEGINNING = 160
"""Characters of the first words of something, at most: a sentence's worth."""


def first_words(text: str) -> str:
    """The beginning of `text`, at most LONGEST_BEGINNING characters, cut at a blank if there is one."""
    if len(text) <= LONGEST_BEGINNING:
        return text
    blank = text.rfind(" ", 1, LONGEST_BEGINNING)
    return text[: blank if blank > 0 else LONGEST_BEGINNING]
