"""A recipe: somebody's own prompt and schema in one Jinja2 file with front matter.

    ---
    description: Films that are mentioned
    schema-multi: "title, quote, cue int"
    scope: chunk
    merge: title
    quotes: quote
    ---
    {% block system %}...{% endblock %}      instructions; a file without blocks is all instructions
    {% block user %}{{ text }}{% endblock %} the question; may be left out
    {% block output %}...{% endblock %}      the result in Markdown; may be left out

Recipes may be other people's: their templates run within bounds (`sandbox/`) and see plain data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from llm_summarise.domain.errors import PromptError, SettingsError
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.readers.digest import content_digest
from llm_summarise.recipes.recipe_front_matter import FrontMatter, allowed, place_in, read_front_matter
from llm_summarise.recipes.schema_mistakes import check_schema
from llm_summarise.sandbox.plain_data import plain

if TYPE_CHECKING:
    from jinja2 import Template

    from llm_summarise.sandbox.environment import BoundedEnvironment

Input = Literal["transcript", "text", "diff"]
Scope = Literal["whole", "chunk"]
Fields = Mapping[str, tuple[str, ...]]
"""Names of fields by the list they are in; "" stands for the answer itself."""

ITEMS: Final = "items"
"""The list in an answer to `schema-multi`."""

MOST_CHARACTERS: Final = 100_000
"""Of a recipe: nobody writes so many by hand."""

_KEYS: Final = ("description", "schema", "schema-multi", "input", "scope", "merge", "quotes", "params")
_BLOCKS: Final = ("system", "user", "output")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Recipe:
    """A recipe as it is written. `origin` is its file, as messages call it. `schema` is a JSON Schema, or a
    text in `llm`'s short language for one; `many` tells that it describes one of a list of items.
    `lines` are those of the keys of the front matter."""

    name: str
    origin: str
    source: str
    description: str
    schema: Mapping[str, Any] | str
    many: bool = False
    input: Input = "transcript"
    scope: Scope = "whole"
    merge: Fields = field(default_factory=dict)
    quotes: Fields = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """The file, and the line of a key of the front matter."""
        return place_in(self.origin, {(name,): line for name, line in self.lines.items()}, (key,))

    @property
    def version(self) -> str:
        """The first 12 hex digits of the file's SHA-256: what a result was made with."""
        return content_digest(self.source.encode())[:12]

    def prompt(self, text: str, **values: Any) -> Prompt:
        """What is asked about `text`, with `values` as the variables beside it. Raises PromptError."""
        values["text"] = text
        blocks = self._template.blocks
        if not blocks:
            with self._explained(values):
                return Prompt(str(self._template.render(plain(values))).strip("\n"), text)
        system = self._block("system", values) if "system" in blocks else ""
        return Prompt(system, self._block("user", values) if "user" in blocks else text)

    def output(self, **values: Any) -> str | None:
        """A result as the recipe wants it printed, None if it does not say how. Raises PromptError."""
        return self._block("output", values) if "output" in self._template.blocks else None

    def with_params(self, given: Mapping[str, str]) -> dict[str, str]:
        """The recipe's parameters, `given` ones first. Raises SettingsError for one it does not have."""
        for name in given:
            if name not in self.params:
                hint = f"known: {', '.join(self.params) or 'none'}"
                raise SettingsError(f"recipe {self.name}: no parameter is called {name}", hint=hint)
        return {**self.params, **given}

    def check(self) -> None:
        """Raises PromptError for a template that does not parse, asks nothing, or has an unknown block."""
        blocks = self._template.blocks
        for name in blocks:
            if name not in _BLOCKS:
                raise wrong_recipe(self.origin, f"no block is called {name}", f"known: {', '.join(_BLOCKS)}")
        if blocks and "system" not in blocks and "user" not in blocks:
            raise wrong_recipe(self.origin, "asks nothing", "put the instructions into a block `system`")
        if not blocks and not _FRONT.sub("", self.source).strip():
            raise wrong_recipe(self.origin, "asks nothing", "write instructions below the front matter")

    def _block(self, name: str, values: Mapping[str, Any]) -> str:
        template = self._template
        with self._explained(values):
            return "".join(template.blocks[name](template.new_context(plain(values)))).strip("\n")

    @cached_property
    def _environment(self) -> BoundedEnvironment:
        from llm_summarise.domain.clock import clock
        from llm_summarise.sandbox.environment import BoundedEnvironment

        shown = {"clock": lambda seconds: "" if seconds is None else clock(seconds), "md": _escape}
        # Prompts and Markdown are plain text: escaping HTML would alter what was said.
        return BoundedEnvironment(shown, autoescape=False, trim_blocks=True, lstrip_blocks=True)

    @cached_property
    def _template(self) -> Template:
        # The front matter stays as empty lines, so that messages name the lines of the file.
        body = _FRONT.sub(lambda front: "\n" * front.group().count("\n"), self.source)
        with self._explained({}):
            return self._environment.from_string(body)

    @contextmanager
    def _explained(self, values: Mapping[str, Any]) -> Iterator[None]:
        """What a template does wrong, as one line that names the recipe."""
        import jinja2

        try:
            with self._environment.bounded():
                yield
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"{self.origin}, line {error.lineno}: {error.message}") from error
        except jinja2.UndefinedError as error:
            known = ", ".join(sorted(values))
            raise wrong_recipe(self.origin, f"{error.message}", f"known here: {known}") from error
        except jinja2.TemplateError as error:
            raise wrong_recipe(self.origin, f"{error}") from error


