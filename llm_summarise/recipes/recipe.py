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

Recipes may be other people's: their templates run in Jinja2's sandbox, and what is put into them is data.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from llm_summarise.domain.errors import PromptError, SettingsError
from llm_summarise.episode.prompts.templates import Prompt

if TYPE_CHECKING:
    from jinja2 import Template

Input = Literal["transcript", "text", "diff"]
Scope = Literal["whole", "chunk"]
Fields = Mapping[str, tuple[str, ...]]
"""Names of fields by the list they are in; "" stands for the answer itself."""

ITEMS: Final = "items"
"""The list in an answer to `schema-multi`."""

_KEYS: Final = ("description", "schema", "schema-multi", "input", "scope", "merge", "quotes", "params")
_BLOCKS: Final = ("system", "user", "output")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Recipe:
    """A recipe as it is written. `origin` is its file, as messages call it. `schema` is a JSON Schema, or a
    text in `llm`'s short language for one; `many` tells that it describes one of a list of items."""

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

    @property
    def version(self) -> str:
        """The first 12 hex digits of the file's SHA-256: what a result was made with."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:12]

    def prompt(self, text: str, **values: Any) -> Prompt:
        """What is asked about `text`, with `values` as the variables beside it. Raises PromptError."""
        values["text"] = text
        blocks = self._template.blocks
        if not blocks:
            with self._explained(values):
                return Prompt(self._template.render(values).strip("\n"), text)
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
            return "".join(template.blocks[name](template.new_context(dict(values)))).strip("\n")

    @cached_property
    def _template(self) -> Template:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        from llm_summarise.domain.clock import clock

        # Prompts and Markdown are plain text: escaping HTML would alter what was said.
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        shown = {"clock": lambda seconds: "" if seconds is None else clock(seconds), "md": _escape}
        environment.filters |= shown
        # The front matter stays as empty lines, so that messages name the lines of the file.
        body = _FRONT.sub(lambda front: "\n" * front.group().count("\n"), self.source)
        with self._explained({}):
            return environment.from_string(body)

    @contextmanager
    def _explained(self, values: Mapping[str, Any]) -> Iterator[None]:
        """What a template does wrong, as one line that names the recipe."""
        import jinja2

        faults = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
        try:
            yield
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"{self.origin}, line {error.lineno}: {error.message}") from error
        except jinja2.UndefinedError as error:
            known = ", ".join(sorted(values))
            raise wrong_recipe(self.origin, f"{error.message}", f"known here: {known}") from error
        except (*faults, RecursionError) as error:
            raise wrong_recipe(self.origin, f"{error}") from error


def wrong_recipe(origin: str, what: str, hint: str | None = None) -> PromptError:
    """What is wrong with the recipe that is read from `origin`."""
    return PromptError(f"{origin}: {what}", hint=hint)


def parse_recipe(text: str, name: str, origin: str) -> Recipe:
    """The recipe in the text of a file. Raises PromptError naming `origin` and what is wrong."""
    source = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(source)
    if front is None:
        what = "no recipe: it does not begin with front matter between lines of ---"
        raise wrong_recipe(origin, what, "llm-summarise prompts show books prints an example")
    given = _front_matter(front[1], origin)
    for key in given:
        if key not in _KEYS:
            raise wrong_recipe(origin, f"front matter: {key} is not known", f"known: {', '.join(_KEYS)}")
    if ("schema" in given) == ("schema-multi" in given):
        hint = 'such as  schema-multi: "title, year int"'
        raise wrong_recipe(origin, "needs either schema or schema-multi", hint)
    many = "schema-multi" in given
    recipe = Recipe(
        name=name,
        origin=origin,
        source=source,
        description=_text(given, "description", origin),
        schema=_schema(given["schema-multi" if many else "schema"], origin),
        many=many,
        input=_one_of(given, "input", get_args(Input), origin),
        scope=_one_of(given, "scope", get_args(Scope), origin),
        merge=_fields(given.get("merge"), "merge", many, origin),
        quotes=_fields(given.get("quotes"), "quotes", many, origin),
        params={str(k): str(v) for k, v in _mapping(given.get("params"), "params", origin).items()},
    )
    recipe.check()
    return recipe


def _front_matter(text: str, origin: str) -> dict[str, Any]:
    import yaml

    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{origin}, line {mark.line + 2}" if mark else origin
        raise PromptError(f"{where}: {getattr(error, 'problem', None) or error}") from error
    return {str(key): value for key, value in _mapping(loaded, "front matter", origin).items()}


def _mapping(value: Any, what: str, origin: str) -> Mapping[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise wrong_recipe(origin, f"{what}: names with values are expected")
    return value


def _text(given: Mapping[str, Any], key: str, origin: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise wrong_recipe(origin, f"{key}: a text is expected")
    return " ".join(value.split())


def _one_of(given: Mapping[str, Any], key: str, known: tuple[str, ...], origin: str) -> Any:
    value = given.get(key, known[0])
    if value not in known:
        raise wrong_recipe(origin, f"{key}: {value} is not known", f"known: {', '.join(known)}")
    return value


def _schema(value: Any, origin: str) -> Mapping[str, Any] | str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    try:
        if isinstance(value, Mapping):
            return json.loads(json.dumps(value, allow_nan=False))  # type: ignore[no-any-return]
    except (TypeError, ValueError) as error:
        raise wrong_recipe(origin, f"schema: {error}; put dates in quotes") from error
    raise wrong_recipe(origin, "schema: a JSON Schema or a text such as `title, year int` is expected")


def _fields(value: Any, what: str, many: bool, origin: str) -> dict[str, tuple[str, ...]]:
    """Names of fields by list: `title`, `[title, author]` and `{books: title}` are understood."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {str(name): _names(fields, what, origin) for name, fields in value.items()}
    return {ITEMS if many else "": _names(value, what, origin)}


def _names(value: Any, what: str, origin: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise wrong_recipe(origin, f"{what}: names of fields are expected")
    return tuple(names)


def _escape(text: object) -> str:
    from llm_summarise.render.markdown import escape

    return escape(" ".join(str(text).split()))
