"""The words of a text as they are compared: case, accents, apostrophes and spelling of negations aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from llm_summarise.domain.scripts.graphemes import SOUTH_EAST, unspaced_signs
from llm_summarise.domain.text import IDEOGRAPHS, KANA, fold_word, words


class Token(NamedTuple):
    """A folded word (`key`) and the characters it stands for, `end` exclusive."""

    start: int
    end: int
    key: str


_NOT: Final = {
    f"{verb}nt": verb
    for verb in "is are was were do does did has have had could should would must need might ought".split()
} | {"cant": "can", "cannot": "can", "wont": "will", "aint": "is", "shant": "shall"}
_NUMBER_WORDS: Final = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: f"{tens}0"
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_LARGE: Final = frozenset(
    "dozen hundred thousand million billion trillion half twice hundreds thousands".split()
)
NEGATIONS: Final = frozenset(
    "not no never none nothing nobody nowhere neither nor without hardly barely "
    "nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne "
    "ne pas jamais rien aucun aucune sans nunca nada nadie sin non mai niente senza "
    "nao sem niet geen nooit niets zonder 不 没 沒 无 無 未 别 別".split()
)
FILLERS: Final = frozenset("um uh uhm er erm hmm hm mm mhm ah eh oh ahm euh".split())
"""Sounds of hesitation, which recognition and models leave out or put in at will."""

_UNSPACED = re.compile(f"[{SOUTH_EAST}{KANA}{IDEOGRAPHS}]")
"""Letters of scripts without blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_SPACE = re.compile(r"\s")
_ACCENT = re.compile("[\u0300-\u036f]")
_NEGATIVE_PREFIX: Final = ("un", "in", "im", "ir", "il", "dis", "non")


def tokens(text: str) -> list[Token]:
    """The words of `text` in order. Scripts written without blanks give one token per letter with its signs;
    "don't", "dont" and "do not" all give "do", "not"; "2,000" gives "2000" and "seven" gives "7"."""
    found: list[Token] = []
    ascii_only = text.isascii()
    for start, end, folded in words(text):
        if ascii_only or folded.isascii():
            key = folded.replace("'", "") if "'" in folded else folded
        else:
            if _UNSPACED.search(folded):
                found += _characters(text, start, end)
                continue
            key = _plain(folded)
        if key in _NOT:
            found.append(Token(start, end, _NOT[key]))
            found.append(Token(start, end, "not"))
        elif key in _NUMBER_WORDS:
            found.append(Token(start, end, _NUMBER_WORDS[key]))
        elif len(key) == 3 and found and _is_thousands(text, found[-1], start, key):
            found[-1] = Token(found[-1].start, end, found[-1].key + key)
        elif key:
            found.append(Token(start, end, key))
    return found


def glued(found: Sequence[Token], text: str) -> list[bool]:
    """For each token of `text` whether it goes on the written word of the one before ("dot-com")."""
    flags = [False] * len(found)
    for at in range(1, len(found)):
        end, (start, _, key) = found[at - 1].end, found[at]
        if start != end + 1 or text[end] != " ":
            flags[at] = not _UNSPACED.match(key) and not _SPACE.search(text, end, start)
    return flags


def size(keys: Sequence[str]) -> int:
    """How many words, two characters of a script without blanks counting as one."""
    short = sum(1 for key in keys if not key.isascii() and _UNSPACED.match(key))
    return len(keys) - short + short // 2


def carries_meaning(key: str) -> bool:
    """True for negations and numbers: a quote in which one of them differs says something else."""
    if key.isalpha() and not key.isnumeric():
        return key in NEGATIONS or key in _LARGE
    return any(c.isnumeric() for c in key)


def opposites(a: str, b: str) -> bool:
    """True when one of two words is the other with a negative prefix ("safe", "unsafe")."""
    short, long = sorted((a, b), key=len)
    return len(short) > 2 and long.endswith(short) and long[: -len(short)] in _NEGATIVE_PREFIX


def _plain(folded: str) -> str:
    """A word without Latin accents and apostrophes, so that composed and decomposed text agree."""
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", folded))
    return unicodedata.normalize("NFC", bare).replace("'", "").casefold()


def _characters(text: str, start: int, end: int) -> list[Token]:
    """One token for each letter of an unspaced script with its signs, one for each run of others between
    them."""
    found: list[Token] = []
    run = start
    for sign in unspaced_signs().finditer(text, start, end):
        if run < sign.start():
            found.append(Token(run, sign.start(), _plain(fold_word(text[run : sign.start()]))))
        found.append(Token(sign.start(), sign.end(), fold_word(sign.group())))
        run = sign.end()
    if run < end:
        found.append(Token(run, end, _plain(fold_word(text[run:end]))))
    return [token for token in found if token.key]


def _is_thousands(text: str, last: Token, start: int, key: str) -> bool:
    """Whether the three digits `key` at `start` go on the number `last`, as in "2,000"."""
    if not (key.isdigit() and last.key.isdigit() and last.end + 1 == start and text[last.end] == ","):
        return False
    return "," in text[last.start : last.end] or len(last.key) <= 3
