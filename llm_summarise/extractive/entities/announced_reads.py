"""Advertisements that are sure enough to be left out of what a model reads: announced, long, and cut short.

What is told of an advertisement by mistake is a line too many; what is left out by mistake is never read. So
these end with the last sentence that names the sponsor or gives an address, whatever follows.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.sentences import SENTENCE_BREAK
from llm_summarise.extractive.entities.sponsors import SponsorRead, find_reads, spelled

FEWEST_WORDS: Final = 25
"""Words of an advertisement worth leaving out; shorter ones only say who pays."""

_ADDRESS: Final = re.compile(
    r"\w\.[a-z]{2,}\b|\b(?:dot|punkt) (?:com|org|net|io|ai|co|fm|dev|app|de)\b", re.I
)
_SHORTEST_NAME: Final = 3
"""Letters of a name that can be told from a word within another."""


class AnnouncedRead(NamedTuple):
    """Characters `start`, inclusive, to `end`, exclusive, and who pays."""

    start: int
    end: int
    name: str


def announced_reads(text: str) -> list[AnnouncedRead]:
    """The advertisements in a talk, in order, without overlap."""
    found = []
    for read in find_reads(text):
        end = _certain_end(text, read)
        if not read.credit and len(text[read.start : end].split()) >= FEWEST_WORDS:
            found.append(AnnouncedRead(read.start, end, spelled(read.name, text)))
    return found


def _certain_end(text: str, read: SponsorRead) -> int:
    """Where the last sentence ends that can be of nothing else."""
    names = [name for part in read.name.split() if len(name := fold_name(part)) >= _SHORTEST_NAME]
    breaks = (match.end() for match in SENTENCE_BREAK.finditer(text, read.start, read.end))
    begin, last = read.start, read.start
    for end in (*breaks, read.end):
        sentence = text[begin:end]
        folded = fold_name(sentence)
        if _ADDRESS.search(sentence) or any(name in folded for name in names):
            last = begin + len(sentence.rstrip())
        begin = end
    return last
