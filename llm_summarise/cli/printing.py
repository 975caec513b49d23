"""The way out: what goes to stdout and stderr, safe for the terminal, spreadsheet and encoding it meets.

Names, titles and quotes are other people's. What a terminal would obey is left out, what a spreadsheet would
run is shown as text, and a letter that an encoding lacks becomes the nearest one it has.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence
from typing import Any, Final, TextIO

from llm_summarise.domain.escaped_json import json_text
from llm_summarise.domain.text import readable, strip_controls, without_codes

_NEAREST: Final = "llm-summarise-nearest"
_NEAR: Final = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("█▇▆▅▄", "#"),
        **dict.fromkeys("▃▂▁▪", "="),
        **{"…": "...", "•": "*", "·": ".", "×": "x", "→": "->", "≥": ">=", "≤": "<=", "€": "EUR", "ß": "ss"},
        **dict(zip("łŁøØđĐıðÐħĦ", "lLoOdDidDhH", strict=True)),
        **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"},
        **{"\u00a0": " ", "\u202f": " ", "\u2009": " "},
    }
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


def never_refuse() -> None:
    """Let stdout and stderr print every text: a letter that their encoding lacks is written as the nearest
    one, or as a question mark."""
    codecs.register_error(_NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_NEAREST)


def out(text: str, *, exactly: bool = False) -> None:
    """Lines on stdout; where nobody looks at a terminal, `exactly` as they are."""
    if not exactly or sys.stdout.isatty():
        text = strip_controls(readable(text))
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def out_json(value: object, *, indent: int | None = 2) -> None:
    """A value as JSON on stdout, in ASCII where that speaks no UTF-8."""
    wide = codecs.lookup(sys.stdout.encoding or "ascii").name.startswith("utf")
    sys.stdout.write(json_text(value, indent=indent, ascii_only=not wide) + "\n")


def csv_line(row: Sequence[object]) -> str:
    """A row of CSV (RFC 4180 but for the line end, which is that of the shell), in which no cell is a
    formula: a text that begins like one gets an apostrophe, as OWASP advises."""
    return ",".join(_field(value) for value in row) + "\n"


def _field(value: object) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    begins = value.lstrip(" \ufeff\u200b").startswith(_FORMULA)
    text = strip_controls(readable(value))
    text = f"'{text}" if begins or text.lstrip(" ").startswith(_FORMULA) else text
    # A semicolon parts cells where a comma is the decimal point.
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '",;\t\n') else text


class CleanStream:
    """A stream for a terminal that lets texts and colours through, and nothing else a terminal would obey."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(without_codes(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata

    text = error.object[error.start : error.end]
    near = []
    for char in text:
        other = char.translate(_NEAR)
        if other == char:
            parts = unicodedata.normalize("NFKD", char)
            other = "".join(part for part in parts if not unicodedata.combining(part))
        near.append(other if other.isascii() and other else "?")
    return "".join(near), error.end
