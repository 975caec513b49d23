"""The beginning of a text, as those who judge it look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LINES: Final = 150
"""Lines that are looked at."""

LENGTH: Final = 200
"""Characters of a line that are looked at."""


@dataclass(frozen=True)
class Excerpt:
    """`head` is how a text begins, without white space before it, `tail` how it ends; `lines` its first lines
    that are not blank, each as long as it is looked at; `raw` the same with blank ones."""

    head: str
    tail: str
    raw: tuple[str, ...]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Excerpt:
        head = text[: 2 * LINES * LENGTH].lstrip() or text.lstrip()[: LINES * LENGTH]
        raw = tuple(line[:LENGTH] for line in head.split("\n", LINES)[:LINES])
        return cls(head, text[-1000:].rstrip(), raw, tuple(line for line in raw if line.strip()))

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of lines that begin with `pattern`."""
        return self.count(pattern) / len(self.lines) if self.lines else 0.0

    def count(self, pattern: re.Pattern[str]) -> int:
        """How many lines begin with `pattern`."""
        return len([*filter(None, map(pattern.match, self.lines))])
