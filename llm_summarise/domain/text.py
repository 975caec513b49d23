"""Words and tokens of a text: the one place that says what a word is and how tokens are estimated."""

from __future__ import annotations

import math
import re
import unicodedata

CHARS_PER_TOKEN = 4.6
"""Characters of English speech per token, measured on podcast transcripts against OpenAI vocabularies
(error -0.4 to +3 %)."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
KANA = r"\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
IDEOGRAPHS = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ranges for classes of regular expressions. Together they are the letters of Chinese and Japanese, which are
written without blanks; Korean is not."""

UNSPACED = rf"\u3000-\u303f\uff01-\uff65{KANA}{IDEOGRAPHS}"
"""The same with the signs that stand between them, full-width letters and digits."""

_WIDE = re.compile(rf"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef{IDEOGRAPHS}]")


def wide_characters(text: str) -> int:
    """How many characters of Chinese, Japanese or Korean `text` has, signs included: they say as much as a
    word of another script says in several."""
    return 0 if text.isascii() else len(_WIDE.findall(text))


def estimate_tokens(text: str) -> int:
    """Tokens a model will probably count for `text`, without its vocabulary (East Asian characters
    count as one token each)."""
    wide = wide_characters(text)
    return math.ceil((len(text) - wide) / CHARS_PER_TOKEN) + wide


def fold_space(text: str) -> str:
    """`text` with each run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def strip_controls(text: str) -> str:
    """`text` without control characters and bidirectional overrides (a terminal would obey them)."""
    return _CONTROL.sub("", text)


def plural(count: int, noun: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def readable(name: str) -> str:
    """The name of a file as text that can be written: each byte that is no UTF-8 as `\\xNN`."""
    return name if name.isascii() else _UNDECODED.sub(lambda m: f"\\x{ord(m.group()) & 0xFF:02x}", name)


def fold_word(word: str) -> str:
    """A word as it is compared: compatibility-normalised, case-folded, straight apostrophes."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


def words(text: str) -> list[tuple[int, int, str]]:
    """The words of `text` as (start, end, folded), start inclusive, end exclusive, in characters."""
    return [(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text)]
