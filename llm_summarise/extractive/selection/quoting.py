"""Sentences worth printing as they were said: opinions, contrasts and images rather than instructions."""

from __future__ import annotations

import re
from collections.abc import Callable

from llm_summarise.extractive.selection import spoken_phrases as wording
from llm_summarise.extractive.speech.speech import Sentence

SHORTEST, LONGEST = 6, 28
"""Words of a quote, both inclusive."""


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{' '.join(pattern.split()).replace(' | ', '|')})\b", re.IGNORECASE)


_THINKS = _any(
    "i (?:really |also |do |actually |just )*(?:think | feel | believe | guess | hope | like) | i would argue"
)
"""Says that something is an opinion, whatever it is."""
_JUDGEMENT = _any(r"""
    i (?:really |always |just |still |never |do |also |don't )*(?:love | hate | like |
    trust | wish | prefer | enjoy |  realized | realised | wonder | worry |
    doubt | care | stopped | fell) | my (?:favou?rite | advice | philosophy | hope | dream | rule |
    motto | fear | biggest) | in my opinion | i'm (?:a huge | a big | proud | convinced | worried |
    scared | excited | optimistic | tired | afraid | amazed | grateful | not convinced | not worried) |
    honestly | i would argue
""")
_CONTRAST = _any(r"""
    but | instead | rather than | not just | not because | isn't | aren't | than | without |
    even though | nobody | no one | everybody | everyone | never | always | nothing | everything |
    only | the more | until | least | most of
""")
_COLOUR = _any(r"""
    terrible | horrible | awful | beautiful | ugly | hostile | scary | terrifying | crazy | insane |
    ridiculous | magic | magical | brilliant | elegant | painful | pain | joy | fun | boring | stupid |
    silly | dumb | evil | dangerous | wrong | lazy | brave | hard | impossible | powerful | revolution |
    nightmare | disaster | war | fight | die | dead | kill | death | broken | break | lie | lies |
    secret | superpower | wild | weird | hype | freedom | trust | fear | dream | love | hate |
    wonderful | incredible | radical | shame | honest | simple | simplest | worst | best | greatest |
    hell | life | future | humans | the whole point | the trick |
    the reason | matters
""")
_IMAGE = _any(
    r"(?:is|are|was|feels|felt|looks|sounds|it's) (?:kind of |sort of |a bit |exactly )?(?:like|as if)"
)
_DRY = _any(r"""
    click | install | import | run | pip | command | file | folder | function | method | parameter |
    argument | version | dot | slash | underscore | directory | repository | config | string | object |
    for example | for instance | you can | you could | you would | you have to | you need to | we have |
    there's a | there is a | called | basically | essentially | whatever | something like
""")
_TOLD = _any(
    r"\d{4} | last year | this year | years ago | episode | course | book | article | chapter | keynote"
)


_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")


def quotable(text: str, sentence: Sentence, quality: float) -> float:
    """How well a sentence stands in show notes as a quote, 0 (not at all) to about 6. `quality` is what it
    is worth alone (see `standalone_sentences.worth_printing`)."""
    length = len(sentence.words)
    if not SHORTEST <= length <= LONGEST or not text.endswith((".", "!")) or not text[:1].isupper():
        return 0.0
    if wording.tidy(text) != text and not _THINKS.match(text):
        return 0.0
    if wording.LEANS.search(text) or wording.FILLER.search(text) or wording.CHAT.search(text):
        return 0.0
    felt = _JUDGEMENT.search(text) is not None
    contrasts = len({m.lower() for m in _CONTRAST.findall(text)})
    colours = len({m.lower() for m in _COLOUR.findall(text)})
    image = _IMAGE.search(text) is not None
    plain = not (felt or colours or image or contrasts > 1)
    score = 0.25 + 1.0 * felt + 0.35 * min(3, contrasts) + 0.6 * min(3, colours) + 0.7 * image
    score += 0.3 if _THINKS.search(text) else 0.0
    score -= 0.35 * max(0, len(_CAPITALS.findall(text)) - 1)
    score -= 0.5 * len(_DRY.findall(text)) + 0.4 * len(_TOLD.findall(text))
    if score <= 0 or _BROKEN.search(text):
        return 0.0
    score *= 0.3 if plain else 1.0
    score *= 1.3 if 7 <= length <= 16 else 1.0 if length <= 21 else 0.8
    for penalty, bad in _PENALTIES:
        score *= penalty if bad(text) else 1.0
    return score * quality


_BROKEN = re.compile(
    r"\b(\w+),? \1\b|\b(?:but|and|so|or|the|a|to|of|which|that|with)[.!]$|"
    r"^(?:Sorry|Sounds|At least|Originally|Tell me|Another)\b",
    re.IGNORECASE,
)
_PENALTIES: tuple[tuple[float, Callable[[str], object]], ...] = (
    (0.5, wording.PROCEDURE.match),
    (0.3, wording.DEPENDENT.match),
    (0.3, wording.CALLING.match),
    (0.4, lambda text: wording.ANECDOTE.match(text) and not _JUDGEMENT.search(text)),
    (0.6, wording.VAGUE_START.match),
    (0.7, lambda text: text.count(",") > 2),
)
"""What a sentence loses for each fault."""
