"""Which sentences say something: salience within a topic, without fillers and repetitions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from llm_summarise.core.extractive.lexicon import is_wide, rarity, tokens
from llm_summarise.core.extractive.talk import Sentence, Talk

FEWEST_CONTENT = 4
"""Content words below which a sentence says too little to stand alone."""

_LEADING = re.compile(
    r"^(?:\W*\b(?:yeah|yes|yep|no|oh|ah|uh|um|hmm|so|and|but|or|okay|ok|all right|alright|right|well|now|like|cool|nice|"
    r"awesome|great|exactly|sure|absolutely|actually|basically|also|anyway|because|you know|i mean|i think|i guess|"
    r"i would say|i'd say|i feel like|of course|definitely|interesting|wow|hey|then|plus|wait|to be honest|"
    r"for example|for instance|in fact|honestly|again|obviously|first of all|in general)\b(?:[,.!;:]|\.\.\.)?\s*)+",
    re.IGNORECASE,
)
_KEEP_LEADING = re.compile(
    r"^(?:no|now|right|well|like|also|because|then|great|sure|so)\b (?=\w+ing\b|one\b|matter\b|that\b|way\b|longer\b)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:you know|i mean|i guess|kind of|sort of|or whatever|and stuff|blah|uh|um|i don't know|gonna|whatnot|"
    r"like,|right\?|et cetera|something like that|i'm like|was like|it's like)\b",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"^(?:it|it's|that|that's|this|this is|these|those|they|they're|he|she|he's|she's|there|which|one|"
    r"his|her|their|them|him)\b",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"\b(?:welcome|thank(?:s| you)|great to (?:have|be)|happy to be|nice to (?:meet|see)|show notes|subscribe|youtube|"
    r"live stream|listeners?|this episode|the show|podcast|the audience|talk python|i'll (?:put|link)|congrat\w*|"
    r"my screen|on (?:the|your) screen|you(?:'ve)? (?:\w+ )?(?:said|mentioned|talked|called|wrote|used|pointed|brought)|"
    r"(?:as|like) (?:you|i) said|out there says?|your (?:talk|episode|course|book|post|article|interview)|"
    r"people listening|folks listening|listening|let me|let's|give us|tell (?:us|people)|talk us|walk us|"
    r"if you click|top (?:left|right)|scroll|my wife|kids?|my (?:mom|dad|mother|father)|the questions? (?:out|from))\b",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r"^(?:because|what|talked|which|who|whose|how|where|whether|than|unless|until|so that|even if|like|many things|that way|"
    r"let's|give|tell|talk us|such as|depending|especially|instead of|at least|not just)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^(?:if|when|although|though|while|since|even though|once|as)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|can|could|will|would|should|must|may|might|do|does|did|don't|doesn't|didn't|"
    r"can't|won't|isn't|aren't|wasn't|\w+'(?:s|re|ve|ll|d|m)|need|needs|want|wants|get|gets|got|make|makes|made|"
    r"use|uses|used|work|works|worked|run|runs|let|lets|help|helps|know|think|came|come|comes|go|goes|went|take|takes|"
    r"give|gives|says?|said|found|find|wrote|built|write|build|see|saw|tell|allows?|means?|\w{4,}ed)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:should|must|never|always|important|because|means|lets|allows|helps?|problem|reason|better|best|worst|need|"
    r"instead|key|advice|learn(?:ed|t)?|turns out|the point|makes|built|created|is (?:a|an|the)|are (?:a|the))\b",
    re.IGNORECASE,
)
_CALLING = re.compile(r"^[A-Z][a-z]+, (?!(?:and|or|[A-Z])\b)")
_MAIN_CLAUSE = re.compile(r",\s+(?:\S+\s+){3}")
_ENDING = re.compile(r"[.!。！]['\"”」]?$")
FORMULA = re.compile(
    r"\b(?:this is [^.]{0,40}?,? episode|episode (?:number )?\d+|episode number|welcome to|your host|recorded (?:on )?"
    r"\w+ \d|follow me|subscribe|brought to you by|sponsored by|are you ready|listening to|live from)\b",
    re.IGNORECASE,
)
"""What a show says in every episode; a cold open ends with it."""
ABOUT = re.compile(
    r"\b(?:i'm|we're|i am|we are|i'll be|we'll be|i|we|you'll)\s+(?:talk|speak|join|chat|meet|interview|dig|dive|discuss)|"
    r"\b(?:is|are) here\b|\b(?:in|on) this episode\b",
    re.IGNORECASE,
)
"""What a host says to announce the guest and the subject."""
INVITES = re.compile(
    r"^\W*(?:i hope|join (?:me|us)|stay tuned|here we go|i have a special|let's (?:get|dive)|i think you)",
    re.IGNORECASE,
)
"""An invitation without content."""
LEANS = re.compile(r"^\W*(?:and|but|or|so|because|then|also|which|that|it|this|those|these)\b", re.IGNORECASE)
"""A beginning that needs the sentence before."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with how much it says (higher is more) and its content stems."""

    index: int
    score: float
    terms: frozenset[str]


