"""Names for labels that name nobody (`SPEAKER_00`, `Speaker 1`, `Host`), from what is said: "I'm Ada Berg",
"with me is Tom Reed". Only what is quite sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.speaker_labels.written_names import LabelKind, written
from llm_summarise.readers.word_lists import lines_of

_FILE: Final = Path(__file__).parent / "data" / "introductions.txt"

_OPENING: Final = 400
"""Cues at the beginning in which people are introduced, but for those who speak later for the first time."""

_FIRST: Final = 6
"""First cues of each speaker that are looked at wherever they stand."""

_SOON: Final = 2
"""Turns after an introduction within which the one who was named speaks."""

_PART: Final = r"[^\W\d_a-zß-öø-ÿа-яё][^\W\d_]{0,60}(?:['’-][^\W\d_]{1,60}){0,6}"
_NAME: Final = (
    rf"(?P<name>{_PART}(?:\s++(?:(?:van|von|de|da|del|der|den|di|la|le|bin|al)\s++){{0,4}}{_PART}){{0,2}})"
)
_CAPITAL: Final = re.compile(r" [^\W\d_a-zß-öø-ÿа-яё]")
_AFTER: Final = (
    r"(?=\s*(?:[,.!?;:—–-]|$|\s(?:and|und|et|y|e|en|och|и|i|from|von|de|with|mit|who|here|today)\b))"
)
_NO_NAMES: Final = frozenset(
    "i i'm so the a an and but well not just also here there american german french british english canadian "
    "italian spanish dutch european african asian indian chinese japanese russian australian irish scottish "
    "catholic christian jewish muslim republican democrat ceo cto cfo vp phd python java everyone everybody "
    "folks all guys sir god welcome thanks thank hi hello hey okay ok yes no good great really very episode "
    "today monday tuesday wednesday thursday friday saturday sunday dr mr mrs ms deutscher deutsche".split()
)
_VOTES: Final = {"own": 4, "maybe": 3, "seldom": 3, "next": 2, "called": 1}
"""How much a phrase of each kind counts."""


def introduced(cues: Sequence[Cue]) -> dict[str, str]:
    """The labels among the speakers of `cues` that name nobody, each with the name its person has by what is
    said; those without a sure one are left out."""
    anonymous = frozenset(who for who in {cue.speaker for cue in cues} if who and is_anonymous(who))
    if not anonymous:
        return {}
    heard = list(_heard(cues))
    called = Counter((label, name) for label, name, kind in heard if kind == "called")
    votes: dict[str, Counter[str]] = {}
    for label, name, kind in heard:
        if label not in anonymous:
            continue
        doubtful = kind == "seldom" or (kind == "maybe" and " " not in name)
        if not doubtful or _called(called, label, name):
            votes.setdefault(label, Counter())[name] += _VOTES[kind]
    return _settled(votes, {cue.speaker for cue in cues if cue.speaker})


def _called(called: Counter[tuple[str, str]], label: str, name: str) -> bool:
    """Whether somebody else calls the speaker by a part of the name."""
    return any(called[label, one] for one in (name, *name.split()))


def is_anonymous(label: str) -> bool:
    """Whether a label of a speaker names nobody: a role, or what a recogniser gave."""
    return written(label).kind in (LabelKind.ROLE, LabelKind.PAIR)


def _settled(votes: Mapping[str, Counter[str]], speakers: set[str]) -> dict[str, str]:
    """For each label the name with most votes, if it is nobody else's."""
    full = {name for names in votes.values() for name in names if " " in name}
    chosen: dict[str, str] = {}
    for label, names in votes.items():
        joined: Counter[str] = Counter()
        for name, n in names.items():
            longer = [one for one in full if one.split()[0] == name or one.split()[-1] == name]
            joined[longer[0] if len(longer) == 1 else name] += n
        (best, most), *others = joined.most_common(2)
        if most >= 2 and (not others or others[0][1] * 2 < most):
            chosen[label] = best
    taken = Counter(chosen.values())
    return {label: name for label, name in chosen.items() if taken[name] == 1 and name not in speakers}


