"""What a label says by itself: the name without role, pronouns and firm, and whether it is like one."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from llm_summarise.domain.text import IDEOGRAPHS, KANA
from llm_summarise.readers.speech.speaker_labels.label_words import (
    common_words,
    function_words,
    nobody,
    pairs,
    roles,
)

_ARTICLES: Final = frozenset(
    "the a an der die das ein eine le la les un une el los las una o os um uma il lo i gli".split()
)
_SHOUTED: Final = frozenset(
    "WITH IS ARE WAS ABOUT FROM FOR IN ON BY TO WHAT HOW MIT ÜBER AVEC SUR CON SOBRE COM".split()
)
_ALSO_NAMES: Final = frozenset(
    "april may june august summer autumn jan will mark grace faith hope joy rose".split()
)
_DEGREES: Final = frozenset("med. phil. h.c. rer. nat. iur. ing. Ing. theol. oec. habil.".split())
PARTICLES: Final = frozenset(
    "de la le du des da do dos das del della di van von der den ter ten zu zur zum el al bin ibn of the and "
    "& y und e et".split()
)
_FIRST_PARTICLES: Final = frozenset("de la von van el".split())
MOST_WORDS: Final = 5
MOST_WIDE: Final = 8
"""Characters a Chinese or Japanese name has at most, if it is not marked."""

_WIDE: Final = re.compile(rf"[{KANA}{IDEOGRAPHS}]")
_ACRONYMS: Final = frozenset(
    "PS NB CC BCC FAQ API RFC BIP WIP PR URL FYI AKA AD ADS PRO CON OK YES NO".split()
)
_KANA_ONLY: Final = re.compile(r"[\u30a0-\u30ff]+")
_BEHIND: Final = re.compile(r"(?<![ \t])[ \t]*+[(\[（]([^()\[\]（）]*)[)\]）]$")
_PRONOUNS: Final = re.compile(
    r"(?:(?:she|he|they|her|him|hers|his|them|theirs?|ze|hir|xe|xem|any|all|it|its|er|ihn|sie|ihr|elle|il|ella|"
    r"ell[ae]|él|iel|pronouns?)(?:\s*[/,|]\s*|\s+)?)+",
    re.IGNORECASE,
)
_FIRM: Final = re.compile(r"(?<![ \t])[ \t]++(?:[|•·/]++|[-–—~@]++)[ \t]++|(?<![ \t])[ \t]*+[|｜]++[ \t]*+")
_INITIALS: Final = re.compile(r"[A-Z][A-Za-z]?[A-Z]?[A-Z0-9]{0,2}")
_INITIALS_ALONE: Final = re.compile(r"[A-Z]{2,3}")
_NUMBER: Final = re.compile(
    r"(?<![\s_-])[\s_-]*+(?:#|no\.?|nr\.?)?[\s_-]*+\d{1,3}$|(?<![\s_-])[\s_-]++[a-z]$", re.IGNORECASE
)
_MACHINE: Final = re.compile(
    r"(?:spk|spkr|speaker|sprecher|hablante|speech|channel|ch|voice|person|locuteur|falante|спикер|说话人|發言人|"
    r"发言人|話者|화자|s|p|r)(?:[\s_#-]{0,3}\d{1,3}|[\s_-]{1,3}[A-Z])",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(
    r"[^\W\d_]{5}\.\s+\S|[?!]\s+\S|[;!?。，！？、；…]|,$|(?<!\b[A-Z])(?<!\b[JS]r)\.$|\s-\s.*\s-\s|://|=|,\s*\d{4}|\d[:.]\d\d$"
)


class LabelKind(Enum):
    """What a label is like by itself; which of them speak is told by the whole file."""

    PERSON = "a name with capitals, or of a script without them"
    ROLE = "a role, or a number a recogniser gave"
    PAIR = "a question or an answer"
    HANDLE = "a name in lower case"
    PHRASE = "words of which only the first has a capital"
    NOBODY = "no person"
    WORD = "begins a sentence"
    SENTENCE = "is one"


class WrittenName(NamedTuple):
    """A label taken apart: `printed` the name as shown, `kind`, `role` ("host", "guest", "audience" or None)
    and the `initials` that the label explains, as in `Ada Berg (AB)`."""

    printed: str
    kind: LabelKind
    role: str | None = None
    initials: str | None = None

    @property
    def key(self) -> str:
        """What two ways of writing one name have in common."""
        return " ".join(self.printed.casefold().split()).rstrip(".")


def written(label: str) -> WrittenName:
    """The name that stands in `label`, which has no markup."""
    name = label.strip().rstrip(":：").rstrip()
    role = initials = None
    if match := _BEHIND.search(name):
        name, role, initials = _without_brackets(name, match)
    name, behind = _without_comma(name)
    role = role or behind
    if _kind(name) in (LabelKind.PERSON, LabelKind.SENTENCE, LabelKind.PHRASE):
        name = _without_firm(name)
    name, before = _without_role(name)
    role = role or before
    kind = _kind(name)
    if kind is LabelKind.ROLE and role is None:
        role = _known_role(_unnumbered(name.casefold()))
    return WrittenName(name, kind, role, initials)


def _without_brackets(name: str, match: re.Match[str]) -> tuple[str, str | None, str | None]:
    """The name before a bracket, and the role or the initials in it."""
    inside, before = match[1].strip(), name[: match.start()].strip()
    if not inside or inside.isdecimal() or not before:
        return name, None, None
    if _PRONOUNS.fullmatch(inside):
        return before, None, None
    if inside.casefold() in roles():
        return before, _known_role(inside.casefold()), None
    role = _known_role(before.casefold())
    if role and " " in inside and _kind(inside) is LabelKind.PERSON:
        return inside, role, None  # `Host (Ada Berg)`
    if _INITIALS.fullmatch(inside) and len(before.split()) <= MOST_WORDS:
        return before, None, inside
    return before, None, None


def _without_comma(name: str) -> tuple[str, str | None]:
    """`ADA BERG, HOST` without the role behind the comma, which is returned."""
    before, comma, behind = name.rpartition(",")
    folded = behind.strip().casefold()
    if (
        comma
        and before
        and (folded in roles() or folded in ("byline", "guest host", "vo", "v.o.", "on tape"))
    ):
        return before.strip(), ("host" if folded == "guest host" else _known_role(folded))
    return name, None


def _known_role(folded: str) -> str | None:
    """Whose role `folded` is, if that is told."""
    role = roles().get(folded) or ("audience" if folded.startswith("audience ") else None)
    return None if role == "none" else role


def _without_role(name: str) -> tuple[str, str | None]:
    """`Host Ada` without the role before the name, which is returned."""
    before, _, rest = name.partition(" ")
    role = _known_role(before.casefold())
    if role in ("host", "guest") and rest and _kind(rest) is LabelKind.PERSON:
        return rest, role
    return name, None


def _without_firm(name: str) -> str:
    """`Ada Berg | Acme` without the firm, if what stands before it is like a name."""
    match = _FIRM.search(name)
    if match and _kind(name[: match.start()].strip()) in (LabelKind.PERSON, LabelKind.HANDLE):
        return name[: match.start()].strip()
    return name


def _kind(name: str) -> LabelKind:
    folded = name.casefold()
    if folded in pairs():
        return LabelKind.PAIR
    if not roles().keys().isdisjoint((folded, _unnumbered(folded))) or _MACHINE.fullmatch(name):
        return LabelKind.ROLE
    if _INITIALS_ALONE.fullmatch(name) and name not in _ACRONYMS:
        return LabelKind.PERSON
    if _is_office(name, folded):
        return LabelKind.ROLE
    if folded.startswith(("the hon", "the right hon", "the rt hon", "the rev")):
        name = name[4:]
    if not nobody().isdisjoint((folded, _unnumbered(folded))):
        return LabelKind.NOBODY
    return _kind_of_words(name)


def _is_office(name: str, folded: str) -> bool:
    """`The Deputy Speaker`, `THE MINISTER`, `Eine Hörerin`, `un auditeur`: an article before a role."""
    article, _, rest = folded.partition(" ")
    if article not in _ARTICLES or not rest:
        return False
    if rest in roles():
        return article != "the" or name[4:5].isupper()
    last = rest.rsplit(" ", 1)[-1]
    return (
        article == "the" and last in roles() and rest.count(" ") < 3 and all(map(_capitalised, name.split()))
    )


def _kind_of_words(name: str) -> LabelKind:
    folded = name.casefold()
    parts = name.split()
    if not parts or folded in common_words() or not any(c.isalpha() for c in name):
        return LabelKind.WORD
    if _SENTENCE.search(name) or len(parts) > MOST_WORDS + name.isupper():
        return LabelKind.SENTENCE
    if _WIDE.search(name):
        return LabelKind.PERSON if _is_wide_name(name) else LabelKind.SENTENCE
    return _latin_kind(parts)


def _is_wide_name(name: str) -> bool:
    if len(name) <= MOST_WIDE:
        return True
    return len(name) <= 2 * MOST_WIDE and (
        any(dot in name for dot in "・･·&＆") or _KANA_ONLY.fullmatch(name) is not None
    )


def _latin_kind(parts: list[str]) -> LabelKind:
    first = parts[0].casefold()
    if len(parts) > 1 and (_begins_words(parts) or first in (PARTICLES - _FIRST_PARTICLES)):
        return LabelKind.WORD
    others = [part for part in parts if part.casefold() not in PARTICLES and part not in _DEGREES]
    if not others:
        return LabelKind.WORD
    if any(part in function_words() for part in others):
        return LabelKind.SENTENCE
    if len(parts) > 2 and parts[1] in _SHOUTED:
        return LabelKind.SENTENCE
    if all(_capitalised(part) for part in others):
        # `Audience Lisa`, `Unknown Speaker 1`
        return LabelKind.ROLE if first in ("audience", "unknown", "unidentified") else LabelKind.PERSON
    if _capitalised(others[0]) and others[0][:1].isalpha() and len(others) > 1:
        return LabelKind.PHRASE
    return LabelKind.HANDLE if len(parts) <= 3 else LabelKind.PHRASE


def _begins_words(parts: list[str]) -> bool:
    """Whether the first part is a common word that does not begin a name, as some do: `Will Reed`."""
    first = parts[0].casefold()
    if first not in common_words():
        return False
    return not (first in _ALSO_NAMES and len(parts) < 4 and all(part[:1].isupper() for part in parts[1:]))


def _capitalised(part: str) -> bool:
    first = part.lstrip("'\"“‘(#&|-–—")[:1]
    return not first or first.isdigit() or (first.isalpha() and not first.islower())


def _unnumbered(folded: str) -> str:
    match = _NUMBER.search(folded)
    return folded[: match.start()].strip() if match and match.start() else folded
