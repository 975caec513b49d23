"""The text of a Word document, from the elements of its XML."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.documents.marked_text import BOLD, heading, marked, rows_as_lines, without_bold

_HEADING: Final = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*(\d)", re.I)
_SILENT: Final = frozenset(
    "del moveFrom delText instrText footnoteReference endnoteReference commentReference pict drawing object "
    "txbxContent".split()
)
_SIGNS: Final = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
_OFF: Final = frozenset(("0", "false", "off", "none"))


class Styles:
    """The names of styles by their ids, from `word/styles.xml`."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self._id = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style":
            self._id = attributes.get("styleId", "")
        elif tag == "name" and self._id:
            self._named(attributes.get("val", ""))
        elif tag == "outlineLvl" and attributes.get("val", "").isdecimal() and int(attributes["val"]) < 9:
            self.levels.setdefault(self._id, int(attributes["val"]) + 1)

    def end(self, tag: str) -> None:
        if tag == "style":
            self._id = ""

    def data(self, text: str) -> None:
        del text

    def _named(self, name: str) -> None:
        if match := _HEADING.fullmatch(name.strip()):
            self.levels[self._id] = int(match[1])
        elif name.casefold() == "title":
            self.levels[self._id] = 1

    def level(self, style: str) -> int:
        """The level of headings in a style, from 1; 0 for another style."""
        if style in self.levels:
            return self.levels[style]
        match = _HEADING.fullmatch(style)
        return int(match[1]) if match else 0


class WordText:
    """Takes the elements of `word/document.xml`, gives `paragraphs` with the marks of Markdown."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.styles = Styles()
        self._text: list[str] = []
        self._level = 0
        self._bold = self._in_run = self._spoken = False
        self._silent = 0
        self._tables = 0
        self._rows: list[list[str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._silent or tag in _SILENT:
            self._silent += 1
        elif tag in ("p", "pStyle"):
            self._level = self.styles.level(attributes.get("val", "")) if tag == "pStyle" else 0
        elif tag == "r":
            self._in_run, self._bold = True, False
        elif tag == "b" and self._in_run:
            self._bold = attributes.get("val", "1") not in _OFF
        elif tag == "t":
            self._spoken = True
            self._text.append(BOLD * self._bold)
        elif tag in _SIGNS and (self._in_run or tag != "tab"):
            self._text.append(_SIGNS[tag])
        else:
            self._table(tag)

    def _table(self, tag: str) -> None:
        if tag == "tbl":
            self._tables += 1
        elif tag == "tr" and self._tables == 1:
            self._rows.append([])
        elif tag == "tc" and self._tables == 1 and self._rows:
            self._rows[-1].append("")

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent -= 1
        elif tag == "t":
            self._spoken = False
            self._text.append(BOLD if self._bold else "")
        elif tag == "r":
            self._in_run = False
        elif tag == "p":
            self.paragraph("".join(self._text), self._level)
            self._text.clear()
        elif tag == "tbl":
            self._tables -= 1
            if not self._tables:
                self.paragraphs.extend(line for line in rows_as_lines(self._rows) if line.strip())
                self._rows.clear()

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._spoken and not self._silent:
            self._text.append(text)

    def paragraph(self, text: str, level: int) -> None:
        """A paragraph is over: it goes into its cell, or stands for itself."""
        if self._tables and self._rows and self._rows[-1]:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {without_bold(text)}".strip()
        elif level and text.strip():
            self.paragraphs.append(heading(" ".join(text.split()), level))
        elif text.strip(BOLD + " \n\t"):
            self.paragraphs.append(marked(text).strip())
