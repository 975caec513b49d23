"""A finished result found again without any of the work: a second run reads a file and a row, and renders.

The answers in the cache are what was paid for; a result made of them is only kept to save the time of making
it again. It is found under everything it depends on: the bytes of the transcript, the settings, the model,
the prompts, the glossary and the code itself. An incomplete result is never kept.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from llm_summarise.asking.models.resolve import announced
from llm_summarise.asking.store.store import Store
from llm_summarise.config import cache_directory
from llm_summarise.domain.errors import SummariseError
from llm_summarise.episode.models import resolve_model
from llm_summarise.episode.prompts.files import load_prompts

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm_summarise.asking.models.protocol import ResolvedModel
    from llm_summarise.asking.store.store import AnswerStore
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.settings import Settings


def recalled(
    data: bytes, name: str, settings: Settings, *, warn: Callable[[str], None]
) -> EpisodeSummary | None:
    """The result for the transcript `data`, called `name`, as an earlier run left it; None if there is none.

    Its usage is that of this run: nothing asked, so many answers from the cache, and what they once cost.
    """
    if settings.no_cache or settings.refresh or settings.log:
        return None
    started = time.monotonic()
    kept = _kept(hashlib.sha256(data).hexdigest(), settings, warn)
    if kept is None:
        return None
    from llm_summarise.domain.result import EpisodeSummary

    try:
        result = EpisodeSummary.model_validate_json(zlib.decompress(kept))
    except (ValueError, zlib.error):
        return None
    announced(settings.model, warn)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return result.model_copy(
        update={
            "source": result.source.model_copy(update={"path": name}),
            "provenance": result.provenance.model_copy(update={"created": now}),
            "usage": result.usage.model_copy(update={"seconds": round(time.monotonic() - started, 3)}),
        }
    )


def _kept(sha256: str, settings: Settings, warn: Callable[[str], None]) -> bytes | None:
    store = Store(cache_directory(settings), warn=warn)
    try:
        resolved = resolve_model(settings, memo=store)
        return store.get_memo(place(sha256, settings, resolved))
    except (SummariseError, OSError):
        return None  # the run that follows says it, after it has looked at the transcript
    finally:
        store.close()


def remember(store: AnswerStore, result: EpisodeSummary, settings: Settings, resolved: ResolvedModel) -> None:
    """Keep a complete result for the next run, as that run will report it."""
    if not result.coverage.complete:
        return
    text = as_recalled(result).model_dump_json().encode("utf-8", errors="surrogatepass")
    store.put_memo(place(result.source.sha256, settings, resolved), zlib.compress(text, 1))


def as_recalled(result: EpisodeSummary) -> EpisodeSummary:
    """The result as a run reports it that asks nothing, because everything is cached."""
    used, coverage = result.usage, result.coverage
    costs = (used.cost, used.saved)
    return result.model_copy(
        update={
            "usage": used.model_copy(
                update={
                    "calls": 0,
                    "cached": used.answers + used.cached,
                    "answers": 0,
                    "input_tokens": 0,
                    "output_tokens": 0,
                    "estimated": False,
                    "cost": 0.0,
                    "saved": None if None in costs else sum(cost or 0.0 for cost in costs),
                    "seconds": 0.0,
                }
            ),
            "coverage": coverage.model_copy(update={"cached": coverage.ok}),
        }
    )


def place(sha256: str, settings: Settings, resolved: ResolvedModel) -> str:
    """Where the result is kept: a name made of all it depends on."""
    facts = {
        "transcript": sha256,
        "settings": settings.shaping(),
        "seeds": [settings.seed, settings.samples],
        "model": [
            resolved.id,
            resolved.endpoint,
            resolved.api_name,
            dict(resolved.options),
            resolved.chunk_tokens,
        ],
        "prompts": load_prompts(settings.prompts).versions,
        "glossary": digest(settings.glossary) if settings.glossary else None,
        "code": code_version(),
    }
    text = json.dumps(facts, sort_keys=True, default=str)
    return f"result:{hashlib.sha256(text.encode()).hexdigest()}"


@cache
def code_version() -> str:
    """Changes with any file of the package: its name, size and time of change."""
    package = Path(__file__).parents[1]
    stamps = [
        (str(path.relative_to(package)), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(package.rglob("*"))
        if path.suffix not in (".pyc", "") and path.is_file()
    ]
    return hashlib.sha256(json.dumps(stamps).encode()).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