def tidy(text: str) -> str:
    """The sentence as one prints it: without leading fillers, starting with a capital."""
    text = " ".join(text.split()).lstrip("-–—>> ")
    if not _KEEP_LEADING.match(text):
        shorter = _LEADING.sub("", text)
        if len(shorter) > len(text) * 0.5:
            text = shorter
    text = re.sub(r"^[\s,;:.…-]+", "", text)
    return text[:1].upper() + text[1:]


def rank(
    talk: Talk,
    sentences: Sequence[Sentence],
    indices: Iterable[int],
    host: str | None = None,
    focus: frozenset[str] = frozenset(),
) -> list[Ranked]:
    """The sentences at `indices` that say something, best first: close to the words of the whole passage and
    the stems in `focus`, complete, declarative, of a length one likes to read, rather not by the `host`."""
    found: list[tuple[int, frozenset[str], float]] = []
    passage: Counter[str] = Counter()
    for i in indices:
        sentence = sentences[i]
        text = talk.text[sentence.start : sentence.end]
        terms = tokens(text, sentence.words)
        passage.update(set(terms))
        quality = quality_of(text, sentence, len(set(terms)))
        if quality > 0:
            quality *= 1.0 + 0.2 * len(focus & set(terms))
            found.append(
                (i, frozenset(terms), quality * (0.75 if host and sentence.speaker == host else 1.0))
            )
    weights = {t: rarity(t) * (1.0 + math.log(n)) for t, n in passage.items()}
    ranked = []
    for i, own, quality in found:
        size = len(sentences[i].words) if own else 1
        centrality = sum(weights[t] for t in own) / max(8.0, size) ** 0.75
        ranked.append(Ranked(i, quality * centrality, own))
    return sorted(ranked, key=lambda r: (-r.score, r.index))


def quality_of(text: str, sentence: Sentence, content_words: int) -> float:
    """How fit a sentence is to be read alone, 0 (not at all) to about 1.3."""
    wide = is_wide(text)
    length = len(text) // 3 if wide else len(sentence.words)
    if text.rstrip("\"'”").endswith(("?", "？", "...", "…")) or content_words < (
        2 if wide else FEWEST_CONTENT
    ):
        return 0.0
    if length < 6 or length > 55:
        return 0.0
    shown = tidy(text)
    quality = 1.0 if 9 <= length <= 30 else 0.7
    if not _ENDING.search(text):
        quality *= 0.6
    if not text[:1].isupper() and not wide:
        quality *= 0.6
    english = not wide and text.isascii()
    if english and not _FINITE.search(shown):
        quality *= 0.4
    if _DEPENDENT.match(shown) or (_CONDITION.match(shown) and not _MAIN_CLAUSE.search(shown)):
        quality *= 0.45
    if _HANGING.match(shown):
        quality *= 0.6
    if _CALLING.match(shown):
        quality *= 0.6
    if _CHAT.search(text):
        quality *= 0.35
    if _CLAIM.search(shown):
        quality *= 1.15
    quality *= 0.7 ** (len(_FILLER.findall(shown)) + _stammers(sentence.words))
    if shown[:2].lower() in {"i ", "i'"}:
        quality *= 0.75
    return quality


def _stammers(words: Sequence[str]) -> int:
    """Repeated words ("I, I think") and needless "like"s, which make a sentence hard to read."""
    doubled = sum(a == b for a, b in pairwise(words))
    likes = sum(
        word == "like" and before not in {"would", "i'd", "looks", "feels", "something", "things", "to", "is"}
        for before, word in pairwise(words)
    )
    return doubled + likes


def pick(ranked: Sequence[Ranked], most: int, *, similar: float = 0.45, gap: int = 1) -> list[Ranked]:
    """The best `most` of them that do not repeat one another (maximal marginal relevance: the Dice overlap
    of their stems is below `similar`) and stand at least `gap` sentences apart, in order of time."""
    chosen: list[Ranked] = []
    for candidate in ranked:
        if len(chosen) == most:
            break
        if all(
            abs(candidate.index - other.index) >= gap and overlap(candidate.terms, other.terms) < similar
            for other in chosen
        ):
            chosen.append(candidate)
    return sorted(chosen, key=lambda r: r.index)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice coefficient of two sets of stems, 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0
