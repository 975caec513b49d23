"""Which language a text is in: by its script, and among languages of one script by their function words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from llm_summarise.domain.text import words

SAMPLE: Final = 20_000
"""Characters of a text by which its language is told."""

_SCRIPTS: Final = {
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Armenian": "\u0531-\u058f",
    "Hebrew": "\u05d0-\u05f4",
    "Arabic": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Odia": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Burmese": "\u1000-\u109f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethiopic": "\u1200-\u139f",
    "Khmer": "\u1780-\u17ff",
    "Hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "Japanese": "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd",
}
_LETTERS: Final = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BEYOND_LATIN: Final = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2000-\u2bff]")
_FEWEST_LATIN: Final = 0.3
"""Share of letters that must be of another script for a text with Latin ones (code, names) to be in that
script."""
_DENSE: Final = {"Japanese": 3, "Han": 3, "Hangul": 2}
"""How many letters of an alphabet one of these stands for."""
_KANA_IN_JAPANESE: Final = 0.1
_FEWEST_FUNCTION_WORDS: Final = 0.12
"""Share of function words below which a text is in none of the languages known: prose has 0.3 to 0.5, a
language that merely resembles one that is known, 0.02 to 0.1."""
_ENOUGH_WORDS: Final = 20
"""Words from which on their share says something."""
_LETTERS_OF: Final = {
    "fa": "پچژگ",
    "ur": "ٹڈڑںےھ",
    "uk": "іїєґ",
    "be": "ў",
    "sr": "ђћљњџј",
    "mk": "ѓќѕ",
    "bg": "ъ",
    "ru": "ыэ",
    "kk": "қғұңә",
    "no": "",
}
"""Letters by which a language is told from its neighbours where function words are few."""


class Language(NamedTuple):
    """The code of a language (ISO 639-1), None where none that is known stands out; `confidence` from 0 (no
    evidence) to 1; and the script its letters are mostly of, "" without letters."""

    code: str | None
    confidence: float
    script: str


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """The function words of one language, folded, with its English name and its script."""

    name: str
    script: str
    words: frozenset[str]


@cache
def function_words() -> Mapping[str, FunctionWords]:
    """What is known of each language, by its code."""
    file = resources.files("llm_summarise.domain.scripts").joinpath("data/function_words.txt")
    found: dict[str, FunctionWords] = {}
    for section in file.read_text("utf-8").split("\n[")[1:]:
        heading, _, text = section.partition("]\n")
        code, name, script = heading.split()
        found[code] = FunctionWords(name, script, frozenset(text.split()))
    return found


@cache
def _languages_of_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By script, the languages each function word belongs to."""
    tables: dict[str, dict[str, list[str]]] = {}
    for code, known in function_words().items():
        table = tables.setdefault(known.script, {})
        for word in known.words:
            table.setdefault(word, []).append(code)
    return {s: {word: tuple(codes) for word, codes in table.items()} for s, table in tables.items()}


def language_of(text: str) -> Language:
    """The language most of the first SAMPLE characters of `text` are in."""
    sample = text[:SAMPLE]
    script = script_of(sample)
    codes = [code for code, known in function_words().items() if known.script == script]
    if len(codes) < 2:
        return Language(codes[0] if codes else None, 1.0 if codes else 0.0, script)
    said = [word for _, _, word in words(sample)]
    return _by_words(said, script, sample)


def script_of(text: str) -> str:
    """The script most letters of `text` are of, as headed in `function_words.txt`; "" without letters."""
    if text.isascii() or not _BEYOND_LATIN.search(text):
        return "Latin" if _LATIN.search(text) else ""
    counts = {name: len(letters.findall(text)) * _DENSE.get(name, 1) for name, letters in _LETTERS.items()}
    kana, han = counts["Japanese"], counts["Han"]
    if kana > _KANA_IN_JAPANESE * (kana + han):
        counts["Japanese"], counts["Han"] = kana + han, 0
    best = max(counts, key=lambda name: counts[name])
    latin = len(_LATIN.findall(text))
    if counts[best] > _FEWEST_LATIN * (latin + sum(counts.values())):
        return best
    return "Latin" if latin else ""


def _by_words(said: list[str], script: str, sample: str) -> Language:
    """The language of the script whose function words make up most of what is said."""
    table = _languages_of_words()[script]
    hits: Counter[str] = Counter()
    for word, times in Counter(said).items():
        for code in table.get(word, ()):
            hits[code] += times
    lowered = sample.lower()
    for code, letters in _LETTERS_OF.items() if script != "Latin" else ():
        if function_words()[code].script == script:
            hits[code] += sum(lowered.count(letter) for letter in letters)
    ranked = (+hits).most_common(2)
    if not ranked:
        return Language(None, min(1.0, len(said) / _ENOUGH_WORDS) if script == "Latin" else 0.5, script)
    (best, most), (_, next_most) = ranked[0], ranked[1] if len(ranked) > 1 else ("", 0)
    share = most / max(1, len(said))
    if share < _FEWEST_FUNCTION_WORDS and script == "Latin" and len(said) >= _ENOUGH_WORDS:
        return Language(None, 1.0 - share / _FEWEST_FUNCTION_WORDS, script)
    apart = (most - next_most) / most
    return Language(best, min(1.0, most / _ENOUGH_WORDS * 4) * (0.5 + 0.5 * apart), script)


def language_name(code: str) -> str:
    """The English name of a language, its code where it is none that is known."""
    known = function_words().get(code)
    return known.name if known else code


def is_english(text: str) -> bool:
    """Whether a text is in English, as far as one can tell: of one or two lines nobody can, and they may
    be."""
    found = language_of(text)
    if found.code is None:
        return found.script in ("Latin", "") and found.confidence < 1.0
    return found.code == "en" or (found.script == "Latin" and found.confidence < _UNSURE)


_UNSURE: Final = 0.3
"""Confidence below which a few words of a Latin script are taken for English."""
