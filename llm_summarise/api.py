"""The library's way in: one function, and its twin for asyncio."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from llm_summarise.asking.loops import run_to_end
from llm_summarise.config import PASSED, load_settings
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.summarise import summarise_one
from llm_summarise.readers.sources import read_transcript


def summarise(transcript: Transcript | str | Path, **settings: Any) -> EpisodeSummary:
    """Summarise one episode, given as a transcript or as the path of one.

    Settings are those of the command line by their long names with underscores: `model`, `options` (a dict),
    `seed`, `samples`, `length`, `language`, `chunk_tokens`, `max_cost`, `cache_dir`, `no_cache`, ...; what is
    not given comes from the environment and the configuration files, as it does there. Works in a notebook
    too. What the command line would print as a warning is given to Python's `warnings`.

    Raises subclasses of SummariseError, such as InputError, SettingsError, ModelError and AnswerError, and
    TypeError for what is neither a path nor a transcript.
    """
    return run_to_end(asummarise(transcript, **settings))


async def asummarise(transcript: Transcript | str | Path, **settings: Any) -> EpisodeSummary:
    """As `summarise`, awaitable."""
    if not isinstance(transcript, Transcript):
        transcript = read_transcript(transcript)
    result = await summarise_one(transcript, load_settings(settings, nearest=PASSED), warn=_warn)
    for text in result.warnings:
        _warn(text)
    return result


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)
