"""What is done with every reading, whatever its format: one step after the other, each gives a `Parsed`."""

from __future__ import annotations

from typing import Final

from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.credits import without_credits
from llm_summarise.readers.speech.sounds import without_sounds
from llm_summarise.readers.speech.speaker_labels import named
from llm_summarise.readers.timing.interpolation import interpolated
from llm_summarise.readers.timing.ordering import ordered
from llm_summarise.readers.timing.repetition import without_loops
from llm_summarise.readers.timing.restarts import continued
from llm_summarise.readers.timing.units import in_seconds

STEPS: Final = (
    in_seconds,
    continued,
    named,
    without_credits,
    without_sounds,
    without_loops,
    ordered,
    interpolated,
)
"""Times first, for they tell where a file was put together; names before sounds, for both stand in brackets;
what is no speech goes before the times between stamps are shared out."""


def finished(parsed: Parsed) -> Parsed:
    """A reading after all steps."""
    for step in STEPS:
        parsed = step(parsed)
    return parsed
