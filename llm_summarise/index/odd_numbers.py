"""Numbers that no recording has: results come from anywhere, and a database takes them for what they say."""

from __future__ import annotations

import math
from typing import Any, Final

LARGEST: Final = 10**9
"""Seconds, lines or anything else of an episode, at most: thirty years of talk."""


def check_numbers(value: Any, place: str = "") -> None:
    """Raises ValueError, naming the place, for a number in `value` (lists and tables of JSON) that is
    negative, larger than LARGEST or none at all."""
    if isinstance(value, dict):
        for key, inner in value.items():
            check_numbers(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            check_numbers(inner, f"{place}[{n}]")
    elif isinstance(value, int | float) and not 0 <= value <= LARGEST:
        shown = "no number" if math.isnan(value) else f"{value:g}" if abs(value) < 1e308 else "so large"
        raise ValueError(f"{place} cannot be {shown}")
