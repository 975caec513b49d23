"""When two names are those of one person: in full, a part of it, with initials, a nickname, or misspelled by
a little; and under which name each person is printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.folding import fold_name

_BESIDE: Final = re.compile(r"\([^)]{0,100}\)|\[[^\]]{0,100}\]|(?:[,|]|\s[-–—]\s)(?s:.*)")
"""What stands beside a name: a pronoun, a firm, a degree."""

_TITLES: Final = frozenset(
    "dr prof professor mr mrs ms mx miss sir dame rev hon herr frau mme mlle monsieur madame sr sra dott dra "
    "jr ii iii iv phd md esq".split()
)

ALIKE: Final = 80
"""Likeness in percent from which on two surnames after one first name are spellings of one."""

_ENDING: Final = re.compile(r"(?:ie|y|ey)$")
_WOMANS: Final = frozenset("ine ina ette etta elle ella ita".split())
"""Endings that make a woman's name of a man's: Paul and Pauline are two."""


@lru_cache(maxsize=20_000)
def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a name, folded, without titles and what stands beside it."""
    bare = _BESIDE.sub(" ", name).strip() or name
    folded = [fold_name(part) for part in re.split(r"[\s_.·]+", bare)]
    parts = [part for part in folded if part]
    letters = [part for part in parts if not part.isdecimal()]
    parts = letters if len(letters) > 1 else parts  # "Ada Berg 2.0", but "Speaker 2"
    return tuple([part for part in parts if part not in _TITLES] or parts)


def is_same_person(name: str, other: str) -> bool:
    """Whether both may name one person: "Ada" and "Ada Berg", "A. Berg" and "Ada Maria Berg"."""
    mine, theirs = name_parts(name), name_parts(other)
    if not mine or not theirs:
        return False
    if mine == theirs or "".join(mine) == "".join(theirs):
        return True
    if any(part.isdecimal() for part in (*mine, *theirs)):
        return False
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) == 1:
        return _is_part(shorter[0], longer)
    return longer[: len(shorter)] == shorter or _is_alike(shorter, longer)


def _is_part(part: str, name: Sequence[str]) -> bool:
    """Whether a single part is the first or last of a name, or a nickname for the first; of one written
    without blanks, its beginning."""
    if len(name) > 1:
        return len(part) > 1 and (part in (name[0], name[-1]) or _is_called(part, name[0]))
    short, long = sorted((part, name[0]), key=len)
    if short.isascii():
        return _is_called(short, long)
    return len(short) > 1 and long.startswith(short)


