"""Transcripts as programs for research annotate them: their tiers and times are more than is read here, and
each of the programs exports text with times."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import NotATranscript

_ROOTS: Final = {
    "annotation_document": ("ELAN annotations (EAF)", "export it from ELAN as subtitle text (SRT)"),
    "trans": ("Transcriber annotations (TRS)", "export it as SRT or text, for instance from ELAN"),
    "basic-transcription": ("EXMARaLDA annotations (EXB)", "export it from EXMARaLDA as text"),
    "paula": ("linguistic annotations (PAULA)", "export the words as text"),
}
_ROOT: Final = re.compile(r"<([A-Za-z][\w-]{2,40})[\s>]")
_EXPORT: Final = "export it as SRT or text first, for instance with ELAN"
_CTM: Final = re.compile(r"\S+ +(?:\d|[A-Z]) +\d+\.\d+ +\d+\.\d+ +\S+(?: +[\d.]+)?\s*$")
_RTTM: Final = re.compile(r"(?:SPEAKER|LEXEME|SPKR-INFO) \S+ \S+ (?:[\d.]+|<NA>) ")
_MOST: Final = 0.8


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What program's annotations `excerpt` begins."""
    head = excerpt.head
    if head.startswith("<"):
        for match in _ROOT.finditer(head[:2000]):
            if (known := _ROOTS.get(match[1].casefold())) is not None:
                return NotATranscript(*known)
    if head.startswith('File type = "ooText'):
        return NotATranscript("Praat annotations (TextGrid)", _EXPORT)
    if head.startswith(("@UTF8", "@Begin\n")):
        return NotATranscript("annotated speech (CHAT)", "export it with CLAN's chat2srt first")
    if excerpt.share(_RTTM) > _MOST:
        return NotATranscript("a list of who speaks when (RTTM)", "give it the transcript; RTTM has no words")
    if len(excerpt.lines) > 2 and excerpt.share(_CTM) > _MOST:
        return NotATranscript("words with times as Kaldi writes them (CTM)", "convert it to SRT first")
    return None
