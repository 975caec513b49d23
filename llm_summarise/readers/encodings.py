"""Which encoding a text is in that is not UTF-8, told from the letters of the languages written in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from llm_summarise.readers.word_lists import lines_of

_FILE: Final = Path(__file__).parent / "data" / "encodings.txt"
_SAMPLE: Final = 2**15
_ENOUGH: Final = 0.75
"""Of the usual share of frequent letters, below which an encoding does not fit."""

_SHORTEST: Final = 32
"""Bytes below which nothing is taken for UTF-16 that does not say so."""

_FOREIGN: Final = 0.2
"""The share of letters beyond ASCII for each one of ASCII, from which a script may be another than
Latin."""

_MIXED: Final = 0.5
"""The same from which it is no Latin one."""

_FEW: Final = 4
"""Letters beyond ASCII below which nothing but Windows-1252 is believed."""

_RARE: Final = frozenset("ÿþðÞÐ¤¦¸¼½¾×÷ªº°")
_TYPOGRAPHY: Final = frozenset("€‚„…†‡‰‹‘’“”•–—™›\xa0¡£§©«®°´·»¿―−")
_NAMES: Final = {
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "euc_jp": "EUC-JP",
    "koi8_r": "KOI8-R",
    "cp874": "TIS-620",
}
_C1: Final = "".join(map(chr, range(0x80, 0xA0)))
_MAPPED: Final = {
    char: byte
    for byte in range(0x80, 0x100)
    for char in (bytes([byte]).decode("cp1252", "replace"), chr(byte))
    if char != "\ufffd"
}
_TWICE: Final = re.compile(
    f"[\xc2-\xf4][{re.escape(''.join(c for c, b in _MAPPED.items() if b < 0xC0))}{_C1}]+"
)


def guess(data: bytes) -> str | None:
    """The encoding, as Python calls it, in which `data` has the letters of a language; None if none fits."""
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    decoded: dict[str, Counter[str] | None] = {}
    latin_letters = sum(chr(byte).isalpha() and byte < 128 for byte in sample)
    best, found = 0.0, None
    for encoding, usual, letters in _languages():
        if encoding not in decoded:
            decoded[encoding] = _letters(sample, encoding)
        counts = decoded[encoding]
        if counts is None or not _may_be(counts, encoding, latin_letters, latin=usual == 1):
            continue
        fit = _fit(counts, letters, usual)
        if fit > best:
            best, found = fit, encoding
    return found if best >= _ENOUGH else None


def _languages() -> Iterator[tuple[str, float, frozenset[str]]]:
    """Of each language an encoding, the usual share of its frequent letters (1 for Latin scripts), and
    these."""
    for line in lines_of(_FILE):
        encoding, usual, letters = line.split()
        yield encoding, float(usual), frozenset(letters)


def _may_be(counts: Counter[str], encoding: str, latin_letters: int, *, latin: bool) -> bool:
    """Whether there are as many letters beyond ASCII as the script has, beside so many of ASCII, and not so
    few or so rare ones that nothing is told."""
    total = counts.total()
    if latin and total > _MIXED * latin_letters:
        return False
    if not latin and total <= _FOREIGN * latin_letters:
        return False
    return total >= _FEW or (encoding == "cp1252" and _RARE.isdisjoint(counts))


def _letters(sample: bytes, encoding: str) -> Counter[str] | None:
    """The characters beyond ASCII, without typography, in `sample`; None if it is not in this encoding."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    counts = Counter(char for char in text if char > "\x7f" and char not in _TYPOGRAPHY)
    return None if any("\x80" <= char < "\xa0" for char in counts) else counts


def _fit(counts: Counter[str], letters: frozenset[str], usual: float) -> float:
    total = counts.total()
    if not total:  # nothing but typography
        return usual if usual == 1 else 0.0
    return sum(n for char, n in counts.items() if char in letters) / total / usual


def spoken_name(encoding: str) -> str:
    """What people call an encoding."""
    if encoding.startswith("cp125"):
        return f"Windows-{encoding[2:]}"
    return _NAMES.get(encoding, encoding.upper().replace("_", "-").replace("ISO8859", "ISO-8859"))


def wide(data: bytes) -> str | None:
    """UTF-16 without a mark, of text in any script: blanks, line ends, digits and stops that are none the
    other way round."""
    if len(data) < _SHORTEST or len(data) % 2:
        return None
    sample = data[: 2 * (_SAMPLE // 2)]
    found = {order: _signs(sample, f"utf-16-{order}") for order in ("le", "be")}
    better = max(found, key=lambda order: found[order])
    other = min(found.values())
    return f"utf-16-{better}" if found[better] > 0 and found[better] > 4 * other else None


def _signs(sample: bytes, encoding: str) -> float:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    signs = sum(text.count(sign) for sign in " \n,.。、，：:0123456789ー的のа")
    odd = sum(not char.isprintable() and char not in "\r\n\t\ufeff" for char in text)
    return signs / len(text) if signs >= 0.03 * len(text) and odd <= 0.002 * len(text) else 0.0


def twice_encoded(text: str) -> tuple[str, int]:
    """`text` with what was taken for Windows-1252 although it was UTF-8 (`Ã©`) mended, and how often; the
    same text and 0 where that is not what most of its letters beyond ASCII are."""
    mended = 0

    def decoded(match: re.Match[str]) -> str:
        nonlocal mended
        try:
            good = bytes(_MAPPED[char] for char in match.group()).decode()
        except (UnicodeDecodeError, KeyError):
            return match.group()
        mended += 1
        return good

    def run(match: re.Match[str]) -> str:
        try:
            good = bytes(_MAPPED[char] for char in match.group()).decode()
        except (UnicodeDecodeError, KeyError):
            return _TWICE.sub(decoded, match.group())
        nonlocal mended
        mended += len(good)
        return good

    result = re.sub(r"[^\x00-\x7f]{2,}", run, text)
    odd = sum(len(found) for found in re.findall(r"[^\x00-\x7f]+", result))
    return (result, mended) if mended >= 3 and mended >= 0.8 * odd else (text, 0)
