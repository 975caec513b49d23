"""The front matter of a recipe as YAML, with the line of the file that each of its keys stands in.

YAML takes much for something else than was meant: `yes` for a truth value, the words behind a comma in
`{...}` for a further key, the second of two equal keys for the only one. Here that is refused, with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.domain.errors import PromptError

if TYPE_CHECKING:
    from yaml.nodes import Node, ScalarNode

Path = tuple[str | int, ...]
"""Names of keys and indexes in lists that lead to a value."""

_FIRST_LINE: Final = 2
"""Line of the file in which front matter begins, after a line of ---."""
_MOST: Final = 5_000
"""Values, each counted as often as aliases repeat it, and levels of them: nobody writes so many by hand."""
_DEEPEST: Final = 50
_QUOTE_IT: Final = "put a text that holds a comma, a colon, or a word such as yes into quotes"


@dataclass(frozen=True)
class FrontMatter:
    """What stands between the lines of ---, with the line of each value. `origin` is the file."""

    origin: str
    values: Mapping[str, Any]
    lines: Mapping[Path, int]

    def wrong(self, path: Path, what: str, hint: str | None = None) -> PromptError:
        """What is wrong with the value at a path: file, line, path, and what is allowed."""
        name = ".".join(map(str, path))
        return PromptError(f"{place_in(self.origin, self.lines, path)}: {name}: {what}", hint=hint)

    def check_keys(self, known: Sequence[str]) -> None:
        """Raises PromptError for a key of the front matter that is not known."""
        for key in self.values:
            if key not in known:
                raise self.wrong((key,), "is not known", allowed(key, known))


def place_in(origin: str, lines: Mapping[Path, int], path: Path) -> str:
    """The file, and the line of a value or of the nearest around it."""
    while path and path not in lines:
        path = path[:-1]
    return f"{origin}, line {lines[path]}" if path in lines else origin


def allowed(given: str, known: Sequence[str]) -> str:
    """What could be written instead, the likeliest first."""
    near = get_close_matches(given, known, n=1)
    listed = f"known: {', '.join(known)}"
    return f"did you mean {near[0]}? {listed}" if near else listed


def read_front_matter(text: str, origin: str) -> FrontMatter:
    """The front matter of a file. Raises PromptError for what is no YAML, no mapping, or ambiguous."""
    import yaml

    lines: dict[Path, int] = {}
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None:
            for count, (path, line) in enumerate(_lines(root, (), origin)):
                if count > _MOST:
                    raise PromptError(f"{origin}: front matter: has more than {_MOST:,} values")
                lines[path] = line
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{origin}, line {mark.line + _FIRST_LINE}" if mark else origin
        raise PromptError(f"{where}: {getattr(error, 'problem', None) or error}", hint=_QUOTE_IT) from error
    except ValueError as error:  # a number of 4,300 digits, a date that no calendar has
        raise PromptError(f"{origin}: front matter: {error}", hint=_QUOTE_IT) from error
    except RecursionError as error:
        raise PromptError(f"{origin}: front matter: has more than {_DEEPEST} levels") from error
    if loaded is not None and not isinstance(loaded, Mapping):
        raise PromptError(f"{origin}: front matter: names with values are expected")
    return FrontMatter(origin, dict(loaded or {}), lines)


def _lines(node: Node, path: Path, origin: str) -> Iterator[tuple[Path, int]]:
    """Paths with their lines. Raises PromptError for keys that are no text or stand there twice."""
    from yaml.nodes import MappingNode, SequenceNode

    if len(path) > _DEEPEST:
        raise PromptError(f"{origin}: front matter: has more than {_DEEPEST} levels")
    if isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + _FIRST_LINE
            name = _name(key, f"{origin}, line {line}")
            if name in seen:
                inside = ".".join(map(str, (*path, name)))
                raise PromptError(f"{origin}, line {line}: {inside}: stands there already", hint=_QUOTE_IT)
            seen.add(name)
            yield (*path, name), line
            yield from _lines(value, (*path, name), origin)
    elif isinstance(node, SequenceNode):
        for n, value in enumerate(node.value):
            yield (*path, n), value.start_mark.line + _FIRST_LINE
            yield from _lines(value, (*path, n), origin)


def _name(key: Node | ScalarNode, where: str) -> str:
    value = key.value
    if key.tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge") and isinstance(value, str):
        return value
    shown = value if isinstance(value, str) else "a list"
    raise PromptError(f"{where}: {shown}: is no name", hint="put it into quotes")
