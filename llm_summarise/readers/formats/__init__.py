"""The formats of transcripts, one module each.

To add one: write a module here with

    looks(sample: str) -> bool           whether the beginning of a text is in this format
    read(text: str) -> Parsed           what it holds; ValueError with a reason if broken

and give it a row in FORMATS, before those whose marks it also bears. What all share (markup, sounds, names of
speakers, sentences) is in `readers.speech`, times are in `domain.clock`. A format of JSON takes a row in
`json_services` instead.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from llm_summarise.readers.parsed import Parsed

    Reader = Callable[[str], Parsed]

DIGITS: Final = "0123456789"

FORMATS: Final = (
    ("captions.webvtt", "Ww\ufeff\u200e\u200f"),
    ("json_text", "{["),
    ("captions.srt", None),
    ("captions.sbv", DIGITS),
    ("captions.editors", DIGITS + "[(@<$/"),
    ("captions.frame_lines", "{[" + DIGITS),
    ("captions.lrc", "["),
    ("subtitles.substation", "[;!"),
    ("subtitles.ttml", "<"),
    ("subtitles.timed_xml", "<"),
    ("subtitles.sami", "<"),
    ("html_text", "<"),
    ("captions.caption_tables", None),
    ("refused_formats", None),
    ("captions.talkpython", None),
    ("dialogue", None),
    ("plain", None),
)
"""Module and the characters a text in this format may begin with (None: any), in the order in which they are
asked. A module is imported when its turn comes."""

SAMPLE: Final = 2**16
"""Characters a format is recognised by."""


def reader_for(text: str) -> Reader:
    """What reads `text`: `read` of the first format that it looks like; plain text takes everything."""
    sample = text[:SAMPLE]
    first = sample.lstrip()[:1]
    for name, beginnings in FORMATS:
        if beginnings is None or (first and first in beginnings):
            module = import_module(f"{__name__}.{name}")
            if module.looks(sample):
                read: Reader = module.read
                return read
    raise AssertionError("plain text looks like everything")
