"""When two names are the same name: letters and digits alone decide."""

from __future__ import annotations

import unicodedata
from typing import Final

_LEFT_OUT: Final = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) in "+#")}


def fold_name(name: str) -> str:
    """`name` as it is compared: case, spaces, punctuation and accents removed; `+` and `#` stay (C++, C#).

    "Open Router", "open-router" and "OpenRouter" are one name. A name without any letter, digit, `+` or
    `#` folds to the empty string.
    """
    if name.isascii():
        return name.lower().translate(_LEFT_OUT)
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum() or c in "+#")
