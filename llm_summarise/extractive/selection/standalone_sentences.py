"""Whether a sentence can be printed, judged by wording alone: four steps, each stricter than the one before.

1. `says_something`: a statement of some length with some content.
2. `quality_of`: how fit it is to be read, below a title or beside others.
3. `worth_printing`: how well it stands alone. Of a thousand sentences of a talk, as speech recognition writes
   them down, some fifty are left, of which a handful is printed.
4. `quoting.quotable`: how well it stands as a quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.domain.text import words
from llm_summarise.extractive.selection import spoken_phrases as phrases
from llm_summarise.extractive.selection.sentence_faults import CLAUSE, is_faulty
from llm_summarise.extractive.selection.spoken_phrases import anywhere, first, tidy
from llm_summarise.extractive.speech.lexicon import content, is_wide
from llm_summarise.extractive.speech.speech import Sentence
from llm_summarise.extractive.speech.vocabulary import listed, parts

Weights = tuple[tuple[float, Callable[[str], object]], ...]
"""What a sentence is multiplied by where a test holds."""
SHORTEST, LONGEST = 7, 30
"""Words of a sentence that is printed alone, both inclusive."""
FEWEST_CONTENT = 4
"""Content words below which a sentence says too little to stand alone."""

_ENDING = re.compile(r"[.!。！]['\"”’」]?$")
"""The end of a statement."""


_OPEN_ENDS = ("?", "？", "؟", "՞", "፧", "\u037e", "...", "…")
"""Ends of what states nothing: questions, and sentences that are broken off."""


def weighed(text: str, weights: Weights) -> float:
    """The product of all weights whose test holds for `text`."""
    value = 1.0
    for weight, test in weights:
        value *= weight if test(text) else 1.0
    return value


def says_something(text: str, sentence: Sentence, content_words: int) -> bool:
    """Whether it is a statement of some length with some content."""
    wide = is_wide(text)
    length = len(text) // 3 if wide else len(sentence.words)
    if text.rstrip("\"'”」』»").endswith(_OPEN_ENDS):
        return False
    return 6 <= length <= 55 and content_words >= (2 if wide else FEWEST_CONTENT)


def quality_of(text: str, sentence: Sentence, content_words: int, *, english: bool = True) -> float:
    """How fit a sentence is to be read, 0 (not at all) to about 1.8; of another language than `english`,
    whether it is whole and of a length one likes to read."""
    if not says_something(text, sentence, content_words):
        return 0.0
    wide = is_wide(text)
    length = len(text) // 3 if wide else len(sentence.words)
    quality = 1.0 if 8 <= length <= 30 else 0.7
    if not english:
        begun = sentence.whole and not text[:1].islower()
        return quality * (1.0 if ends_sentence(text) else 0.5) * (1.0 if begun else 0.5)
    quality *= 1.0 if _ENDING.search(text) else 0.6
    quality *= 1.0 if wide or text[:1].isupper() else 0.6
    if wide or not text.isascii():
        return quality
    shown = tidy(text)
    quality *= weighed(shown, _QUALITIES) * (0.35 if phrases.CHAT.search(text) else 1.0)
    quality *= 0.7 if shown.count(",") * 6 > length + 6 else 1.0
    quality *= 0.85 ** min(3, len(phrases.MYSELF.findall(shown)))
    return quality * 0.7 ** (len(phrases.FILLER.findall(shown)) + _stammers(sentence.words))


_QUALITIES: Weights = (
    (0.4, lambda shown: not phrases.FINITE.search(shown)),
    (0.45, phrases.DEPENDENT.match),
    (0.4, phrases.HANGING.match),
    (0.7, phrases.VAGUE_START.match),
    (0.4, phrases.ANECDOTE.match),
    (0.6, phrases.CALLING.match),
    (0.7, phrases.PROCEDURE.match),
    (0.75, lambda shown: shown[:2].lower() in {"i ", "i'"}),
    (0.45, lambda shown: phrases.CONDITION.match(shown) and not phrases.MAIN_CLAUSE.search(shown)),
    (0.5, lambda shown: " – " in shown or "--" in shown),
    (1.4, phrases.STRONG_CLAIM.search),
    (1.1, lambda shown: phrases.CLAIM.search(shown) and not phrases.STRONG_CLAIM.search(shown)),
    (1.1, lambda shown: phrases.GENERIC.search(shown) and not phrases.ANECDOTE.match(shown)),
)
"""What makes a sentence better or worse to read."""


def _stammers(words: Sequence[str]) -> int:
    """Repeated words ("I, I think") and needless "like"s, which make a sentence hard to read."""
    doubled = sum(a == b for a, b in pairwise(words))
    pairs = list(pairwise(words))
    doubled += sum(pair in pairs[i + 2 : i + 4] for i, pair in enumerate(pairs))
    likes = sum(
        word == "like" and before not in {"would", "i'd", "looks", "feels", "something", "things", "to", "is"}
        for before, word in pairwise(words)
    )
    return doubled + likes


_UNCLEAR = anywhere(listed("unclear references"))
_ADVICE = anywhere(listed("advice"))
_CLAIMS = anywhere(listed("claims to print"))

_WEAKNESSES = (
    (0.5, _UNCLEAR),
    (0.6, first(r"the (?:\w+ )?(?:idea|thing|point|secret|trick|goal|part|problem|reason) (?:is|was)")),
    (0.75, anywhere("also  ones  guys")),
    (0.75, phrases.MYSELF),
    (0.85, anywhere("it  they  them  we  us  our  thing  things  stuff  really  actually  pretty  going")),
)
"""What a sentence loses for each of up to three: unclear references, the speaker, words that say little."""


def worth_printing(text: str, names: Collection[str] = frozenset()) -> float:
    """How well a sentence stands alone in show notes: 0 (it does not), about 1 (a plain statement) to 2 (a
    claim somebody could act on). `names` are the folded names of those who speak: what is said about or to
    them is talk, not content."""
    if not _is_whole(text):
        return 0.0
    shown = tidy(text).replace("’", "'")
    length = shown.count(" ") + 1
    if not SHORTEST <= length <= LONGEST or is_faulty(shown):
        return 0.0
    said = [word for _, _, word in words(shown)]
    told = len({content(word) for word in said} - {None})
    if told < 3 or any(word.removesuffix("'s") in names for word in said) or _points_back(said):
        return 0.0
    claims = len(_CLAIMS.findall(shown))
    value = (1.0 if 9 <= length <= 24 else 0.8) * (0.6, 1.1, 1.35, 1.45)[min(3, claims)]
    return value * _opened(shown, said) * min(1.2, 0.7 + 0.1 * told) * _clear(shown, said)


def _is_whole(text: str) -> bool:
    """Whether it is long enough and begins and ends as a statement does."""
    return text.count(" ") + 1 >= SHORTEST and text[:1].isupper() and _ENDING.search(text[-4:]) is not None


def _clear(shown: str, said: Sequence[str]) -> float:
    """What is left of a sentence that points at what was said before or has words that say little."""
    value = 0.7 if _pointed_at(said) else 1.0
    for weight, weak in _WEAKNESSES:
        value *= weight ** min(3, len(weak.findall(shown)))
    return value


def _opened(shown: str, said: Sequence[str]) -> float:
    """What the subject a sentence begins with makes of it: "Caching is ..." tells by itself what it is about,
    "the cache" and "you" lean on what was said before."""
    known = parts()
    start = said[0]
    past = 0.75 if _PAST.search(shown) and not _NOW.search(shown) else 1.0
    if start in _PRONOUNS or CLAUSE.match(shown):
        return past * (0.85 if _ADVICE.search(shown) else 0.55)
    if start == "the":
        return past * (1.0 if _OF_WHAT.match(shown) else 0.75)
    if start in {"a", "an", "every", "most", "many", "people", "nobody", "good"}:
        return past * 1.2
    return past * (1.4 if known.get(start, "noun") in {"noun", "name", "adjective"} else 0.9)


_PRONOUNS = frozenset("you you'll you'd you're i i'd we we'd we'll we're we've don't just".split())
_OF_WHAT = re.compile(
    r"^The (?:\w+ )?\w+ (?:of|between|with|in|about|to) |"
    r"^The (?:more|best|worst|biggest|most|hardest|only|whole|main)\b"
)
_PAST = anywhere(r"was  were  did  didn't  had  went  came  got  \w{3,}ed")
_NOW = anywhere(listed("now"))


def _pointed_at(said: Sequence[str]) -> bool:
    """Whether something is named as known from before: "that library is"."""
    known = parts()
    return any(
        one == "that" and known.get(two) == "noun" and (three in _VERBS or known.get(three) == "noun")
        for one, two, three in zip(said, said[1:], [*said[2:], "is"], strict=False)
    )


_VERBS = frozenset("is was has does can will would that with in on and".split())
_STANDS_FOR = frozenset("it they them its their it's they're they've they'll one ones him her".split())
_EMPTY_IT = frozenset("make makes made making find finds found think that if when because".split())


def _points_back(said: Sequence[str]) -> bool:
    """Whether a pronoun comes before any noun it could stand for."""
    known = parts()
    for n, word in enumerate(said):
        if word in _STANDS_FOR:
            return not (word in {"it", "it's"} and n and said[n - 1] in _EMPTY_IT)
        if content(word) is not None and known.get(word, "noun") in {"noun", "name"}:
            return False
    return False
