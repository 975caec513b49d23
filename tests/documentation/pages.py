"""The pages of the documentation, and what stands in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "llm_summarise" / "README.md"
PAGES = (
    README,
    *sorted((ROOT / "examples").glob("*.md")),
    ROOT / "prompts" / "README.md",
    ARCHITECTURE,
    ROOT / "tests" / "benchmarks" / "README.md",
)

UPDATE = bool(os.environ.get("UPDATE_README"))
"""Whether outputs and pictures are written anew instead of compared."""

OUTPUT = re.compile(r"(<!-- output: (.*?) -->\n```\w*\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)
"""A block that shows what a command prints; the command stands in a comment above it."""

_BLOCK = re.compile(r"(?:<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code. `file` is the name of the file that readers are told to write it to."""

    file: str | None
    language: str
    text: str


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, top to bottom."""
    return [Block(*found) for found in _BLOCK.findall(page.read_text())]


def prose(page: Path) -> str:
    """The page without its blocks and comments."""
    return re.sub(r"<!--.*?-->", "", _BLOCK.sub("", page.read_text()), flags=re.DOTALL)


def in_code(page: Path) -> Iterator[str]:
    """What stands in backticks in the prose of a page."""
    yield from re.findall(r"`([^`\n]+)`", prose(page))


def sections(page: Path) -> set[str]:
    """What a link may name after `#`."""
    headings = re.findall(r"^#+ (.*)$", _BLOCK.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
