"""Which marks of a transcript are sounds, told from all of them, and texts without them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from llm_summarise.domain.text import IDEOGRAPHS, UNSPACED
from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Aside
from llm_summarise.readers.speech.sound_marks import (
    NOTES,
    Place,
    describes_doing,
    is_sound,
    may_recur,
    places,
)

_NOTE: Final = re.compile(rf"[{NOTES}][{NOTES}~～\s]*")
_HASHED: Final = re.compile(r"#+ [^#]+ #+$")
# 霜(しも): how a sign is read. In wide brackets only in the script of readings, for names stand there too.
_READING: Final = re.compile(
    rf"(?<=[{IDEOGRAPHS}々ヶ])(?:\([ぁ-ゖァ-ヺー･・ ]{{1,20}}\)|（[ぁ-ゖー]{{1,20}}）)"
)
_STOP: Final = re.compile(r"[.,;:!?…。、，！？]+")
_WIDE: Final = re.compile(f"[{UNSPACED}]")
_SUNG: Final = 0.5
"""The share of words between notes from which on a transcript is one of songs, and they are its words."""


class Remover:
    """Takes sounds out of the cues whose indexes are `marked`, and adds them to `aside`."""

    def __init__(self, cues: Sequence[Cue], marked: Sequence[int], aside: Aside) -> None:
        self._cues, self._aside = cues, aside
        self._unknown = Counter(
            place.content.casefold()
            for i in marked
            for place in places(cues[i].text)
            if may_recur(place) and not is_sound(place)
        )
        sung = sum(len(lyric) for i in marked for lyric in _lyrics(cues[i].text))
        self._songs = sung > 0 and sung > _SUNG * sum(len(cue.text) for cue in cues)

    def rest(self, index: int) -> str:
        """The text of a cue without its sounds."""
        text = self._cues[index].text
        if _NOTE.search(text) or text[:1] == "#":
            text = self._unsung(text)
        if "(" in text or "（" in text:
            text = _READING.sub(self._read, text)
        pieces: list[str] = []
        end = 0
        for place in places(text):
            if place.start >= end and (is_sound(place) or self._recurs(place)):
                self._aside.add(AsideKind.SOUND, text[place.start : place.end])
                pieces.append(text[end : place.start])
                end = place.end
        return _joined([*pieces, text[end:]]) if pieces else text

    def _recurs(self, place: Place) -> bool:
        if not may_recur(place):
            return False
        often = self._unknown[place.content.casefold()] > 1
        if place.kind == "round":
            return place.alone and (often or place.content.isupper())
        return place.alone or describes_doing(place) or (often and place.start > 0)

    def _read(self, match: re.Match[str]) -> str:
        self._aside.add(AsideKind.OTHER, match.group())
        return ""

    def _unsung(self, text: str) -> str:
        """`text` without notes, and without what is sung between two of them."""
        if text[:1] == "#":
            if self._songs or not _HASHED.match(text):
                return text
            self._aside.add(AsideKind.SOUND, text)
            return ""
        lyrics = [] if self._songs else list(_lyrics(text))
        self._aside.add(AsideKind.SOUND, text if lyrics else "♪")
        if not lyrics:
            return " ".join(_NOTE.sub(" ", text).strip(" ~～").split())
        return _joined([piece.strip(" ~～") for piece, sung in _by_notes(text) if not sung])


def _lyrics(text: str) -> Iterator[str]:
    """What stands between two notes."""
    if _HASHED.match(text):
        yield text
        return
    yield from (piece for piece, sung in _by_notes(text) if sung and piece)


def _by_notes(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of `text` between its notes, and whether each is sung: a first note opens a song, the next
    one closes it, and of two notes in a row the second opens another one."""
    pieces = _NOTE.split(text)
    open_song = False
    for piece, notes in zip(pieces, _NOTE.findall(text), strict=False):
        yield piece, open_song
        open_song = len(notes.split()) > 1 or not open_song
    yield pieces[-1], False


def _joined(pieces: Sequence[str]) -> str:
    """What is left, with a blank for what was taken away where there are words on both sides."""
    text = pieces[0].rstrip()
    parts = [text] if text else []
    for piece in pieces[1:]:
        piece = piece.strip()
        if stop := _STOP.match(piece):
            if parts and not _STOP.match(parts[-1][-1]):
                parts.append(stop.group())
            piece = piece[stop.end() :].lstrip()
        if piece and parts and not (_WIDE.match(parts[-1][-1]) and _WIDE.match(piece[0])):
            parts.append(" ")
        if piece:
            parts.append(piece)
    return "".join(parts)
