"""Descriptions of sounds and gaps, `[laughs]`, `(both laughing)`, `[unintelligible 00:17:06]`,
`*outro music*`: where they stand in a text, and by what they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from llm_summarise.domain.sentences import STOPS
from llm_summarise.readers.word_lists import lines_of

_FILE: Final = Path(__file__).parent / "data" / "sound_words.txt"
NOTES: Final = "♩-♬🎵🎶"
"""Signs of music, to stand in a class of a regular expression."""

# Bounded, so that a text of a million opening brackets takes linear time.
_BRACKETS: Final = re.compile(
    r"\[(?P<square>[^\[\]\n]{1,90})\]|[【［〔](?P<wide>[^【】［］〔〕\n]{1,40})[】］〕]"
    r"|\((?P<round>[^()\n]{1,60})\)|（(?P<fullwidth>[^（）\n]{1,40})）"
    r"|<(?P<angle>\|?[^<>\n]{1,40})>|\{(?P<brace>[^{}\n]{1,40})\}"
    # As in Markdown, no blank stands inside: the end of one mark and the beginning of the next are none.
    r"|\*(?P<star>[^*\s](?:[^*\n]{0,38}[^*\s])?)\*|(?<!\w)_(?P<line>[^_\s](?:[^_\n]{0,38}[^_\s])?)_(?!\w)"
)
_AROUND: Final = {"[": "]", "(": ")", "*": "*", "_": "_", "\\": ""}
_CLOCK: Final = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,:]\d{1,3})?"
_CLOCKS: Final = re.compile(rf"@?\s*{_CLOCK}(?:\s*(?:-->|[-–—→]|to)\s*{_CLOCK})?\s*[:?]?")
_UNSAID: Final = re.compile(
    rf"\s*+_[\s_]*+|\.{{2,}}|…+|\?+|-{{2,}}|[–—]+|\*{{2,}}|#{{2,}}|x{{3,}}|\$%#!|[{NOTES}\s]+"
)
_TOKEN: Final = re.compile(r"^\|[\w. -]*\|$")
_WORDS: Final = re.compile(r"[^\W\d]+(?:['’][^\W\d]+)*")
_PRONOUNS: Final = frozenset(
    "i you we he she it they that this which who what when where if and but or so not no yes like as for "
    "in on at of to from with there i'm i've it's he's she's they're we're you're that's is was are were be "
    "been ich du er sie es wir und aber nicht je tu il elle nous vous et mais yo tú él ella y pero".split()
)
_DETERMINERS: Final = frozenset(
    "the a an his her their my your our its this that these those of some any".split()
)
_EDGE: Final = f'{STOPS}>:—–-"“”»)]♪'
_WINDOW: Final = 24


class Place(NamedTuple):
    """A mark in a text: from `start` to `end`, with `content` between its brackets, which are of `kind`; and
    whether a sentence may end before it and begin behind it."""

    start: int
    end: int
    kind: str
    content: str
    opens: bool
    closes: bool
    alone: bool
    inside_word: bool


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The words of each kind in the file; a phrase is one."""
    found: dict[str, set[str]] = {}
    for line in lines_of(_FILE):
        kind, _, words = line.partition(" ")
        if words:
            found.setdefault(kind, set()).update([words] if kind == "phrase" else words.split())
    return {kind: frozenset(words) for kind, words in found.items()}


@cache
def _prefixes(kind: str) -> tuple[str, ...]:
    return tuple(word[:-1] for word in _lists()[kind] if word.endswith("*"))


def places(text: str) -> list[Place]:
    """What stands in brackets of any kind, or between stars or underscores."""
    found = list(_marks(text))
    for i in range(1, len(found)):  # of several sounds in a row, each opens as the first one does
        if found[i - 1].opens and not text[found[i - 1].end : found[i].start].strip():
            found[i] = found[i]._replace(opens=True)
    for i in range(len(found) - 2, -1, -1):  # and closes as the last one does
        if found[i + 1].closes and not text[found[i].end : found[i + 1].start].strip():
            found[i] = found[i]._replace(closes=True)
    return found


def _marks(text: str) -> Iterator[Place]:
    for match in _BRACKETS.finditer(text):
        kind = str(match.lastgroup)
        start, end = _widened(text, match.start(), match.end())
        content = (match[kind] or "").replace("\\", "").strip(" \t*_~～.!,:;") or match[kind].strip()
        if kind in ("star", "line") and content.startswith(("[", "(")):
            kind, content = "square" if content[0] == "[" else "round", content.strip("[]()")
        before = text[max(0, start - _WINDOW) : start].rstrip(" \t*_\\'’‘")
        after = text[end : end + _WINDOW].lstrip(" \t*_\\'’‘")
        alone = not before and not after.strip(" .,!?;:…-–—")
        opens = not before or before[-1] in _EDGE
        closes = not after or after[0] in _EDGE + '(（【[“"‘♪.…' or _begins_sentence(after[0])
        inside = start > 0 and text[start - 1].isalnum() and text[start - 1].isascii()
        yield Place(start, end, kind, content, opens, closes, alone, inside or text[end : end + 1] == "(")


