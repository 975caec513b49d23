"""What JSON tells about an episode beside its speech: title, show, people, date, language, address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from llm_summarise.domain.transcript import About, Heading
from llm_summarise.readers.formats.json_layouts.layouts import Item, bare_key, dicts, name_in, text_of
from llm_summarise.readers.formats.json_layouts.time_values import seconds
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.cleaning import clean

_KEYS: Final = {
    "show": "show showname showtitle podcast podcastname podcasttitle series seriesname channelname program",
    "title": "title episodetitle episodename headline videotitle meetingtitle talktitle",
    "number": "number episodenumber episode episodeno",
    "date": "date published publishedat publishdate pubdate datepublished releasedate airdate recordedat "
    "recordingdate uploaddate",
    "hosts": "hosts host hostname hostnames presenter presenters moderator interviewer",
    "guests": "guests guest guestname guestnames interviewee interviewees",
    "description": "description subtitle shownotes",
    "language": "languagecode language lang locale detectedlanguage",
    "url": "episodeurl url link webpageurl permalink pageurl",
}
_FIELDS: Final = {key: name for name, keys in _KEYS.items() for key in keys.split()}
_MANY: Final = ("hosts", "guests")
_INSIDE: Final = frozenset(
    "metadata meta info episode podcast show meeting data result results response output transcript "
    "transcription job transcriptionconfig video talk".split()
)
_DEPTH: Final = 5
_LONGEST: Final = {"description": 2000}
_STARTS: Final = ("startTime", "start", "start_time", "time")
_EARLY: Final = 0.5
"""Seconds that the first words of a chapter may begin before it."""

_MADE: Final = frozenset(("gist", "headline", "summary"))


def about_in(data: Any) -> About:
    """What the object itself tells, and the objects in it that describe the episode."""
    about = About()
    for item in _described(data, _DEPTH):
        about = about.completed_by(_about(item))
    return about


def _described(data: Any, depth: int) -> Iterator[Item]:
    if not isinstance(data, dict) or depth == 0:
        return
    yield data
    for key, value in data.items():
        if isinstance(value, dict) and bare_key(key) in _INSIDE:
            name = bare_key(key)
            # A podcast in an episode's data has a title, too, which is that of the show.
            yield from _described(_of_show(value) if name in ("podcast", "show") else value, depth - 1)


def _of_show(item: Item) -> Item:
    name = text_of(item, "title", "name")
    return {"show": name} if name else {}


def _about(item: Item) -> About:
    told: dict[str, Any] = {}
    for key, value in item.items():
        name = _FIELDS.get(bare_key(key))
        if name is None or told.get(name):
            continue
        if name in _MANY:
            told[name] = _people(value)
        elif text := _line(value, _LONGEST.get(name, 300)):
            if name == "number" and not text.isalnum():
                continue
            told[name] = text
    return About(**{f.name: told[f.name] for f in fields(About) if told.get(f.name)})


def _line(value: Any, longest: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        return str(value)
    return clean(value) if isinstance(value, str) and 0 < len(value) <= longest else ""


def _people(value: Any) -> tuple[str, ...]:
    found = [name_in(part) for part in (value if isinstance(value, list) else [value])]
    return tuple(name for name in found if isinstance(name, str) and "@" not in name)


def with_chapters(parsed: Parsed, data: Any) -> Parsed:
    """With chapters that stand beside the words as headings, unless a machine made them (they have a gist or
    a summary then)."""
    chapters = dicts(data.get("chapters")) if isinstance(data, dict) else []
    if not chapters or parsed.outline or any(_MADE & set(chapter) for chapter in chapters):
        return parsed
    for chapter in chapters:
        title = clean(text_of(chapter, "title", "name"))
        start = _start_of(chapter)
        if title and start is not None and (place := _first_from(parsed, start - _EARLY)) is not None:
            parsed.outline.append(Heading(title, place, 1, start))
    parsed.outline.sort(key=lambda heading: heading.cue)
    return parsed


def _start_of(chapter: Item) -> float | None:
    starts = (seconds(chapter.get(key)) for key in _STARTS)
    return next((start for start in starts if start is not None), None)


def _first_from(parsed: Parsed, start: float) -> int | None:
    """The index of the first cue that begins at `start` or later."""
    cues = enumerate(parsed.cues)
    return next((index for index, cue in cues if cue.start is not None and cue.start >= start), None)
