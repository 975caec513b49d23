"""Where recipes are read from, and how prompts and recipes are shown and copied for somebody to change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from llm_summarise.domain.errors import PromptError
from llm_summarise.episode.prompts.template_files import RECIPES, load_prompts, shipped_folder
from llm_summarise.recipes.recipe import Recipe, parse_recipe


def recipe_files(folder: Path | None = None) -> dict[str, Path]:
    """The files of the recipes by name: those shipped, and those in `recipes` in `folder` before them."""
    folders = [shipped_folder(), *([folder] if folder else [])]
    return {path.stem: path for place in folders for path in sorted((place / RECIPES).glob("*.j2"))}


def find_recipe(name: str, folder: Path | None = None) -> Recipe:
    """The recipe of a name, or in a file: what ends in .j2 or has a folder in its name is one.

    Raises PromptError for a recipe that does not exist or is not well written.
    """
    files = recipe_files(folder)
    is_file = name.endswith(".j2") or Path(name).name != name
    path = Path(name).expanduser() if is_file else files.get(name)
    if path is None:
        raise PromptError(
            f"no recipe is called {name}", hint=f"known: {', '.join(files)}; or name a file: ./{name}.j2"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
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
    return recipes[name].read_text(encoding="utf-8-sig")


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
        if os.path.lexists(target):
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
