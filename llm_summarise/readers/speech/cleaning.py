"""The words of a caption without its markup: tags, entities, control characters.

Sounds in brackets stay: `sounds.without_sounds` sets them aside."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.text import UNSPACED, strip_controls

# Only tags that captions have, so that `List<int>` and `a < b` stay text although WebVTT would want them
# escaped. `<c.yellow>`, `<v.loud Name>`, `</font>`, `<00:00:01.000>`.
_TAG: Final = re.compile(
    r"<(?:/?(?:v|c|i|b|u|s|em|strong|ruby|rt|lang|font|span|br|p|div)(?:[.\s][^<>]*)?/?"
    r"|\d{1,6}:\d{1,2}(?::\d{1,2})?[.,]\d{1,3})>",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"<(?:br|/p|/div)\s*/?>", re.IGNORECASE)
_SUBSTATION: Final = re.compile(r"\{\\[^{}]*\}")
# With its semicolon only: "R&D", "&copy me" are text.
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACE_LIKE: Final = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_UNSPACED_BREAK: Final = re.compile(rf"(?<=[{UNSPACED}])[ \t]*\n\s*(?=[{UNSPACED}])")
MARKED: Final = re.compile(r"[^\n !\"#$%')+,./0-9:;=?@A-Z\\\]^_`a-z|}~À-ɏ‘’“”…-]")
"""What may be more than a word in some format: opening brackets, `<`, `>`, `&`, `*`, controls, most letters
that are not Latin. Text without any is clean but for its white space."""
_INVISIBLE: Final = re.compile("[\ufeff\u200b\u2060\u00ad]+")


def clean(text: str) -> str:
    """The words of a caption on one line: no tags, entities unescaped, white space folded."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "{\\" in text:
        text = _SUBSTATION.sub("", text)
    if "&" in text:
        text = unescape(text)
    return speech(text)


def speech(text: str) -> str:
    """`text` of a format without markup: controls stripped, white space folded."""
    if not MARKED.search(text):
        return folded(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        text = _SURROGATE.sub("", _UNSPACED_BREAK.sub("", text))
    if not text.isprintable():
        text = strip_controls(_SPACE_LIKE.sub(" ", text))
    return " ".join(text.split())


def folded(text: str) -> str:
    """`text`, which MARKED does not find anything in, on one line."""
    if "\n" in text or "  " in text or text[:1] == " " or text[-1:] == " ":
        return " ".join(text.split())
    return text


def unescape(text: str) -> str:
    """Character references with their semicolon replaced, once: `&amp;lt;` is `&lt;`."""
    import html

    return _ENTITY.sub(lambda m: html.unescape(m.group()), text)
