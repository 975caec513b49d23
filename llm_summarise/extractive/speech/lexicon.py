"""What counts as a content word: scripts and languages, light stemming, weights of words."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from llm_summarise.domain.text import words
from llm_summarise.extractive.speech.vocabulary import parts, shares, stop_words

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTINELS = {
    "en": frozenset("the and that you it is of to".split()),
    "de": frozenset("der die das und ich nicht ist wir".split()),
    "fr": frozenset("le les des est que et pas vous".split()),
    "es": frozenset("el los que es y una por no".split()),
}
STOP_WORDS = stop_words()
_ENDINGS = {"ies": "y", "sses": "ss"} | dict.fromkeys(("ing", "ed", "es", "s", "ly"), "")
"""What is taken from a word, the first that fits, and what is put in its place."""


def is_wide(text: str) -> bool:
    """Whether `text` holds characters of a script written without blanks (Japanese, Chinese, Korean)."""
    return not text.isascii() and _WIDE.search(text) is not None


def guess_language(text: str) -> str:
    """ "ja", "en", "de", "fr" or "es": by script, else by the commonest words of the first 20,000
    characters."""
    sample = text[:20_000].lower()
    if len(_WIDE.findall(sample)) > len(sample) // 10:
        return "ja"
    said = sample.split()
    counts = {code: sum(word in known for word in said) for code, known in _SENTINELS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "en"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its commonest endings, so that "caches", "cached" and "caching" agree."""
    word = word.split("'")[0] if word.endswith("'s") else word
    if len(word) <= 3 or not word.isascii():
        return word
    for ending, rest in _ENDINGS.items():
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + rest
            break
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


@lru_cache(maxsize=50_000)
def content(word: str) -> str | None:
    """The stem of a folded word that carries content; None for stop words, numbers and single letters."""
    if word in STOP_WORDS or len(word) < 2 or word.isdigit():
        return None
    return stem(word)


def focus(title: str) -> frozenset[str]:
    """The content stems of a title."""
    return frozenset(stem for _, _, word in words(title) if (stem := content(word)) is not None)


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How telling a folded word is in any talk, 0.1 (said everywhere) to 1 (not a common word), from the
    share p of talks it occurs in: ln(1/p) / ln(1/0.05)."""
    share = shares().get(word, 0.05)
    part = parts().get(word)
    telling = min(1.0, max(0.1, math.log(1 / share) / math.log(1 / 0.05)))
    return telling * (0.6 if part in {"verb", "other", "vague"} else 1.0)


def tokens(text: str, folded: tuple[str, ...]) -> list[str]:
    """The content words of a sentence as stems; for scripts without blanks, runs of kanji or katakana
    and pairs within them."""
    if is_wide(text):
        return [run[i : i + 2] for run in _RUNS.findall(text) for i in range(0, max(1, len(run) - 1))]
    return [found for word in folded if (found := content(word)) is not None]


_RUNS = re.compile(r"[\u30a0-\u30ff]{2,}|[\u4e00-\u9fff]{2,}|[\uac00-\ud7af]{2,}|[A-Za-z0-9]{2,}")
