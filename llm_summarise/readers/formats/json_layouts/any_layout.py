"""Any list of objects with words, times and speakers, whatever its keys are called: the JSON of Whisper and
its kin, Podcasting 2.0, and whatever a show or a service makes of it.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

from llm_summarise.domain.clock import to_milliseconds
from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.formats.json_layouts.layouts import (
    Item,
    Layout,
    TimeKey,
    bare_key,
    dicts,
    layout_of,
    text_in,
)
from llm_summarise.readers.formats.json_layouts.speaker_names import (
    SpeakerNames,
    turns_in,
    who_spoke_when,
)
from llm_summarise.readers.formats.json_layouts.speech_tables import SpeechTable, best_table
from llm_summarise.readers.formats.json_layouts.time_values import seconds, since_the_first, span
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech import joining
from llm_summarise.readers.speech.joining import Segment

FORMAT: Final = "json"
PODCAST: Final = "podcast-json"
WHISPER: Final = "whisper-json"

_TELLING: Final = frozenset(("is_final", "isFinal", "IsPartial", "translation_status", "type"))
"""Keys by which objects may be told to be no words."""

_BLANKS: Final = frozenset(("spacing", "space", "whitespace"))
_SOUNDS: Final = frozenset(
    "audioevent sound music noise nonspeech event silence applause laughter vocalsound".split()
)
_METADATA: Final = frozenset("metadata header meta info summary chapter note speakerchange".split())


def read(data: Any) -> Parsed | None:
    """The transcript, or None if nothing in `data` looks like one."""
    table = best_table(data)
    if table is None:
        return None
    aside = Aside()
    names = SpeakerNames(data)
    items, layout = _spoken(table.items, table.layout, aside), table.layout
    pieces = pieces_of(items, layout, names)
    if not layout.speakers and (turns := turns_in(data, names, table.items)):
        pieces = who_spoke_when(pieces, turns)
    about = About(speakers=names.people)
    return Parsed(_format(table), joining.cues(pieces), about=about, aside=aside, counted=True)


def _format(table: SpeechTable) -> str:
    layout = table.layout
    text, start = bare_key(layout.text or ""), bare_key(layout.start.key if layout.start else "")
    if text == "body" and start in ("starttime", "start", ""):
        return PODCAST
    times = start in ("start", "") or layout.span is not None
    return WHISPER if text in ("text", "word") and times and len(table.path) < 2 else FORMAT


def _spoken(items: Sequence[Item], layout: Layout, aside: Aside) -> Sequence[Item]:
    """The items but sounds, metadata and what a recogniser took back."""
    if all(map(_TELLING.isdisjoint, items)):
        return items
    kept = []
    for item in items:
        kind = _special(item)
        if kind is None:
            kept.append(item)
        elif kind == AsideKind.LAYOUT:
            kept.append({layout.text or "text": " "})
        elif text := text_in(item.get(layout.text or "text")):
            aside.add(kind, text)
    return kept


def _special(item: Item) -> AsideKind | None:
    """Why an object is no words: LAYOUT stands for a blank between them."""
    if item.get("is_final") is False or item.get("isFinal") is False or item.get("IsPartial") is True:
        return AsideKind.OTHER
    if item.get("translation_status") == "translation":
        return AsideKind.OTHER
    kind = item.get("type")
    if not isinstance(kind, str):
        return None
    kind = bare_key(kind)
    if kind in _BLANKS:
        return AsideKind.LAYOUT
    if kind in _SOUNDS:
        return AsideKind.SOUND
    return AsideKind.METADATA if kind in _METADATA else None


def pieces_of(items: Sequence[Item], layout: Layout, names: SpeakerNames) -> list[Segment]:
    """The segments of `items`."""
    key = layout.text or ""
    texts = [t if type(t := item.get(key)) is str else text_in(t) for item in items]
    starts, ends = _times(items, layout)
    speakers = _speakers(items, layout, names)
    pieces = [*map(Segment, texts, starts, ends, speakers)]
    return _with_words(pieces, items)


def _times(items: Sequence[Item], layout: Layout) -> tuple[list[float | None], list[float | None]]:
    if layout.span is not None:
        found = [span(item.get(layout.span.key), layout.span.per_second) for item in items]
        return [start for start, _ in found], [end for _, end in found]
    if layout.moments:
        return since_the_first(_values(items, layout.start), _values(items, layout.end))
    starts = _column(items, layout.start)
    if layout.duration is None:
        return starts, _column(items, layout.end)
    lengths = _column(items, layout.duration)
    return starts, [
        None if start is None or length is None else round(start + length, 3)
        for start, length in zip(starts, lengths, strict=True)
    ]


def _values(items: Sequence[Item], time: TimeKey | None) -> list[Any]:
    return [item.get(time.key) for item in items] if time else [None] * len(items)


def _column(items: Sequence[Item], time: TimeKey | None) -> list[float | None]:
    if time is None:
        return [None] * len(items)
    values = _values(items, time)
    if time.per_second != 1.0:
        return [seconds(value, time.per_second) for value in values]
    plain = set(map(type, values)) == {float} and all(map(isfinite, values))
    if plain and min(values) >= 0 and max(values) < 1e9:
        return [*to_milliseconds(values)]
    return [*map(seconds, values)]


def _speakers(items: Sequence[Item], layout: Layout, names: SpeakerNames) -> list[str | None]:
    """Who speaks: by the first of the keys for it that an object has."""
    if not layout.speakers:
        return [None] * len(items)
    first, *others = layout.speakers
    values = [item.get(first) for item in items]
    for key in others:
        if not any(value is None or value == "" or _is_number(value) for value in values):
            break
        values = [_better(v, item.get(key)) for v, item in zip(values, items, strict=True)]
    return names.resolve(values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and value.isdecimal())


def _better(value: object, other: object) -> object:
    if value is None or value == "":
        return other
    named = isinstance(other, dict) or (isinstance(other, str) and other and not other.isdecimal())
    return other if _is_number(value) and named else value


def _with_words(pieces: list[Segment], items: Sequence[Item]) -> list[Segment]:
    """Long segments with the words they consist of, as far as these have times."""
    long = [index for index, piece in enumerate(pieces) if len(piece.text) > joining.LONG]
    for index in long:
        if words := dicts(items[index].get("words")):
            pieces[index] = pieces[index]._replace(words=timed_words(words))
    return pieces


def timed_words(words: Sequence[Item]) -> list[Segment]:
    """The words of one segment; none if they have no times."""
    layout = layout_of(words)
    if layout.text is None or not layout.timed:
        return []
    key = layout.text
    starts, ends = _times(words, layout)
    rows = zip(words, starts, ends, strict=True)
    return [Segment(text_in(word.get(key)), start, end, None) for word, start, end in rows]
