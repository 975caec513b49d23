"""People who are talked about: full names that begin with a given name, or that a wording makes a
person's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.domain.replies import MentionKind
from llm_summarise.extractive.mentioned.capitals import (
    PERSON,
    Words,
    bare,
    doubtful_names,
    given_names,
    known,
)
from llm_summarise.extractive.mentioned.sighting import Sighting
from llm_summarise.extractive.speech.vocabulary import parts
from llm_summarise.names.person_names import is_same_person

_BEFORE: Final = re.compile(
    r"(?:named|called|friend|colleague|author|writer|professor|philosopher|economist|historian|"
    r"psychologist|director|"
    r"scientist|researcher|journalist|reporter|founder|co-?founder|president|senator|secretary|minister|"
    r"actor|actress|"
    r"singer|artist|coach|investor|by|my (?:boss|manager|mentor|wife|husband|brother|sister)),?\s+$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"(?:'s|’s)?,?\s+(?:who|wrote|says|said|argues|argued|thinks|told|talks about|talked about|taught|"
    r"tweeted|"
    r"famously|once|and (?:his|her) )\b|(?:'s|’s)\s+(?:book|work|talk|paper|essay|advice|idea|podcast|"
    r"theory)",
    re.IGNORECASE,
)
_TAKES_PART: Final = re.compile(
    r"(?:\b(?:I'm|I’m|I am|[Mm]y name is|[Tt]his is|[Ww]elcome(?: back)?(?: to the show)?,?|joined by|"
    r"[Ii]t's|listening to(?: the)?|"
    r"[Hh]ost|[Ww]riter|[Pp]roducers?|[Ee]ditors?|[Ee]ngineer|[Mm]oderator|[Cc]orrespondent|produced by|"
    r"edited by|hosted by|"
    r"written by|music (?:is )?by|mixed by|support from|Welcome to the))[,:]?\s+$"
)
_IS_HERE: Final = re.compile(
    r"(?:,? (?:welcome|thank you|thanks for (?:being|joining|coming)|here\b|joins me|is (?:here|back|"
    r"my guest|with us))| (?:Show|Podcast|Experience)\b)"
)
_NEVER_LAST: Final = ("endings", "place words", "endings of events", "places", "never")
"""Lists of words that end names of other things than people."""
_NO_LAST: Final = frozenset(
    "and but or so the van von de der la di del da jr sr commission empire league".split()
)


def people_named(text: str, words: Words) -> Iterator[Sighting]:
    """The people whom `text` names in full."""
    matches = list(PERSON.finditer(text))
    present = _taking_part(text, matches)
    pairs = Counter(f"{m['given']} {m['last']}" for m in matches)
    at = 0
    while match := PERSON.search(text, at):
        at = match.end()
        name, end = match["name"], match.end("name")
        two = name[: match.end("last") - match.start("name")]
        if match["more"] and (
            pairs[f"{match['given']} {match['last']}"] > 1 or not _is_last(match["more"], words)
        ):
            name, end = two, match.end("last")
        name, end = _singular(name, end)
        if not _is_last(match["last"], words):
            at = match.end("given")
            continue
        titled = match.start() < match.start("name")
        weight = _weight(text, match, end, words, titled=titled)
        at = at if weight else match.end("given")
        if weight and not any(is_same_person(name, other) for other in present):
            yield Sighting(match.start("name"), end, name, MentionKind.PERSON, weight)


def _taking_part(text: str, matches: Iterable[re.Match[str]]) -> list[str]:
    """Those who say who they are, are welcomed, or made the show."""
    return list(
        dict.fromkeys(
            match["name"]
            for match in matches
            if _TAKES_PART.search(text, max(0, match.start() - 30), match.start())
            or _IS_HERE.match(text, match.end("name"))
        )
    )


def _singular(name: str, end: int) -> tuple[str, int]:
    shorter = name.removesuffix("'s").removesuffix("’s")
    return shorter, end - len(name) + len(shorter)


def _is_last(word: str, words: Words) -> bool:
    """Whether it may be the last part of a person's name."""
    folded = bare(word).lower()
    if any(folded in known(heading) for heading in _NEVER_LAST) or folded in _NO_LAST:
        return False
    if (folded in given_names() and folded in parts()) or folded.endswith(("-style", "-like", "-type")):
        return False
    return len(folded) > 1 and not (folded in words.lower and parts().get(folded) not in {None, "name"})


def _weight(text: str, match: re.Match[str], end: int, words: Words, *, titled: bool) -> float:
    """How sure it is that a person is named."""
    first = match["given"].lower()
    if first.endswith(("'s", "’s")):
        return 0.0
    given, doubtful = first in given_names(), first in doubtful_names()
    if given and not doubtful:
        return 1.0
    if first in known("places") and not given:
        return 0.0
    told = titled or _is_told(text, match.start(), end)
    if doubtful:
        return 1.0 if told else 0.0 if words.begins_sentence(match.start("name")) else 0.5
    return 0.5 if told and not _are_words(first, match["last"].lower(), words) else 0.0


def _are_words(first: str, last: str, words: Words) -> bool:
    """Whether one of two parts of a name is a word as well."""
    return words.is_common(first) or first in parts() or last in parts()


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether the words around a name make it a person's."""
    before = _BEFORE.search(text, max(0, start - 30), start)
    return before is not None or _AFTER.match(text, end) is not None
