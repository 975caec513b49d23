"""The lines of a text as what they are in Markdown: headings, rules, links, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from llm_summarise.domain.transcript import AsideKind
from llm_summarise.readers.prose.markdown_marks import BULLET, BULLETS, is_link, unescaped

if TYPE_CHECKING:
    from llm_summarise.readers.parsed import Aside
    from llm_summarise.readers.prose.heads import Head


class RowKind(Enum):
    """What a line is."""

    BLANK = "blank"
    HEADING = "heading"
    WORDS = "words"


@dataclass(slots=True)
class TextRow:
    """A line without the marks in front of it.

    `own`: it begins a passage (a bullet); `opens`: nothing stands above it in its paragraph; `closes`:
    nothing below; `bold`: it is emphasised as a whole.
    """

    kind: RowKind
    text: str = ""
    level: int = 0
    own: bool = False
    opens: bool = True
    closes: bool = True
    bold: bool = False
    head: Head | None = field(default=None)


NOTHING: Final = TextRow(RowKind.BLANK)
"""Every blank line: of one it is only asked that it is blank, and a file may have a million."""

_ATX: Final = re.compile(r"[ \t]{0,3}(#{1,6})(?:[ \t]++|(?=[^\s#\w!])|(?<=##)(?=[^\s#]))(.*)$")
_HTML_HEADING: Final = re.compile(r"[ \t]*<h([1-6])\b[^<>\n]*>(.*?)</h[1-6]>[ \t]*$", re.IGNORECASE)
_UNDERLINE: Final = re.compile(r"[ \t]{0,3}(?:(==+)|-{3,})[ \t]*$")
_FENCE: Final = re.compile(r"[ \t]{0,3}(?:```|~~~)")
_BOLD: Final = re.compile(r"[ \t]*(\*{2,3}|__)(?=\S)([^*\n]{1,200})\1[ \t]*(?:\\|<br */?>)?[ \t]*$")
_DELIMITERS: Final = re.compile(
    r"[ \t]*+\|?[ \t]*+:?-{3,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)*+\|?[ \t]*+$"
)
_RULED: Final = "-*_=~–—#+•.|:"
_RULE_SIGNS: Final = "-*_=~–—#+•."
_DELIMITING: Final = "-|: \t"
_PLACEHOLDER: Final = re.compile(
    r"[ \t]*\[(?!SPEAKER|SPK)(?:[A-Z]{2,20}_)*(?:PARAGRAPH|SECTION|BREAK|LINE|PAGE|CHUNK|NEWLINE|SEGMENT|TURN"
    r"|BLOCK|START|END|BOS|EOS|SEP|PAD)(?:_[A-Z0-9]{1,20})*\][ \t:]*"
)
"""`[NEW_PARAGRAPH]`, which programs leave behind."""

_COUNTED: Final = re.compile(
    r"(\d{1,5})[.)][ \t]+(?=[\[(]?\d{1,2}:\d\d|\[|[*_]{0,3}[^\W\d_][^:.!?\n]{0,40}[:：])"
)
_FEWEST: Final = 4
_EQUALS: Final = re.compile(r"(={1,6})[ \t]*+([^\s=](?:.*?[^ \t])??)[ \t]*+(?:(?<!=)\1)?$")
"""A heading of AsciiDoc or of a wiki: `== Frost ==`."""

_FOOTNOTE: Final = re.compile(r"[ \t]{0,3}\[\^[^\]\s]{1,40}\]:")
_TAGS_ONLY: Final = re.compile(r"(?:\s*</?[A-Za-z](?![a-z]*:)[^<>\n]{0,200}>)+\s*$")
_SENTENCE: Final = re.compile(r"[.!…。！；;,]$")
_PART: Final = re.compile(
    r"(?:prologue|epilogue|introduction|conclusion|intermission|credits"
    r"|(?:act|part|chapter|section|segment|kapitel|teil|parte|capítulo|partie|chapitre)[ \t]+"
    r"(?:\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten))"
    r"(?:[ \t]*[:.–—-][ \t]*.{1,80})?",
    re.IGNORECASE,
)
_PART_BEGINNINGS: Final = frozenset("aceikpst")
TITLE: Final = 100
"""Characters of the longest line that can be underlined as a heading."""


def is_part(text: str) -> bool:
    """Whether a line is the title of a part, `Act One: The frost`."""
    if len(text) > TITLE or not (text[:1].lower() in _PART_BEGINNINGS or not text[:1].isascii()):
        return False
    return _PART.fullmatch(text) is not None


def without_comments(text: str, aside: Aside) -> str:
    """`text` without HTML comments, which are set aside."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    at = 0
    while (first := text.find("<!--", at)) >= 0 and (stop := text.find("-->", first + 4)) >= 0:
        parts.append(text[at:first])
        aside.add(AsideKind.COMMENT, text[first + 4 : min(stop, first + 300)])
        at = stop + 3
    return "".join([*parts, text[at:]])


