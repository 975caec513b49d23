"""Who transcribed, captioned or translated, and remarks of the programs that did it: set aside, a step that
all formats share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.word_lists import lines_of

_FILE: Final = Path(__file__).parent / "data" / "credits.txt"
_EDGE: Final = 6
"""Cues from the beginning and from the end among which credits stand."""

_WORDS: Final = 16
"""Words of a credit at most."""

_FRAME: Final = " \t*_~#-–—=[]()<>|\"“”'.!…\\"
_NAMED: Final = re.compile(
    r"\s*+[:：]?\s*+[*_\[(<]*(?:[^\Wa-zß-öø-ÿа-яё]|https?:|www\.|@|[\w-]+\.(?:com|org|net|ai|io|me|fm|"
    r"tv|de|fr)\b"
    r"|(?:the|an?|der|die|das|la|le|les|el|los|il|lo|de|of|comunità|communauté|zdf|society)\b)",
)
_EXPORTED: Final = re.compile(
    r"(?:(?:please )?note:? |disclaimer:? )?(?:this|the following|these|our) (?:\w+ ){0,3}?"
    r"(?:transcripts?|transcription|captions|subtitles) (?:was|were|is|are|has been|have been|may) "
    r"(?:\w+ly |\w+-|not |be )*(?:generated|transcribed|exported|created|produced|made|provided|"
    r"edited|computer|"
    r"machine|ai|contain|condensed|a rush|rush|intended|in its final|the authoritative)\b",
    re.IGNORECASE,
)
_TRANSCRIPTION: Final = re.compile(
    r"[^.?!:]{0,60}\b(?:(?:started|stopped|ended) (?:the )?transcription"
    r"|hat die transkription (?:gestartet|beendet)|a (?:démarré|arrêté) la transcription"
    r"|(?:inició|detuvo) la transcripción)[ .]*",
    re.IGNORECASE,
)
_ADVERTS: Final = re.compile(
    r"opensubtitles|addic7ed|subscene\.|yts\.(?:mx|am|lt|ag)|yify|podnapisi|tvsubtitles"
    r"|amara\.org[- ](?:comm|gemein)",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"(?:(?<=[.?!…\"”。])\s|\s(?=transcribed by https?:))transcribed by \S+$", re.IGNORECASE
)
_ENDS: Final = frozenset("end fin the\xa0end ende fine fim конец".split(" "))


def without_credits(parsed: Parsed) -> Parsed:
    """The cues without credits at the beginning and the end, and without the remarks of a program that
    transcribed a meeting wherever they stand."""
    cues = parsed.cues
    gone = {i for i, cue in enumerate(cues) if "ranscri" in cue.text and _TRANSCRIPTION.fullmatch(cue.text)}
    gone |= {i for i in _edges(len(cues)) if is_credit(cues[i].text, last=i == len(cues) - 1)}
    for index in sorted(gone):
        parsed.aside.add(AsideKind.CREDIT, cues[index].text)
    if gone:
        parsed = parsed.rebuilt(() if i in gone else (cue,) for i, cue in enumerate(cues))
    return _without_tail(parsed)


def _edges(count: int) -> Sequence[int]:
    return range(count) if count <= 2 * _EDGE else [*range(_EDGE), *range(count - _EDGE, count)]


def _without_tail(parsed: Parsed) -> Parsed:
    """The last cue without "Transcribed by https://..." behind its last sentence."""
    if not parsed.cues or not (match := _TAIL.search(text := parsed.cues[-1].text[-300:])):
        return parsed
    last: Cue = parsed.cues[-1]
    parsed.aside.add(AsideKind.CREDIT, match.group().strip())
    rest = last.text[: len(last.text) - len(text) + match.start()].rstrip()
    return replace(parsed, cues=[*parsed.cues[:-1], replace(last, text=rest)]) if rest else parsed


@cache
def _beginnings() -> tuple[tuple[str, ...], frozenset[str]]:
    """How credits begin, and lines that are one."""
    lines = lines_of(_FILE)
    cut = lines.index("whole")
    return lines[:cut], frozenset(lines[cut + 1 :])


def is_credit(text: str, *, last: bool) -> bool:
    """Whether a cue at the edge of a transcript says who transcribed it; `last`: whether nothing follows."""
    if len(text) > 400:
        return False
    said = text.strip(_FRAME)
    folded = said.casefold()
    beginnings, whole = _beginnings()
    if folded in whole:
        return True
    if last and folded in _ENDS and (said.isupper() or text[:1] in "[(-–—*"):
        return True
    if _EXPORTED.match(folded):
        return True
    if len(said.split()) > _WORDS:
        return False
    if _ADVERTS.search(said):
        return True
    if not folded.startswith(beginnings):
        return False
    beginning = next(one for one in beginnings if folded.startswith(one))
    return beginning[-1] in ":：" or bool(_NAMED.match(said, len(beginning)))
