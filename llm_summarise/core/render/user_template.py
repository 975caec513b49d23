"""A user's own Jinja2 template for a result, in Jinja2's sandbox.

Its data: `content` (see `content.Content`: what the view selects, ready to print), `result` (everything,
see `core.result.EpisodeSummary`), `view` (the options) and `transcript` (cues, or None where it was not
read). Its filters: `clock` (seconds to `M:SS`) and `md` (text escaped for Markdown). Text is escaped for
HTML when the file's name says HTML or XML (`notes.html`, `notes.html.j2`). Unknown names are errors.
"""

from __future__ import annotations

import re

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from llm_summarise.core.errors import SettingsError
from llm_summarise.core.render.content import content_of
from llm_summarise.core.render.markdown import escape
from llm_summarise.core.render.view import View
from llm_summarise.core.render.wording import clock
from llm_summarise.core.result import EpisodeSummary
from llm_summarise.core.transcript import Transcript

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
            content=content_of(result, view), result=result, view=view, transcript=transcript
        )
    except TemplateSyntaxError as error:
        raise SettingsError(f"{name}, line {error.lineno}: {error.message}") from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(
            f"{name}: {error}", hint="the data of a template is content, result, view"
        ) from error