def wrong_recipe(origin: str, what: str, hint: str | None = None) -> PromptError:
    """What is wrong with the recipe that is read from `origin`."""
    return PromptError(f"{origin}: {what}", hint=hint)


def parse_recipe(text: str, name: str, origin: str) -> Recipe:
    """The recipe in the text of a file. Raises PromptError naming `origin` and what is wrong."""
    if len(text) > MOST_CHARACTERS:
        raise wrong_recipe(origin, f"has more than {MOST_CHARACTERS:,} characters")
    source = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(source)
    if front is None:
        what = "no recipe: it does not begin with front matter between lines of ---"
        raise wrong_recipe(origin, what, "llm-summarise prompts show books prints an example")
    matter = read_front_matter(front[1], origin)
    matter.check_keys(_KEYS)
    given = matter.values
    if ("schema" in given) == ("schema-multi" in given):
        hint = 'such as  schema-multi: "title, year int"'
        raise wrong_recipe(origin, "needs either schema or schema-multi", hint)
    many = "schema-multi" in given
    recipe = Recipe(
        name=name,
        origin=origin,
        source=source,
        description=_text(matter, "description"),
        schema=_schema(matter, "schema-multi" if many else "schema"),
        many=many,
        input=_one_of(matter, "input", get_args(Input)),
        scope=_one_of(matter, "scope", get_args(Scope)),
        merge=_fields(matter, "merge", many),
        quotes=_fields(matter, "quotes", many),
        params=_params(matter),
        lines={str(path[0]): line for path, line in matter.lines.items() if len(path) == 1},
    )
    recipe.check()
    return recipe


def _params(matter: FrontMatter) -> dict[str, str]:
    """Names and defaults: texts and numbers, since others would reach a prompt as Python writes them."""
    given = matter.values.get("params") or {}
    if not isinstance(given, Mapping):
        raise matter.wrong(("params",), "names with values are expected", "such as  params: {tone: plain}")
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            what = "a text or a number is expected"
            raise matter.wrong(("params", name), what, "put words such as yes or true into quotes")
    return {name: "" if value is None else str(value) for name, value in given.items()}


def _text(matter: FrontMatter, key: str) -> str:
    value = matter.values.get(key, "")
    if not isinstance(value, str):
        raise matter.wrong((key,), "a text is expected", "put it into quotes")
    return " ".join(value.split())


def _one_of(matter: FrontMatter, key: str, known: tuple[str, ...]) -> Any:
    value = matter.values.get(key, known[0])
    if value not in known:
        raise matter.wrong((key,), f"{value} is not known", allowed(str(value), known))
    return value


def _schema(matter: FrontMatter, key: str) -> Mapping[str, Any] | str:
    value = matter.values[key]
    if not (isinstance(value, Mapping) and value) and not (isinstance(value, str) and value.strip()):
        raise matter.wrong((key,), "a JSON Schema or a text such as `title, year int` is expected")
    try:
        plain = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise matter.wrong((key,), f"{error}", "put dates into quotes") from error
    check_schema(matter, key)
    return plain.strip() if isinstance(plain, str) else plain


def _fields(matter: FrontMatter, key: str, many: bool) -> dict[str, tuple[str, ...]]:
    """Names of fields by list: `title`, `[title, author]` and `{books: title}` are understood."""
    value = matter.values.get(key)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {name: _names(matter, (key, name), fields) for name, fields in value.items()}
    return {ITEMS if many else "": _names(matter, (key,), value)}


def _names(matter: FrontMatter, path: tuple[str, ...], value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise matter.wrong(path, "names of fields are expected", "such as  title  or  [title, author]")
    return tuple(names)


def _escape(text: object) -> str:
    from llm_summarise.render.markdown import escape

    return escape(" ".join(str(text).split()))
