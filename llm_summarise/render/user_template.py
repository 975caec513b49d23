"""A user's own Jinja2 template for a result, within the bounds of `sandbox/`.

Its data, described in `examples/templates.md`: `content` (see `content.Content` and `selection.shown`: what
the view selects, ready to print), `result` (everything, see `domain.result.EpisodeSummary`), `view` (the
options) and `transcript` (cues, or None where it was not read). Its filters: `clock` (seconds to `M:SS`) and
`md` (text escaped for Markdown). Text is escaped for HTML when the file's name says HTML or XML
(`notes.html`, `notes.html.j2`). Unknown names are errors.
"""

from __future__ import annotations

import re

from jinja2 import TemplateError, TemplateSyntaxError

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.transcript import Transcript
from llm_summarise.render.content import content_of
from llm_summarise.render.markdown import escape
from llm_summarise.render.view import View
from llm_summarise.render.wording import clock
from llm_summarise.sandbox.environment import BoundedEnvironment
from llm_summarise.sandbox.plain_data import plain

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
    environment = BoundedEnvironment(
        {"clock": clock, "md": escape},
        autoescape=bool(_MARKUP.search(name)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    data = {
        "content": plain(content_of(result, view)),
        "result": plain(result),
        "view": plain(view),
        "transcript": plain(transcript),
    }
    try:
        with environment.bounded():
            return str(environment.from_string(source).render(data))
    except TemplateSyntaxError as error:
        raise SettingsError(f"{name}, line {error.lineno}: {error.message}") from error
    except TemplateError as error:
        hint = "the data of a template is content, result, view, transcript"
        raise SettingsError(f"{name}: {error}", hint=hint) from error
