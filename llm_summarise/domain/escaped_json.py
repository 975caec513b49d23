"""JSON that can be shown anywhere: what a terminal would obey, or nobody would see, is an escape in it."""

from __future__ import annotations

import json
import re

from llm_summarise.domain.text import UNSEEN

_UNSEEN = re.compile(f"[{UNSEEN}]")


def json_text(value: object, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """`value` as JSON; `ascii_only` escapes all letters beyond ASCII too."""
    return escaped(json.dumps(value, indent=indent, ensure_ascii=ascii_only))


def escaped(text: str) -> str:
    """A text in JSON, or several lines of it, that means the same and holds no control character, mark of
    direction or invisible one but tabs, carriage returns and line feeds between values."""
    return text if text.isascii() and "\x7f" not in text else _UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
