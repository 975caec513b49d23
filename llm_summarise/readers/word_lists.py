"""Lists of words and phrases that are kept as data files beside the code that uses them."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def lines_of(file: Path) -> tuple[str, ...]:
    """The lines of a list, read once, without blank ones and comments, which begin with `#`."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return tuple(line for line in lines if line and not line.startswith("#"))
