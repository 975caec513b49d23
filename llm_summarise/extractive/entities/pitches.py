"""Advertisements that nobody announces: other people's, put in before, between and after the talk.

They are told by what only advertisements say, an address or an offer, of something that is named again and
again. One piece of evidence is none: guests give addresses too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from llm_summarise.extractive.entities.pitch_sentences import PitchSentence, judged, letters
from llm_summarise.extractive.selection.spoken_phrases import anywhere, first
from llm_summarise.extractive.speech.lexicon import STOP_WORDS

_YOU: Final = anywhere("you  your  you're  you'll  yours")
_FILLERS: Final = anywhere(r"yeah  um  uh  i mean  you know  i think  sort of  kind of  welcome")
_MYSELF: Final = anywhere("I  I'm  I've  my  we've  we")
_GOES_ON: Final = first("this  that  it  they  these  and  or  plus  so  but  with  whether  because")
_PROPER: Final = re.compile(r"\b(?![A-Z]\w*[’'](?!s\b))[A-Z][\w’'&-]+(?:\s+(?:&\s+)?[A-Z][\w’'&-]+){0,2}")

BEFORE: Final = 170
"""Words before an address within which its advertisement begins."""
BETWEEN: Final = 60
"""Words between two places where a brand is named, beyond which they are two matters."""
NAMED: Final = 100
"""Words before an offer in which the brand is named, where no address tells it."""
LED_IN: Final = 45
"""Words of a pitch before the brand is named."""
AFTER: Final = 40
"""Words after an address within which the brand may be named once more."""
GAP: Final = 200
"""Words between two advertisements, or before the first and after the last, that may be one as well."""
SUBJECT: Final = 4
"""Sentences of the talk itself from which on what they name is its subject, or the show, and no brand."""
ENOUGH: Final = 4.0
"""Evidence from which on it is an advertisement."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """An advertisement: characters `start` to `end` (exclusive), and the brand as said; empty where the one
    before goes on."""

    start: int
    end: int
    name: str


def find_pitches(
    text: str, spans: Sequence[tuple[int, int]], turns: frozenset[int], taken: Sequence[tuple[int, int]]
) -> list[Pitch]:
    """The unannounced advertisements in `text`, in order, without overlap with one another or with those
    `taken`. `spans` are its sentences, of which those that begin at `turns` are said by somebody else than
    the one before."""
    sentences = [judged(text, span, turns) for span in spans]
    if not any(sentence.offers or sentence.sites for sentence in sentences):
        return []
    closed = _closed(sentences, taken)
    far: list[str] | None = None
    found: list[tuple[int, int, str]] = []
    done = 0
    for anchor, sentence in enumerate(sentences):
        if not sentence.sells or closed[anchor] or anchor < done:
            continue
        low = max(done, anchor - _within(sentences, anchor, -1, BEFORE))
        low = max((i + 1 for i in range(low, anchor) if closed[i]), default=low)
        pitch = _pitch(sentences, anchor, low)
        if pitch and far is None:
            far = _far_from_sales(sentences)
        if pitch and not _is_subject(pitch[2], far or ()):
            first, last, name = pitch
            last = next((i for i in range(anchor, last + 1) if closed[i]), last + 1) - 1
            found.append((first, last, name))
            done = last + 1
    for first, last, _ in found:
        closed[first : last + 1] = [True] * (last + 1 - first)
    found += _gaps(sentences, closed)
    return [Pitch(sentences[a].start, sentences[b].end, name) for a, b, name in sorted(found)]


def _closed(sentences: Sequence[PitchSentence], taken: Sequence[tuple[int, int]]) -> list[bool]:
    """Which of the sentences lie in one of the spans `taken`, at least in part."""
    closed = [False] * len(sentences)
    for start, end in taken:
        first = bisect_right(sentences, start, key=lambda s: s.end)
        for i in range(first, bisect_left(sentences, end, key=lambda s: s.start)):
            closed[i] = True
    return closed


def _far_from_sales(sentences: Sequence[PitchSentence]) -> list[str]:
    """The sentences, folded, that are said where nothing is sold."""
    said, last, behind = 0, -BEFORE, list[int]()
    for s in sentences:
        last = said if s.sells else last
        behind.append(said - last)
        said += s.words
    far, following = list[str](), said + BEFORE
    for s, distance in zip(reversed(sentences), reversed(behind), strict=True):
        said -= s.words
        following = said if s.sells else following
        if distance >= BEFORE and following - said >= BEFORE:
            far.append(s.folded)
    return far


def _is_subject(name: str, far: Sequence[str]) -> bool:
    """Whether the talk itself is about what is named."""
    folded = letters(name)
    return folded in STOP_WORDS or sum(folded in s for s in far) >= SUBJECT


def _within(sentences: Sequence[PitchSentence], at: int, step: int, most: int) -> int:
    """How many sentences from `at` on, exclusive, hold `most` words at most, up to a change of speakers."""
    said = count = 0
    i = at
    while 0 <= i + step < len(sentences):
        if sentences[i if step < 0 else i + 1].turn:
            break
        i += step
        said += sentences[i].words
        if said > most:
            break
        count += 1
    return count


def _pitch(sentences: Sequence[PitchSentence], anchor: int, low: int) -> tuple[int, int, str] | None:
    """The advertisement around the sentence `anchor` that sells something, as first and last sentence, both
    inclusive, and brand; None if too little speaks for one."""
    high = anchor + _within(sentences, anchor, 1, AFTER)
    brand, name = _brand(sentences, anchor, low, high)
    if not brand:
        return None
    first = _begin(sentences, anchor, low, brand)
    last = _end(sentences, anchor, brand)
    part = sentences[first : last + 1]
    named = sum(s.names(brand) for s in part)
    proof = sum(2.0 * (s.call and bool(s.sites)) + 1.5 * min(2, s.offers) + 0.5 * len(s.sites) for s in part)
    proof += min(3.0, 0.6 * named) + min(1.5, 0.3 * sum(len(_YOU.findall(s.text)) for s in part))
    proof -= 1.2 * sum(s.talks for s in part)
    strong = any(s.call for s in part) or sum(s.offers for s in part) > 1
    return (first, last, name) if strong and proof >= ENOUGH and named > 1 and last > first else None


def _brand(sentences: Sequence[PitchSentence], anchor: int, low: int, high: int) -> tuple[str, str]:
    """What is sold around a sentence, folded and as said: by its address, else what is named most."""
    for i in sorted(range(anchor, high + 1)):
        for site in sentences[i].sites:
            folded = letters(site)
            said = _said_as(sentences[low : high + 1], folded)
            if said:
                return folded if len(folded) > 3 else said.lower(), said
    counts: dict[str, int] = {}
    near = max(low, anchor - _within(sentences, anchor, -1, NAMED))
    for s in sentences[near : high + 1]:
        for match in _PROPER.finditer(s.text, 1):
            if match.group().lower() in STOP_WORDS:
                continue
            for name in {match.group(), match.group().split()[0]}:
                counts[name] = counts.get(name, 0) + 1
    best = max(counts, key=lambda n: (counts[n], len(n)), default="")
    return (letters(best), best) if counts.get(best, 0) > 1 else ("", "")


def _said_as(part: Sequence[PitchSentence], folded: str) -> str:
    """The words with a capital that an address is made of, else the address as it is said."""
    spelled: dict[str, int] = {}
    for s in part:
        for match in _PROPER.finditer(s.text):
            words = match.group().split()
            for n in range(len(words), 0, -1):
                name = " ".join(words[:n]).removesuffix("'s").removesuffix("’s")
                bare = letters(name)
                if bare == folded or (len(bare) > 3 and folded.startswith(bare)):
                    spelled[name] = spelled.get(name, 0) + 1
                    break
    return max(spelled, key=lambda n: (spelled[n], len(n)), default=folded.capitalize())


def _begin(sentences: Sequence[PitchSentence], anchor: int, low: int, brand: str) -> int:
    """The sentence with which an advertisement begins: where the brand is first named, and what leads to
    it."""
    first, idle = anchor, 0
    for i in range(anchor - 1, low - 1, -1):
        if sentences[i].returns:
            low = i + 1
            break
        if sentences[i].names(brand):
            first, idle = i, 0
        else:
            idle += sentences[i].words
            if idle > BETWEEN:
                break
    return _led_in(sentences, first, low)


def _led_in(sentences: Sequence[PitchSentence], first: int, low: int) -> int:
    """The first of the sentences that lead to the one that names the brand: it addresses the listener."""
    said, at = 0, first
    while at > low and not sentences[at].turn:
        before = sentences[at - 1]
        said += before.words
        if said > LED_IN or before.talks or before.returns or before.offers or before.sites:
            break
        if _MYSELF.search(before.text):
            break
        at -= 1
        if _YOU.search(before.text) or before.text.endswith("?"):
            first = at
    return first


def _end(sentences: Sequence[PitchSentence], anchor: int, brand: str) -> int:
    """The last sentence that sells it or names it."""
    last, idle = anchor, 0
    for i in range(anchor + 1, len(sentences)):
        s = sentences[i]
        if s.returns or s.turn:
            break
        other = s.sites and not any(brand in letters(site) for site in s.sites)
        if other:
            break
        if s.names(brand) or (s.offers and idle < AFTER // 2):
            last, idle = i, 0
        else:
            idle += s.words
            if idle > AFTER:
                break
    return last


def _gaps(sentences: Sequence[PitchSentence], closed: Sequence[bool]) -> Iterator[tuple[int, int, str]]:
    """What stands between two advertisements, before the first or after the last, and is one too. `closed`
    are the sentences that are known to be in one."""
    runs = [(known, list(part)) for known, part in groupby(range(len(sentences)), key=closed.__getitem__)]
    if len(runs) < 2:
        return
    for known, part in runs:
        if part[0] and not known:
            back = next((n for n, i in enumerate(part) if sentences[i].returns), len(part))
            part = part[:back]
        if known or not 12 <= sum(sentences[i].words for i in part[:GAP]) <= GAP:
            continue
        if any(sentences[i].returns or _FILLERS.search(sentences[i].text) for i in part):
            continue
        selling = [i for i in part if sentences[i].offers or sentences[i].sites]
        if not selling:
            continue
        name = _brand(sentences, selling[0], part[0], part[-1])[1]
        if not name and part[0] and _GOES_ON.match(sentences[part[0]].text):
            yield part[0], part[-1], ""
        elif name := name or _first_name(sentences, [selling[-1], *part]):
            yield part[0], part[-1], name


def _first_name(sentences: Sequence[PitchSentence], part: Sequence[int]) -> str:
    """The first name in some sentences, behind the first word of each."""
    found = (match.group() for i in part for match in _PROPER.finditer(sentences[i].text, 1))
    return next((name for name in found if name.lower() not in STOP_WORDS), "")
