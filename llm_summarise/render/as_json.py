"""The result itself, complete, as JSON."""

from __future__ import annotations

from llm_summarise.domain.escaped_json import escaped
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.view import View


def render(result: EpisodeSummary, view: View) -> str:
    """UTF-8 text, indented by 2; `view` leaves nothing out."""
    del view
    return escaped(result.model_dump_json(indent=2)) + "\n"
