"""Names that speech recognition mangled: alike in letters and in sound."""

from __future__ import annotations

from functools import lru_cache

CLOSE = 85.0
"""Ratio of letters (0 to 100) from which two names are alike; see `alike`."""

CLOSE_IF_SOUNDS_SAME = 80.0


@lru_cache(maxsize=50_000)
def sound(key: str) -> str:
    """Metaphone of a key, without vowels' colour ("pydonic" and "pydantic" differ by one sound)."""
    import jellyfish

    return str(jellyfish.metaphone(key))


def alike(heard: str, name: str) -> float:
    """How alike two keys are, 0 to 100; 0 when they are not alike enough to be the same name."""
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(heard, name)
    if ratio >= CLOSE or (ratio >= CLOSE_IF_SOUNDS_SAME and sound(heard) == sound(name)):
        return float(ratio)
    return 0.0
