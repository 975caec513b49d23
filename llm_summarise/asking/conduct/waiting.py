"""Waits in words."""

from __future__ import annotations

from typing import Final

WORTH_SAYING: Final = 10.0
"""Seconds of a wait above which people are told of it."""


def in_words(seconds: float) -> str:
    """A time in seconds, minutes or hours, rounded up."""
    whole = -int(-seconds // 1)
    if whole < 120:
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")


def waiting(seconds: float, reason: str) -> str:
    """What is said of a long wait."""
    return f"waiting {in_words(seconds)}: {reason}; Ctrl-C keeps what is done"
