"""JSON: finds out whose, and hands it to the reader of that format (a row in READERS)."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from llm_summarise.readers.formats import podcast_json, whisper_json
from llm_summarise.readers.parsed import Parsed

_LIKE: Final = re.compile(r"\s*(?:\{\s*(?:\"|\}\s*$)|\[\s*(?:\{\s*\"|\]\s*$))")
READERS: Final = (podcast_json, whisper_json)
"""Modules with `read(data)`, which gives None for data in another format; asked in this order."""

_KNOWN: Final = "Podcasting 2.0 and Whisper JSON are understood"


def looks(text: str) -> bool:
    """Whether `text` begins as a JSON object, or as a list of objects, does."""
    return _LIKE.match(text[:1000]) is not None


def read(text: str) -> Parsed:
    """The transcript. Raises ValueError for JSON that is broken or not a transcript."""
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise ValueError(f"is broken JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise ValueError("is JSON nested too deeply for a transcript") from None
    for reader in READERS:
        parsed: Parsed | None = reader.read(data)
        if parsed is not None:
            return parsed
    raise ValueError(f"is JSON, but not a transcript ({_KNOWN})")
