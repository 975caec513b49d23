"""When something printed is something labelled: names compared as a reader would.

Names are folded (`fold_name`), and the same name with and without its leading article, its subtitle after a
colon, what stands in brackets behind it, and `https://www.` before it. A person is known by full name or, as
far as no other labelled person has it, by surname alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionGroup

_ADDRESS: Final = re.compile(r"(?:[a-z]+://|mailto:)?(?:www\.)?", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"([^()]+?) ?\(([^()]+)\)")
_ARTICLES: Final = frozenset(
    "a an the der die das ein eine le la les un une el los las il lo gli uno una "
    "o os as um uma de het een".split()
)


def spellings(name: str) -> set[str]:
    """The folded forms under which `name` may be printed; empty for one without letters and digits."""
    plain = name.strip()[_ADDRESS.match(name.strip()).end() :]  # type: ignore[union-attr]
    forms = {name, plain}
    if bracketed := _BRACKETS.fullmatch(plain):
        outer, inner = bracketed.groups()
        forms |= {outer, inner} if inner.isupper() else {outer}
    forms |= {form.partition(": ")[0] for form in forms}
    forms |= {rest for form in forms if (rest := _without_article(form))}
    return {folded for form in forms if (folded := fold_name(form))}


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    if first.casefold() in _ARTICLES:
        return rest
    return name[2:] if name[:2].casefold() in ("l'", "l’") else ""


@dataclass(frozen=True, slots=True)
class KnownName:
    """Something of the episode under its labelled `name`. `group` and `kind` are None for what is no mention:
    a sponsor, a host, the show. `required` ones must be found, `advert` ones stand in advertisements only."""

    name: str
    kind: str | None = None
    group: MentionGroup | None = None
    required: bool = False
    advert: bool = False
    surfaces: tuple[str, ...] = ()
    person: bool = False


class LabelledNames:
    """Finds what is known by name. A name goes before a spelling, and that before a surname."""

    def __init__(self, known: Sequence[KnownName]) -> None:
        names: dict[str, list[KnownName]] = {}
        surfaces: dict[str, list[KnownName]] = {}
        surnames: dict[str, list[KnownName]] = {}
        for one in known:
            _enter(one, [one.name], names)
            _enter(one, one.surfaces, surfaces)
            if one.person:
                surnames.setdefault(_surname(one.name), []).append(one)
        self._tables = names, surfaces
        self._surnames = {
            surname: same
            for surname, same in surnames.items()
            if surname and len({fold_name(one.name) for one in same}) == 1
        }

    def find(self, names: Iterable[str], *, person: bool = False) -> tuple[KnownName, ...]:
        """What goes by one of `names`, all of them names of one thing; `person` if that is somebody."""
        given = list(names)
        keys = {key for name in given for key in spellings(name)}
        for table in self._tables:
            if found := dict.fromkeys(one for key in sorted(keys) for one in table.get(key, ())):
                return tuple(found)
        if not person:
            return ()
        alone = [fold_name(name) for name in given if len(name.split()) == 1]
        known_alone = [
            one for n in given for one in self._surnames.get(_surname(n), ()) if " " not in one.name
        ]
        return tuple(one for key in alone for one in self._surnames.get(key, ())) or tuple(known_alone)


def _enter(one: KnownName, names: Iterable[str], table: dict[str, list[KnownName]]) -> None:
    for key in {key for name in names for key in spellings(name)}:
        table.setdefault(key, []).append(one)


def _surname(name: str) -> str:
    return fold_name(name.split()[-1]) if name.split() else ""
