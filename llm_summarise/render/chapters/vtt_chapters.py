"""Chapters as a WebVTT track (kind="chapters")."""

from __future__ import annotations

from html import escape

from llm_summarise.domain.clock import timestamp_ms
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.chapters.chapter_list import chapters_or_error
from llm_summarise.render.content import disclosure
from llm_summarise.render.view import View


def render(result: EpisodeSummary, view: View) -> str:
    """One cue a chapter; raises RenderError without timed topics."""
    blocks = ["WEBVTT"]
    if view.disclosure:
        blocks.append("NOTE " + disclosure(result).replace("-->", "->"))
    for number, chapter in enumerate(chapters_or_error(result, view), start=1):
        times = f"{timestamp_ms(chapter.start)} --> {timestamp_ms(chapter.end)}"
        blocks.append(f"{number}\n{times}\n{escape(chapter.title, quote=False)}")
    return "\n\n".join(blocks) + "\n"
