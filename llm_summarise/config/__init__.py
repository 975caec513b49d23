"""Settings from five places: flag > environment > project file > user file > default."""

from __future__ import annotations

import contextlib
import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_summarise.config.found_file import PROJECT_FILE, project_file, read_project, read_settings
from llm_summarise.domain.errors import FileIgnored, SettingsError

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings

__all__ = [
    "ENVIRONMENT",
    "ENVIRONMENT_PREFIX",
    "PASSED",
    "PROJECT_FILE",
    "TYPED",
    "Given",
    "cache_directory",
    "cache_folder",
    "checked",
    "config_path",
    "gather",
    "load_settings",
    "project_file",
]

ENVIRONMENT_PREFIX = "LLM_SUMMARISE_"
ENVIRONMENT = "environment"
_NO_SETTINGS = frozenset({"reading_seconds"})
"""What other parts of the program read of the environment by themselves."""
TYPED = "command line"
PASSED = "argument"
"""Where settings come from that are in no file."""

_PATHS = ("prompts", "glossary", "cache_dir")
_TABLES = {"options": '{"temperature": 0}', "speakers": '{"SPEAKER_00": "Ada Berg"}'}
"""Settings that are tables, merged key by key, with how each is written in the environment."""


@dataclass(frozen=True)
class Given:
    """What was set, as it was written and not yet checked, and the place each setting comes from. Of the
    environment it holds whatever carries our prefix, settings or not."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]


def load_settings(flags: Mapping[str, Any], *, nearest: str = TYPED) -> Settings:
    """The settings of this run; flags that are None were not given. `nearest` is where the flags were given:
    TYPED as options, or PASSED as arguments of a function.

    `options` and `speakers` of several places are merged key by key. Relative paths in a file count from that
    file.
    Raises SettingsError naming the place, the setting and what is wrong with it.
    """
    return checked(gather(flags, nearest=nearest))


def gather(
    flags: Mapping[str, Any],
    *,
    nearest: str = TYPED,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user_file: Path | None = None,
) -> Given:
    """What is set in all places, the nearest counting; of a project file only what a project may set.

    Raises SettingsError for what cannot be read, or is not a project's to set."""
    environment = os.environ if environment is None else environment
    user = config_path() if user_file is None else user_file
    project = project_file(folder)
    own = _from_user_file(user) if user.is_file() else {}
    found = read_project(project, user) if project is not None else {}
    if not _lowers(found.get("max_cost"), own.get("max_cost")):
        del found["max_cost"]
    given = _merged(
        (str(user), own),
        (str(project), found),
        (ENVIRONMENT, _from_environment(environment)),
        (nearest, {name: value for name, value in flags.items() if value is not None}),
    )
    return _without_foreign_key(given, str(user), str(project))


def _lowers(found: Any, own: Any) -> bool:
    """Whether the limit `found` in a project holds beside the user's `own`. What is no number is told
    later."""
    try:
        return found is None or own is None or float(found) <= float(own)
    except (TypeError, ValueError, OverflowError):
        return True


def _without_foreign_key(given: Given, user: str, project: str) -> Given:
    """A key that the user's file has for models of the user's own choice is not sent to one that a project
    chose: it may be another provider's."""
    if (given.origins.get("key"), given.origins.get("model")) != (user, project):
        return given
    warnings.warn(
        f"the key in {user} is not used for the model that {project} names - --key or -m says that it is",
        FileIgnored,
        stacklevel=3,
    )
    return Given({name: value for name, value in given.values.items() if name != "key"}, given.origins)


def _merged(*layers: tuple[str, Mapping[str, Any]]) -> Given:
    """The settings of layers, each with the place it comes from, the last counting."""
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for name, value in layer.items():
            if name in _TABLES and isinstance(value, Mapping) and isinstance(merged.get(name), Mapping):
                value = {**merged[name], **value}
            merged[name] = value
            origins[name] = origin
    return Given(merged, origins)


def checked(given: Given) -> Settings:
    """The settings that were given. Raises SettingsError as `load_settings` does."""
    import difflib

    from pydantic import ValidationError

    from llm_summarise.domain.settings import Settings

    known = Settings.model_fields
    values = {n: v for n, v in given.values.items() if n in known or given.origins[n] != ENVIRONMENT}
    for name in _PATHS:
        if values.get(name) == "":  # which would be the folder one is in
            raise SettingsError(f"{_said(given, name)}: a path cannot be empty")
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            origin = given.origins[name]
            place = "" if origin in (TYPED, PASSED) else f"{origin}: "
            nearest_names = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {nearest_names[0]}? " if nearest_names else ""
            hint = f"{meant}known: {', '.join(known)}"
            raise SettingsError(f"{place}no setting is called {name}", hint=hint) from error
        raise SettingsError(f"{_said(given, name)}: {first['msg']}") from error


def _said(given: Given, name: str) -> str:
    """A setting as it was written, and where; never its value, which may be a key."""
    origin = given.origins.get(name, "settings")
    if origin == TYPED:
        return "--" + name.replace("_", "-").removesuffix("s" if name in _TABLES else "")
    if origin == PASSED:
        return name
    return f"{origin}: {ENVIRONMENT_PREFIX + name.upper() if origin == ENVIRONMENT else name}"


def config_path() -> Path:
    """The user's own configuration file, whether or not it exists."""
    import platformdirs

    try:
        return platformdirs.user_config_path("llm-summarise") / "config.toml"
    except RuntimeError:  # nobody knows where home is
        return Path("~/.config/llm-summarise/config.toml")


def cache_directory(settings: Settings) -> Path:
    """Where answers are kept: as set, or the user's cache folder."""
    return cache_folder(settings.cache_dir)


def cache_folder(given: str | Path | None) -> Path:
    """The folder of the cache if `given` is the setting; one that begins with `~` if nobody knows where home
    is. A relative XDG_CACHE_HOME counts as none, as its specification wants."""
    if given is not None:
        with contextlib.suppress(RuntimeError):
            return Path(given).expanduser()
        return Path(given)
    import platformdirs

    with contextlib.suppress(RuntimeError):
        found = platformdirs.user_cache_path("llm-summarise")
        if found.is_absolute():
            return found
    return cache_folder("~/.cache/llm-summarise")


def _from_user_file(path: Path) -> dict[str, Any]:
    values = read_settings(path)
    for name in _PATHS:
        if isinstance(values.get(name), str) and values[name]:
            values[name] = path.parent / Path(values[name]).expanduser()
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not text or not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if variable != ENVIRONMENT_PREFIX + name.upper() or name in _NO_SETTINGS:
            continue
        if name in _TABLES:
            try:
                values[name] = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise SettingsError(f"{variable}: {error}; write it as JSON: {_TABLES[name]}") from error
        else:
            values[name] = text
    return values
