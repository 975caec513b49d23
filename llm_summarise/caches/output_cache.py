"""What was printed, found again as it was printed: a second run reads a file and a row, and writes.

This saves what `result_cache` still does: checking the result, and rendering it. Both take longer than all
the rest, most of it to import what does them. A page is found under everything it depends on; whatever is in
doubt is no page, and the run takes the long way. So is a page in a cache that others may write to: nothing
looks at a page any more before a terminal or a browser does.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.asking.models.protocol import EXTRACTIVE
from llm_summarise.asking.models.resolve import announced, choose, noted
from llm_summarise.asking.store.store import Store
from llm_summarise.caches.result_cache import as_recalled, code_version, digest
from llm_summarise.config import cache_folder
from llm_summarise.domain.errors import SummariseError
from llm_summarise.episode.prompts.files import load_prompts

if TYPE_CHECKING:
    from llm_summarise.config import Given
    from llm_summarise.domain.result import EpisodeSummary

_AS_ASKED: Final = ("no_cache", "refresh", "log", "concurrency", "timeout", "max_cost")
"""Settings that want more than a page; where one is there at all, the long way finds out what it says."""

_DOUBTS: Final = (SummariseError, OSError, TypeError, ValueError, AttributeError)
"""What settings raise that nobody has checked yet, and files that change meanwhile: the long way says it."""

_JSON: Final = "json"
"""The one format that tells how long this run took."""


@dataclass(frozen=True)
class Wanted:
    """A page somebody wants: of the transcript `data` called `name`, with the settings `given`, in a format,
    with whatever else shapes it in `view`. `day` is today (UTC): pages name the day they were made on."""

    data: bytes
    name: str
    given: Given
    format: str
    view: Mapping[str, Any]
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    started: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Page:
    """A text to print, and what is said besides: the model, what the run took (with the names of
    `domain.result.Usage`), warnings."""

    text: str
    model: str
    usage: Any
    warnings: list[str]


def find_page(wanted: Wanted, warn: Callable[[str], None]) -> Page | None:
    """The page as an earlier run left it, None if there is none. With a page, `warn` is told what a run would
    say before it starts."""
    values = wanted.given.values
    if any(name in values for name in _AS_ASKED):
        return None
    troubles: list[str] = []
    try:
        folder = cache_folder(_path(values, "cache_dir"))
        with Store(folder, warn=troubles.append, only_read=True) as store:
            place = _place(wanted, store)
            kept = place and store.get_memo(place)
    except _DOUBTS:
        return None
    page = _unpack(kept, wanted) if kept and not troubles else None
    if page is not None:
        announced(values.get("model"), warn)
    return page


def keep_page(
    wanted: Wanted, result: EpisodeSummary, render: Callable[[EpisodeSummary], str], folder: Path
) -> None:
    """Keep what `render` makes of a complete result for the next run, as that run will show it."""
    if any(name in wanted.given.values for name in _AS_ASKED) or not result.coverage.complete:
        return
    if not result.provenance.created.startswith(wanted.day):
        return
    try:
        with Store(folder, warn=lambda _text: None) as store:
            place = _place(wanted, store)
            if place is None:
                return
            shown = as_recalled(result)
            said = [shown.provenance.model, shown.usage.model_dump(), shown.warnings]
            page = json.dumps([wanted.day, render(shown), *said])
            store.put_memo(place, zlib.compress(page.encode(), 1))
    except _DOUBTS:
        return  # a page is only ever a copy


def _unpack(kept: bytes, wanted: Wanted) -> Page | None:
    try:
        day, text, model, usage, warnings = json.loads(zlib.decompress(kept))
        if day != wanted.day:
            return None
        seconds = usage["seconds"] = round(time.monotonic() - wanted.started, 3)
        if wanted.format == _JSON:
            text = _renewed(text, seconds)
    except (ValueError, TypeError, LookupError, zlib.error):
        return None
    return Page(text, model, SimpleNamespace(**usage), warnings)


def _renewed(text: str, seconds: float) -> str:
    """A result in JSON as one of this run."""
    result = json.loads(text)
    result["usage"]["seconds"] = seconds
    result["provenance"]["created"] = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _place(wanted: Wanted, store: Store) -> str | None:
    """Where the page is kept: a name made of all it depends on. None if the model is not known yet."""
    values = wanted.given.values
    options = values.get("options") or {}
    name = choose(values.get("model")).name
    if name == EXTRACTIVE and not options:
        model: object = EXTRACTIVE  # whose version is that of the code
    else:
        resolved = noted(name, options, store) if isinstance(options, dict) else None
        if resolved is None:
            return None
        model = vars(resolved)
    prompts, glossary = _path(values, "prompts"), _path(values, "glossary")
    facts = {
        "transcript": hashlib.sha256(wanted.data).hexdigest(),
        "name": wanted.name,
        "given": {n: v for n, v in values.items() if n != "cache_dir"},
        "view": [wanted.format, wanted.view],
        "model": model,
        "prompts": load_prompts(prompts).versions,
        "glossary": digest(glossary) if glossary else None,
        "code": code_version(),
    }
    text = json.dumps(facts, sort_keys=True, default=str)
    return f"page:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def _path(values: Mapping[str, Any], name: str) -> Path | None:
    value = values.get(name)
    return None if value is None else Path(value)
