"""When two names are the same name: letters and digits alone decide."""

from __future__ import annotations

import unicodedata


def fold_name(name: str) -> str:
    """`name` as it is compared: case, spaces, punctuation and accents removed; `+` and `#` stay (C++, C#).

    "Open Router", "open-router" and "OpenRouter" are one name. A name without any letter, digit, `+` or
    `#` folds to the empty string.
    """
    text = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return "".join(c for c in text.casefold() if c.isalnum() or c in "+#")
