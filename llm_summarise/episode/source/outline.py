"""The author's outline of an episode: which of its headings are chapters, and when a title is theirs.

A heading may be no chapter: the title of the whole, a name, "Transcript", "Show notes". An outline may be
finer than chapters are, with a heading for each question: then its lower levels are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.text import estimate_tokens, fold_space, strip_controls, words
from llm_summarise.domain.transcript import Heading, Transcript
from llm_summarise.readers.word_lists import lines_of

FINEST: Final = 110
"""Tokens of speech, half a minute, which the chapters of an outline have on average at least."""

FEWEST: Final = 6
"""Headings that are never too many, however short the episode."""

REPEATED: Final = 3
"""A title that occurs so often is no chapter but a label: who speaks, "Question", "Break"."""

LONGEST_TITLE: Final = 160
"""Characters of a title; a longer heading is a paragraph in disguise, and is shortened."""

KEPT: Final = 0.6
"""Share of the words of the shorter title that the other has, from which on a title is that of the author."""


def author_chapters(transcript: Transcript) -> tuple[Heading, ...]:
    """The headings at which a chapter begins, in order of their cues, one for a cue at most."""
    if not transcript.outline:
        return ()
    named = {fold_name(name) for name in _names(transcript)}
    times = Counter(fold_name(heading.title) for heading in transcript.outline)
    found = [
        heading
        for heading in transcript.outline
        if 0 <= heading.cue < len(transcript.cues)
        and (folded := fold_name(heading.title))
        and times[folded] < REPEATED
        and folded not in named
        and folded not in _no_chapters()
    ]
    return tuple(_levels(_one_per_cue(_below_title(found)), transcript))


def _names(transcript: Transcript) -> Iterable[str]:
    """What may stand in a heading without naming a chapter: people, the show, the episode."""
    about = transcript.about
    yield from (*transcript.speakers, *about.hosts, *about.guests, *about.speakers)
    yield from (name for name in (about.title, about.show) if name)


@cache
def _no_chapters() -> frozenset[str]:
    """Folded headings of parts of a page."""
    lines = lines_of(Path(__file__).with_name("no_chapters.txt"))
    return frozenset(fold_name(title) for line in lines for title in line.split(";") if fold_name(title))


def _below_title(headings: Sequence[Heading]) -> Sequence[Heading]:
    """Without the one that stands above all others: the title of the whole."""
    if len(headings) < 2:
        return headings
    first, *others = headings
    is_title = first.cue == 0 and first.level < min(heading.level for heading in others)
    return others if is_title else headings


def _one_per_cue(headings: Iterable[Heading]) -> list[Heading]:
    """Of headings above one cue the highest; of equals the last, for the others have nothing below them."""
    kept: dict[int, Heading] = {}
    for heading in headings:
        known = kept.get(heading.cue)
        if known is None or heading.level <= known.level:
            kept[heading.cue] = heading
    return [kept[cue] for cue in sorted(kept)]


def _levels(headings: Sequence[Heading], transcript: Transcript) -> Sequence[Heading]:
    """The levels that together are not too many for the length; of the highest alone what leaves chapters of
    some length, if that is too fine already."""
    sizes = [estimate_tokens(cue.text) for cue in transcript.cues]
    most = max(FEWEST, sum(sizes) // FINEST)
    for level in sorted({heading.level for heading in headings}, reverse=True):
        kept = [heading for heading in headings if heading.level <= level]
        if len(kept) <= most:
            return kept
    return _thinned(kept, sizes) if headings else headings


def _thinned(headings: Sequence[Heading], sizes: Sequence[int]) -> list[Heading]:
    """Without the headings that follow another within a few words."""
    kept: list[Heading] = []
    said = at = last = 0
    for heading in headings:
        said += sum(sizes[at : heading.cue])
        at = heading.cue
        if not kept or said - last >= 2 * FINEST:
            kept.append(heading)
            last = said
    return kept


def chapter_title(heading: Heading) -> str:
    """The title as it is shown: on one line, without control characters, of bounded length."""
    title = fold_space(strip_controls(fold_space(heading.title[: 4 * LONGEST_TITLE])))
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[LONGEST_TITLE // 2 :] else cut).rstrip(" ,;:-") + "…"


def keeps_title(title: str, heading: str) -> bool:
    """Whether a title is the author's: the same, shortened, or with most of its words."""
    own, given = fold_name(heading), fold_name(title)
    if not own or not given:
        return False
    if own == given or (len(given) > 2 and own.startswith(given)) or given.startswith(own):
        return True
    theirs, mine = ({word for _, _, word in words(text)} for text in (heading, title))
    shorter = min(len(theirs), len(mine))
    return shorter > 1 and len(theirs & mine) / shorter >= KEPT
