"""Who speaks within a caption: voice tags, and marks where the speaker changes."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.sentences import STOPS
from llm_summarise.readers.speech.cleaning import MARKED, clean, folded
from llm_summarise.readers.speech.speaker_labels import SOMEBODY, Label, label, name_like

_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>", re.IGNORECASE)
# `>> ` where a sentence may begin, `- ` only at the start of a line: both are also used inside sentences.
_CHANGE: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.?!,;:…\"'”’)\]♪-][ \n]))[ \t]*(?:>>+|(?:&gt;){2,})(?=[\s\w\"'“‘(\[♪]|$)[ \t]*"
    r"|(?:^|(?<=\n))[ \t]*(?:[-–—](?=[ \t]+\S)[ \t]*|[-–—‐](?=[（(\[]))"
)
_DASH_AFTER_SENTENCE: Final = re.compile(rf"(?<=[{STOPS}\"”])[ \t]+[-–—][ \t]+(?=[\w\"'“‘(\[])")
_HYPHEN_BEFORE_CAPITAL: Final = re.compile(rf"(?<=[{STOPS}\"”])[ \t]+-[ \t]+(?=[\"“]?[A-Z])")
_NAMED: Final = re.compile(r"[:：]|\n[ \t]*[\[(（【＜]")
_ANY_CHANGE: Final = re.compile(r">>|&gt;|[-–—][ \t]|[-–—‐][（(\[]")


def bare(payload: str) -> str | None:
    """The words of a caption that is nothing but words, as most are; None (or "") if it is to be looked at:
    `turns` would give the same, and takes three times as long."""
    if MARKED.search(payload) or "- " in payload or ("\n" in payload and ":" in payload):
        return None
    if "\n" in payload or "  " in payload or payload[:1] == " " or payload[-1:] == " ":
        return folded(payload)
    return payload


def turns(payload: str, speaker: str | None) -> list[tuple[str | None, str]]:
    """The pieces of a caption as (speaker, text), split where the speaker changes.

    `speaker` is who spoke last. After a mark without a name (`>> `, `- `) it is SOMEBODY. The text of a
    piece may be empty: then only the speaker changed.
    """
    if "<" not in payload:
        return _changes(payload, speaker, None)
    first, *parts = _VOICE.split(payload)
    result = _changes(first, speaker, None) if first.strip() else []
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        voice = clean(name) or None
        result += _changes(part, voice, voice)
    return result


def _changes(text: str, speaker: str | None, named: str | None) -> list[tuple[str | None, str]]:
    """`text` split at marks of change; one at the very start of what a voice tag named changes nothing."""
    if words := bare(text):
        return [(speaker, words)]
    if not _ANY_CHANGE.search(text):
        if "\n" in text and _NAMED.search(text) and len(parts := _named_lines(text)) > 1:
            return [(speaker, clean(part)) for part in parts]
        return [(speaker, clean(text))]
    first, *others = _CHANGE.split(text)
    dashed = text.lstrip()[:1] in "-–—"
    result = _sentences_of_others(first, speaker, dashed) if first.strip() else []
    for index, piece in enumerate(others):
        speaker = named if named and index == 0 and not first.strip() else SOMEBODY
        result += _sentences_of_others(piece, speaker, dashed)
    return result


def _sentences_of_others(text: str, speaker: str | None, dashed: bool) -> list[tuple[str | None, str]]:
    """`text` split at dashes between sentences: `Yes. - From whom?`"""
    first, *others = (_DASH_AFTER_SENTENCE if dashed else _HYPHEN_BEFORE_CAPITAL).split(text)
    return [(speaker, clean(first)), *((SOMEBODY, clean(part)) for part in others)]


def _named_lines(text: str) -> list[str]:
    """The lines of `text`, joined but for those that begin with a name and a colon."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if parts[-1] and (one := label(line)) and _may_speak(one, line):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _may_speak(one: Label, line: str) -> bool:
    """Whether a line begins with a name and a colon, or with a short bracket: `（トム）ええ`, `[Ada] Yes.`"""
    if one.colon:
        return name_like(one.name)
    return one.marked and (name_like(one.name) or not line.isascii())
