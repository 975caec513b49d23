"""Names in talk that is not in English: what is an ordinary word there is known to nobody here.

In a language of the Latin script a word in lower case is a word of that language ("dos", "vue", "aider"), and
so is one that begins a sentence. A name is what has a capital where none is due, and no accent that the name
lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from llm_summarise.domain.scripts.language_detection import SAMPLE, is_english, script_of
from llm_summarise.names.finding import Found, SplitLines
from llm_summarise.names.matching import Ordinary, starts_sentence

OPENING_SENTENCE: Final = 0.35
"""Score of a name whose capital the beginning of a sentence explains."""

CERTAIN: Final = 1.6
"""Score of a very common English word that is a name without doubt, in a list with others."""

_SHORT: Final = 4
"""Letters of a name that has to be written just so: "DoS" is no DOS."""


def foreign(lines: Sequence[str]) -> bool:
    """Whether the lines are in another language than English, as far as their beginning tells."""
    return not is_english(_beginning(lines))


def of_other_language(found: Iterable[Found], talk: SplitLines) -> Iterator[Found]:
    """Those of the places in which something stands that may be a name in another language than English."""
    latin = script_of(_beginning(talk.lines)) == "Latin"
    for item in found:
        if (_has_sign(item) and not _accented(item)) if latin else _written_so(item):
            yield _weighed(item, talk) if latin else item


def _beginning(lines: Sequence[str]) -> str:
    text, size = [], 0
    for line in lines:
        text.append(line)
        size += len(line)
        if size > SAMPLE:
            break
    return " ".join(text)


def _has_sign(item: Found) -> bool:
    """Whether capitals, or a sign within it ("node.js"), show that something is a name; a single letter or a
    very common word of English is none there."""
    if item.entry.ordinary >= Ordinary.COMMON and item.score < CERTAIN:
        return False
    if any(letter.isupper() for letter in item.surface):
        return _written_so(item)
    return any(sign in item.surface for sign in "+#.")


def _written_so(item: Found) -> bool:
    """Whether it is long enough to be no other name, or has the capitals of this one."""
    return len(item.surface) > _SHORT or item.surface in (item.entry.name, *item.entry.spellings)


def _accented(item: Found) -> bool:
    """Whether it has an accent that the name has not: "Voilà" is no Voila."""
    return _accents(item.surface) and not any(
        _accents(name) for name in (item.entry.name, *item.entry.spellings)
    )


def _accents(text: str) -> bool:
    return any(unicodedata.combining(sign) for sign in unicodedata.normalize("NFD", text))


def _weighed(item: Found, talk: SplitLines) -> Found:
    line = talk.lines[item.line]
    plain = item.surface[1:].islower() or len(item.surface) == 1
    if plain and starts_sentence(line, item.start, talk.before(item.line)):
        return replace(item, score=min(item.score, OPENING_SENTENCE))
    return item
