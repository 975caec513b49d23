"""Which sentences say again what another has said: told by the words they share, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from llm_summarise.domain.text import has_wide_characters, words

REPEATED: Final = 0.72
"""Share of the shorter sentence, in letters, that stands in the longer one where they say the same."""

_FEWEST: Final = 4
"""Words below which a sentence is too short to be told by its words; it repeats only its equal."""

_STEM: Final = 6
"""Letters that tell a word from others: what comes after them is mostly inflection."""


def overlap(one: str, other: str) -> float:
    """The share, 0 to 1, of the sentence with less to say that stands in the other one too. Long words weigh
    more, for they say more; 0 where a number of the shorter one is not in the longer, as then they differ."""
    return _shared(_terms(one), _terms(other))


def kept_sentences(texts: Sequence[str], said: Iterable[str] = (), *, at_least: int = 0) -> list[int]:
    """The indices, ascending, of the sentences that repeat neither an earlier one nor one of `said`. Where
    fewer than `at_least` would be left, those that repeat the least are kept as well, none that is equal to
    another of `texts`."""
    before = [_terms(text) for text in said]
    kept: list[int] = []
    again: list[tuple[float, int]] = []
    for i, text in enumerate(texts):
        terms = _terms(text)
        most = max((_shared(terms, other) for other in before), default=0.0)
        if most < REPEATED:
            kept.append(i)
            before.append(terms)
        elif texts[i] not in texts[:i]:
            again.append((most, i))
    lacking = max(0, at_least - len(kept))
    return sorted([*kept, *(i for _, i in sorted(again)[:lacking])])


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    less, more = sorted((one, other), key=_weight)
    if len(less) < _FEWEST:
        return float(bool(less) and less == more)
    if any(term not in more for term in less if term.isdigit()):
        return 0.0
    return _weight(less & more) / _weight(less)


def _weight(terms: Iterable[str]) -> int:
    return sum(map(len, terms))


def _terms(text: str) -> frozenset[str]:
    """The words of a sentence without their endings; of a script without blanks all pairs of letters."""
    found: set[str] = set()
    for _, _, word in words(text):
        if has_wide_characters(word):
            found.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.add(word if word.isdigit() else word[:_STEM])
    return frozenset(found)
