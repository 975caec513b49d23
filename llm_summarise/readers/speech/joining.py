"""Segments as recognisers write them made into cues: single words with their times are joined into sentences,
long segments are cut where the times of their words say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from llm_summarise.domain.scripts.graphemes import SOUTH_EAST
from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.domain.text import UNSPACED
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.turns import bare

GAP: Final = 1.5
"""Seconds of silence after which a new cue begins."""

LENGTH: Final = 240
"""Characters after which a cue ends at the next word."""

LONG: Final = 280
"""Characters from which on a segment is cut into sentences, if its words have times."""

_SINGLE: Final = 1.5
"""Words a segment has on average, at most, if the file has one word per segment."""

_SHORTEST: Final = 3
_CLINGS: Final = re.compile(
    r"[.,;:?!…%)\]}»”’。、，！？؟،]|['’](?:s|t|m|d|ll|re|ve)\b|n['’]t\b", re.IGNORECASE
)
_LEADS: Final = "([{«„“‘¿¡「『（"
_UNSPACED: Final = re.compile(f"[{UNSPACED}{SOUTH_EAST}]")
_LETTER: Final = re.compile(r"[^\W_]")
_NUMBER: Final = re.compile(r"\d{1,4}(?:\.0)?|[A-Z]")
_NOBODY: Final = frozenset(("uu", "unknown", "none", "null", "n/a", "undefined", "unk", "?"))


class Segment(NamedTuple):
    """A segment as the file gives it: times in seconds, `text` with its white space; its words, where they
    have times of their own."""

    text: str
    start: float | None
    end: float | None
    speaker: str | None
    words: Sequence[Segment] = ()


def speaker(value: object) -> str | None:
    """A speaker's name as given, `Speaker 0` for a number, `Speaker A` for a letter; None for none."""
    if isinstance(value, str):
        name = clean(value).rstrip(" :：")
        if _NUMBER.fullmatch(name):
            return f"Speaker {name.removesuffix('.0')}"
        return None if name.casefold() in _NOBODY else name or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"Speaker {value:.0f}" if 0 <= value < 10_000 and value == int(value) else None


def cues(pieces: Sequence[Segment]) -> list[Cue]:
    """A cue for each piece, or for each sentence if the pieces are single words. A piece without a speaker
    is spoken by the last one named."""
    if not pieces:
        return []
    carried = _carried(pieces)
    if len(carried) > 1 and _are_words(carried):
        return list(joined(carried))
    result: list[Cue] = []
    for said, start, end, who, words in carried:
        if words and len(said) > LONG and (parts := _by_words(said, who, words)):
            result.extend(parts)
        elif text := bare(said) or clean(said):
            result.append(Cue(text, start, end, who))
    return result


def _by_words(said: str, who: str | None, words: Sequence[Segment]) -> list[Cue]:
    """The sentences of a segment with the times of its words; none if these are not the words it holds."""
    parts = list(joined([word._replace(speaker=who) for word in words]))
    letters = "".join(_LETTER.findall(clean(said)))
    return parts if "".join(_LETTER.findall("".join(cue.text for cue in parts))) == letters else []


def _are_words(pieces: Sequence[Segment]) -> bool:
    """Whether pieces are single words; told as soon as there are too many words for that."""
    left = _SINGLE * len(pieces)
    for piece in pieces:
        left -= len(piece.text.split())
        if left < 0:
            return False
    return True


def _carried(pieces: Sequence[Segment]) -> list[Segment]:
    speakers = {piece.speaker for piece in pieces}
    if speakers == {None} or all(speakers):
        return list(pieces)
    last: str | None = None
    result = []
    for piece in pieces:
        last = piece.speaker or last
        result.append(piece if piece.speaker == last else piece._replace(speaker=last))
    return result


def joined(words: Sequence[Segment], *, spaced: bool | None = None) -> Iterator[Cue]:
    """The sentences of single words. `spaced`: blanks are written where they belong, and none is added; None:
    as it seems (recognisers write the blank before a word where one belongs; others write none at all)."""
    if spaced is None:
        spaced = sum(word.text[:1].isspace() or word.text[-1:].isspace() for word in words) * 3 > len(words)
    group: list[Segment] = []
    text = ""
    for word in words:
        if group and _ends(group, text, word, spaced=spaced):
            yield from _cue(group, text)
            group, text = [], ""
        if not group and (not word.text or word.text.isspace()):
            continue
        text += word.text if spaced or not _blank(text, word.text) else f" {word.text}"
        group.append(word)
    yield from _cue(group, text)


def run_together(words: Sequence[str]) -> str:
    """Words as one text, with blanks where they belong."""
    text = ""
    for word in words:
        blank = not (text[-1:].isspace() or word[:1].isspace()) and _blank(text, word)
        text += f" {word}" if blank else word
    return text


def _cue(group: Sequence[Segment], text: str) -> Iterator[Cue]:
    if text := clean(text):
        starts = [word.start for word in group if word.start is not None]
        ends = [word.end for word in group if word.end is not None]
        yield Cue(text, starts[0] if starts else None, max(ends, default=None), group[0].speaker)


def _blank(before: str, word: str) -> bool:
    """Whether a blank belongs between `before` and `word`."""
    if not before or before[-1] in _LEADS or _CLINGS.match(word):
        return False
    return not (_UNSPACED.match(before[-1]) and _UNSPACED.match(word[:1] or " "))


def _ends(group: Sequence[Segment], text: str, word: Segment, *, spaced: bool) -> bool:
    last = group[-1]
    if word.speaker != last.speaker:
        return True
    if _CLINGS.match(word.text.strip()):
        return False
    if last.end is not None and word.start is not None and word.start - last.end > GAP:
        return True
    if spaced and not _apart(text, word.text):
        return False
    return len(text) > LENGTH or (len(group) >= _SHORTEST and ends_sentence(text))


def _apart(text: str, word: str) -> bool:
    """Whether `word` begins a word where blanks are written: recognisers cut words into pieces, too."""
    return text[-1:].isspace() or word[:1].isspace() or _UNSPACED.match(text[-1:]) is not None
