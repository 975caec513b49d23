"""The settings as keyword arguments, for the type checker: one for each field of `Settings`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

from llm_summarise.domain.settings import ChapterCount, Length, Mentions


class SettingsArguments(TypedDict, total=False):
    """All settings but the model, which a library's user may also give as an object. What they mean is said
    at `Settings`."""

    options: dict[str, Any]
    key: str | None
    seed: int
    samples: int
    min_support: float
    length: Length
    language: str | None
    mentions: Mentions
    chapters: ChapterCount
    chunk_tokens: int | None
    verify: bool
    skip_sponsors: bool
    prompts: str | Path | None
    glossary: str | Path | None
    speakers: dict[str, str]
    concurrency: int
    timeout: float
    max_cost: float | None
    tokens_per_minute: int | None
    requests_per_minute: int | None
    keep_going: bool
    log: bool
    cache_dir: str | Path | None
    no_cache: bool
    refresh: bool
    cached_only: bool
