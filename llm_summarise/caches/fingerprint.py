"""What a result depends on, told in one place for everything that is kept and may be out of date.

Besides the transcript these are the settings that matter, the model, the content of the prompts and of the
glossary, and the program. A fingerprint is a hash of these facts. To know of them costs no heavy import.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from llm_summarise.asking.models.protocol import EXTRACTIVE
from llm_summarise.asking.models.resolve import noted
from llm_summarise.episode.glossary import read_glossary
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.version import __version__

if TYPE_CHECKING:
    from llm_summarise.asking.models.protocol import ResolvedModel
    from llm_summarise.asking.models.resolve import Memo
    from llm_summarise.domain.settings import Settings

Affects = Literal["answer", "result", "rendering", "nothing"]

_BY_EFFECT: Final[Mapping[Affects, str]] = {
    "answer": "model options seed length language mentions chapters chunk_tokens verify skip_sponsors "
    "prompts glossary speakers",
    "result": "samples min_support",
    "nothing": "key concurrency timeout max_cost keep_going log cache_dir no_cache refresh cached_only",
}
AFFECTS: Final[Mapping[str, Affects]] = {
    name: effect for effect, names in _BY_EFFECT.items() for name in names.split()
}
"""The first thing each setting affects: what models are asked and thus all the rest, what is made of their
answers, or how that is shown. A complete result does not depend on what affects nothing."""

_BY_CONTENT: Final = frozenset({"prompts", "glossary"})
"""Settings that name files: what is in them counts."""

Facts = dict[str, object]


def fingerprint(facts: Mapping[str, object]) -> str:
    """SHA-256 of facts, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def result_facts(settings: Settings, model: ResolvedModel | str | None) -> Facts:
    """All that a result depends on but the transcript and the program. A model that need not be installed
    counts by its name, None if none was set. Raises PromptError, SettingsError."""
    names = {name for name, affects in AFFECTS.items() if affects in ("answer", "result")} - _BY_CONTENT
    given = settings.model_dump(include=names).items()
    chosen = {name: value for name, value in given if value is not None and value is not False}
    known = model if model is None or isinstance(model, str) else model_facts(model)
    facts = {**chosen, "model": known, **content_facts(settings.prompts, settings.glossary)}
    return facts if settings.verify else {**facts, "prompts": _but(facts["prompts"], "verify.")}


def _but(prompts: Any, beginning: str) -> Facts:
    """The prompts without those that are not asked with."""
    return {name: version for name, version in prompts.items() if not name.startswith(beginning)}


def content_facts(prompts: Path | None, glossary: Path | None) -> Facts:
    """What is in the files that settings name. Raises PromptError, SettingsError."""
    facts: Facts = {"prompts": load_prompts(prompts).versions}
    if glossary is not None:
        facts["glossary"] = content_hash(read_glossary(glossary))
    return facts


def model_facts(resolved: ResolvedModel) -> Facts:
    """A model, whatever alias it was asked for by, and whatever its key is called."""
    return {name: value for name, value in vars(resolved).items() if name not in ("asked", "needs_key")}


def known_model(name: str, options: Mapping[str, Any], memo: Memo) -> object | None:
    """What stands for a model among the facts if it is known without importing anything; None if not. Of the
    embedded model the name will do, for its version is that of the code."""
    if name == EXTRACTIVE and not options:
        return name
    resolved = noted(name, options, memo)
    return None if resolved is None else model_facts(resolved)


def content_hash(data: bytes) -> str:
    """16 hexadecimal digits of the SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()[:16]


def program_version() -> list[str]:
    """The version of the program and of its embedded model: the same on every machine."""
    from llm_summarise.extractive.embedded_model import version

    return [__version__, version()]


@cache
def code_version() -> str:
    """Changes with any file of the package on this machine: its name, size and time of change. Found faster
    than `program_version`."""
    package = Path(__file__).parents[1]
    stamps = [
        (str(path.relative_to(package)), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(package.rglob("*"))
        if path.suffix not in (".pyc", "") and path.is_file()
    ]
    return hashlib.sha256(json.dumps(stamps).encode()).hexdigest()
