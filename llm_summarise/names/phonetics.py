"""How names sound: what recognition mistakes for one another sounds alike."""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST = 5
"""Letters a name needs to be guessed at without the right one nearby."""

_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=50_000)
def sound(key: str) -> str:
    """Metaphone of a key."""
    import jellyfish

    return str(jellyfish.metaphone(key))


def syllables(key: str) -> int:
    """Groups of vowels, a silent e at the end not counted."""
    return len(_VOWELS.findall(key.removesuffix("e")))
