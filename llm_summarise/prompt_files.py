"""Where prompts are read from: those shipped with the package, and a user's own, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from llm_summarise.core.errors import PromptError
from llm_summarise.core.prompts import Prompts

if TYPE_CHECKING:
    from llm_summarise.core.recipe import Recipe

RECIPES = "recipes"
"""The folder of recipes in a folder of prompts."""

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
        if not own and not (folder / RECIPES).is_dir():
            raise PromptError(f"{folder}: holds no *.j2 file", hint=f"known: {', '.join(files)}")
        files |= own
    try:
        texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"a prompt cannot be read: {error}") from error
    return Prompts(texts, {name: str(path) for name, path in files.items()})


def recipe_files(folder: Path | None = None) -> dict[str, Path]:
    """The files of the recipes by name: those shipped, and those in `recipes` in `folder` before them."""
    folders = [shipped_folder(), *([folder] if folder else [])]
    return {path.stem: path for place in folders for path in sorted((place / RECIPES).glob("*.j2"))}


def find_recipe(name: str, folder: Path | None = None) -> Recipe:
    """The recipe of a name, or in a file: what ends in .j2 or has a folder in its name is one.

    Raises PromptError for a recipe that does not exist or is not well written.
    """
    from llm_summarise.core.recipe import parse_recipe

    files = recipe_files(folder)
    is_file = name.endswith(".j2") or Path(name).name != name
    path = Path(name).expanduser() if is_file else files.get(name)
    if path is None:
        raise PromptError(
            f"no recipe is called {name}", hint=f"known: {', '.join(files)}; or name a file: ./{name}.j2"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PromptError(f"{path}: cannot be read: {reason}") from error
    return parse_recipe(text, path.stem, str(path) if is_file or folder else f"recipe {name}")


def prompt_text(name: str, folder: Path | None = None) -> str:
    """A prompt ("chunk.system.j2") or a recipe ("books") as it is written. Raises PromptError."""
    templates = load_prompts(folder).templates
    if name in templates:
        return templates[name]
    recipes = recipe_files(folder)
    if name not in recipes:
        raise _unknown(name, [*templates, *recipes])
    return recipes[name].read_text(encoding="utf-8")


def copy_to(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Copy shipped prompts and recipes (all prompts if none is named) into `folder`, which is made; the files
    written, recipes in its folder `recipes`.

    Raises PromptError for an unknown name, and for a file that is there already: it may hold changes.
    """
    templates, recipes = load_prompts().templates, recipe_files()
    targets = {}
    for name in names or list(templates):
        if name not in templates and name not in recipes:
            raise _unknown(name, [*templates, *recipes])
        target = folder / name if name in templates else folder / RECIPES / f"{name}.j2"
        if target.exists():
            raise PromptError(f"{target} is there already", hint="remove it, or choose another folder")
        targets[target] = prompt_text(name)
    try:
        for target, text in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{folder}: cannot be written: {error.strerror}") from error
    return list(targets)


def _unknown(name: str, known: Sequence[str]) -> PromptError:
    return PromptError(f"no prompt is called {name}", hint=f"known: {', '.join(known)}")
