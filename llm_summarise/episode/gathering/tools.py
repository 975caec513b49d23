"""Tools under their right names, with every place where they are mentioned.

A model's note gives a name and how it stands in the transcript. The catalogue gives canonical name and link
and knows where in running text a name is meant: "Go" not in "good to go", "GitHub" not in "GitHub
Copilot". A link is never the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import ToolKind, ToolNote
from llm_summarise.domain.result import Mention, Tool
from llm_summarise.domain.sentences import SENTENCE_BREAK
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.gathering.numbered_notes import Adverts, sponsored, within
from llm_summarise.episode.lines import SpokenLines
from llm_summarise.names import Catalogue, CatalogueEntry, ToolHit
from llm_summarise.names.occurrences import occurrences_of_each

_PACKAGES = (ToolKind.LIBRARY, ToolKind.FRAMEWORK, ToolKind.APPLICATION, ToolKind.OTHER)
"""Kinds of tools that a name known only as a package on PyPI may be."""

EXCERPT = 160
"""Characters of a mention's quote, at most: a sentence's worth around the name."""

LEAST_EXCERPT = 20
"""Characters below which a sentence alone tells nothing ("In Flask.")."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Characters `start` (inclusive) to `end` (exclusive) of a line: names do not end where captions do."""

    line: int
    start: int
    end: int


@dataclass
class _Named:
    """One tool while it is put together. `spoken` are its spellings in this episode; `advertised` tells that
    every note of it so far came from an advertisement."""

    name: str
    kind: ToolKind
    entry: CatalogueEntry | None
    spoken: set[str] = field(default_factory=set)
    advertised: bool = True
    places: set[_Place] = field(default_factory=set)


@dataclass(frozen=True)
class SpokenNames:
    """The lines of a transcript, and where the catalogue finds tools named in them. To find these takes most
    of the time, and nothing of what a model notes."""

    lines: SpokenLines
    hits: Sequence[ToolHit]

    @classmethod
    def of(cls, transcript: Transcript, catalogue: Catalogue) -> SpokenNames:
        lines = SpokenLines(transcript)
        return cls(lines, catalogue.select(catalogue.find(lines.texts), lines.texts))


def named_tools(
    notes: GroundedNotes, transcript: Transcript, catalogue: Catalogue, spoken: SpokenNames
) -> tuple[list[Tool], int]:
    """The tools of an episode in order of their first mention, and how many notes were dropped because the
    name they give is not in the words they quote."""
    lines = spoken.lines
    adverts = sponsored(notes.topics)
    found: dict[str, _Named] = {}
    dropped = 0
    for item in notes.tools:
        place = _place(item, lines)
        if place is None:
            dropped += 1
            continue
        surface = lines.texts[place.line][place.start : place.end]
        tool = _right_name(item, surface, catalogue)
        named = found.setdefault(fold_name(tool.name) or tool.name, tool)
        named.spoken.add(surface)
        named.places.add(place)
        named.advertised &= item.note.sponsor or within(lines.cue(place.line, place.start), adverts)
    _find_everywhere(found, spoken)
    tools = [_tool(named, lines, transcript, adverts) for named in found.values()]
    return sorted(tools, key=_first_said), dropped


def _right_name(item: Grounded[ToolNote], surface: str, catalogue: Catalogue) -> _Named:
    """The tool a note means: the catalogue's entry for it, or what the note says."""
    note = item.note
    repair = catalogue.repair(note.name, surface, item.span.text)
    entry = repair.entry if repair else catalogue.lookup(note.name)
    if entry is None or (_only_a_package(entry) and note.kind not in _PACKAGES):
        return _Named(fold_space(note.name), note.kind, None)
    return _Named(entry.name, entry.tool_kind or note.kind, entry)


