"""XML that anybody may have written, read without entities, outside files or bottomless nesting.

Expat with handlers: defusedxml forbids the same by raising in the same handlers, and builds a tree that takes
ten times the memory of the text.
"""

from __future__ import annotations

import html
import math
import re
from typing import Final, Protocol
from xml.parsers import expat

DEPTH: Final = 100
"""Elements within each other, at most."""

_STEP: Final = 2**16
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OWN: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))


class Target(Protocol):
    """What is told of elements, by names without their prefixes, and of the text in them."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text within the element that began last and has not ended."""


def parser_for(target: Target, *, deepest: float = math.inf) -> expat.XMLParserType:
    """A parser that tells `target` what is in a text or in bytes. Raises ValueError where entities are
    declared, or more than `deepest` elements stand within each other."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > deepest:
            raise ValueError("is XML nested too deeply for captions")
        target.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        target.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = target.data
    parser.EntityDeclHandler = _entity
    return parser


def scan(text: str, target: Target) -> str | None:
    """Tell `target` of all that is in `text`; returns what is wrong with the text, if it breaks off before
    its end. Raises ValueError for a text that declares entities, or is nested too deeply."""
    parser = parser_for(target, deepest=DEPTH)
    parser.StartDoctypeDeclHandler = _doctype
    text = _tidied(text)
    try:
        for position in range(0, len(text), _STEP):
            parser.Parse(text[position : position + _STEP], False)
        parser.Parse("", True)
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} at line {error.lineno} column {error.offset + 1}"
    return None


def _doctype(name: str, system: str | None, public: str | None, internal: int) -> None:
    del name, system, public
    if internal:
        raise ValueError("is XML with declarations of its own, which are not read: remove its DOCTYPE")


def _entity(*declared: object) -> None:
    del declared
    raise ValueError("is XML that declares entities, which are not read: remove its DOCTYPE")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _tidied(text: str) -> str:
    """`text` without characters that XML forbids, and with `&` alone and the names of HTML (`&nbsp;`)
    written as XML wants them."""
    text = _FORBIDDEN.sub("", text).lstrip()
    return _REFERENCE.sub(_reference, text) if "&" in text else text


def _reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        return match[0] if _allowed(int(decimal) if decimal else int(hexadecimal, 16)) else ""
    if name in _OWN:
        return match[0]
    return html.escape(html.unescape(match[0]) if name else match[0])


def _allowed(code: int) -> bool:
    """Whether XML may hold the character of this number."""
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
