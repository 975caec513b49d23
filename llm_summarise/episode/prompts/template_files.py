"""Where prompts are read from: those shipped with the package, and a user's own, file by file."""

from __future__ import annotations

from pathlib import Path

from llm_summarise.domain.errors import PromptError
from llm_summarise.episode.prompts.templates import Prompts

RECIPES = "recipes"
"""The folder of recipes in a folder of prompts."""

_PACKAGE = Path(__file__).parents[2]


def shipped_folder(name: str = "prompts") -> Path:
    """A folder of files that come along: inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def load_prompts(folder: Path | None = None) -> Prompts:
    """The shipped prompts, each replaced by the file of the same name in `folder` if there is one.

    Raises PromptError for a folder that is missing or holds a template of no known name, which would
    otherwise be ignored in silence.
    """
    files = {path.name: path for path in sorted(shipped_folder().glob("*.j2"))}
    if folder is not None:
        if not folder.is_dir():
            raise PromptError(
                f"{folder}: no such folder of prompts", hint="llm-summarise prompts copy DIR makes one"
            )
        own = {path.name: path for path in sorted(folder.glob("*.j2"))}
        unknown = sorted(set(own) - set(files))
        if unknown:
            raise PromptError(
                f"{folder / unknown[0]}: not a prompt's name", hint=f"known: {', '.join(files)}"
            )
        if not own and not (folder / RECIPES).is_dir():
            raise PromptError(f"{folder}: holds no *.j2 file", hint=f"known: {', '.join(files)}")
        files |= own
    try:
        texts = {name: path.read_text(encoding="utf-8-sig") for name, path in files.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"a prompt cannot be read: {error}") from error
    return Prompts(texts, {name: str(path) for name, path in files.items()})