def _heard(cues: Sequence[Cue]) -> Iterator[tuple[str, str, str]]:
    """Who is named as whom, and by a phrase of which kind: (label, name, kind)."""
    seen: Counter[str] = Counter()
    for index, cue in enumerate(cues):
        if not cue.speaker:
            continue
        seen[cue.speaker] += 1
        if index >= _OPENING and seen[cue.speaker] > _FIRST:
            continue
        for name, kind in _named_in(cue.text):
            if kind == "maybe" and seen[cue.speaker] > _FIRST:
                continue
            if kind in ("own", "maybe", "seldom"):
                yield cue.speaker, name, kind
            elif (other := _answering(cues, index, thanks=kind == "called")) is not None:
                yield other, name, kind


def _answering(cues: Sequence[Cue], index: int, *, thanks: bool) -> str | None:
    """Who speaks after the cue at `index`: at once and with a greeting, or as the only other one soon."""
    speaker = cues[index].speaker
    others: list[str] = []
    for cue in cues[index + 1 : index + 40]:
        if cue.speaker in (None, speaker) or cue.speaker == (others[-1] if others else None):
            continue
        if thanks:
            first = cue.text.lstrip('"“‘¡¿- ').casefold()
            return cue.speaker if first.startswith(_phrases("answer")) else None
        others.append(cue.speaker or "")
        if len(others) == _SOON:
            break
    return others[0] if len(set(others)) == 1 else None


def _named_in(text: str) -> Iterator[tuple[str, str]]:
    """Names in `text` and the kind of phrase each stands in."""
    if not _may_name(text[:2000]):
        return
    for kind, pattern in _patterns():
        for match in pattern.finditer(text[:2000]):
            name = " ".join(match["name"].split())
            if len(name) > 1 and not any(part.casefold() in _NO_NAMES for part in name.split()):
                yield name, kind


def _may_name(text: str) -> bool:
    """Whether any phrase stands before a word with a capital, or behind one: cheaper than the patterns."""
    ends, afters = _around_names()
    folded = text.lower().replace("’", "'")
    if len(folded) != len(text) or any(after in folded for after in afters):
        return True
    for match in _CAPITAL.finditer(text):
        at = match.start()
        if (befores := ends.get(folded[at - 2 : at])) and folded.endswith(befores, 0, at + 1):
            return True
    return False


@cache
def _around_names() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What stands before names, by its last two letters without the blank, and what stands behind those that
    nothing stands before."""
    parted = [phrase.partition("{name}") for kind in _VOTES for phrase in _phrases(kind)]
    befores = {before.lower() for before, _, _ in parted if before}
    afters = tuple({after.lower() for before, _, after in parted if not before})
    ends: dict[str, tuple[str, ...]] = {}
    for before in sorted(befores):
        ends[before[-3:-1]] = (*ends.get(before[-3:-1], ()), before)
    return ends, afters


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for kind in ("own", "maybe", "seldom", "next", "called"):
        parts = [re.escape(p).replace(r"\{name\}", "\0").replace("'", "['’]") for p in _phrases(kind)]
        begun: dict[str, list[str]] = {}
        for part in parts:
            before, _, after = part.partition("\0")
            begun.setdefault(after, []).append(before)
        for after, befores in begun.items():
            either = "|".join(sorted(befores, key=len, reverse=True))
            end = f"(?i:{after})" if after else _AFTER
            found.append((kind, re.compile(rf"(?<!\w)(?i:{either}){_NAME}{end}")))
    return tuple(found)


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(_listed(lines_of(_FILE), kind))


def _listed(lines: Iterable[str], kind: str) -> Iterator[str]:
    for line in lines:
        if line.startswith(f"{kind}: "):
            yield from line.removeprefix(f"{kind}: ").split(" | ")
