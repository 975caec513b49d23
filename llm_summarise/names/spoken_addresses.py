"""Addresses that are said aloud, written as addresses."""

from __future__ import annotations

import re

from llm_summarise.domain.folding import fold_name


def written_address(said: str) -> str | None:
    """ "hex dot tech slash lenny" as "hex.tech/lenny"."""
    text = re.sub(r"\s*\bslash\b\s*", "/", re.sub(r"\s*\bdot\b\s*", ".", said.strip()))
    return text.replace(" ", "") or None


def agrees(name: str, said: str) -> bool:
    """Whether an address follows from the words said."""
    return fold_name(name) == fold_name(written_address(said) or "")
