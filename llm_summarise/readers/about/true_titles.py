"""Titles that are none: what a program calls a file that nobody has named, and names of files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from llm_summarise.domain.transcript import About

_FILE: Final = re.compile(
    r"\S(?:.{0,150}\S)?\.(?:mp[34]|m4[av]|wav|aac|ogg|opus|flac|mov|mkv|webm|avi|vtt|srt|txt|json|html?|docx?|odt|"
    r"pdf|md|tsv|csv|ttml|sbv|ass)",
    re.IGNORECASE,
)
_UNNAMED: Final = re.compile(
    r"(?:untitled|no title|unknown|none|null|n/a|title|transcript(?:ion)?|new (?:recording|note|document)|"
    r"document|microsoft word - .*|unbenannt.*|ohne titel|sin t[ií]tulo|sans titre|senza titolo|sem título|"
    r"recording|audio|voice memo|index)[\s_-]*\(?\d{0,4}\)?",
    re.IGNORECASE,
)


def with_true_title(about: About) -> About:
    """`about` without a title that nobody gave."""
    title = (about.title or "").strip()
    if title and (_FILE.fullmatch(title) or _UNNAMED.fullmatch(title)):
        return replace(about, title=None)
    return about
