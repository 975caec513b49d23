"""Names before a dash, a stroke or a tab, `Ada Berg - words`, `Q — words`; and roles behind a dash."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

from llm_summarise.readers.prose.heads import Head
from llm_summarise.readers.prose.naming import strong
from llm_summarise.readers.prose.text_rows import RowKind, TextRow
from llm_summarise.readers.speech.speaker_labels import name_like

_DASH: Final = re.compile(
    r"[*_]{0,3}([^\W\d_][^:：\n\t\[\]*_–—/|>\u3000]{0,40}?)[*_]{0,3}"
    r"(?:(?:[ \t]+(?:--|[-–—|>»→]|//)|[ \t]*—)[*_]{0,3}[ \t]+|\t+|[ ]{3,}|\u3000)(?=\S)"
)
_SIGNS: Final = re.compile(r"[-–—/|>»→\t\u3000]|   ")
ROLE: Final = re.compile(r"(?:--|[–—-])[ \t]*[*_]{0,3}[^\W\d_][^.!?\n]{1,90}")
"""What may be a role behind a name: no sentence."""

_SIDES: Final = ("Q", "A")


def find_dash_labels(rows: list[TextRow]) -> None:
    """Gives heads to rows that begin with a name and a dash, if most paragraphs do so, names recur and what
    stands behind the dash does not."""
    found = [(row, match) for row in rows if (match := _before_dash(row))]
    counts = Counter(match[1] for _, match in found)
    recurring = {name for name, n in counts.items() if n > 1}
    if len(recurring) < 2:
        return
    words = {row.text for row, match in found if match[1] in recurring}
    total = sum(counts[name] for name in recurring)
    paragraphs = sum(row.opens and row.kind is RowKind.WORDS for row in rows)
    sides = recurring.issuperset(_SIDES)
    if (total * 3 < paragraphs and not sides) or len(words) * 2 <= total:
        return
    if total * 3 < paragraphs:  # questions and answers of the last part of a talk
        recurring = set(_SIDES)
    for row, match in found:
        if match[1] in recurring or (" " in match[1] and total * 3 >= paragraphs):
            row.head = _dashed(row, match)


def _before_dash(row: TextRow) -> re.Match[str] | None:
    """The name and dash at the start of a row, or behind its time."""
    head = row.head
    if row.kind is not RowKind.WORDS or (head is not None and (head.stamp is None or head.label is not None)):
        return None
    text = head.kept if head else row.text
    if not text or not _SIGNS.search(text, 1, 60):
        return None
    match = _DASH.match(text)
    return match if match and (match[1] in _SIDES or name_like(match[1])) else None


def _dashed(row: TextRow, match: re.Match[str]) -> Head:
    stamp = row.head.stamp if row.head else None
    said = match.string[match.end() :].strip()
    return Head(stamp, strong(match[1], match.end()), said, match.string if stamp else said, stamp is None)


def without_roles(rows: list[TextRow]) -> None:
    """Takes roles behind bold names out of the words: the same stands there each time, or nothing below but
    words without a name."""
    behind: defaultdict[str, list[Head]] = defaultdict(list)
    for row in rows:
        head = row.head
        if head and head.label and head.label.marked and not head.label.colon and ROLE.fullmatch(head.words):
            behind[head.label.name].append(head)
    for heads in behind.values():
        alike = {head.words for head in heads}
        for head in heads:
            if (len(heads) > 1 and len(alike) == 1) or head.words.endswith("*"):
                head.words = head.kept = ""
