"""What is no transcript but in a known format: the readers below would take it for speech."""

from __future__ import annotations

from typing import NoReturn

from llm_summarise.readers.refusals import refused


def looks(sample: str) -> bool:
    """Whether `sample` is known to be something else than a transcript."""
    return refused(sample) is not None


def read(text: str) -> NoReturn:
    """Raises NotATranscript with the name of the format."""
    raise refused(text) or ValueError("is in a format that is no transcript")
