"""The text of an OpenDocument file, from the elements of its XML."""

from __future__ import annotations

from typing import Final

from llm_summarise.readers.documents.marked_text import BOLD
from llm_summarise.readers.documents.office_open import WordText

_SILENT: Final = frozenset(
    "note annotation tracked-changes frame header footer forms sequence-decls table-of-content".split()
)


class WriterText(WordText):
    """Takes the elements of `content.xml`, gives `paragraphs` with the marks of Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self._bold_styles: set[str] = set()
        self._style = ""
        self._spans: list[bool] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._silent or tag in _SILENT:
            self._silent += 1
        elif tag == "style":
            self._style = attributes.get("name", "")
        elif tag == "text-properties" and attributes.get("font-weight") in ("bold", "700", "800", "900"):
            self._bold_styles.add(self._style)
        elif tag in ("p", "h"):
            self._level = _level(attributes) if tag == "h" else 0
            self._spoken = True
        elif tag == "span":
            self._spans.append(attributes.get("style-name", "") in self._bold_styles)
            self._text.append(BOLD if self._spans[-1] else "")
        elif tag == "line-break":
            self._text.append("\n")
        elif tag in ("s", "tab"):
            self._text.append(" ")
        else:
            self._table({"table": "tbl", "table-row": "tr", "table-cell": "tc"}.get(tag, ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent -= 1
        elif tag == "span" and self._spans:
            self._text.append(BOLD if self._spans.pop() else "")
        elif tag in ("p", "h"):
            self._spoken = False
            super().end("p")
        elif tag == "table":
            super().end("tbl")


def _level(attributes: dict[str, str]) -> int:
    level = attributes.get("outline-level", "1")
    return int(level) if level.isdecimal() else 1
