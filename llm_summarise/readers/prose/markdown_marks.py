"""Markdown of talk: escapes, emphasis, links, bullets and quotes lose their marks, words stay."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~\"'’$@&:=^-])")
# Escaped marks stand aside as characters for private use while the others are taken away.
_HELD: Final = {mark: chr(0xE0F0 + i) for i, mark in enumerate("*_`#\\<>-+")}
_BACK: Final = str.maketrans({held: mark for mark, held in _HELD.items()})
_GONE: Final = str.maketrans(dict.fromkeys(_HELD.values(), ""))

BULLETS: Final = "-*+•‣▪>"
"""What a bullet begins with."""

BULLET: Final = re.compile(r"[ \t]*+(?:[-*+•‣▪][ \t]++|>[ \t]?)+(?=\S)")
_IMAGE: Final = re.compile(r"!\[[^\[\]]*\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,100}\])")
_LINK: Final = re.compile(
    r"\[([^\[\]]*)\]\([ \t]{0,9}<?[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)?>?"
    r"(?:[ \t]++\"[^\"\n]{0,300}\")?[ \t]*+\)"
)
_REFERENCE: Final = re.compile(r"\[([^\[\]^][^\[\]]*)\]\[[^\[\]\n]{0,60}\]")
_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_ADDRESS: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:table|tbody|thead|tr|td|th|li|ul|ol|hr|section|article|header|footer|iframe|video|audio|dl|dt|dd)"
    r"(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_INLINE_TAG: Final = re.compile(
    r"</?(?:a|abbr|cite|code|del|details|em|figure|figcaption|h[1-6]|img|ins|kbd|li|mark|ol|p|q|small|strong|strike|sub|summary"
    r"|sup|tt|ul|blockquote|center|time|var)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?<!`)(`{1,3})(?!`)([^`]+)\1(?!`)")
_STARS: Final = re.compile(
    r"(?<![\w*])\*{1,3}(?=[^\s*])([^*]*[^\s*])\*{1,3}(?!\*)|(?<=\w)\*{2}(?=[^\s*])([^*]*[^\s*])\*{2}"
)
_LOW_LINES: Final = re.compile(r"(?<![\w_])_{1,3}(?=[^\s_])([^_]*[^\s_])_{1,3}(?![\w_])")
_STRUCK: Final = re.compile(r"~~(?=\S)([^~]*)~~")
_LEFT_OVER: Final = re.compile(r"(?<!\S)\*{2,3}(?!\S)|^\*{2}(?=\S)|(?<=\S)\*{2}$|\*{4}")


def unescaped(text: str) -> str:
    """`text` without the backslashes of Markdown; `words` still knows which marks they kept from meaning
    anything."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: _HELD.get(m[1], m[1]), text.translate(_GONE))


def words(text: str) -> str:
    """`text` (of a paragraph) without marks of Markdown."""
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub(" ", text)))
        text = _FOOTNOTE.sub("", text)
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    if "*" in text:
        text = _STARS.sub(lambda m: m[1] or m[2], text)
        text = _LEFT_OVER.sub("", _STARS.sub(lambda m: m[1] or m[2], text))
    if "_" in text:
        text = _LOW_LINES.sub(r"\1", text)
    if "~~" in text:
        text = _STRUCK.sub(r"\1", text)
    if "<" in text:
        text = _ADDRESS.sub(r"\1", _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text)))
    return text


def restored(text: str) -> str:
    """`text` with the marks that `unescaped` put aside."""
    return text if text.isascii() else text.translate(_BACK)


def title(text: str) -> str:
    """The words of a heading on one line."""
    return " ".join(restored(words(text)).split()).strip().rstrip(":：").rstrip()


_ALONE: Final = re.compile(
    r"[*_\s(]*(?:!?\[(?:[^\[\]\n]|!\[[^\[\]\n]*\]\([^()\s]*\))*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?\)"
    r"|<?(?:https?://|www\.)[^\s<>]++>?)[*_\s).>]*"
)
_DEFINITION: Final = re.compile(
    r"[ \t]{0,3}\[[^\[\]\n]{1,60}\]:[ \t]*<?(?:https?://|mailto:|www\.|[./#]|[\w-]{1,80}\.(?:html?|md|pdf|png|jpe?g)\b)"
    r"[^\s<>]*>?(?:[ \t]+[\"'(].*[\"')])?[ \t]*"
)


def is_link(line: str) -> bool:
    """Whether `line` is nothing but one link, address or picture, or defines where a link goes."""
    return bool(_ALONE.fullmatch(line) or _DEFINITION.fullmatch(line))
