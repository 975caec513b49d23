"""Settings from five places: flag > environment > project file > user file > default."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from llm_summarise.core.errors import SettingsError
from llm_summarise.core.settings import Settings

ENVIRONMENT_PREFIX = "LLM_SUMMARISE_"
PROJECT_FILE = "llm-summarise.toml"


def load_settings(
    flags: Mapping[str, Any],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user_file: Path | None = None,
) -> Settings:
    """The settings of this run; flags that are None were not given.

    `options` of several places are merged key by key. Relative paths in a file count from that file.
    Raises SettingsError naming the place, the setting and what is wrong with it.
    """
    environment = os.environ if environment is None else environment
    user = config_path() if user_file is None else user_file
    project = project_file(folder)
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    layers = [
        *((str(path), _from_file(path)) for path in (user, project) if path and path.is_file()),
        ("environment", _from_environment(environment)),
        ("command line", {name: value for name, value in flags.items() if value is not None}),
    ]
    for origin, layer in layers:
        for name, value in layer.items():
            if name == "options" and isinstance(value, Mapping):
                value = {**merged.get("options", {}), **value}
            merged[name] = value
            origins[name] = origin
    try:
        return Settings(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        place = origins.get(name, "settings")
        if first["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            raise SettingsError(f"{place}: no setting is called {name}", hint=f"known: {known}") from error
        given = ENVIRONMENT_PREFIX + name.upper() if place == "environment" else name
        raise SettingsError(f"{place}: {given}: {first['msg']}") from error


def config_path() -> Path:
    """The user's own configuration file, whether or not it exists."""
    import platformdirs

    return platformdirs.user_config_path("llm-summarise") / "config.toml"


def cache_directory(settings: Settings) -> Path:
    """Where answers are kept: as set, or the user's cache folder."""
    if settings.cache_dir is not None:
        return settings.cache_dir.expanduser()
    import platformdirs

    return platformdirs.user_cache_path("llm-summarise")


def project_file(folder: Path | None = None) -> Path | None:
    """The nearest llm-summarise.toml in `folder` (None: where one is) or above it."""
    folder = Path.cwd() if folder is None else folder
    for place in (folder, *folder.parents):
        candidate = place / PROJECT_FILE
        if candidate.is_file():
            return candidate
    return None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    values = {name.replace("-", "_"): value for name, value in values.items()}
    for name in ("prompts", "glossary", "cache_dir"):
        if isinstance(values.get(name), str):
            values[name] = path.parent / Path(values[name]).expanduser()
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        variable = ENVIRONMENT_PREFIX + name.upper()
        text = environment.get(variable)
        if not text:
            continue
        if name == "options":
            try:
                values[name] = json.loads(text)
            except json.JSONDecodeError as error:
                raise SettingsError(f'{variable}: {error}; write it as JSON: {{"temperature": 0}}') from error
        else:
            values[name] = text
    return values
