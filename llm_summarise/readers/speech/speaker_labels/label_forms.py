"""How names are written before words: `Ada:`, `**Ada:**`, `[Ada]`, `>> ADA:`, `（エイダ）`, `Q.`"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from llm_summarise.readers.speech.signs import with_signs

LONGEST: Final = 60
"""Characters a label has at most."""

_LEAD: Final = r"[ \t]*(?:>{1,3}[ \t]*|[-–—•*+][ \t]+|[-–—‐](?=[（(\[])|#{1,6}[ \t]+)?"
_INSIDE: Final = rf"[^\W_][^:：\[\]<>*\n（）【】［］＜＞〈〉]{{0,{LONGEST - 1}}}?"
_NAME: Final = (
    rf"@?[^\W_][^:：\[\]()<>*\n（）【】［］＜＞〈〉]{{0,{LONGEST - 1}}}?"
    r"(?:[ \t]?[(\[（][^()\[\]（）\n]{0,40}[)\]）])?"
)
_BEGINS: Final = 'A-ZÀ-ÖØ-ÞΑ-ΩА-Я\u0590-\u08ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7a3"“‘„«¿¡'
"""What words begin with, right behind a colon without a blank."""

_COLON: Final = rf"(?:[ \t\u00a0\u202f]?:(?=\s|$|[{_BEGINS}])|[ \t]?：)"
_PLAIN: Final = re.compile(rf"{_LEAD}({_NAME}){_COLON}\s*")
# `**Ada:** words`, `**Ada**: words`, `__Ada__: words`, `**[Ada]**: words`
_EMPHASISED: Final = re.compile(
    rf"{_LEAD}[*_]{{1,3}}\[?({_NAME})\]?(?:[ \t]?[:：][*_]{{1,3}}|[*_]{{1,3}}[ \t]?[:：])\s*"
)
_BOLD: Final = re.compile(rf"{_LEAD}(?:\*{{2,3}}|__)({_NAME})(?:\*{{2,3}}|__)(?=\s|$)\s*")
_BRACKETED: Final = re.compile(
    rf"{_LEAD}[*_]{{0,3}}(?:\[({_INSIDE})(:?)\](?![(\[:]?[(\[])|\(({_INSIDE})(:?)\)|[（]({_INSIDE})([:：]?)）"
    rf"|【({_INSIDE})([:：]?)】|［({_INSIDE})([:：]?)］|[＜〈]({_INSIDE})([:：]?)[＞〉]|<({_INSIDE})(:?)>)"
    r"[*_]{0,3}([ \t]?[:：])?[*_]{0,3}\s*"
)
_LETTER: Final = re.compile(rf"{_LEAD}([^\W\d_])\.(?=\s|$)\s*")
_OPENING: Final = frozenset("[(（【［＜〈<")
_LED: Final = " \t>-–—•*+#_"
_SIGNS: Final = ":：*_[(（【［＜〈<"


class Label(NamedTuple):
    """What may be a speaker's name at the start of a text: `name` as written without markup and colon, `end`
    the offset where the words begin. `marked`: it is bold or in brackets. `colon`: it has one."""

    name: str
    end: int
    marked: bool = False
    colon: bool = True


def labelled(texts: Sequence[str]) -> list[int]:
    """The indexes of those of `texts`, each on one line, which `label` need be asked about."""
    found = set(with_signs(texts, _SIGNS))
    found.update(i for i, text in enumerate(texts) if text[1:2] == "." or text[:1] in _LED)
    return sorted(found)


def label(text: str) -> Label | None:
    """What may be a label at the start of `text`, which is one by `voices` only; None if there is none."""
    head = text[: 2 * LONGEST]
    colon = ":" in head or "：" in head
    first = head.lstrip(_LED)[:1]
    if first in _OPENING and first:
        return _bracketed(head)
    if ("*" in head or "_" in head) and (found := _emphasised(head)):
        return found
    if colon and (match := _PLAIN.match(head)):
        return Label(match[1].strip(), match.end())
    if "." in head[:12] and (match := _LETTER.match(head)):
        return Label(match[1], match.end(), colon=False)
    return None


def _emphasised(head: str) -> Label | None:
    if match := _EMPHASISED.match(head):
        return Label(match[1].strip(), match.end(), marked=True)
    if match := _BOLD.match(head):
        return Label(match[1].strip(), match.end(), marked=True, colon=False)
    return None


def _bracketed(head: str) -> Label | None:
    match = _BRACKETED.match(head)
    if match is None:
        return None
    groups = match.groups()
    name = next((g for g in groups[:-1:2] if g), "")
    colon = bool(groups[-1]) or any(groups[1:-1:2])
    return Label(name.strip(), match.end(), marked=True, colon=colon)