def _begins_sentence(char: str) -> bool:
    return char.isalnum() and not char.islower()


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With the escapes, doubled brackets and emphasis around a mark."""
    for _ in range(4):
        left, right = text[start - 1 : start], text[end : end + 1]
        if left == "\\":
            start -= 1
        elif left and _AROUND.get(left) == right != "":
            start, end = start - 1, end + 1
        else:
            break
    return start, end


def is_sound(place: Place) -> bool:
    """Whether the mark tells of a sound or a gap, from its own words and its place in the text."""
    said = place.content.casefold()
    if place.kind in ("star", "line"):
        return _between_stars(place, said)
    if place.kind in ("angle", "brace"):
        return bool(_TOKEN.match(said)) or (
            said.count(" ") < 3 and said[:1] != "/" and _known(said) in ("gap", "sound", "weak")
        )
    if place.kind == "fullwidth":
        return _wide_sound(said, alone=place.alone)
    if place.kind == "wide" and _wide_sound(said, alone=place.alone):
        return True
    if place.kind in ("square", "wide"):
        return _in_square(place, said)
    return _in_round(place, said)


@lru_cache(maxsize=4096)
def only_sounds(text: str) -> bool:
    """Whether `text` has nothing but descriptions of sounds and gaps in it."""
    rest, end = "", 0
    for place in places(text):
        if place.start >= end and is_sound(place):
            rest += text[end : place.start]
            end = place.end
    return end > 0 and not (rest + text[end:]).strip()


def _known(said: str) -> str | None:
    """Which list has a word of what was said: "gap", "phrase", "sound" or "weak"."""
    if said.strip(" .!?") in _lists()["phrase"]:
        return "phrase"
    words = _WORDS.findall(said)
    for kind in ("gap", "sound", "weak"):
        listed, prefixes = _lists()[kind], _prefixes(kind)
        if any(word in listed or (prefixes and word.startswith(prefixes)) for word in words):
            return kind
    return None


def _in_square(place: Place, said: str) -> bool:
    if _UNSAID.fullmatch(said):
        return not place.inside_word
    if _CLOCKS.fullmatch(said):
        return not place.inside_word
    known = _known(said)
    words = _WORDS.findall(said)
    if known is None or place.inside_word or said in _lists()["keep"]:
        return False
    if known == "gap":
        return len(words) <= 8
    if len(words) > 7 or words[0] in _PRONOUNS:
        return False
    edge = place.opens or place.closes
    if words[0] in _DETERMINERS:  # "[the music]" put in by an editor
        return place.opens and place.closes
    return known != "weak" or edge or not place.content[:1].islower()


def _in_round(place: Place, said: str) -> bool:
    if place.alone and (_CLOCKS.fullmatch(said) or _UNSAID.fullmatch(said)):
        return said != "?"
    known = _known(said)
    if known is None or place.inside_word:
        return False
    apart = place.alone or (place.opens and place.closes)
    if known == "phrase":
        return apart
    words = _WORDS.findall(said)
    if "://" in said or not words or words[0] in _PRONOUNS or len(words) > 5:
        return False
    if known == "sound":
        return apart or len(words) == 1 or (place.opens and len(words) <= 4)
    return known == "gap" or apart


def _between_stars(place: Place, said: str) -> bool:
    known, count = _known(said), said.count(" ") + 1
    if known == "gap":
        return count <= 3
    if known is None or count > 4 or not place.opens:
        return False
    return place.closes or (known == "sound" and place.content[:1].islower() and place.kind == "star")


def _wide_sound(said: str, *, alone: bool) -> bool:
    """In Japanese and Chinese, where words are told by their ends."""
    if said in _lists()["sound"] or said in _lists()["gap"] or said in _lists()["phrase"]:
        return True
    if _UNSAID.fullmatch(said) or (said.isascii() and _known(said) in ("gap", "sound")):
        return True
    return len(said) <= 16 and (said.endswith(tuple(_lists()["ending"])) or (alone and said.endswith("声")))


def may_recur(place: Place) -> bool:
    """Whether an unknown description is a sound if it stands alone in its caption, or if it recurs."""
    said = place.content
    words = said.split()
    if place.kind not in ("square", "round") or place.inside_word or not words or len(words) > 5:
        return False
    plain = all(char.isalpha() or char in " '’-,&/_" for char in said)
    if not plain or not said.isascii() or words[0].casefold() in _PRONOUNS | _lists()["keep"]:
        return False
    return (
        len(said) > 2
        and place.opens
        and place.closes
        and (said.islower() or said.isupper() or _is_described(words))
    )


def _is_described(words: list[str]) -> bool:
    """Something is done, in a sentence of its own without a full stop: "Speaking Spanish", "Door slams"."""
    return any(w.endswith("ing") and len(w) > 4 for w in words) or (
        len(words) > 1 and words[0][:1].isupper() and all(w.islower() for w in words[1:])
    )


def describes_doing(place: Place) -> bool:
    """Whether an unknown description has a verb, by its ending."""
    return any(word.endswith("ing") and len(word) > 4 for word in place.content.casefold().split())
