"""Title, headline and summary stand below each other: what one says, the next need not say again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import CitedText
from llm_summarise.extractive.reduce.headline import listed
from llm_summarise.extractive.selection.standalone_sentences import worth_printing
from llm_summarise.extractive.speech.lexicon import ENGLISH, focus

SHARED: Final = 0.75
"""Share of the content words of the shorter of two texts in the other from which on one repeats the other."""
FEWEST: Final = 3
"""Content words that a headline has beside those of the title."""


def repeats(text: str, other: str, language: str = ENGLISH) -> bool:
    """Whether one of two texts says little but what the other says."""
    mine, theirs = focus(text, language), focus(other, language)
    return len(mine & theirs) >= SHARED * min(len(mine), len(theirs)) if mine and theirs else text == other


def fresh_headline(
    headline: str, title: str, guests: Sequence[str], told: Sequence[CitedText], language: str
) -> str:
    """The headline, without guests whom the title above it names, if it says more than that title; else what
    is best printed of what is `told` of the topics."""
    headline = _without_guests(headline, title, guests)
    if len(focus(headline, language) - focus(title, language)) >= FEWEST or language != ENGLISH:
        return headline
    others = [said.text for said in told if not repeats(said.text, title, language)]
    return max(others, key=worth_printing, default=headline)


def _without_guests(headline: str, title: str, guests: Sequence[str]) -> str:
    """ "Tides and currents." of "Tides and currents, with Ann and Bo." below a title that names both."""
    ending = f", with {listed(guests)}."
    named = bool(guests) and all(fold_name(guest) in fold_name(title) for guest in guests)
    return f"{headline.removesuffix(ending)}." if named and headline.endswith(ending) else headline
