"""Entries of the catalogue, and the lines they are written in (the shipped data and a user's glossary alike).

    Name = spelling, spelling | kind | url | pypi:name | flag

Everything after the name is optional, in any order. A kind is one of `MentionKind`: a glossary may hold
books, people and companies as well as tools. `[kind]` on a line of its own sets the kind of the lines below.
`pypi` alone means the name itself. A spelling with a question mark is another name as well.
Flags say how far a name is also a word (see `names.Ordinary`): `ordinary` needs a capital within a
sentence or context, `ambiguous` and `strict` need both, `plain` neither, `never` counts under its other
spellings alone; without a flag the list of common words decides. `#` at the beginning of a line or after
white space starts a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.replies import MentionGroup, MentionKind, ToolKind, group_of
from llm_summarise.domain.text import fold_space
from llm_summarise.names.matching import Ordinary, ordinary_level

_FLAGS = dict(zip(("plain", "ordinary", "ambiguous", "strict", "never"), Ordinary, strict=True))
_KINDS = {kind.value: kind for kind in MentionKind}
_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|$)")
_HEADING = re.compile(r"\[\s*([\w-]+)\s*\]")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What has a name, mostly a tool: canonical name, what it is, where it lives, and other ways it is
    written or misheard.

    `ordinary` is how far the name needs telling from a word of the language (see `Ordinary`; false for
    a name without another meaning), `doubtful` are the spellings that mean something else as well.
    `own` marks entries of a user's glossary, `household` what is spoken of by people of any field.
    """

    name: str
    kind: MentionKind = MentionKind.OTHER
    url: str | None = None
    pypi: str | None = None
    spellings: tuple[str, ...] = ()
    ordinary: Ordinary = Ordinary.NO
    doubtful: frozenset[str] = frozenset()
    own: bool = False
    household: bool = False

    @property
    def tool_kind(self) -> ToolKind | None:
        """What sort of tool it is ("other" where nobody says), None for what is none, such as a book."""
        if self.kind is MentionKind.OTHER or group_of(self.kind) is MentionGroup.TOOLS:
            return ToolKind(self.kind.value)
        return None


def read_entries(
    text: str, name: str, *, own: bool = False, household: bool = False
) -> Iterator[CatalogueEntry]:
    """The entries of a file named `name`. Raises SettingsError with file and line."""
    kind = MentionKind.OTHER
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip(" \t\ufeff")
        if "#" in line:
            line = _COMMENT.sub("", line).strip()
        if not line:
            continue
        heading = _HEADING.fullmatch(line) if line[0] == "[" else None
        if heading is None:
            yield _entry(line, {"kind": kind, "own": own, "household": household}, f"{name}:{number}")
        elif heading[1] in _KINDS:
            kind = _KINDS[heading[1]]
        else:
            raise _wrong(f"{name}:{number}", f"unknown kind {heading[1]!r}")


def _entry(line: str, facts: dict[str, Any], place: str) -> CatalogueEntry:
    head, *fields = map(str.strip, line.split("|"))
    name, _, listed = head.partition("=")
    name = fold_space(name)
    if not any(c.isalnum() for c in name):
        raise _wrong(place, "a line needs a name")
    for field in filter(None, fields):
        told = _fact(field, name)
        if not told:
            raise _wrong(place, f"{field!r} is no kind, link, pypi:name or flag")
        facts |= told
    if "ordinary" not in facts:
        facts["ordinary"] = ordinary_level(name)
    forms = [fold_space(s) for s in listed.split(",") if s.strip()] if listed else []
    return CatalogueEntry(
        name,
        spellings=tuple(s.removesuffix("?") for s in forms),
        doubtful=frozenset(s[:-1] for s in forms if s[-1] == "?"),
        **facts,
    )


def _fact(field: str, name: str) -> dict[str, Any]:
    """What one field of a line says, as a field of the entry; nothing if it is none of them."""
    if field in _KINDS:
        return {"kind": _KINDS[field]}
    if field in _FLAGS:
        return {"ordinary": _FLAGS[field]}
    if field.startswith(("https://", "http://")):
        return {"url": field}
    if field == "pypi" or field.startswith("pypi:"):
        return {"pypi": field[5:].strip() or name.replace(" ", "-").lower()}
    return {}


def _wrong(place: str, reason: str) -> SettingsError:
    kinds = ", ".join(_KINDS)
    return SettingsError(
        f"{place}: {reason}",
        hint=f"write: Name = spelling, spelling | kind | url | pypi:name (kinds: {kinds})",
    )
