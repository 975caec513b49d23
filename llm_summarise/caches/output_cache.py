"""What was printed, found again as it was printed: a second run reads a file and a row, and writes.

This saves what `result_cache` still does: checking the result, and rendering it. Both take longer than all
the rest, most of it to import what does them. An output is found under everything it depends on; whatever is
in doubt is not found, and the run takes the long way. So it does with a cache that others may write to:
nothing looks at an output any more before a terminal or a browser does.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.asking.models.resolve import announced, choose
from llm_summarise.asking.store.store import Store
from llm_summarise.caches import fingerprint
from llm_summarise.config import cache_folder
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.escaped_json import json_text
from llm_summarise.readers.digest import content_digest

if TYPE_CHECKING:
    from llm_summarise.config import Given
    from llm_summarise.domain.result import EpisodeSummary

_LONG_WAY: Final = ("no_cache", "refresh", "log")
"""Settings that want more than what was printed before."""

_DOUBTS: Final = (SummariseError, OSError, TypeError, ValueError, AttributeError)
"""What settings raise that nobody has checked yet, and files that change meanwhile: the long way says it."""

_JSON: Final = "json"
"""The one format that tells how long this run took."""


@dataclass(frozen=True)
class OutputRequest:
    """An output somebody wants: of the transcript `data` called `name`, with the settings `given`, in a
    format, with whatever else shapes it in `view`. `day` is today (UTC): outputs name the day they were made
    on."""

    data: bytes
    name: str
    given: Given
    format: str
    view: Mapping[str, Any]
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    started: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class RenderedOutput:
    """A text to print, and what is said besides: the model, what the run took (with the names of
    `domain.result.Usage`), warnings."""

    text: str
    model: str
    usage: Any
    warnings: list[str]


def find_output(request: OutputRequest, warn: Callable[[str], None]) -> RenderedOutput | None:
    """The output as an earlier run left it, None if there is none. With an output, `warn` is told what a run
    would say before it starts."""
    values = request.given.values
    if any(name in values for name in _LONG_WAY):
        return None
    troubles: list[str] = []
    try:
        folder = cache_folder(_path(values, "cache_dir"))
        with Store(folder, warn=troubles.append) as store:
            key = _key(request, store)
            kept = key and store.get_memo(key)
    except _DOUBTS:
        return None
    output = _unpack(kept, request) if kept and not troubles else None
    if output is not None:
        announced(values.get("model"), warn)
    return output


def keep_output(
    request: OutputRequest, result: EpisodeSummary, render: Callable[[EpisodeSummary], str], folder: Path
) -> None:
    """Keep what `render` makes of a complete result for the next run, as that run will show it."""
    if any(name in request.given.values for name in _LONG_WAY) or not result.coverage.complete:
        return
    if not result.provenance.created.startswith(request.day):
        return
    from llm_summarise.caches.result_cache import as_cached

    try:
        with Store(folder, warn=lambda _text: None) as store:
            key = _key(request, store)
            if key is None:
                return
            shown = as_cached(result)
            said = [shown.provenance.model, shown.usage.model_dump(), shown.warnings]
            output = json.dumps([request.day, render(shown), *said])
            store.put_memo(key, zlib.compress(output.encode(), 1))
    except _DOUBTS:
        return  # it is only ever a copy


def _unpack(kept: bytes, request: OutputRequest) -> RenderedOutput | None:
    try:
        day, text, model, usage, warnings = json.loads(zlib.decompress(kept))
        if day != request.day:
            return None
        seconds = usage["seconds"] = round(time.monotonic() - request.started, 3)
        if request.format == _JSON:
            text = _renewed(text, seconds)
    except (ValueError, TypeError, LookupError, RecursionError, zlib.error):
        return None
    return RenderedOutput(text, model, SimpleNamespace(**usage), warnings)


def _renewed(text: str, seconds: float) -> str:
    """A result in JSON as one of this run."""
    result = json.loads(text)
    result["usage"]["seconds"] = seconds
    result["provenance"]["created"] = datetime.now(UTC).isoformat(timespec="seconds")
    return json_text(result, indent=2) + "\n"


def _key(request: OutputRequest, store: Store) -> str | None:
    """What the output is kept as: a name made of all it depends on. None if the model is not known yet.

    All that was given counts, for nobody has checked it: what is wrong is never found, and is said."""
    values = request.given.values
    model = fingerprint.known_model(choose(values.get("model")).name, values.get("options") or {}, store)
    if model is None:
        return None
    facts = {
        **fingerprint.content_facts(_path(values, "prompts"), _path(values, "glossary")),
        "transcript": content_digest(request.data),
        "name": request.name,
        "given": {name: value for name, value in values.items() if name != "cache_dir"},
        "view": [request.format, request.view],
        "model": model,
        "code": fingerprint.code_version(),
    }
    return f"output:{fingerprint.fingerprint(facts)}"


def _path(values: Mapping[str, Any], name: str) -> Path | None:
    value = values.get(name)
    return None if value is None else Path(value)
