"""All patterns of the package, and how each is used."""

import ast
import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import llm_summarise

METHODS = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})
HANDED_ON = {
    "readers.refusals": {"match"},  # Excerpt.count() and Excerpt.share(), at the beginnings of lines
    "readers.formats.captions.frame_lines": {"match"},
    "readers.formats.json_text": {"match"},
    "readers.prose.markdown_marks:BULLET": {"match"},
    "readers.speech.layout": {"fullmatch"},
    "names.finding": {"fullmatch"},
}
"""What is called on patterns that are handed on: by module, or module and name."""


@dataclass
class Found:
    """A pattern with its flags, where it stands (`module:name` or `module:line`), and the methods
    called on it.

    What is handed on, so that nobody sees what is called on it, counts as used in every way.
    """

    pattern: str
    flags: int
    where: str
    uses: set[str] = field(default_factory=set)


def modules() -> list[ModuleType]:
    """Every module of the package, imported."""
    names = [each.name for each in pkgutil.walk_packages(llm_summarise.__path__, "llm_summarise.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def _handed_on(where: str) -> Set[str]:
    """What is called on a pattern of which nothing is seen: everything, if it is not known."""
    place = where.removeprefix("llm_summarise.")
    return next((uses for beginning, uses in HANDED_ON.items() if place.startswith(beginning)), METHODS)


class Collection:
    """Patterns by their text and flags; those of one text share what is called on them."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], Found] = {}

    def add(self, pattern: re.Pattern[Any], where: str, uses: set[str]) -> None:
        if isinstance(pattern.pattern, str):
            key = (pattern.pattern, pattern.flags)
            self.found.setdefault(key, Found(*key, where)).uses.update(uses or _handed_on(where))


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Every compiled pattern in a value: in containers, data classes and on classes, four levels deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from patterns_in(each, depth + 1)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from patterns_in(each, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from patterns_in(getattr(value, each.name, None), depth + 1)
    elif isinstance(value, type) and value.__module__.startswith("llm_summarise"):
        for each in vars(value).values():
            yield from patterns_in(each, depth + 1)
    elif hasattr(value, "__self__") and isinstance(value.__self__, re.Pattern):
        yield value.__self__
    elif isinstance(value, functools.partial):
        yield from patterns_in((value.func, *value.args), depth + 1)


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Names that come from elsewhere, with the module and the name there."""
    return {
        (alias.asname or alias.name): (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _uses(tree: ast.Module, module: str) -> Iterator[tuple[str, str, str]]:
    """(module, name, method) for all that is called on a name; "" as method where it is handed on."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    imported = _imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        origin, name = imported.get(node.id, (module, node.id))
        parent = parents[node]
        if isinstance(parent, ast.Attribute) and f"{origin}.{name}".startswith("llm_summarise"):
            above = parents[parent]
            if parent.attr in METHODS:
                yield origin, name, parent.attr
            elif isinstance(above, ast.Attribute) and above.attr in METHODS:
                yield f"{origin}.{name}", parent.attr, above.attr
        elif isinstance(parent, ast.Call) and parent.func is node:
            above = parents[parent]
            if isinstance(above, ast.Attribute) and above.attr in METHODS:
                yield origin, name, above.attr
            else:
                yield origin, name, ""
        else:
            yield origin, name, ""


def _trees(known: list[ModuleType]) -> dict[str, ast.Module]:
    return {each.__name__: ast.parse(Path(str(each.__file__)).read_text("utf-8")) for each in known}


def _maker(value: object, module: str) -> Callable[[], object] | None:
    """A function of this module that needs no arguments and gives patterns."""
    made = getattr(value, "__wrapped__", value)
    if not isinstance(made, FunctionType) or made.__module__ != module or not callable(value):
        return None
    if "Pattern" not in str(inspect.get_annotations(made).get("return", "")):
        return None
    needed = [each for each in inspect.signature(made).parameters.values() if each.default is each.empty]
    return None if needed else value


@dataclass(frozen=True)
class Site:
    """A call of `re` in the source: where, in which function, and the expression of its pattern."""

    module: str
    function: str
    line: int
    method: str
    call: ast.Call


def sites(tree: ast.Module, module: str) -> Iterator[Site]:
    """Every `re.compile(...)`, `re.search(...)` and so on of a module."""
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, function = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            function = f"{function}.{node.name}".strip(".")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            base = node.func.value
            if isinstance(base, ast.Name) and base.id == "re" and node.func.attr in METHODS | {"compile"}:
                yield Site(module, function, node.lineno, node.func.attr, node)
        waiting += [(child, function) for child in ast.iter_child_nodes(node)]


def read_off(site: Site, known: ModuleType) -> re.Pattern[Any] | None:
    """The pattern of a call, if what it is built of stands in its module; None if it needs an argument."""
    flags: list[ast.expr] = [each.value for each in site.call.keywords if each.arg == "flags"]
    if site.method == "compile":
        flags += site.call.args[1:2]
    elif site.method in METHODS - {"sub", "subn", "split"}:
        flags += site.call.args[2:3]

    def value(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(known)))

    try:
        pattern = value(site.call.args[0])
        return pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, *map(value, flags))
    except NameError:
        return None


@functools.cache
def collect() -> tuple[list[Found], list[Site]]:
    """All patterns, and the calls whose pattern is built of arguments (nothing is known of those)."""
    known = modules()
    trees = _trees(known)
    uses: dict[tuple[str, str], set[str]] = {}
    for module, tree in trees.items():
        for origin, name, method in _uses(tree, module):
            uses.setdefault((origin, name), set()).update(
                {method} if method else _handed_on(f"{origin}:{name}")
            )
    collection = Collection()
    makers: set[tuple[str, str]] = set()
    for loaded in known:
        name = loaded.__name__
        elsewhere = _imported(trees[name])
        for key, value in list(vars(loaded).items()):
            if key.startswith("__") or elsewhere.get(key, ("", ""))[0].startswith("llm_summarise"):
                continue
            maker = _maker(value, name)
            if maker is not None:
                makers.add((name, key))
                value = maker()
            for pattern in patterns_in(value):
                collection.add(pattern, f"{name}:{key}", uses.get((name, key), set()))
    unread: list[Site] = []
    for loaded in known:
        for site in sites(trees[loaded.__name__], loaded.__name__):
            read = read_off(site, loaded)
            if read is None:
                if (site.module, site.function) not in makers:
                    unread.append(site)
            elif (read.pattern, read.flags) not in collection.found or site.method != "compile":
                where = f"{site.module}:{site.line}"
                collection.add(read, where, {site.method} & METHODS)
    return sorted(collection.found.values(), key=lambda each: each.where), unread
