"""JSON and JSON Lines: finds out whose layout it is, and hands it to the reader of that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.formats.json_layouts.json_values import Values, values_in
from llm_summarise.readers.parsed import Aside, Parsed

_LIKE: Final = re.compile(
    r"\s*(?:\{\s*(?:\"|\}\s*$)|\[\s*(?:\{\s*\"|\]\s*$|\"(?:[^\"\\\n]|\\.)*\"\s*[,\]]"
    r"|\[\s*(?:-?\d[\d.eE+-]*|\"(?:[^\"\\\n]|\\.)*\"|null)\s*[,\]]|\[\s*(?:\{\s*\"|\[\s*[\[{])))"
)
_WORDLESS: Final = re.compile(
    r"\s*\[\s*(?:[\d\[-]|true|false|null)"
    r"(?:[\s\d.,eE+\[\]-]|true|false|null|\"(?:[^\"\\]|\\.)*(?:\"|\\?\Z))*\s*\Z"
)
"""A list that begins with a number or the like and has no words but in quotation marks."""

_REPR: Final = re.compile(r"\s*\[?\s*\{\s*'[^'\n]{1,60}'\s*:")
_TEXTS: Final = (
    "transcript text full_transcript fullTranscript transcription transcript_text transcriptText content "
    "body vtt srt"
).split()
_EMPTY: Final = ("segments", "transcription", "utterances", "words", "results")
"""Keys of lists that transcripts without words have, too."""

_AROUND: Final = ("data", "result", "response", "output", "episode")
_TAKEN: Final = 1000


def looks(text: str) -> bool:
    """Whether `text` begins as a JSON object, or as a list, does (or as Python prints one)."""
    beginning = text[:_TAKEN]
    return any(pattern.match(beginning) for pattern in (_LIKE, _REPR, _WORDLESS))


def read(text: str) -> Parsed:
    """The transcript. Raises ValueError for JSON that is broken or not a transcript."""
    if _REPR.match(text[:_TAKEN]):
        raise ValueError("is how Python prints an object, not JSON; write it with json.dump")
    found = values_in(text)
    parsed = _of_many(found) if found.several else _of_one(found.values[0])
    parsed.warnings[:0] = found.warnings
    for line in found.broken:
        parsed.aside.add(AsideKind.BROKEN, line)
    return _labelled(parsed)


def _of_one(data: Any) -> Parsed:
    from llm_summarise.readers.formats.json_layouts.json_about import about_in, with_chapters
    from llm_summarise.readers.formats.json_layouts.known_json import refuse

    refuse(data)
    parsed = _layout(data)
    if parsed is None:
        raise ValueError(_unknown(data))
    if not isinstance(data, dict):
        return parsed
    return with_chapters(replace(parsed, about=parsed.about.completed_by(about_in(data))), data)


def _layout(data: Any) -> Parsed | None:
    from llm_summarise.readers.formats.json_layouts import any_layout
    from llm_summarise.readers.formats.json_services import read_service

    if not isinstance(data, dict):
        return any_layout.read(data) or _of_texts(data)
    if parsed := read_service(data) or any_layout.read(data) or _of_text(data, 4):
        return parsed
    empty = any(isinstance(data.get(key), list) for key in _EMPTY)
    return Parsed(any_layout.WHISPER, []) if empty else None


def _of_texts(value: Any) -> Parsed | None:
    """A transcript that is a list of texts, its paragraphs."""
    return _as_text("\n\n".join(value)) if _are_texts(value) else None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, str) for part in value)


def _of_text(data: dict[str, Any], depth: int) -> Parsed | None:
    """A transcript that stands in JSON as one text: captions, named paragraphs, or just words."""
    for key in _TEXTS:
        value = data.get(key)
        if isinstance(value, str) and value.strip():
            return _as_text(value)
        if _are_texts(value):
            return _of_texts(value)
    inner = [data.get(key) for key in _AROUND] if depth else []
    found = (_of_text(part, depth - 1) for part in inner if isinstance(part, dict))
    return next((parsed for parsed in found if parsed), None)


def _as_text(text: str) -> Parsed | None:
    from llm_summarise.readers.formats import reader_for

    text = text.replace("\r\n", "\n").strip()
    return None if looks(text) else reader_for(text)(text)


def _of_many(found: Values) -> Parsed:
    """JSON Lines: segments, one a line, or answers of a service, one after the other."""
    from llm_summarise.readers.formats.json_layouts.known_json import refuse

    values = found.values
    if all(isinstance(value, list) for value in values):
        values = [part for value in values for part in value]
    if _are_transcripts(values[:3]):
        return _in_a_row([_of_one(value) for value in values if isinstance(value, dict)])
    refuse(values)
    parsed = _layout(values)
    if parsed is None:
        raise ValueError(_unknown(values).replace("is JSON", "is JSON Lines", 1))
    from llm_summarise.readers.formats.json_layouts.json_about import about_in

    about = about_in(values[0]) if isinstance(values[0], dict) and not _is_said(values[0]) else About()
    return replace(parsed, about=parsed.about.completed_by(about))


def _are_transcripts(values: list[Any]) -> bool:
    """Whether values are answers of a service, or hold lists, each for itself."""
    from llm_summarise.readers.formats.json_services import read_service

    answers = [read_service(value) for value in values if isinstance(value, dict)]
    return (bool(answers) and all(answers)) or any(map(_holds_lists, values))


def _holds_lists(value: Any) -> bool:
    """Whether a value is a transcript of its own, or part of one: segments or words are in it."""
    keys = ("segments", "words", "result", "utterances", "chunks", "transcription", "results")
    if not isinstance(value, dict) or ("start" in value and "end" in value):
        return False
    return any(isinstance(value.get(key), list) for key in keys)


def _is_said(value: dict[str, Any]) -> bool:
    return any(
        isinstance(value.get(key), str) for key in ("text", "body", "content", "transcript", "sentence")
    )


def _in_a_row(parts: list[Parsed]) -> Parsed:
    whole = Parsed(parts[0].format, [], aside=Aside(), counted=parts[0].counted)
    about = whole.about
    for part in parts:
        about = about.completed_by(part.about)
        moved = [replace(heading, cue=heading.cue + len(whole.cues)) for heading in part.outline]
        whole.outline += moved
        whole.cues += part.cues
        whole.warnings += part.warnings
        for kind in part.aside.kinds():
            for sample in kind.samples:
                whole.aside.add(kind.kind, sample)
    return replace(whole, about=about)


def _labelled(parsed: Parsed) -> Parsed:
    """Names before the words become speakers, `>> ` a change, where the layout has no speakers of its own."""
    from llm_summarise.readers.speech.turns import turns

    if any(cue.speaker for cue in parsed.cues):
        return parsed
    cues = parsed.cues
    if any(">> " in cue.text for cue in cues[:400]) and not parsed.outline:
        parts = [(cue, who, text) for cue in cues for who, text in turns(cue.text, None) if text]
        cues = [replace(cue, text=text, speaker=who) for cue, who, text in parts]
    return replace(parsed, cues=cues)


def _unknown(data: Any) -> str:
    if isinstance(data, list) and data and isinstance(data[0], list):
        return "is JSON of bare lists; make each an object with the names start, end, speaker and text"
    if isinstance(data, list) and data and not any(isinstance(part, str | dict) for part in data):
        return "is JSON without words, so not a transcript"
    return (
        "is JSON, but not a transcript (lists of objects with text and times are understood, those of "
        "Podcasting 2.0, Whisper and speech services among them)"
    )
