"""A finished result found again without any of the work: a second run reads a file and a row, and renders.

The answers in the cache are what was paid for; a result made of them is only kept to save the time of making
it again. It is found under everything it depends on. An incomplete result is never kept.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.models.resolve import announced
from llm_summarise.asking.store.store import AnswerStore, Store
from llm_summarise.caches.fingerprint import code_version, fingerprint, result_facts
from llm_summarise.config import cache_directory
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.result import EpisodeSummary, Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.usage import total_cost
from llm_summarise.episode.models import resolve_model
from llm_summarise.readers.digest import content_digest


def find_result(
    data: bytes, name: str, settings: Settings, *, warn: Callable[[str], None]
) -> EpisodeSummary | None:
    """The result for the transcript `data`, called `name`, as an earlier run left it; None if there is none.

    Its usage is that of this run: nothing asked, so many answers from the cache, and what they once cost.
    """
    if settings.no_cache or settings.refresh or settings.log:
        return None
    started = time.monotonic()
    kept = _kept(content_digest(data), settings, warn)
    if kept is None:
        return None
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
        return store.get_memo(_key(sha256, settings, resolved))
    except (SummariseError, OSError):
        return None  # the run that follows says it, after it has looked at the transcript
    finally:
        store.close()


def keep_result(
    store: AnswerStore, result: EpisodeSummary, settings: Settings, resolved: ResolvedModel
) -> None:
    """Keep a complete result for the next run, as that run will report it."""
    if not result.coverage.complete:
        return
    text = as_cached(result).model_dump_json().encode("utf-8", errors="surrogatepass")
    store.put_memo(_key(result.source.sha256, settings, resolved), zlib.compress(text, 1))


def as_cached(result: EpisodeSummary) -> EpisodeSummary:
    """The result as a run reports it that asks nothing, because everything is cached."""
    used, coverage = result.usage, result.coverage
    usage = Usage(
        cached=used.answers + used.cached,
        cost=0.0,
        saved=total_cost([used.cost, used.saved]),
        seconds=0.0,
        mended=used.mended,
        dropped=used.dropped,
    )
    cached = coverage.model_copy(update={"cached": coverage.ok})
    return result.model_copy(update={"usage": usage, "coverage": cached})


def _key(sha256: str, settings: Settings, resolved: ResolvedModel) -> str:
    """What the result is kept as: a name made of all it depends on."""
    facts = {**result_facts(settings, resolved), "transcript": sha256, "code": code_version()}
    return f"result:{fingerprint(facts)}"
