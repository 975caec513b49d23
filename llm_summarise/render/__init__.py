"""From an episode's result to something to read, publish or play: one file a format.

A format's module is imported when it is asked for, so that Markdown costs neither rich nor Jinja2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from llm_summarise.domain.errors import SettingsError
from llm_summarise.render.view import Length, RenderError, View

if TYPE_CHECKING:
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.transcript import Transcript

__all__ = ["FORMATS", "Format", "Length", "RenderError", "View", "check_format", "render", "render_template"]


@dataclass(frozen=True, slots=True)
class Format:
    """`suffix` names files of the format; `module` holds its `render`, which `needs_transcript` or is given
    result and view alone. All formats are text, to be written as UTF-8."""

    name: str
    suffix: str
    module: str
    help: str
    needs_transcript: bool = False


_ALL: Final = (
    Format("terminal", ".txt", "terminal", "for reading in a terminal"),
    Format("markdown", ".md", "markdown", "show notes in Markdown"),
    Format("json", ".json", "as_json", "everything, for programs"),
    Format(
        "html", ".html", "html.page", "one self-contained page with the transcript", needs_transcript=True
    ),
    Format("feed-html", ".feed.html", "feed_html", "show notes for a podcast feed"),
    Format("chapters", ".chapters.json", "chapters.podcast_chapters", "Podcasting 2.0 chapters"),
    Format("youtube", ".youtube.txt", "chapters.youtube_description", "chapters for descriptions"),
    Format("vtt-chapters", ".chapters.vtt", "chapters.vtt_chapters", "chapters as WebVTT"),
    Format("ffmetadata", ".ffmetadata", "chapters.ffmetadata", "chapters for ffmpeg"),
)
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({form.name: form for form in _ALL})


def check_format(format: str) -> None:
    """Raises SettingsError for a format that is none of `FORMATS`."""
    if format not in FORMATS:
        raise SettingsError(f"unknown format {format!r}", hint=f"use one of {', '.join(FORMATS)}")


def render(result: EpisodeSummary, format: str, view: View, transcript: Transcript | None = None) -> str:
    """`result` in one of `FORMATS`, ending in a line break.

    Raises SettingsError for an unknown format and RenderError when the result lacks what it needs.
    """
    check_format(format)
    form = FORMATS[format]
    draw: Callable[..., str] = import_module(f"{__name__}.{form.module}").render
    return draw(result, view, transcript) if form.needs_transcript else draw(result, view)


def render_template(
    source: str,
    result: EpisodeSummary,
    view: View,
    transcript: Transcript | None = None,
    *,
    name: str = "template",
) -> str:
    """`result` through a user's own Jinja2 template `source`; see `user_template` for its data.

    Raises SettingsError when the template does not parse or names something unknown.
    """
    from llm_summarise.render.user_template import render as fill

    return fill(source, result, view, transcript, name=name)
