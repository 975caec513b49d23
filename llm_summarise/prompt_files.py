"""Where prompts are read from: those shipped with the package, and a user's own, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llm_summarise.core.errors import PromptError
from llm_summarise.core.prompts import Prompts

_PACKAGE = Path(__file__).parent


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
        if not own:
            raise PromptError(f"{folder}: holds no *.j2 file", hint=f"known: {', '.join(files)}")
        files |= own
    try:
        texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"a prompt cannot be read: {error}") from error
    return Prompts(texts, {name: str(path) for name, path in files.items()})


def copy_to(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Copy the shipped prompts `names` (all if empty) into `folder`, which is made; the files written.

    Raises PromptError for an unknown name, and for a file that is there already: it may hold changes.
    """
    templates = load_prompts().templates
    wanted = names or list(templates)
    for name in wanted:
        if name not in templates:
            raise PromptError(f"no prompt is called {name}", hint=f"known: {', '.join(templates)}")
        if (folder / name).exists():
            raise PromptError(f"{folder / name} is there already", hint="remove it, or choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            (folder / name).write_text(templates[name], encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{folder}: cannot be written: {error.strerror}") from error
    return [folder / name for name in wanted]
