"""What counts as a content word: scripts and languages, light stemming, weights of words."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from llm_summarise.domain.scripts.graphemes import SOUTH_EAST, graphemes
from llm_summarise.domain.scripts.language_detection import function_words, is_english, language_of
from llm_summarise.domain.text import words
from llm_summarise.extractive.speech.vocabulary import parts, shares, stop_words

_WIDE = re.compile(f"[{SOUTH_EAST}\u3040-\u30ff\u3400-\u9fff]")
ENGLISH = "en"
UNKNOWN = "und"
"""Code of a language that none is known of; judgements for English are no use for it either."""
_UNSPACED = frozenset("ja zh th lo km my bo".split())
STOP_WORDS = stop_words()
_ENDINGS = {"ies": "y", "sses": "ss"} | dict.fromkeys(("ing", "ed", "es", "s", "ly"), "")
"""What is taken from a word, the first that fits, and what is put in its place."""
_STEM = 6
"""Letters by which words of other languages are compared: what is behind them is mostly inflection."""
_ELIDING = frozenset("fr it ca".split())
"""Languages that write an article and its noun as one word ("l'eau")."""
_PARTICLES = tuple(
    "에서는 으로는 에게서 이라는 에서 에게 까지 부터 처럼 보다 으로 이나 라는 이라 에는 과는 와는 "
    "은 는 이 가 을 를 의 에 로 와 과 도 만".split()
)
"""What Korean hangs on a noun, the longest first."""


def is_wide(text: str) -> bool:
    """Whether `text` holds characters of a script written without blanks (Japanese, Chinese, Thai, Lao,
    Khmer, Burmese)."""
    return not text.isascii() and _WIDE.search(text) is not None


def is_unspaced(language: str) -> bool:
    """Whether words of the language have no blanks between them."""
    return language in _UNSPACED


def guess_language(text: str) -> str:
    """Code of the language of a text; English where too little is said to tell."""
    return ENGLISH if is_english(text) else language_of(text).code or UNKNOWN


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
def content(word: str, language: str = ENGLISH) -> str | None:
    """The stem of a folded word that carries content; None for stop words, numbers and single letters."""
    if language != ENGLISH:
        return _foreign_content(word, language)
    if word in STOP_WORDS or len(word) < 2 or word.isdigit():
        return None
    return stem(word)


def _foreign_content(word: str, language: str) -> str | None:
    word = bare(word, language)
    if word in stops_of(language) or len(word) < 2 or word.isdigit():
        return None
    return word[:_STEM]


def bare(word: str, language: str) -> str:
    """A folded word without the article or particle that the language writes on it."""
    if language in _ELIDING and "'" in word:
        article, _, rest = word.rpartition("'")
        return rest if len(article) < _LONGEST_ARTICLE and len(rest) > 1 else word
    if language == "ko":
        if len(word) == _TWO_SYLLABLES and word[-1] in "은는을를":
            return word[0]
        ending = next(
            (p for p in _PARTICLES if word.endswith(p) and (len(word) - len(p) > 1 or word[0].isascii())), ""
        )
        return word.removesuffix(ending)
    return word


_LONGEST_ARTICLE = 7
_TWO_SYLLABLES = 2


@cache
def stops_of(language: str) -> frozenset[str]:
    """The words of a language that carry no content."""
    known = function_words().get(language)
    return (known.words if known else frozenset()) | (
        STOP_WORDS if language in _WITH_STOP_WORDS else frozenset()
    )


_WITH_STOP_WORDS = frozenset("en de fr es".split())


def focus(title: str, language: str = ENGLISH) -> frozenset[str]:
    """The content stems of a title."""
    if is_wide(title):
        return frozenset(tokens(title, (), language))
    return frozenset(stem for _, _, word in words(title) if (stem := content(word, language)) is not None)


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How telling a folded word is in any talk, 0.1 (said everywhere) to 1 (not a common word), from the
    share p of talks it occurs in: ln(1/p) / ln(1/0.05)."""
    share = shares().get(word, 0.05)
    part = parts().get(word)
    telling = min(1.0, max(0.1, math.log(1 / share) / math.log(1 / 0.05)))
    return telling * (0.6 if part in {"verb", "other", "vague"} else 1.0)


def tokens(text: str, folded: tuple[str, ...], language: str = ENGLISH) -> list[str]:
    """The content words of a sentence as stems; for scripts without blanks, pairs of neighbours in runs of
    kanji or katakana, and threes of letters with their signs."""
    if is_wide(text):
        return [part for run in _RUNS.findall(text) for part in _neighbours(run)]
    return [found for word in folded if (found := content(word, language)) is not None]


def _neighbours(run: str) -> list[str]:
    if not _SIGNED.match(run):
        return [run[i : i + 2] for i in range(max(1, len(run) - 1))]
    spans = list(graphemes(run))
    last = max(1, len(spans) - 2)
    return [run[spans[i][0] : spans[min(i + 2, len(spans) - 1)][1]] for i in range(last)]


_SIGNED = re.compile(f"[{SOUTH_EAST}]")
_RUNS = re.compile(
    rf"[\u30a0-\u30ff]{{2,}}|[\u4e00-\u9fff]{{2,}}|[\uac00-\ud7af]{{2,}}|[A-Za-z0-9]{{2,}}|[{SOUTH_EAST}]{{2,}}"
)