def _is_alike(name: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names of several parts agree in first name and surname, of which one may be an initial."""
    firsts, lasts = (name[0], other[0]), (name[-1], other[-1])
    if 1 in map(len, (*firsts, *lasts)):
        return any(len(part) > 1 for part in (name[0], name[-1])) and _fits(*firsts) and _fits(*lasts)
    return _first_alike(*firsts) and _last_alike(*lasts)


def _fits(part: str, other: str) -> bool:
    """Whether two parts are the same, or one is an initial of the other."""
    short, long = sorted((part, other), key=len)
    return part == other or (len(short) == 1 and long.startswith(short))


def _first_alike(name: str, other: str) -> bool:
    """Whether two first names are one: the same, short for it, a nickname, or spelled as it sounds. Brothers
    and sisters have names that sound alike but for their vowels: Tim and Tom, Mario and Maria."""
    short, long = sorted((name, other), key=len)
    rest = long.removeprefix(short)
    if name == other or _is_nickname(name, other):
        return True
    if len(short) > 2 and rest != long and len(rest) > 2 and rest not in _WOMANS:
        return True
    mine, theirs = _plain(name), _plain(other)
    return mine == theirs or (
        _final(mine) == _final(theirs) and _sounds(mine) == _sounds(theirs) and _likeness(mine, theirs) >= 70
    )


def _last_alike(name: str, other: str) -> bool:
    """Whether two surnames after one first name are one: the same but for a few letters."""
    if name == other:
        return True
    likeness, sound, heard = _likeness(name, other), _sounds(name), _sounds(other)
    if sound == heard and min(len(name), len(other)) > 4:
        return likeness >= 60
    return likeness >= ALIKE and sound[:1] == heard[:1] and abs(len(name) - len(other)) < 2


def _plain(first: str) -> str:
    """A first name in plain spelling: Jodie and Jody, Sarah and Sara, Christian and Kristian."""
    first = _ENDING.sub("i", first)
    first = first[:-1] if first[-2:] in ("ah", "oh", "eh") else first
    for written, plain in (("chr", "kr"), ("ca", "ka"), ("co", "ko"), ("cl", "kl")):
        first = plain + first[len(written) :] if first.startswith(written) else first
    return first.replace("ph", "f")


def _final(name: str) -> str:
    """The vowel a name ends in, empty without one."""
    return name[-1:] if name[-1:] in "aeiou" else ""


def _likeness(name: str, other: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(name, other))


@lru_cache(maxsize=20_000)
def _sounds(name: str) -> str:
    """How a name sounds; of one without Latin letters, as it is written."""
    import jellyfish

    return str(jellyfish.metaphone(name)) or name


def _is_called(part: str, first: str) -> bool:
    """Whether somebody with a first name is called `part`: a nickname, or the name in another spelling."""
    return _is_nickname(part, first) or _plain(part) == _plain(first)


def _is_nickname(name: str, other: str) -> bool:
    """Whether two first names may be those of one person: Mike and Michael."""
    return name == other or not _called(name).isdisjoint(_called(other))


def is_first_name(word: str) -> bool:
    """Whether a word is one of the common first names that have nicknames, or such a nickname."""
    return fold_name(word) in _nicknames()


def _called(name: str) -> frozenset[int]:
    return _nicknames().get(name, frozenset())


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    """The lines of the list in which a name stands."""
    found: dict[str, set[int]] = {}
    text = (Path(__file__).parent / "data" / "nicknames.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for name in () if line.startswith("#") else line.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def matching(name: str, among: Iterable[str]) -> str | None:
    """The one of `among` that `name` means; None if it is none of them, or may be several."""
    people = list(dict.fromkeys(among))
    folded = fold_name(name)
    if same := next((person for person in people if fold_name(person) == folded), None):
        return same
    found = [person for person in people if is_same_person(name, person)]
    return found[0] if len(found) == 1 else None


def same_person(names: Iterable[str], known: Iterable[str] = ()) -> dict[str, str]:
    """Every one of `names`, as often as it was written, with the name under which its person is printed.

    That is the name of `known` whom it means, if it means exactly one of them: in full, a part of it, with a
    nickname, or misspelled by a little. Those who are none of these are told apart by their own names, and
    are printed under the fullest, of equals the most frequent. A name that may be that of several people
    stays as it is. Two names of `known` are two people. The order of the names makes no difference.
    """
    given = Counter(names)
    people = list(dict.fromkeys(known))
    printed = {name: name for name in given}
    while True:
        counts: Counter[str] = Counter()
        for name, shown in printed.items():
            counts[shown] += given[name]
        step = _joined(counts, people)
        if all(name == shown for name, shown in step.items()):
            return printed
        printed = {name: step[shown] for name, shown in printed.items()}


def _joined(given: Mapping[str, int], known: Sequence[str]) -> dict[str, str]:
    """One step of `same_person`: what is plain at first sight."""
    printed = {name: name for name in given}
    free: list[str] = []
    for name in set(given) - set(known):
        meant = _meant(name, known)
        if len(meant) == 1:
            printed[name] = meant[0]
        elif not meant:
            free.append(name)
    for group in _groups(free):
        best = max(group, key=lambda name: _fullness(name, given))
        printed |= dict.fromkeys(group, best)
    return printed


def _meant(name: str, known: Sequence[str]) -> list[str]:
    """Whom of `known` a name may mean: those who are called exactly so before all others."""
    parts = name_parts(name)
    same = [person for person in known if name_parts(person) == parts]
    return same or [person for person in known if is_same_person(name, person)]


def _groups(names: Sequence[str]) -> list[list[str]]:
    """Groups of names of one person each. Full names are grouped first; a shorter one joins a group if there
    is just one that it may belong to."""
    groups: list[list[str]] = []
    for level in sorted({_level(name) for name in names}, reverse=True):
        alike = _cliques([name for name in names if _level(name) == level])
        found = [
            [group for group in groups if any(is_same_person(name, one) for name in some for one in group)]
            for some in alike
        ]
        for some, own in zip(alike, found, strict=True):
            if len(own) == 1:
                own[0].extend(some)
            else:
                groups.append(some)
    return groups


def _level(name: str) -> int:
    """How much of a person's name a name is: three parts or more, two, with an initial, or a single one."""
    parts = name_parts(name)
    full = sum(len(part) > 1 for part in parts)
    return 0 if len(parts) < 2 else 1 if full < len(parts) else min(full, 3)


def _cliques(names: Sequence[str]) -> list[list[str]]:
    """Groups of names all of which may be one person's. Who may be two that are not one stays alone."""
    near = {name: {other for other in names if is_same_person(name, other)} for name in names}
    clear = {name for name in names if all(near[name] <= near[other] | {name} for other in near[name])}
    groups = {frozenset(near[name] & clear) if name in clear else frozenset([name]) for name in names}
    return [sorted(group) for group in groups if group]


def _fullness(name: str, given: Mapping[str, int]) -> tuple[int, int, int, int, str]:
    """How fit a name is to be printed: first name and surname, often written, then all of its parts."""
    full = sum(len(part) > 1 for part in name_parts(name))
    return min(full, 2), given[name], full, -len(name), name
