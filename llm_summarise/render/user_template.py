"""A user's own Jinja2 template for a result, in Jinja2's sandbox.

Its data, described in `examples/templates.md`: `content` (see `content.Content` and `selection.shown`: what
the view selects, ready to print), `result` (everything, see `domain.result.EpisodeSummary`), `view` (the
options) and `transcript` (cues, or None where it was not read). Its filters: `clock` (seconds to `M:SS`) and
`md` (text escaped for Markdown). Text is escaped for HTML when the file's name says HTML or XML
(`notes.html`, `notes.html.j2`). Unknown names are errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.transcript import Transcript
from llm_summarise.render.content import content_of
from llm_summarise.render.markdown import escape
from llm_summarise.render.view import View
from llm_summarise.render.wording import clock

_MARKUP = re.compile(r"\.(x?html?|xml)(\.(j2|jinja2?))?$", re.IGNORECASE)


def render(
    source: str,
    result: EpisodeSummary,
    view: View,
    transcript: Transcript | None = None,
    *,
    name: str = "template",
) -> str:
    """The template's output. Raises SettingsError for whatever is wrong with the template."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=bool(_MARKUP.search(name)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"clock": clock, "md": escape}
    try:
        template = environment.from_string(source)
        return template.render(
            content=plain(content_of(result, view)),
            result=plain(result),
            view=plain(view),
            transcript=plain(transcript),
        )
    except TemplateSyntaxError as error:
        raise SettingsError(f"{name}, line {error.lineno}: {error.message}") from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(
            f"{name}: {error}", hint="the data of a template is content, result, view"
        ) from error


def plain(value: Any) -> Any:
    """`value` without methods: a template that is somebody else's gets names, lists, texts and numbers, for
    the sandbox lets it call whatever else it is given (Pydantic's `parse_raw` unpickles)."""
    if isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
        return SimpleNamespace(**{name: plain(getattr(value, name)) for name in _readable(value)})
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _readable(value: Any) -> list[str]:
    """The names of what `value` holds, computed properties included."""
    kind = type(value)
    held = kind.model_fields if issubclass(kind, BaseModel) else [field.name for field in fields(value)]
    computed = [name for name, each in vars(kind).items() if isinstance(each, property | cached_property)]
    return [name for name in (*held, *computed) if not name.startswith("_")]