def rows(lines: list[str], aside: Aside) -> list[TextRow]:
    """One row for each line but for those that are no words: rules, links, pictures, footnotes."""
    result = list(_rows(lines, aside))
    for before, row in zip([None, *result], result, strict=False):
        row.opens = before is None or before.kind is not RowKind.WORDS
        if before is not None:
            before.closes = row.kind is not RowKind.WORDS
    return result


def _rows(lines: list[str], aside: Aside) -> Iterator[TextRow]:
    fenced = False
    held: TextRow | None = None  # a line that an underline would make a heading
    for line in lines:
        if ("`" in line or "~" in line) and _FENCE.match(line):
            fenced = not fenced
            row = None
        else:
            if held is not None and not fenced and (level := _underlined(held, line)):
                held.kind, held.level = RowKind.HEADING, level
                continue
            row = TextRow(RowKind.WORDS, line, own=True) if fenced and line.strip() else _row(line, aside)
        held = row if row and row.kind is RowKind.WORDS and _may_be_title(row, held) else None
        if row is not None:
            yield row


def unnumbered(found: list[TextRow]) -> list[TextRow]:
    """The rows without the numbers in front of them, if nearly all are counted before a name or a time."""
    counted = [
        (row, match)
        for row in found
        if row.kind is RowKind.WORDS and row.text[0].isdigit() and (match := _COUNTED.match(row.text))
    ]
    words = sum(row.kind is RowKind.WORDS and row.opens for row in found)
    numbers = [int(match[1]) for _, match in counted]
    if (
        len(numbers) < _FEWEST
        or len(numbers) * 5 < words * 4
        or numbers != list(range(numbers[0], numbers[-1] + 1))
    ):
        return found
    for row, match in counted:
        row.text = row.text[match.end() :]
    return found


def _may_be_title(row: TextRow, before: TextRow | None) -> bool:
    return before is None and len(row.text) <= TITLE and not row.own


def _underlined(row: TextRow, line: str) -> int:
    """1 or 2 if `line` underlines the title in `row`; a rule below words is none."""
    match = _UNDERLINE.match(line) if "--" in line or "==" in line else None
    if match is None:
        return 0
    if match[1]:
        return 1
    return 0 if _SENTENCE.search(row.text) or ":" in row.text or "：" in row.text else 2


def _row(line: str, aside: Aside) -> TextRow | None:
    """The row of a line outside code; None for what is no words and ends nothing."""
    stripped = line.strip()
    if not stripped:
        return NOTHING
    first = stripped[0]
    if first.isalpha() and not ("\\" in line or "](" in line or "://" in line or "www." in line):
        return TextRow(RowKind.WORDS, stripped)
    return _BY_SIGN.get(first, _said)(line, stripped, aside)


def _hashed(line: str, stripped: str, aside: Aside) -> TextRow | None:
    """Below `#`: a heading, or a key of Org."""
    if stripped[:2] == "#+":
        if ":" in stripped:
            return TextRow(RowKind.WORDS, stripped[2:])
    elif match := _ATX.match(line):
        title = _unclosed(match[2].rstrip(" \t"))
        return TextRow(RowKind.HEADING, unescaped(title), len(match[1])) if title.strip() else None
    return _ruled(line, stripped, aside)


