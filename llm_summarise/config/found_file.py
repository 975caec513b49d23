"""The project file: an `llm-summarise.toml` that is found in the folder one works in, or above it.

It is somebody's: it came with a repository or an archive, or lies where others may write. So it is read only
if the file is the user's own, and may hold only what a project may set (`config/project_settings.py`).
"""

from __future__ import annotations

import math
import os
import stat
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from llm_summarise.config.project_settings import PROJECT_MAY, PROJECT_MAY_NOT, SAMPLING
from llm_summarise.domain.errors import FileIgnored, SettingsError
from llm_summarise.files import leads_out, read_regular

PROJECT_FILE: Final = "llm-summarise.toml"
MOST_BYTES: Final = 65_536
"""What a project file may have; its glossary and each prompt may have MOST_BYTES_NAMED."""
MOST_BYTES_NAMED: Final = 16 * 2**20


def project_file(folder: Path | None = None) -> Path | None:
    """The nearest llm-summarise.toml in `folder` (None: where one is) or above it that is the user's own. Of
    others on the way it is warned (FileIgnored)."""
    try:
        here = Path.cwd() if folder is None else folder.absolute()
    except OSError:  # the folder was removed
        return None
    for place in (here, *here.parents):
        candidate = place / PROJECT_FILE
        if not os.path.lexists(candidate):
            continue
        if (why := _why_not(candidate, here)) is None:
            return candidate
        warnings.warn(f"{candidate} is ignored: {why}", FileIgnored, stacklevel=2)
    return None


def _why_not(candidate: Path, here: Path) -> str | None:
    """Why a project file above `here` is not to be read, None if it is."""
    if leads_out(candidate, candidate.parent):
        return "it is a link that leads out of its folder"
    try:
        there = candidate.stat()
        if not stat.S_ISREG(there.st_mode):
            return "it is no regular file"
        if why := _others(there, "it"):
            return why
        folders = (here, *here.parents)
        for folder in folders[: folders.index(candidate.parent) + 1]:
            if why := _others(folder.stat(), str(folder)):
                return why
    except OSError as error:
        return f"it cannot be read ({error.strerror or error})"
    return None


def _others(there: os.stat_result, name: str) -> str | None:
    """Whether somebody else owns what is `there` or may write to it, as a reason. A sticky folder, such as
    /tmp, does not let others replace what is the user's."""
    if os.name == "nt":
        return None
    mine = {0, os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        mine.add(int(os.environ["SUDO_UID"]))
    if there.st_uid not in mine:
        return f"{name} belongs to another user"
    sticky = stat.S_ISDIR(there.st_mode) and there.st_mode & stat.S_ISVTX
    return f"others may write to {name}" if there.st_mode & stat.S_IWOTH and not sticky else None


def read_settings(path: Path, most: int | None = None) -> dict[str, Any]:
    """The settings in a file of TOML, of at most `most` bytes. Raises SettingsError, which names the line and
    quotes nothing."""
    import re
    import tomllib

    try:
        data = path.read_bytes() if most is None else read_regular(path, most)
        values = tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not written in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at (line \d+|end of document)", str(error))
        where = f" ({place[1]})" if place else ""
        raise SettingsError(f"{path}: is not written as TOML{where}") from None
    except (ValueError, RecursionError):
        raise SettingsError(f"{path}: holds a number or tables that are too large") from None
    return {name.replace("-", "_"): value for name, value in values.items()}


def read_project(path: Path, own: Path) -> dict[str, Any]:
    """What a project file sets. Raises SettingsError naming file, setting and where it may be set instead: by
    option, variable, or in the user's file `own`."""
    values = read_settings(path, MOST_BYTES)
    for name in list(values):
        how = PROJECT_MAY.get(name)
        if how is None:
            _refuse_users_own(path, name, own)
        elif how == "sampling" and isinstance(values[name], Mapping):
            _check_sampling(path, values[name], own)
        elif how == "inside" and isinstance(values[name], str) and values[name]:
            values[name] = _inside(path, name, values[name])
    return values


def _refuse_users_own(path: Path, name: str, own: Path) -> None:
    why = PROJECT_MAY_NOT.get(name)
    if why is None:
        from llm_summarise.domain.settings import Settings

        if name not in Settings.model_fields:
            return  # which is said with what is wrong with other names
        why = "it is the user's own"
    variable, option = f"LLM_SUMMARISE_{name.upper()}", f"--{name.replace('_', '-')}"
    raise SettingsError(
        f"{path}: {name} cannot be set by a project: {why}",
        hint=f"set it with {option}, {variable}, or in {own}",
    )


def _check_sampling(path: Path, options: Mapping[str, Any], own: Path) -> None:
    for name, value in options.items():
        if name not in SAMPLING:
            shown = "".join(c for c in name[:40] if c.isprintable())
            raise SettingsError(
                f"{path}: options.{shown} cannot be set by a project, but {', '.join(sorted(SAMPLING))} can",
                hint=f"set it with -o {shown} VALUE, LLM_SUMMARISE_OPTIONS, or in {own}",
            )
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not (abs(value) < 2**63 and math.isfinite(value)):
            raise SettingsError(f"{path}: options.{name}: a number is expected")


def _inside(path: Path, name: str, value: str) -> Path:
    """The path that a project file names, which with all that will be read of it stays in that file's folder.
    Raises SettingsError."""
    target = path.parent / value
    try:
        for file in _read_of(target):
            if leads_out(file, path.parent):
                raise SettingsError(
                    f"{path}: {name} leads out of the folder of the file",
                    hint=f"copy it in there, or set it with --{name} or LLM_SUMMARISE_{name.upper()}",
                )
            there = file.stat() if file.exists() else None
            if there is None or stat.S_ISDIR(there.st_mode):
                continue
            if not stat.S_ISREG(there.st_mode) or there.st_size > MOST_BYTES_NAMED:
                raise SettingsError(f"{path}: {name}: {file} is no regular file of at most 16 MB")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path}: {name}: no path ({getattr(error, 'strerror', None) or error})"
        ) from None
    return target


def _read_of(target: Path) -> Iterator[Path]:
    """What is read of a path: itself, and the templates in a folder of prompts."""
    yield target
    for pattern in ("*.j2", "recipes", "recipes/*.j2"):
        yield from target.glob(pattern)
