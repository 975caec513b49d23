"""Turns of a text made into cues and headings, row after row."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue, Heading
from llm_summarise.readers.about.export_lines import export_line
from llm_summarise.readers.about.title_lines import begins_transcript, link_behind
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.prose import markdown_marks as markdown
from llm_summarise.readers.prose import stamps
from llm_summarise.readers.prose.contents import announces_contents
from llm_summarise.readers.prose.habits import Habits
from llm_summarise.readers.prose.heads import Head
from llm_summarise.readers.prose.section_titles import Sections
from llm_summarise.readers.prose.text_rows import RowKind, TextRow
from llm_summarise.readers.speech.cleaning import clean
from llm_summarise.readers.speech.sound_marks import only_sounds
from llm_summarise.readers.speech.splitting import sentences

JUMP: Final = 30.0
"""Seconds by which a time must be out of order to be a slip of the pen."""

_IN_BRACKETS: Final = re.compile(r"[(（]([^()（）]{2,60})[)）]$")
_EXAMINER: Final = re.compile(r"(?:EXAMINATION )?BY ((?:M[RS]S?|DR|THE|JUDGE)\b\.?[^:\n]{1,40}):?$")


class Builder:
    """Makes cues of the rows it is given; `parsed` takes them."""

    def __init__(self, parsed: Parsed, habits: Habits, sections: Sections) -> None:
        self._parsed = parsed
        self._habits = habits
        self._sections = sections
        self._start: float | None = None
        self._end: float | None = None
        self._stamped = False
        self._speaker: str | None = None
        self._examiner: str | None = None
        self._words: list[str] = []
        people = (*parsed.about.speakers, *parsed.about.guests, *parsed.about.hosts)
        self._people = frozenset(people)

    def build(self, rows: list[TextRow]) -> None:
        """All rows of speech, in order."""
        for row in rows:
            if row.kind is RowKind.BLANK:
                self._flush()
                self._speaker = None if self._habits.voices.only_audience else self._speaker
            elif row.head is not None and self._habits.begins(row) and not link_behind(row.text):
                self._flush()
                self._begin(row, row.head)
            elif (found := self._sections.of(row)) is not None:
                self._flush()
                self._heading(*found)
            else:
                self._say(row)
        self._flush()
        self._parsed.outline = [h for h in self._parsed.outline if h.cue < len(self._parsed.cues)]
        mended(self._parsed)

    def _begin(self, row: TextRow, found: Head) -> None:
        """A turn, or a time."""
        named, timed = self._habits.names(found), self._habits.times(found)
        if found.stamp is not None and timed:
            self._stamp(found.stamp.start, found.stamp.end)
        if named and found.label is not None:
            self._speaker = self._habits.voices.speaker(found.label.name)
            if found.label.name == "Q" and self._examiner:
                self._speaker = self._examiner
        words = (
            found.words if named and (timed or found.stamp is None or not found.named_first) else found.kept
        )
        if row.kind is RowKind.HEADING and not named:
            if words:
                self._heading(markdown.title(words), row.level, self._start)
        elif words:
            self._words.append(words)
            self._ends_here()

    def _heading(self, title: str, level: int, start: float | None) -> None:
        if not title or begins_transcript(title) or announces_contents(title):
            self._parsed.aside.add(AsideKind.HEADING, title)
            return
        if start is not None:
            self._stamp(start)
        if (match := _IN_BRACKETS.search(title)) and self._is_person(match[1]):
            self._speaker = match[1]
        self._parsed.outline.append(Heading(title, len(self._parsed.cues), level, start))

    def _is_person(self, name: str) -> bool:
        return name in self._people or self._sections.is_person(name)

    def _say(self, row: TextRow) -> None:
        text = row.text
        if text[:1] in "BE" and (match := _EXAMINER.match(text)):
            self._examiner = match[1].strip()
            self._aside(AsideKind.LAYOUT, text)
            return
        if (row.opens or row.closes) and (kind := export_line(text)):
            self._aside(kind, text)
            return
        if link_behind(text):
            self._aside(AsideKind.LINK, text)
            return
        if text[:1] in ("*", "_") and row.opens and row.closes and only_sounds(text):
            self._aside(AsideKind.SOUND, text)
            return
        if row.own:
            self._flush()
        self._words.append(text)
        self._ends_here()

    def _aside(self, kind: AsideKind, text: str) -> None:
        self._flush()
        self._parsed.aside.add(kind, text)

    def _ends_here(self) -> None:
        """Where times stand at the ends of lines, the line that ends with one is a passage."""
        if not self._habits.at_end or not self._words:
            return
        found = list(stamps.within(self._words[-1]))
        if not found or self._words[-1][found[-1].stop :].strip(" .*_"):
            return
        stamp = found[-1]
        self._words[-1] = self._words[-1][: stamp.first]
        if self._habits.closes:
            self._stamp(0.0 if self._start is None else self._start, stamp.start)
            self._flush()
            self._stamp(stamp.start)
        else:
            self._stamp(stamp.start)
            self._flush()

    def _flush(self) -> None:
        if not self._words:
            return
        text = "\n".join(self._words)
        self._words = []
        at = 0
        if self._habits.inner and not self._habits.at_end and ":" in text:
            for stamp in stamps.within(text):
                if stamp.shape in self._habits.inner:
                    self._passage(text[at : stamp.first])
                    self._stamp(stamp.start)
                    at = stamp.stop + (text[stamp.stop : stamp.stop + 1] == ":")
        self._passage(text[at:])

    def _passage(self, text: str) -> None:
        parts = [part for part in sentences(plain(text)) if part]
        for part in parts:
            start, end = (self._start, self._end) if self._stamped else (None, None)
            self._parsed.cues.append(Cue(part, start, end if len(parts) == 1 else None, self._speaker))
            self._stamped = False

    def _stamp(self, start: float, end: float | None = None) -> None:
        """The next words have a stamp of the source; those behind them have none."""
        self._start, self._end, self._stamped = start, end, True


def plain(text: str) -> str:
    """The words of a paragraph on one line: no sounds, no markup."""
    cleaned = clean(text)
    bare = markdown.restored(markdown.words(cleaned))
    return cleaned if bare is cleaned else " ".join(bare.split())


def mended(parsed: Parsed) -> None:
    """Takes from cues a time that is a slip of the pen."""
    cues = parsed.cues
    stamps = [(i, cue.start) for i, cue in enumerate(cues) if cue.start is not None]
    for (_, before), (i, start), (_, after) in zip(stamps, stamps[1:], stamps[2:], strict=False):
        if _slips(before, start, after):
            parsed.aside.add(AsideKind.BROKEN, f"a time out of order before: {cues[i].text}")
            cues[i] = replace(cues[i], start=None, end=None)


def _slips(before: float, start: float, after: float) -> bool:
    return before <= after and (start < before - JUMP or start > after + JUMP)
