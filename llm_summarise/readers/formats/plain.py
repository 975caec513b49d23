"""Plain text: paragraphs, long ones cut into sentences; no times, and none are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.about.title_lines import TitleLines
from llm_summarise.readers.bounds import refuse_many_rows
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.prose.surveying import Surveyed, spoken, surveyed
from llm_summarise.readers.prose.text_rows import RowKind, TextRow
from llm_summarise.readers.speech.cleaning import speech
from llm_summarise.readers.speech.splitting import sentences

FORMAT: Final = "plain"
SAMPLE: Final = 2**16
"""Characters in which marks of a document are looked for."""

_A_TALK: Final = 300
_DIFF: Final = re.compile(
    r"^(?:diff --git |--- a/|\+\+\+ b/|@@ -\d|Index: |commit [0-9a-f]{7,40}$)", re.MULTILINE
)
# What talk is not made of: fenced code, tables, lines of a trailer.
_DOCUMENT: Final = re.compile(
    r"^(?:[ \t]*(?:```|~~~)[ \t]*[a-z]+[ \t]*$"
    r"|Signed-off-by: |[ \t]*\|.*\|[ \t]*$|[ \t]*<(?:p|div|img|a|table|details)\b)",
    re.MULTILINE,
)
_BLANK: Final = re.compile(r"\n[ \t\f\v]*\n")
# Lines that stand for themselves: bullets, headings, tables, quotes, diffs, code.
_OWN_LINE: Final = re.compile(r"[ \t]*(?:[-*+•|>@#]|\d{1,3}[.)][ \t])|[ ]{4,}|\t|(?:diff|index|commit) ")


def looks(sample: str) -> bool:
    """True: what is in no other format is plain text."""
    del sample
    return True


def read(text: str) -> Parsed:
    """The sentences; of a talk in Markdown without its headings and marks."""
    refuse_many_rows(text)
    if not _DIFF.search(text, 0, SAMPLE):
        survey = surveyed(text)
        if survey.about or (not _DOCUMENT.search(text, 0, SAMPLE) and is_talk(survey)):
            return spoken(survey, FORMAT)
        del survey  # as large as the cues
    return Parsed(FORMAT, [Cue(part) for text in paragraphs(text) for part in sentences(text)])


def is_talk(survey: Surveyed) -> bool:
    """Whether a text without turns was spoken: paragraphs of prose, hardly a list, below front matter, title
    lines or headings."""
    written = [row for row in survey.rows if row.kind is not RowKind.BLANK]
    if not written:
        return False
    listed = sum(row.own for row in written)
    if listed * 5 > len(written):
        return False
    headings = sum(row.kind is RowKind.HEADING for row in written)
    words = sum(len(row.text.split()) for row in written if row.kind is RowKind.WORDS)
    if survey.habits.turns > 1:
        return words > 0
    paragraphs = sum(row.opens and row.kind is RowKind.WORDS for row in written)
    if headings:
        return words >= 12 * headings and words >= 12 * paragraphs
    return _titled(written) or words >= _A_TALK


def _titled(written: list[TextRow]) -> bool:
    """Whether lines about the episode stand above the words."""
    lines = TitleLines(Aside(), ())
    taken = 0
    for row in written[:30]:
        if not lines.takes(row.text):
            break
        taken += 1
    return taken > 1 or bool(taken and written[0].closes)


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of `text`, each on one line; lines of lists, tables, code and diffs stay apart."""
    for block in _BLANK.split(text):
        lines: list[str] = []
        for line in block.split("\n"):
            if lines and (_OWN_LINE.match(line) or _OWN_LINE.match(lines[-1])):
                yield from _folded(lines)
                lines = []
            lines.append(line)
        yield from _folded(lines)


def _folded(lines: list[str]) -> Iterator[str]:
    if text := speech("\n".join(lines)):
        yield text
