"""Which of many texts hold one of some signs: told for all of them at once, as most hold none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_BATCH: Final = 4096
"""Texts looked at in one go: what none of them holds is searched in none of them."""


def with_signs(texts: Sequence[str], signs: str) -> list[int]:
    """The indexes of the texts that hold any of the characters `signs`."""
    found: list[int] = []
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        joined = "\n".join(batch)
        held = [sign for sign in signs if sign in joined]
        if len(held) == 1:
            sign = held[0]
            found += [i for i, text in enumerate(batch, start) if sign in text]
        elif held:
            sought = re.compile(f"[{re.escape(''.join(held))}]").search
            found += [i for i, text in enumerate(batch, start) if sought(text)]
    return found
