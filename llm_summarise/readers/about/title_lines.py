"""Lines above the speech: `Title: ...`, `Slides: https://...`, `SPEAKERS` and the names below, dates."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.about import known_keys
from llm_summarise.readers.about.export_lines import export_line
from llm_summarise.readers.parsed import Aside

_PAIR: Final = re.compile(
    r"[*_]{0,3}([^\W\d_][^:：\n]{0,160}?)[*_]{0,3}[ \t]*[:：][*_]{0,3}[ \t]*(.*)", re.DOTALL
)
_ADDRESS_ONLY: Final = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?[>.]?")
_LINKED: Final = re.compile(r"(?:\[[^\[\]\n]*\]\([^()\s]*\)[ \t,|·]*)+")
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE: Final = re.compile(
    rf"\b(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    rf"|(?:{_MONTHS})[a-z]{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:{_MONTHS})[a-z]{{0,6}}\.?,? \d{{4}})\b"
    r"|\d{4}年\d{1,2}月\d{1,2}日",
    re.IGNORECASE,
)
_NOT_TITLE: Final = re.compile(
    r"[ \t]{0,9}+[-–—:|(]{0,9}+[ \t]{0,9}+(?:full |episode |raw |auto(?:matic)? )?"
    r"(?:transcript|transkript|transcripción|transcription)\)?$"
    r"|^(?:transcript|transcription)(?: of| for)?[ \t]*[:–—-]?[ \t]*",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[.!?…。！？][\"'”’)]*$")
_TRANSCRIPT: Final = re.compile(
    r"(?:(?:full|episode|raw|complete|the|interview|audio|video|edited|automatic) )*"
    r"(?:transcripts?|transcription|transkript|transkription|transcripción|transcripcion|trascrizione|transcrição|"
    r"文字稿|逐字稿|文字起こし|書き起こし|расшифровка|стенограмма)"
    r"(?: (?:of the .{1,30}|begins?|starts?))?[ \t]*[:：]?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]{2}|[^\x00-\u02ff]")
"""A number and letters one by one, P R O C E E D I N G S, are no title."""

_LONGEST_PERSON: Final = 120
LONGEST_DESCRIPTION: Final = 300
"""Words of one."""

MOST_WORDS: Final = 14
"""Words of the longest line that is a title or the like and no sentence."""


def begins_transcript(text: str) -> bool:
    """Whether a line says that the transcript begins: `## Transcript`."""
    return len(text) <= 60 and bool(_TRANSCRIPT.fullmatch(text.strip(" *_#=-[]")))


def link_behind(text: str) -> bool:
    """Whether the only value of a line is an address: `Slides: https://...`."""
    if "://" not in text and "www." not in text:
        return False
    match = _PAIR.match(text)
    return match is not None and _is_address(match[2].strip()) and not _SENTENCE.search(match[1])


def _is_address(value: str) -> bool:
    return bool(_ADDRESS_ONLY.fullmatch(value) or _LINKED.fullmatch(value))


class TitleLines:
    """Takes the lines above the speech, one after the other, as long as they are about the episode.

    `labels` are names that recur before a colon: a `Host:` of them speaks and is no title line.
    """

    def __init__(self, aside: Aside, labels: Container[str]) -> None:
        self._aside = aside
        self._labels = labels
        self._values: dict[str, list[str]] = {}
        self._listed: str | None = None
        self._got = False
        self.pairs = 0

    @property
    def about(self) -> About:
        """What the lines told."""
        return known_keys.about(self._values)

    @property
    def listing(self) -> bool:
        """Whether the line before announced a list: `SPEAKERS`."""
        return self._listed is not None

    def ends_paragraph(self) -> None:
        """A blank line: a list that has begun ends."""
        if self._listed and self._got:
            self._listed = None

    def takes(self, text: str) -> bool:
        """Whether a line is about the episode; then it is noted and set aside."""
        return self._pair(text) or self._announced(text) or self._exported(text)

    def notes(self, text: str, field: str = "title") -> None:
        """Set a line aside that stands where only a title, a date and the like stand."""
        self._aside.add(AsideKind.METADATA, text)
        dated = _DATE.search(text)
        if dated:
            self._values.setdefault("date", []).append(dated[0])
        shown = known_keys.one_line(_NOT_TITLE.sub("", known_keys.one_line(text)))
        if (
            field not in self._values
            and _WORD.search(shown)
            and (not dated or len(shown) > len(dated[0]) + 12)
        ):
            self._values[field] = [shown]

    def sounds(self, text: str) -> None:
        """Set a line aside that only describes a sound."""
        self._aside.add(AsideKind.SOUND, text)

    def is_pair(self, text: str) -> bool:
        """Whether a line is a key that is known, or that recurs nowhere, with a value it can have."""
        match = _PAIR.match(text)
        if match is None or match[1].strip() in self._labels:
            return False
        value = match[2].strip()
        if _is_address(value):
            return True
        field = known_keys.told_by(match[1])
        if field in known_keys.PEOPLE and (len(value) > _LONGEST_PERSON or _SENTENCE.search(value[:-3])):
            return False
        longest = LONGEST_DESCRIPTION if field == "description" else 3 * MOST_WORDS
        return field is not None and len(value.split()) <= longest

    def _pair(self, text: str) -> bool:
        match = _PAIR.match(text)
        if match is None or not self.is_pair(text):
            return False
        field, value = known_keys.told_by(match[1]), match[2].strip()
        self.pairs += 1
        if _is_address(value):
            self._aside.add(AsideKind.LINK, text)
            if field == "url":
                self._values.setdefault("url", []).append(value)
        elif field == known_keys.CREDIT:
            self._aside.add(AsideKind.CREDIT, text)
        elif field is not None:
            self._aside.add(AsideKind.METADATA, text)
            if value and field != known_keys.NOTHING:
                self._values.setdefault(field, []).append(value)
            self._listed, self._got = None if value else field, False
        return True

    def _announced(self, text: str) -> bool:
        """A word that announces a list, or a line of that list."""
        if self._listed:
            if len(text) > 600 or (_SENTENCE.search(text) and self._listed in known_keys.PEOPLE):
                self._listed = None
                return False
            self._got = True
            self._aside.add(AsideKind.METADATA, text)
            if self._listed != known_keys.NOTHING:
                self._values.setdefault(self._listed, []).append(text)
            return True
        if re.fullmatch(r"(?:summary )?keywords", text.strip(" *_#:"), re.IGNORECASE):
            self._listed = known_keys.NOTHING
        else:
            field = known_keys.told_by(text) if len(text) <= 30 else None
            if field not in known_keys.PEOPLE:
                return False
            self._listed = field
        self._got = False
        self._aside.add(AsideKind.METADATA, text)
        return True

    def _exported(self, text: str) -> bool:
        kind = export_line(text)
        if kind is None:
            return False
        self._aside.add(kind, text)
        if kind is AsideKind.METADATA and (dated := _DATE.search(text)):
            self._values.setdefault("date", []).append(dated[0])
        return True


def title_like(text: str) -> bool:
    """Whether a line is short and no sentence."""
    return len(text) <= 160 and len(text.split()) <= MOST_WORDS and not _SENTENCE.search(text.rstrip(" *_"))
