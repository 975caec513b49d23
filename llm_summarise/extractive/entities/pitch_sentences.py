"""Sentences with what tells an advertisement: addresses, calls to go there, offers, and who is spoken to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from llm_summarise.extractive.selection.spoken_phrases import any_of, anywhere
from llm_summarise.extractive.speech.vocabulary import listed

_ADDRESS: Final = re.compile(
    r"\b(?P<site>[\w-]{2,40}(?:\.[\w-]{2,30}){0,2})(?:\.|\s+dot\s+)(?:com|org|net|io|ai|co|edu|dev|app|"
    r"fm|tv|shop|tech)\b"
    r"(?:(?:/|\s+slash\s+)\w+)?",
    re.IGNORECASE,
)
_CALL: Final = re.compile(
    rf"(?<!\bI )(?<!\bwe )(?<!\byou )(?<!\bthey )(?<!’t )(?<!'t )\b{any_of(listed('calls to buy'))}\s",
    re.IGNORECASE,
)
_OFFER: Final = re.compile(any_of(listed("offers")))
"""In lower case: to look for as many phrases in any case takes several times as long."""
_RETURN: Final = anywhere(listed("back to the talk"))
_OWN: Final = anywhere(listed("of the show itself"))
_TALK: Final = anywhere(
    r"yeah  um  uh  i mean  you know  i think  sort of  kind of  right\?  exactly  he  she  podcast"
)
REACH: Final = 60
"""Characters behind a call within which its address stands."""
_GLUE: Final = re.compile(r"[\s./-]+")


_SIGNS: Final = {code: None for code in range(128) if not chr(code).isalnum()}


def letters(name: str) -> str:
    """Letters and digits of a name in lower case."""
    if name.isascii():
        return name.lower().translate(_SIGNS)
    return "".join(c for c in name.lower() if c.isalnum())


@dataclass
class PitchSentence:
    """A sentence of the text with what is told of it."""

    start: int
    end: int
    text: str
    words: int
    sites: tuple[str, ...] = ()
    call: bool = False
    offers: int = 0
    turn: bool = False

    @cached_property
    def folded(self) -> str:
        """The letters and digits of its words."""
        return letters(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where its words begin in `folded`."""
        return list(accumulate((len(letters(word)) for word in _GLUE.split(self.text)), initial=0))

    def names(self, brand: str) -> int:
        """How often a folded name is said; not where it is a part of a word."""
        return sum(self.folded.startswith(brand, at) for at in self.starts) if brand in self.folded else 0

    @property
    def sells(self) -> bool:
        return bool(self.offers or (self.sites and self.call))

    @property
    def talks(self) -> bool:
        """Whether somebody speaks as one does to somebody else."""
        return _TALK.search(self.text) is not None or _OWN.search(self.text) is not None

    @property
    def returns(self) -> bool:
        return _RETURN.search(self.text) is not None


def judged(text: str, span: tuple[int, int], turns: frozenset[int]) -> PitchSentence:
    said = text[span[0] : span[1]]
    lowered = said.lower()
    sites = tuple(_sites(said)) if "." in said[:-1] or "dot" in lowered else ()
    offers, call = len(_OFFER.findall(lowered)), False
    if (sites or offers) and _OWN.search(said):
        offers = 0
    elif sites:
        call = any(_ADDRESS.search(said, m.start(), m.end() + REACH) for m in _CALL.finditer(said))
    return PitchSentence(*span, said, said.count(" ") + 1, sites, call, offers, span[0] in turns)


def _sites(said: str) -> Iterator[str]:
    """The parts of the addresses in a sentence, the last part of each first."""
    for match in _ADDRESS.finditer(said):
        yield from reversed(match["site"].lower().split("."))
