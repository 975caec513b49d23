"""Names under which one person speaks: `Ada Berg`, `Ada`, `BERG`, `AB`, initials explained in the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from llm_summarise.readers.speech.speaker_labels.written_names import PARTICLES

_SHORT: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,4}")
_TOP: Final = 20_000
"""Characters at the beginning of a text in which initials are explained."""

_IN_BRACKETS: Final = re.compile(r"[(\[]([A-Z][A-Za-z0-9]{0,4})[)\]]")
_BEFORE: Final = re.compile(r"[^\W_][\w.'’-]{0,30}(?:[ \t]{1,9}[^\W_][\w.'’-]{0,30}){0,4}[ \t]{0,9}$")
_LISTED: Final = re.compile(
    r"[ \t>*_-]{0,9}([A-Z][A-Za-z0-9]{0,4})[*_]{0,3}[ \t]{0,40}(?:=|:|[-–—]|\t|is\b|stands for)"
    r"[*_]{0,3}[ \t]{0,40}([^\W_][^\n:;,()]{1,50}?)[*_]{0,3}[ \t]*+(?:$|[;,(])"
)
_LED: Final = " \t>*_-"
"""Signs before initials at the beginning of a line."""

_NEAR: Final = 100
"""Characters before initials in brackets in which the name stands."""

_TITLES: Final = frozenset(
    "dr dr. prof prof. professor mr mr. mrs mrs. ms ms. sir rabbi rev. sen. rep. gov.".split()
)


def same_people(names: Collection[str], known: Iterable[str], text: str) -> dict[str, str]:
    """For those of `names` that are another name of somebody, the name in full. `known` are people the source
    names elsewhere, `text` is the source, whose beginning may explain initials."""
    known = list(known)
    explained = _explained(names, text[:_TOP])
    full = {" ".join(n.split()): n for n in [*known, *names, *explained.values()] if len(n.split()) > 1}
    short = _short_forms(full.values())
    spelled = {name.casefold(): name for name in known}
    result = {name: spelled[name.casefold()] for name in names if name.casefold() in spelled} | explained
    for name in names:
        if name in result or len(name.split()) > 1:
            continue
        found = short.get(name.casefold()) or (short.get(f"initials {name}") if name.isupper() else None)
        if found and len(found) == 1:
            result[name] = next(iter(found))
    return result | dict(_other_cases(names, result))


def known_forms(people: Iterable[str]) -> frozenset[str]:
    """What `people` may be called before words, case-folded: the name, first name, surname, initials."""
    forms = {name.casefold() for name in people}
    short = _short_forms(people)
    return frozenset(forms | {form.removeprefix("initials ").casefold() for form in short if len(form) > 1})


def _short_forms(full: Iterable[str]) -> Mapping[str, set[str]]:
    """First names, surnames (case-folded) and initials, each with the full names it may stand for."""
    short: dict[str, set[str]] = {}
    people: dict[str, str] = {}
    for name in full:
        person = people.setdefault(name.casefold(), name)
        parts = [part for part in name.split(",")[0].split() if part.casefold() not in _TITLES]
        if len(parts) < 2 or parts[-1].isdecimal():
            continue
        for form in (parts[0].casefold(), parts[-1].casefold(), *(f"initials {i}" for i in _initials(parts))):
            short.setdefault(form, set()).add(person)
    return short


def _initials(parts: list[str]) -> Iterator[str]:
    yield "".join(part[0] for part in parts).upper()
    yield "".join(part[0] for part in parts if part.casefold() not in PARTICLES).upper()


def _other_cases(names: Collection[str], result: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`ADA BERG` where `Ada Berg` also speaks."""
    written: dict[str, str] = {}
    for name in names:
        first = written.setdefault(name.casefold(), name)
        if first != name and name not in result:
            yield name, result.get(first, first)


def _explained(names: Collection[str], top: str) -> dict[str, str]:
    """Initials among `names` that `top` explains: `Ada Berg (AB)`, `AB = Ada Berg`."""
    wanted = {name for name in names if _SHORT.fullmatch(name) and not name.islower()}
    if not wanted:
        return {}
    found: dict[str, str] = {}
    beginnings = {name[0] for name in wanted}
    lines = (line for line in top.split("\n") if line[:10].lstrip(_LED)[:1] in beginnings)
    for match in filter(None, map(_LISTED.match, lines)):
        name = match[2].strip().rstrip(".")
        if match[1] in wanted and match[1] not in found and _stands_for(match[1], name.split()):
            found[match[1]] = name
    for match in _IN_BRACKETS.finditer(top):
        if match[1] not in wanted or match[1] in found:
            continue
        before = _BEFORE.search(top[max(0, match.start() - _NEAR) : match.start()])
        if before and (name := _ending(match[1], before[0].split())):
            found[match[1]] = name
    return found


def _stands_for(initials: str, parts: list[str]) -> bool:
    if not parts or len(parts) > 5:
        return False
    return initials.upper() in _initials(parts) or _spelled(initials, " ".join(parts))


def _spelled(initials: str, name: str) -> bool:
    """Whether `initials` are letters of `name` in their order, from its first: `NBD`, nixbitcoindev."""
    letters = iter(name.casefold())
    folded = initials.casefold()
    return name[:1].casefold() == folded[:1] and " " not in name and all(c in letters for c in folded)


def _ending(initials: str, parts: list[str]) -> str | None:
    """The last of `parts` that `initials` stand for."""
    for first in range(len(parts)):
        if _stands_for(initials, parts[first:]):
            return " ".join(parts[first:])
    return None