def _unclosed(title: str) -> str:
    """`Frost` of `Frost ##`, but `C#`."""
    bare = title.rstrip("#")
    return bare.rstrip(" \t") if bare[-1:] in {"", " ", "\t"} else title


def _between_equals(line: str, stripped: str, aside: Aside) -> TextRow | None:
    if len(stripped) <= TITLE and (match := _EQUALS.fullmatch(stripped)):
        return TextRow(RowKind.HEADING, match[2], len(match[1]))
    return _ruled(line, stripped, aside)


def _tagged(line: str, stripped: str, aside: Aside) -> TextRow | None:
    if match := _HTML_HEADING.match(line):
        return TextRow(RowKind.HEADING, match[2], int(match[1]))
    return NOTHING if _TAGS_ONLY.match(line) else _said(line, stripped, aside)


def _bracketed(line: str, stripped: str, aside: Aside) -> TextRow | None:
    """Behind `[`: a footnote, or what a program left behind."""
    if _FOOTNOTE.match(line):
        aside.add(AsideKind.COMMENT, line)
        return NOTHING
    if match := _PLACEHOLDER.match(line):
        aside.add(AsideKind.LAYOUT, match[0])
        return _row(line[match.end() :], aside)
    return _said(line, stripped, aside)


def _defining(line: str, stripped: str, aside: Aside) -> TextRow | None:
    """Behind `:`: a rule, or a definition below its name."""
    if _is_rule(line, stripped):
        return NOTHING
    if stripped[1:2] in (" ", "\t"):
        return TextRow(RowKind.WORDS, unescaped(stripped[2:]).strip())
    return _said(line, stripped, aside)


def _quoted(line: str, stripped: str, aside: Aside) -> TextRow | None:
    return _said(line, stripped, aside) if stripped.strip("> ") else NOTHING


def _ruled(line: str, stripped: str, aside: Aside) -> TextRow | None:
    return NOTHING if _is_rule(line, stripped) else _said(line, stripped, aside)


def _is_rule(line: str, stripped: str) -> bool:
    """Whether a line is three of a sign or more, or stands below the head of a table."""
    sign = stripped[-1]
    if sign not in _RULED or sign not in stripped[:1] + _DELIMITING:
        return False
    if not stripped.strip(f"{sign} \t"):
        return (sign in _RULE_SIGNS and stripped.count(sign) > 2) or _DELIMITERS.match(line) is not None
    return not stripped.strip(_DELIMITING) and _DELIMITERS.match(line) is not None


def _said(line: str, stripped: str, aside: Aside) -> TextRow | None:
    """A line of words, perhaps behind a bullet; or nothing but a link."""
    first = stripped[0]
    # Most that begin with a star begin with two: no bullet.
    bullet = BULLET.match(line) if first in BULLETS and (first == ">" or stripped[1:2] in " \t") else None
    text = line[bullet.end() :] if bullet else line
    if ("://" in text or "](" in text or "]:" in text or "www." in text) and is_link(text.strip()):
        aside.add(AsideKind.LINK, text)
        return NOTHING
    words = stripped if bullet is None and "\\" not in line else unescaped(text).strip()
    bold = stripped[-1] in "*_>\\" and (first in "*_" or bullet) and _BOLD.match(text)
    row = TextRow(RowKind.WORDS, words)
    row.own, row.bold = bullet is not None and ">" not in bullet[0], bool(bold)
    return row


_BY_SIGN: Final[dict[str, Callable[[str, str, Aside], TextRow | None]]] = {
    **dict.fromkeys(_RULED, _ruled),
    "#": _hashed,
    "=": _between_equals,
    "<": _tagged,
    "[": _bracketed,
    ":": _defining,
    ">": _quoted,
}
"""What decides about a line by the sign it begins with."""
