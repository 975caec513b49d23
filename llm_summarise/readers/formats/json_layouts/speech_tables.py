"""The lists of objects in JSON that may hold speech, and which of them is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from llm_summarise.readers.formats.json_layouts.layouts import (
    Item,
    Layout,
    bare_key,
    dicts,
    layout_of,
    sampled,
    text_in,
)
from llm_summarise.readers.speech.joining import run_together

_DEPTH: Final = 12
_FEW: Final = 20
_ALMOST: Final = 0.8
"""A list with this share of the words of the longest one may be the better one."""

_SINGLE: Final = 1.5
_ASIDE: Final = (
    "translat", "summar", "chapter", "highlight", "entit", "topic", "sentiment", "keyword", "comment",
    "question", "actionitem", "task", "iabcat", "contentsafety", "recommend", "related", "sponsor", "advert",
    "link", "lexical", "tool", "mention", "takeaway", "quote", "formatted",
)  # fmt: skip
_FIRST_OF: Final = frozenset(("alternatives", "nbest", "hypotheses"))
_SPEECH: Final = frozenset(
    "segments transcript transcripts transcription transcriptions utterances captions subtitles sentences "
    "paragraphs words cues lines monologues entries chunks results phrases body speech dialogue".split()
)
_PLAIN: Final = frozenset(
    "text id index confidence language lang transcript transcription sentence utterance body caption seq n "
    "segment duration audio audiofilepath file offset".split()
)
_WHOLE: Final = "text of its words"


@dataclass(frozen=True)
class SpeechTable:
    """A list of objects with words. `path` are the keys that lead to it."""

    path: tuple[str, ...]
    items: Sequence[Item]
    layout: Layout

    @property
    def is_speech(self) -> bool:
        """Whether it looks like what was said: there are times or speakers, or it is called so."""
        if self.layout.timed or self.layout.speakers:
            return True
        if self.path:
            return bare_key(self.path[-1]) in _SPEECH
        return all(bare_key(key) in _PLAIN for item in sampled(self.items) for key in item)

    def length(self) -> int:
        """Characters of all its words."""
        key = self.layout.text or ""
        return sum(len(text_in(item.get(key))) for item in self.items)

    def single_words(self) -> bool:
        """Whether it has a word an object."""
        key = self.layout.text or ""
        sample = sampled(self.items)
        return sum(len(text_in(i.get(key)).split()) for i in sample) <= _SINGLE * len(sample)


def best_table(data: Any) -> SpeechTable | None:
    """The list that holds what was said: nearly all the words, speakers, times, passages before words."""
    found = [table for table in tables(data, (), _DEPTH) if table.is_speech]
    if len(found) < 2:
        return found[0] if found else None
    lengths = [table.length() for table in found]
    enough = _ALMOST * max(lengths)
    return max(
        (table for table, length in zip(found, lengths, strict=True) if length >= enough),
        key=lambda t: (bool(t.layout.speakers), t.layout.timed, not t.single_words()),
    )


def tables(data: Any, path: tuple[str, ...], depth: int) -> Iterator[SpeechTable]:
    """Every list of objects with words in `data`, but translations and what is made of the words."""
    if depth == 0:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, dict | list) and not bare_key(key).startswith(_ASIDE):
                yield from tables(value, (*path, key), depth - 1)
        if columns := _of_columns(data):
            yield SpeechTable(path, columns, layout_of(columns))
        elif numbered := _of_numbers(data):
            yield from tables(numbered, path, depth - 1)
    elif isinstance(data, list) and data:
        yield from _of_list(data, path, depth)


def _of_list(data: list[Any], path: tuple[str, ...], depth: int) -> Iterator[SpeechTable]:
    if isinstance(data[0], list):
        if parts := [part for inner in data for part in dicts(inner)]:
            yield from _of_list(parts, path, depth - 1)
        return
    items = dicts(data)
    if not items:
        return
    if path and bare_key(path[-1]) in _FIRST_OF:
        items = items[:1]
    layout = layout_of(items)
    if layout.text:
        yield SpeechTable(path, items, layout)
        if layout.timed and (layout.speakers or len(items) > 1):
            return
    yield from _inside(SpeechTable(path, items, layout), depth)


def _inside(table: SpeechTable, depth: int) -> Iterator[SpeechTable]:
    """Tables of the lists that most of the objects have, joined, each part with the speaker of its object."""
    if depth <= 0:
        return
    items, path = table.items, table.path
    shared = _shared(sampled(items))
    if not shared and len(items) <= _FEW:
        for item in items:
            yield from tables(item, path, depth - 1)
    for key in shared:
        if not bare_key(key).startswith(_ASIDE):
            yield from _below(table, key, depth)


def _shared(sample: Sequence[Item]) -> list[str]:
    """The keys under which half of the objects have lists or objects."""
    counted = Counter(key for item in sample for key, v in item.items() if isinstance(v, list | dict) and v)
    return [key for key, n in counted.items() if n * 2 >= len(sample)]


def _below(table: SpeechTable, key: str, depth: int) -> Iterator[SpeechTable]:
    """Tables of what the objects of `table` have under `key`."""
    items, layout = table.items, table.layout
    if isinstance(next(item[key] for item in sampled(items) if item.get(key)), dict):
        inner: list[Any] = [item[key] for item in items if isinstance(item.get(key), dict)]
    elif layout.timed and layout.text is None and (whole := _put_together(items, key)):
        yield SpeechTable(table.path, whole, replace(layout, text=_WHOLE))
        return
    else:
        inner = list(_children(items, key, layout))
    if inner:
        yield from tables(inner, (*table.path, key), depth - 1)


def _put_together(items: Sequence[Item], key: str) -> list[Item]:
    """Objects with times whose words, in a list of their own, have none: as objects with a text."""
    parts = [dicts(item.get(key)) for item in items]
    layout = layout_of([word for words in parts for word in words])
    if layout.text is None or layout.timed:
        return []
    text = layout.text
    return [
        {**item, _WHOLE: run_together([text_in(word.get(text)) for word in words])}
        for item, words in zip(items, parts, strict=True)
    ]


def _children(items: Sequence[Item], key: str, layout: Layout) -> Iterator[Any]:
    for item in items:
        children = item.get(key)
        if not isinstance(children, list):
            continue
        if bare_key(key) in _FIRST_OF:
            children = children[:1]
        handed = _handed_down(item, layout)
        for child in children:
            yield {**handed, **child} if handed and isinstance(child, dict) else child


def _handed_down(item: Item, layout: Layout) -> Item:
    """What the parts of an object have from it, unless they say it themselves: who speaks."""
    return {key: item[key] for key in layout.speakers if item.get(key) is not None}


def _of_columns(data: Item) -> list[Item]:
    """`{"start": [0, 1], "text": ["a", "b"]}` as objects."""
    columns = {
        k: v for k, v in data.items() if isinstance(v, list) and v and not isinstance(v[0], dict | list)
    }
    if len(columns) < 2 or len({*map(len, columns.values())}) > 1:
        return []
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    layout = layout_of(rows)
    return rows if layout.text and layout.timed else []


def _of_numbers(data: Item) -> list[Item]:
    """`{"0": {...}, "1": {...}}` as a list."""
    numbered = {int(k[:18]): v for k, v in data.items() if k.isdecimal() and isinstance(v, dict)}
    return [numbered[n] for n in sorted(numbered)] if len(numbered) == len(data) else []