def _find_everywhere(found: Mapping[str, _Named], spoken: SpokenNames) -> None:
    """Add every place where the tools are named: those of the catalogue where it finds them, the others where
    one of their spellings stands."""
    for hit in spoken.hits:
        if (known := found.get(fold_name(hit.entry.name))) is not None:
            known.places |= {_Place(place.line, place.start, place.end) for place in hit.found}
    unlisted = [named for named in found.values() if named.entry is None]
    said = occurrences_of_each([{named.name, *named.spoken} for named in unlisted], spoken.lines.texts)
    for named, places in zip(unlisted, said, strict=True):
        named.places |= {_Place(place.line, place.start, place.end) for place in places}


def _first_said(tool: Tool) -> tuple[int, str]:
    """The order of tools: by their first mention outside of advertisements, if there is one."""
    first = next((m for m in tool.mentions if not m.sponsor), tool.mentions[0])
    return first.cue, tool.name


def _only_a_package(entry: CatalogueEntry) -> bool:
    """Whether no more is known of a name than that a package is called so."""
    return entry.url is None and entry.pypi is not None and not entry.spellings and not entry.own


def _place(item: Grounded[ToolNote], lines: SpokenLines) -> _Place | None:
    """Where the name stands in the passage a note quotes, or else in its lines; None if nowhere."""
    span = item.span
    first, start = lines.place(span.first_cue, span.start)
    last, end = lines.place(span.last_cue, span.end)
    for spelling in (item.note.said, item.note.name):
        pattern = _pattern(spelling)
        if pattern is None:
            continue
        for line in range(first, last + 1):
            text = lines.texts[line]
            passage = start if line == first else 0, end if line == last else len(text)
            match = pattern.search(text, *passage) or pattern.search(text)
            if match:
                return _Place(line, match.start(), match.end())
    return None


def _pattern(spelling: str) -> re.Pattern[str] | None:
    """The spelling as it may stand in running text: any case, any white space, whole words."""
    parts = [re.escape(part) for part in spelling.split()]
    if not parts:
        return None
    words = r"\s+".join(parts)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _tool(named: _Named, lines: SpokenLines, transcript: Transcript, adverts: Adverts) -> Tool:
    entry = named.entry
    mentions = [_mention(place, lines, transcript, adverts) for place in _apart(named.places)]
    return Tool(
        name=named.name,
        kind=named.kind,
        url=entry.url if entry else None,
        pypi=entry.pypi if entry else None,
        sponsor=named.advertised or all(mention.sponsor for mention in mentions),
        mentions=mentions,
    )


def _apart(places: Iterable[_Place]) -> list[_Place]:
    """In order of time; of places that overlap, the first and longest."""
    kept: list[_Place] = []
    for place in sorted(places, key=lambda p: (p.line, p.start, -p.end)):
        if not (kept and kept[-1].line == place.line and kept[-1].end > place.start):
            kept.append(place)
    return kept


def _mention(place: _Place, lines: SpokenLines, transcript: Transcript, adverts: Adverts) -> Mention:
    begin = lines.cue(place.line, place.start)
    text = lines.texts[place.line]
    start, approximate = transcript.moment(*begin)
    return Mention(
        cue=begin[0],
        start=start,
        approximate=approximate,
        speaker=transcript.cues[begin[0]].speaker,
        surface=text[place.start : place.end],
        quote=excerpt(text, place.start, place.end),
        sponsor=within(begin, adverts),
    )


def excerpt(text: str, start: int, end: int) -> str:
    """The sentence of `text` around start..end as it stands; of a long one about EXCERPT characters, cut
    between words; with its neighbours where it is hardly more than the name."""
    room = max(0, EXCERPT - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    if left > 0:
        blank = text.find(" ", left, start)
        left = blank + 1 if blank >= 0 else start
    if right < len(text):
        blank = text.rfind(" ", end, right)
        right = blank if blank >= 0 else end
    begin = max((m.end() for m in SENTENCE_BREAK.finditer(text, left, start)), default=left)
    stop = SENTENCE_BREAK.search(text, end, right)
    finish = stop.end() if stop else right
    if finish - begin >= LEAST_EXCERPT:
        left, right = begin, finish
    return text[left:right].strip()
