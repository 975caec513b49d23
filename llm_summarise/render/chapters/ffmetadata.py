"""Chapters in ffmpeg's metadata format, to be muxed into a recording:

    ffmpeg -i episode.mp3 -i episode.ffmetadata -map 0 -map_chapters 1 -codec copy out.mp3

Only chapters are written, so that a recording keeps the title and tags it has.
"""

from __future__ import annotations

import re

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.chapters.chapter_list import chapters_or_error
from llm_summarise.render.content import disclosure
from llm_summarise.render.view import View


def render(result: EpisodeSummary, view: View) -> str:
    """Times in milliseconds; raises RenderError without timed topics."""
    lines = [";FFMETADATA1"]
    if view.disclosure:
        lines.append(f"; {disclosure(result)}")
    for chapter in chapters_or_error(result, view):
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={round(chapter.start * 1000)}",
            f"END={round(chapter.end * 1000)}",
            f"title={escape(chapter.title)}",
        ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """`=`, `;`, `#`, the backslash and line breaks take a backslash (ffmpeg, "Metadata").

    A blank follows a backslash at the end: ffmpeg 7 takes any backslash before a line break, an escaped
    one too, for the escape of that line break, and would swallow the next chapter.
    """
    escaped = re.sub(r"[=;#\\\n]", lambda m: "\\" + m.group(), text)
    return f"{escaped} " if escaped.endswith("\\") else escaped
