"""The rules of the house: small files, small folders, short functions, one meaning a name."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("house")

PACKAGE = Path(__file__).parents[1] / "llm_summarise"
TESTS = Path(__file__).parent

LINES_OF_A_FILE = 350
FILES_OF_A_FOLDER = 15
LINES_OF_A_FUNCTION = 40
PARAMETERS = 7
LETTERS_OF_A_TEST = 75

MIRRORS = {"__init__.py", "__main__.py"} | {path.name for path in (PACKAGE / "cli/commands").glob("*.py")}
"""Files that may share their name: a command is called like the feature it opens."""


@cache
def trees(root: Path) -> dict[Path, ast.Module]:
    return {path.relative_to(root): ast.parse(path.read_text()) for path in sorted(root.rglob("*.py"))}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    long = {path: n for path in trees(PACKAGE) if (n := lines(path)) > LINES_OF_A_FILE}
    assert not long


def lines(path: Path) -> int:
    return len((PACKAGE / path).read_text().splitlines())


def test_no_folder_holds_more_files_than_a_glance_takes_in() -> None:
    sizes = Counter(path.parent for path in trees(PACKAGE))
    assert not {folder: n for folder, n in sizes.items() if n > FILES_OF_A_FOLDER}


def test_no_function_is_long_or_takes_many_parameters() -> None:
    long, wide = [], []
    for path, tree in trees(PACKAGE).items():
        for function in functions(tree):
            assert function.end_lineno is not None
            if function.end_lineno - function.lineno >= LINES_OF_A_FUNCTION:
                long.append(f"{path}:{function.name}")
            given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            if len([a for a in given if a.arg not in ("self", "cls")]) > PARAMETERS:
                wide.append(f"{path}:{function.name}")
    assert not long
    assert not wide


def test_no_class_has_the_name_of_another() -> None:
    names = Counter(
        node.name
        for tree in trees(PACKAGE).values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert not {name: n for name, n in names.items() if n > 1}


def test_no_two_modules_share_a_name_for_different_things() -> None:
    names = Counter(path.name for path in trees(PACKAGE) if path.name not in MIRRORS)
    assert not {name: n for name, n in names.items() if n > 1}


def test_nobody_takes_what_another_module_keeps_to_itself() -> None:
    """Names with a leading underscore are imported neither within the package nor by tests."""
    taken = [
        f"{path}: {alias.name}"
        for root in (PACKAGE, TESTS)
        for path, tree in trees(root).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("llm_summarise")
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    assert not taken


def test_the_name_of_a_test_is_a_sentence_one_can_take_in() -> None:
    long = [
        f"{path}: {function.name}"
        for path, tree in trees(TESTS).items()
        for function in functions(tree)
        if function.name.startswith("test_") and len(function.name) > LETTERS_OF_A_TEST
    ]
    assert not long


def test_every_module_and_public_function_says_what_it_is() -> None:
    silent = [str(path) for path, tree in trees(PACKAGE).items() if not ast.get_docstring(tree)]
    pointers = [
        f"{path}:{function.name}"
        for path, tree in trees(PACKAGE).items()
        for function in functions(tree)
        if (ast.get_docstring(function) or "").startswith("See ")
    ]
    assert not silent
    assert not pointers
