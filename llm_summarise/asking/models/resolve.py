"""From the name a user gave, or none, to the model that will be asked.

Only `llm` with all its plugins loaded knows what an alias stands for, and loading takes a second. So what was
found is noted in the cache, under a fingerprint of everything it depends on.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from llm_summarise.asking.models.protocol import EXTRACTIVE, ResolvedModel
from llm_summarise.asking.models.registry import REDIRECTS, user_folder

if TYPE_CHECKING:
    from llm_summarise.asking.logbook import Logbook
    from llm_summarise.asking.models.protocol import Model

BASELINE: Final = (
    "no model is set, so the embedded `extractive` answers: it copies sentences and knows names from a list, "
    "a baseline to beat. Choose a language model with -m; `llm models` lists those installed"
)
MODEL_VARIABLE: Final = "LLM_SUMMARISE_MODEL"
_FILES: Final = ("aliases.json", "default_model.txt", "extra-openai-models.yaml", "model_options.json")
_VARIABLES: Final = re.compile(rf"\ALLM_(?!SUMMARISE)|\APYTHONPATH\Z|_({'|'.join(REDIRECTS)})\Z")
_MEMO_VERSION: Final = 2


class Memo(Protocol):
    """Where notes are kept between runs."""

    def get_memo(self, name: str) -> bytes | None: ...
    def put_memo(self, name: str, value: bytes) -> object: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A model's name and the place it was set in."""

    name: str
    origin: str


def choose(
    given: str | None = None, *, configured: str | None = None, environment: Mapping[str, str] | None = None
) -> Choice:
    """Which model is meant: given > LLM_SUMMARISE_MODEL > configuration > LLM_MODEL > `llm models default` >
    the embedded one. The default that `llm` has when none was set does not count: it needs a key."""
    environment = os.environ if environment is None else environment
    default = user_folder() / "default_model.txt"
    places = (
        ("-m", given),
        (MODEL_VARIABLE, environment.get(MODEL_VARIABLE)),
        ("configuration", configured),
        ("LLM_MODEL", environment.get("LLM_MODEL")),
        (str(default), _first_line(default)),
    )
    for origin, name in places:
        if name and name.strip():
            return Choice(name.strip(), origin)
    return Choice(EXTRACTIVE, "built in")


def announced(given: str | None, warn: Callable[[str], None]) -> Choice:
    """As `choose`; says so when nobody chose and the embedded model answers."""
    choice = choose(given)
    if choice.name == EXTRACTIVE and given is None:
        warn(BASELINE)
    return choice


def resolve(
    name: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    embedded: Callable[[Mapping[str, Any], str], ResolvedModel] | None = None,
    memo: Memo | None = None,
    environment: Mapping[str, str] | None = None,
) -> ResolvedModel:
    """The model `name` (None: as `choose` chooses), with `options` over the user's defaults.

    `embedded(options, name)` tells what the embedded model is; without it, `llm` is asked for that one as
    for any other. Raises UnknownModel naming the nearest ones, BadOption, SettingsError.
    """
    environment = os.environ if environment is None else environment
    name = choose(name, environment=environment).name
    options = dict(options or {})
    if name == EXTRACTIVE and embedded is not None:
        return embedded(options, name)
    place = memo_name(name, options)
    mark = fingerprint(environment)
    if memo is not None and (resolved := _recall(memo.get_memo(place), mark)):
        return resolved
    from llm_summarise.asking.models.registry import resolve_in_llm

    resolved = resolve_in_llm(name, options, environment)
    if resolved.id == EXTRACTIVE and embedded is not None:  # by an alias of the user's own
        return embedded(options, name)
    if memo is not None:
        memo.put_memo(place, json.dumps([mark, dataclasses.asdict(resolved)]).encode())
    return resolved


def noted(name: str, options: Mapping[str, Any], memo: Memo) -> ResolvedModel | None:
    """What `name` stands for if an earlier run noted it and it still holds; imports and asks nothing."""
    return _recall(memo.get_memo(memo_name(name, options)), fingerprint(os.environ))


def open_model(resolved: ResolvedModel, *, key: str | None = None, log: Logbook | None = None) -> Model:
    """The model as `llm` has it, ready to be asked; nothing is imported or connected before it is."""
    from llm_summarise.asking.models.llm_model import LlmModel

    return LlmModel(resolved, key=key, log=log)


def memo_name(name: str, options: Mapping[str, Any]) -> str:
    """Where it is noted what `name` with `options` stands for."""
    asked = json.dumps([name, options], sort_keys=True, default=str)
    return f"model:{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def fingerprint(environment: Mapping[str, str]) -> str:
    """Changes with whatever may change what a name stands for: the configuration of `llm`, its variables, the
    packages installed. A hash, since addresses may hold passwords."""
    folder = user_folder()
    facts: list[object] = [_MEMO_VERSION, sys.version, str(folder)]
    facts += [_stamp(folder / name) for name in _FILES]
    facts += sorted((k, v) for k, v in environment.items() if _VARIABLES.search(k))
    # Installing or removing a package changes its folder's time; an editable one is code of the user's own.
    facts += [_stamp(Path(place)) for place in sys.path if place.endswith(("site-packages", "dist-packages"))]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _recall(noted: bytes | None, mark: str) -> ResolvedModel | None:
    if noted is None:
        return None
    try:
        noted_mark, resolved = json.loads(noted)
        return ResolvedModel(**resolved) if noted_mark == mark else None
    except (ValueError, TypeError, RecursionError):
        return None


def _stamp(path: Path) -> tuple[str, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size


def _first_line(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
