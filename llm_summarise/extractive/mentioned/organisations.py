"""Firms and other organisations, events, and ideas that bear a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from llm_summarise.domain.replies import MentionKind
from llm_summarise.extractive.mentioned.capitals import NAME, Words, bare, given_names, known
from llm_summarise.extractive.mentioned.sighting import Sighting

_ROLES: Final = (
    r"(?:CEO|CTO|COO|CFO|CMO|CPO|[Cc]hief [\w ]{2,25} [Oo]fficer|[Ff]ounders?|[Cc]o-?founders?|[Pp]resident|"
    r"[Hh]ead of \w+|VP of \w+|[Dd]irector|[Cc]hairman|[Ee]ditor)"
)
_LED: Final = re.compile(rf"\b{_ROLES},? (?:and CEO )?(?:of|at) (?P<name>{NAME})")
_CALLED: Final = re.compile(
    rf"\b(?:company|startup|start-up|firm|agency|nonprofit|organi[sz]ation|brand|retailer|think tank|"
    rf"consultancy)"
    rf"(?: that(?:'s| is| was))?,? (?:called|named) (?P<name>{NAME})"
)
_FOUNDED: Final = re.compile(
    rf"\b(?:founded|co-?founded|started|acquired|bought|acquired by|bought by|invested in) (?P<name>{NAME})"
)
_POSSESSED: Final = re.compile(
    rf"\b(?P<name>{NAME})(?:'s|’s) (?:CEO|CTO|CFO|COO|IPO|founders?|board|employees|shareholders|"
    rf"stock price|earnings)\b"
)
_HINTS: Final = re.compile(
    rf"\b(?:at|joined|left|for|from|like|companies like|worked at|sold to|versus|by) (?P<name>{NAME})"
)
_ENDED: Final = re.compile(r"\b(?P<name>[A-Z][\w’'&-]{0,60}(?: (?:of |& )?[A-Z][\w’'&-]{0,60}){1,4})")
_IDEA: Final = re.compile(
    r"\b(?P<name>(?:[A-Z][\w-]*(?:[’']s)?|[A-Z]{3,}) (?:[A-Z][\w-]* )?"
    r"(?:framework|method|principle|effect|paradox|theory|theorem|hypothesis|matrix|syndrome|law|curve|"
    r"fallacy|canvas))\b"
)
_LETTERS: Final = re.compile(r"[^\W_]+")
_KNOWN_CASE: Final = re.compile(r"[A-Z][\w’'&.-]*")


@cache
def _known() -> frozenset[str]:
    return known("known")


def organisations_named(text: str, words: Words) -> Iterator[Sighting]:
    """The organisations that `text` names: those a wording makes one are proven, those that are somebody's
    employer alone are hinted at."""
    for pattern, weight in ((_CALLED, 1.0), (_POSSESSED, 1.0), (_FOUNDED, 0.5), (_LED, 0.6), (_HINTS, 0.3)):
        for match in pattern.finditer(text):
            yield from _organisation(match, weight, words)
    for match in _ENDED.finditer(text):
        yield from _by_last_word(match, words)
    yield from _well_known(text)
    for match in _IDEA.finditer(text):
        first = bare(match["name"].split()[0])
        if not words.is_no_name(first) and first.lower() not in known("places"):
            yield Sighting(*match.span("name"), match["name"], MentionKind.CONCEPT)


def _organisation(match: re.Match[str], weight: float, words: Words) -> Iterator[Sighting]:
    said = match["name"].split()
    owned = next((n for n, word in enumerate(said[:-1]) if word.endswith(("'s", "’s"))), None)
    said = said if owned is None else said[: owned + 1]
    while said and words.is_no_name(said[-1]):
        said.pop()
    if not said or words.is_no_name(said[0]) or said[0].lower() in given_names():
        return
    name = " ".join(said)
    if all(bare(word).lower() in known("places") for word in said):
        return
    yield Sighting(
        match.start("name"), match.start("name") + len(name), bare(name), MentionKind.COMPANY, weight
    )


def _by_last_word(match: re.Match[str], words: Words) -> Iterator[Sighting]:
    """A name whose last word makes it an organisation or an event."""
    name = match["name"]
    said = [bare(word).lower() for word in name.split()]
    if words.begins_sentence(match.start()) and words.is_common(said[0]):
        return
    for endings, kind in (("endings", MentionKind.COMPANY), ("endings of events", MentionKind.EVENT)):
        at = next((n for n in range(len(said) - 1, 0, -1) if said[n] in known(endings)), 0)
        if not at or said[0] in known("never"):
            continue
        found = " ".join(name.split()[: at + 1])
        if not (kind is MentionKind.COMPANY and at == 1 and _is_past(said)):
            yield Sighting(match.start(), match.start() + len(found), bare(found), kind, 0.8)


def _is_past(said: Sequence[str]) -> bool:
    """Whether it is an age: "Roman times"."""
    return said[0] in known("places") and said[1] == "times"


def _well_known(text: str) -> Iterator[Sighting]:
    """Organisations that everybody knows, as whole words with a capital; of two that begin with one word the
    longer."""
    spans = [match.span() for match in _KNOWN_CASE.finditer(text)]
    n = 0
    while n < len(spans):
        length = 0
        if _beginning(text[slice(*spans[n])]) in _beginnings():
            length = next((size for size in (3, 2, 1) if _is_known(text, spans[n : n + size], size)), 0)
        if length:
            start, end = spans[n][0], spans[n + length - 1][1]
            yield from _well_known_at(text, start, end, alone=length == 1)
        n += length or 1


def _beginning(word: str) -> str:
    """The letters and digits a word begins with."""
    found = _LETTERS.match(word.lower())
    return found.group() if found else ""


@cache
def _beginnings() -> frozenset[str]:
    """What the names of those that everybody knows begin with."""
    return frozenset(map(_beginning, _known()))


def _is_known(text: str, run: Sequence[tuple[int, int]], length: int) -> bool:
    """Whether `length` words with hardly anything between them are the name of such a one."""
    start, end = run[0][0], run[-1][1]
    near = end - start <= sum(stop - begin for begin, stop in run) + 3 * length
    return near and len(run) == length and bare(text[start:end]).lower() in _known()


def _well_known_at(text: str, start: int, end: int, *, alone: bool) -> Iterator[Sighting]:
    """The place of one that everybody knows; one that is a word as well is none within a longer name."""
    name = bare(text[start:end])
    doubtful = name.lower() in known("doubtful")
    if not (doubtful and alone and _in_a_longer_name(text, start, end)):
        weight = 0.5 if doubtful or text[max(0, start - 3) : start] == "at " else 1.0
        yield Sighting(start, start + len(name), name, MentionKind.COMPANY, weight)


def _in_a_longer_name(text: str, start: int, end: int) -> bool:
    """Whether the word before or behind has a capital, too."""
    behind = text[end : end + 2]
    before = text[max(0, start - 30) : start].split()
    return (behind[:1] == " " and behind[1:].isupper()) or bool(
        before and before[-1][:1].isupper() and before[-1][-1:].isalnum() and before[-1] != "I"
    )
