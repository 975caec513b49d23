"""Podcasting 2.0 chapters, version 1.2 (media type `application/json+chapters`)."""

from __future__ import annotations

from typing import Any

from llm_summarise.domain.escaped_json import json_text
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.chapters.chapter_list import chapters_or_error
from llm_summarise.render.content import disclosure
from llm_summarise.render.view import View
from llm_summarise.render.wording import clean


def render(result: EpisodeSummary, view: View) -> str:
    """JSON with `version` and `chapters`; raises RenderError without timed topics."""
    body: dict[str, Any] = {"version": "1.2.0"}
    if title := clean(result.title):
        body["title"] = title
    if view.disclosure:
        body["description"] = disclosure(result)
    body["chapters"] = [
        {"startTime": _number(c.start), "endTime": _number(c.end), "title": c.title}
        for c in chapters_or_error(result, view)
    ]
    return json_text(body, indent=2) + "\n"


def _number(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds
