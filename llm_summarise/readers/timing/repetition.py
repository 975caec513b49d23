"""What a recogniser that is caught in a loop writes again and again: kept once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import eq
from typing import Final

from llm_summarise.domain.clock import clock
from llm_summarise.domain.text import plural
from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Parsed

_PERIOD: Final = 4
"""Cues that are repeated together, at most: A B C D, A B C D, ..."""

_PHRASE: Final = 16
"""Words that are repeated together within one cue, at most."""

_CHARACTERS: Final = 40
"""The same in characters, for scripts without blanks."""

_SHORTEST: Final = 40
"""Characters of a cue below which nothing is looked for in it: ten times "no" is shorter, and no loop."""

_LOOKED_THROUGH: Final = 200
"""Characters of a cue from which on it is looked through; a loop in a shorter one reaches over its middle."""

_LEAST: Final = 6
"""How often a phrase stands in a loop within one cue, at least."""

_SHOWN: Final = 3
"""Loops that a warning tells of one by one."""

_SHOWN_LENGTH: Final = 40

Loop = tuple[int, int, int]
"""First item, how many are repeated together, and how often they stand there."""


def without_loops(parsed: Parsed) -> Parsed:
    """Without what is repeated more often than people repeat themselves; aside it is, with a warning that
    says where."""
    found: list[str] = []
    texts = [cue.text for cue in parsed.cues]
    # On the way of every file: what stands in the middle of nearly all captions stands nowhere before.
    doubtful = [
        i
        for i, text in enumerate(texts)
        if (size := len(text)) >= _SHORTEST
        and (size >= _LOOKED_THROUGH or text.find(text[size // 2 : size // 2 + 6]) < size // 2)
    ]
    within = {i: cut for i in doubtful if (cut := _cut(texts[i])) is not None}
    for i, (text, phrase, times) in within.items():
        parsed.aside.add(AsideKind.REPETITION, texts[i])
        found.append(_told(phrase, times, parsed.cues[i]))
        texts[i] = text
    loops = _loops_of_cues(parsed.cues, texts)
    if not within and not loops:
        return parsed
    dropped: set[int] = set()
    for first, period, times in loops:
        repeated = range(first + period, first + period * times)
        dropped.update(repeated)
        for i in repeated:
            parsed.aside.add(AsideKind.REPETITION, texts[i])
        found.append(_told(" ".join(texts[first : first + period]), times, parsed.cues[first]))
    cues = [replace(cue, text=texts[i]) if i in within else cue for i, cue in enumerate(parsed.cues)]
    parts = ([] if i in dropped else [cue] for i, cue in enumerate(cues))
    more = f"; and {plural(len(found) - _SHOWN, 'loop')} more" if len(found) > _SHOWN else ""
    warning = f"the recogniser repeated itself, kept once: {'; '.join(found[:_SHOWN])}{more}"
    return replace(parsed.rebuilt(parts), warnings=[*parsed.warnings, warning])


def _told(phrase: str, times: int, cue: Cue) -> str:
    shown = phrase if len(phrase) <= _SHOWN_LENGTH else phrase[:_SHOWN_LENGTH].rstrip() + "…"
    where = "" if cue.start is None else f" at {clock(cue.start)}"
    return f"“{shown}” {times} times{where}"


def _most(words: int, cues: int) -> int:
    """How often people say `words` words, in so many cues, in a row: they thank for applause, sing a chorus,
    chant. What is said more often than that is a loop."""
    if cues == 1:
        return 7 if words < 4 else 5 if words < 8 else 4
    return 5


def _loops_of_cues(cues: Sequence[Cue], texts: Sequence[str]) -> list[Loop]:
    """Cues of one speaker that are repeated, single ones before pairs, without overlap."""
    found: list[Loop] = []
    taken: set[int] = set()
    for period in range(1, _PERIOD + 1):
        if sum(map(eq, texts, islice(texts, period, None))) < 4 * period:
            continue
        for first, times in _runs(texts, period):
            block = range(first, first + period * times)
            words = len(" ".join(texts[first : first + period]).split())
            one_voice = all(cues[i].speaker == cues[first].speaker for i in block)
            if times > _most(words, period) and one_voice and taken.isdisjoint(block):
                found.append((first, period, times))
                taken.update(block)
    return sorted(found)


def _runs(items: Sequence[str], period: int) -> Iterator[tuple[int, int]]:
    """Where `period` items are followed by themselves: the first of them, and how often they stand there.
    Takes linear time."""
    first = following = 0
    for i, same in enumerate(map(eq, items, islice(items, period, None))):
        if not same:
            continue
        if i != following:
            if following - first >= period:
                yield first, (following - first + period) // period
            first = i
        following = i + 1
    if following - first >= period:
        yield first, (following - first + period) // period


def _cut(text: str) -> tuple[str, str, int] | None:
    """A cue without its loops, what the longest of them repeats, and how often; None without any."""
    blank = " " if " " in text else ""
    words = text.split()
    if not text.isascii() and len(words) * 12 < len(text):
        return _without(list(text), "", _CHARACTERS)
    if len(words) - len(set(words)) < 8:
        return None
    return _without(words, blank, _PHRASE)


def _without(items: list[str], blank: str, longest: int) -> tuple[str, str, int] | None:
    told: tuple[str, int] | None = None
    for period in _periods(items, longest):
        least = _within_cue(period, spaced=bool(blank))
        loops = [(first, times) for first, times in _runs(items, period) if times >= least]
        kept: list[str] = []
        at = 0
        if loops and (most := max(times for _, times in loops)) > (told[1] if told else 0):
            first = next(first for first, times in reversed(loops) if times == most)
            told = blank.join(items[first : first + period]), most
        for first, times in loops:
            kept += items[at : first + period]
            at = first + period * times
        items = [*kept, *items[at:]]
    return (blank.join(items), *told) if told else None


def _periods(items: Sequence[str], longest: int) -> list[int]:
    """At which distances, up to `longest`, items come again so often that they may be a loop: what stands
    once in the phrase that is repeated comes again after its length."""
    last: dict[str, int] = {}
    counts = [0] * (longest + 1)
    for i, item in enumerate(items):
        distance = i - last.get(item, -longest - 1)
        last[item] = i
        if distance <= longest:
            counts[distance] += 1
    return [distance for distance, count in enumerate(counts) if count >= _LEAST - 1]


def _within_cue(period: int, *, spaced: bool) -> int:
    """From how often on it is a loop, if so many words (or characters) are repeated without a pause."""
    words = period if spaced else period // 3
    return 13 if words < 2 else 8 if words < 5 else _LEAST
