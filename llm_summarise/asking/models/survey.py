"""What is installed and how it is set up, for people to read (`models`, `doctor`). Keys are never shown."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from llm_summarise.asking import money
from llm_summarise.asking.logbook import is_logging
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.models.registry import (
    REDIRECTS,
    clean_address,
    configured,
    endpoint_of,
    provider_of,
    seed_option,
    user_folder,
)
from llm_summarise.asking.models.resolve import Choice, choose

KeyPlace = Literal["keys.json", "environment", "missing", "not needed"]

_SECRETS: Final = ("KEY", "TOKEN", "SECRET", "PASSWORD")


@dataclass(frozen=True)
class ModelInfo:
    """A model that can be asked. `input_price` and `output_price` are US dollars per million tokens, None
    where unknown. `needs_key` is the name its key goes by in `llm keys`, None where it needs none."""

    id: str
    aliases: tuple[str, ...]
    supports_schema: bool
    is_async: bool
    seed_option: str | None
    endpoint: str | None
    input_price: float | None
    output_price: float | None
    needs_key: str | None
    key: KeyPlace
    options: tuple[str, ...]


@dataclass(frozen=True)
class Plugin:
    """A plugin of `llm`."""

    name: str
    version: str | None


@dataclass(frozen=True)
class Setup:
    """What `doctor` shows. `keys` tells where the key of each name that models need is found;
    `redirects` are variables that send calls elsewhere, with the address, without passwords."""

    llm_version: str
    folder: str
    choice: Choice
    default: ModelInfo | None
    keys: Mapping[str, KeyPlace]
    plugins: tuple[Plugin, ...]
    redirects: Mapping[str, str]
    logging: bool


def installed_models(environment: Mapping[str, str] | None = None) -> list[ModelInfo]:
    """All models of `llm`, those of plugins too, in its own order."""
    import llm

    environment = os.environ if environment is None else environment
    stored = _stored_keys()
    with configured():
        return [_info(each, stored, environment) for each in llm.get_models_with_aliases()]


def setup(
    given: str | None = None,
    *,
    configured: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Setup:
    """How `llm` is set up, as this program sees it. `given` is the model set by a flag, `configured` the one
    that the settings hold in all."""
    from importlib.metadata import version

    import llm

    environment = os.environ if environment is None else environment
    models = installed_models(environment)
    plugins: list[dict[str, Any]] = llm.get_plugins()  # type: ignore[no-untyped-call]
    choice = choose(given, configured=configured, environment=environment)
    default = next((m for m in models if choice.name in (m.id, *m.aliases)), None)
    return Setup(
        llm_version=version("llm"),
        folder=str(user_folder()),
        choice=choice,
        default=default,
        keys={m.needs_key: m.key for m in models if m.needs_key},
        plugins=tuple(Plugin(p["name"], p.get("version")) for p in plugins),
        redirects=_redirects(environment),
        logging=is_logging(),
    )


def _info(each: Any, stored: set[str], environment: Mapping[str, str]) -> ModelInfo:
    model = each.async_model or each.model
    resolved = ResolvedModel(
        model.model_id,
        model.model_id,
        endpoint=endpoint_of(model, environment),
        api_name=getattr(model, "model_name", None),
        provider=provider_of(model),
        in_process=getattr(model, "in_process", False),
    )
    into, out = money.per_million(resolved)
    needs_key = getattr(model, "needs_key", None)
    return ModelInfo(
        id=resolved.id,
        aliases=tuple(each.aliases),
        supports_schema=bool(model.supports_schema),
        is_async=each.async_model is not None,
        seed_option=seed_option(model, {}),
        endpoint=resolved.endpoint,
        input_price=into,
        output_price=out,
        needs_key=needs_key,
        key=_key_place(needs_key, getattr(model, "key_env_var", None), stored, environment),
        options=tuple(model.Options.model_fields),
    )


def _key_place(
    name: str | None, variable: str | None, stored: set[str], environment: Mapping[str, str]
) -> KeyPlace:
    """Where `llm` will find the key: its own file comes before the environment."""
    if not name:
        return "not needed"
    if name in stored:
        return "keys.json"
    return "environment" if variable and environment.get(variable) else "missing"


def _stored_keys() -> set[str]:
    """The names of the keys in keys.json, without looking at the keys."""
    try:
        stored = json.loads((user_folder() / "keys.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    return {name for name, value in stored.items() if value} if isinstance(stored, dict) else set()


def _redirects(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: clean_address(value)
        for name, value in sorted(environment.items())
        if value and name.endswith(REDIRECTS) and "://" in value and not any(s in name for s in _SECRETS)
    }
