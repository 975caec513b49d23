"""What `llm` knows: models by name, their options, the folder of its configuration."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from llm_summarise.asking.failures import BadOption, UnknownModel
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.text import fold_space

SEED_OPTIONS: Final = ("seed", "random_seed")
REDIRECTS: Final = ("BASE_URL", "API_BASE", "API_URL", "ENDPOINT", "HOST")
"""How the variables end that send a provider's calls elsewhere: OPENAI_BASE_URL, OLLAMA_HOST ..."""

_LOADING = threading.Lock()
"""Loading plugins is not safe in several threads at a time (simonw/llm#1182)."""

_PROVIDERS: Final = {
    "gemini": "google",
    "palm": "google",
    "claude": "anthropic",
    "claude_3": "anthropic",
    "grok": "x-ai",
    "bedrock": "aws",
    "fireworks_ai": "fireworks",
}
"""Names of `llm` plugins, without `llm_`, where the price list uses another."""


def user_folder() -> Path:
    """Where `llm` keeps its configuration, found without importing it."""
    if given := os.environ.get("LLM_USER_PATH"):
        return Path(given)
    import platformdirs

    try:
        return platformdirs.user_config_path("io.datasette.llm", appauthor=False, roaming=True)
    except RuntimeError:  # nobody knows where home is
        return Path("~/.config/io.datasette.llm")


@contextlib.contextmanager
def configured() -> Iterator[None]:
    """Around what reads the configuration of `llm`. Raises SettingsError for one that cannot be read: `llm`
    itself would show a traceback of whatever parser met it."""
    from yaml import YAMLError

    try:
        yield
    except (YAMLError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        if isinstance(error, BadOption | UnknownModel):
            raise
        raise SettingsError(
            f"the configuration of llm in {user_folder()} cannot be used: "
            f"{type(error).__name__}: {fold_space(str(error))[:200]}",
            hint="mend extra-openai-models.yaml or aliases.json there",
        ) from error


def get(name: str, *, is_async: bool) -> Any:
    """The model object of `llm`. Raises UnknownModel."""
    with _LOADING:
        import llm

        try:
            return llm.get_async_model(name) if is_async else llm.get_model(name)
        except llm.UnknownModelError:
            raise unknown(name) from None


def resolve_in_llm(name: str, given: Mapping[str, Any], environment: Mapping[str, str]) -> ResolvedModel:
    """The model `name` as it will be asked, with `given` options over the user's defaults for it.

    Raises UnknownModel, and BadOption before anything is asked.
    """
    with _LOADING, configured():
        import llm

        is_async = True
        model: Any = llm.get_async_model_aliases().get(name)
        if model is None:
            is_async, model = False, llm.get_model_aliases().get(name)
    if model is None:
        raise unknown(name)
    endpoint = endpoint_of(model, environment)
    resolved = ResolvedModel(
        asked=name,
        id=model.model_id,
        endpoint=endpoint,
        api_name=getattr(model, "model_name", None) or None,
        supports_schema=bool(model.supports_schema),
        is_async=is_async,
        provider=provider_of(model),
        needs_key=getattr(model, "needs_key", None) or None,
    )
    options = effective_options(model, resolved, given)
    return replace(resolved, options=options, seed_option=seed_option(model, options))


def unknown(name: str) -> UnknownModel:
    """The error for a name nothing goes by, with the names nearest to it."""
    import difflib

    import llm

    names = sorted({*llm.get_model_aliases(), *llm.get_async_model_aliases()})
    lower = {known.lower(): known for known in reversed(names)}
    near = [lower[match] for match in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.6)]
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return UnknownModel(
        f"no model is called {name}{meant}", hint="llm-summarise models lists those installed"
    )


def effective_options(model: Any, resolved: ResolvedModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that will be sent, as the model's own types write themselves in JSON."""
    from pydantic import ValidationError

    from llm_summarise.asking.classify import bad_option

    merged = {**_defaults_of(resolved.id), **given}
    try:
        options = model.Options(**merged)
    except ValidationError as error:
        raise bad_option(error, resolved) from None
    dumped: dict[str, Any] = options.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return dict(sorted(dumped.items()))


def _defaults_of(model_id: str) -> dict[str, Any]:
    """What the user set with `llm models options set`. Raises SettingsError for a file that is no JSON."""
    path = user_folder() / "model_options.json"
    try:
        defaults = json.loads(path.read_text(encoding="utf-8")).get(model_id, {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint="llm models options list") from None
    return dict(defaults)


def seed_option(model: Any, options: Mapping[str, Any]) -> str | None:
    """The option that takes a seed, None if there is none. Models of the Responses API, known by their option
    to use the other one, declare a seed and fail when it is sent."""
    known = model.Options.model_fields
    if "chat_completions" in known and not options.get("chat_completions"):
        return None
    return next((name for name in SEED_OPTIONS if name in known), None)


def endpoint_of(model: Any, environment: Mapping[str, str]) -> str | None:
    """Where the model is asked, without passwords; None for the provider's own address."""
    for name in ("api_base", "base_url", "api_url", "endpoint", "host"):
        if isinstance(value := getattr(model, name, None), str) and value:
            return clean_address(value)
    prefix = (plugin_of(model) or "").upper()
    for ending in REDIRECTS:
        if prefix and (value := environment.get(f"{prefix}_{ending}")):
            return clean_address(value)
    return None


def plugin_of(model: Any) -> str | None:
    """The plugin a model comes from, without `llm_`: "openai", "ollama" ..."""
    module = type(model).__module__
    if module.startswith("llm.default_plugins.openai"):
        return "openai"
    package = module.partition(".")[0]
    return package.removeprefix("llm_").removesuffix("_plugin") if package.startswith("llm_") else None


def provider_of(model: Any) -> str | None:
    """Who is paid for a model, as the price list names them."""
    plugin = plugin_of(model)
    return _PROVIDERS.get(plugin, plugin) if plugin else None


def clean_address(address: str) -> str:
    """`address` without user, password, query and a slash at its end: it is shown and kept."""
    parts = urlsplit(address)
    if not parts.netloc:
        return address.rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
