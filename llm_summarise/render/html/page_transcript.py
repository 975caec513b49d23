"""The transcript as it stands in the page: topics, turns of speakers, paragraphs, one element a cue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from llm_summarise.domain.result import EpisodeSummary, MentionedItem, Sponsor, Tool, Topic
from llm_summarise.domain.sentences import ends_sentence
from llm_summarise.domain.transcript import Cue
from llm_summarise.render.wording import clean, place

PARAGRAPH: Final = 420
"""Characters after which a paragraph ends at the next end of a sentence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something named in a cue: characters `start` to `end` (exclusive) of its cleaned text."""

    start: int
    end: int
    item: int


def lines_html(
    cues: Mapping[int, Cue], result: EpisodeSummary, *, kinds: Mapping[int, str], out: Mapping[int, str]
) -> str:
    """The cues (index -> cue, in order) as HTML with all text escaped.

    `kinds` gives the CSS class of each topic (by its index into `result.topics`); topics without one are
    not shown. `out` maps cues to addresses of the recording, for paragraph times that lead there instead
    of to the line.
    """
    marks = name_marks(cues, [*result.tools, *result.mentions])
    heads = {nearest(cues, t.first_cue): n for n, t in reversed(list(enumerate(result.topics))) if n in kinds}
    adverts: list[Sponsor | Topic] = [*result.sponsors, *(t for t in result.topics if t.sponsor)]
    sponsored = {i for advert in adverts for i in range(advert.first_cue, advert.last_cue + 1)}
    speakers = {name: str(n) for n, name in enumerate(speakers_of(cues))}
    html: list[str] = []
    for turn in _turns(cues, breaks=set(heads)):
        if (topic := heads.get(turn[0])) is not None:
            html.append(_heading(result.topics[topic].title, kinds[topic]))
        speaker = clean(cues[turn[0]].speaker or "")
        html.append(_opened(speaker, speakers.get(speaker, ""), sponsor=turn[0] in sponsored))
        html.extend(_paragraph(part, cues, marks, out) for part in _paragraphs(turn, cues))
        html.append("</div>")
    return "\n".join(html)


def _opened(speaker: str, number: str, *, sponsor: bool) -> str:
    """The beginning of a turn, with who speaks if that is known."""
    name = f'\n<p class="who" dir="auto">{escape(speaker)}</p>' if speaker else ""
    return f'<div class="{"turn sponsor" if sponsor else "turn"}" data-s="{number}">{name}'


def nearest(cues: Mapping[int, Cue], cue: int) -> int:
    """`cue` or, where only some lines are shown, the next one shown (the last one at the end)."""
    if cue in cues or not cues:
        return cue
    return min((i for i in cues if i > cue), default=max(cues))


def speakers_of(cues: Mapping[int, Cue]) -> tuple[str, ...]:
    """Cleaned names in the order of their first cue."""
    return tuple(dict.fromkeys(clean(c.speaker) for c in cues.values() if c.speaker))


def name_marks(cues: Mapping[int, Cue], items: Iterable[Tool | MentionedItem]) -> dict[int, list[Mark]]:
    """Where each mention stands in its cue, in order and without overlap. A name that runs on into the
    next cues is marked in all of them."""
    marker = _Marker(cues)
    items = list(items)
    numbers = item_numbers(items)
    for item in items:
        for mention in item.mentions:
            surface = clean(mention.surface)
            if surface and mention.cue in cues:
                marker.mark(mention.cue, surface, numbers[clean(item.name)])
    for found in marker.marks.values():
        found.sort(key=lambda m: m.start)
    return marker.marks


def item_numbers(items: Iterable[Tool | MentionedItem]) -> dict[str, int]:
    """The number that links and marks have for each (cleaned) name: what is called the same is lit up
    together."""
    numbers: dict[str, int] = {}
    for item in items:
        numbers.setdefault(clean(item.name), len(numbers))
    return numbers


@dataclass
class _Marker:
    """Marks each mention at the first place of its cue where its words stand and nothing is marked yet. What
    is marked stays so, so that the search for a surface goes on where it last ended: a cue may hold a
    whole talk, with thousands of names."""

    cues: Mapping[int, Cue]
    marks: dict[int, list[Mark]] = field(default_factory=dict)
    _taken: dict[int, set[int]] = field(default_factory=dict)
    _cleaned: dict[int, str] = field(default_factory=dict)
    _joined: dict[tuple[int, int], str] = field(default_factory=dict)
    _left: dict[tuple[int, str], Iterator[list[tuple[int, int, int]]]] = field(default_factory=dict)

    def mark(self, cue: int, surface: str, item: int) -> None:
        places = self._left.setdefault((cue, surface), self._places(cue, surface))
        for parts in places:
            if all(self._taken.setdefault(n, set()).isdisjoint(range(a, b)) for n, a, b in parts):
                for n, start, end in parts:
                    self.marks.setdefault(n, []).append(Mark(start, end, item))
                    self._taken[n].update(range(start, end))
                return

    def _places(self, cue: int, surface: str) -> Iterator[list[tuple[int, int, int]]]:
        """Where the surface begins in this cue, whole words first: cue, start and end of each part of it."""
        texts, beyond = [self._text(cue)], 0
        while beyond < len(surface) and cue + len(texts) in self.cues:
            texts.append(self._text(cue + len(texts)))
            beyond += 1 + len(texts[-1])
        text = self._joined.setdefault((cue, len(texts)), " ".join(texts))
        for at in _starts(text, surface, len(texts[0])):
            yield [(cue + n, start, end) for n, start, end in _parts(texts, at, at + len(surface))]

    def _text(self, cue: int) -> str:
        if cue not in self._cleaned:
            self._cleaned[cue] = clean(self.cues[cue].text)
        return self._cleaned[cue]


def _starts(text: str, surface: str, stop: int) -> Iterator[int]:
    """Where `surface` begins in the first `stop` characters, as whole words, then anyhow."""
    for whole in (True, False):
        at = text.find(surface)
        while 0 <= at < stop:
            end = at + len(surface)
            fits = not whole or not (_is_word(text[at - 1 : at]) or _is_word(text[end : end + 1]))
            if fits:
                yield at
            at = text.find(surface, end if fits else at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _parts(texts: Iterable[str], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Which characters of which text are those from `start` to `end` of all, joined by blanks."""
    at = 0
    for n, text in enumerate(texts):
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            yield n, first, last
        at += len(text) + 1


def _turns(cues: Mapping[int, Cue], breaks: set[int]) -> Iterator[list[int]]:
    """Runs of cues by one voice; a new one at each topic and after left-out cues."""
    turn: list[int] = []
    for i, cue in cues.items():
        other = turn and cue.changes_voice(cues[turn[-1]])
        if turn and (other or i in breaks or i != turn[-1] + 1):
            yield turn
            turn = []
        turn.append(i)
    if turn:
        yield turn


def _paragraphs(turn: list[int], cues: Mapping[int, Cue]) -> Iterator[list[int]]:
    part: list[int] = []
    length = 0
    for i in turn:
        part.append(i)
        length += len(cues[i].text)
        if length >= 2 * PARAGRAPH or (length >= PARAGRAPH and ends_sentence(cues[i].text)):
            yield part
            part, length = [], 0
    if part:
        yield part


def _paragraph(
    part: list[int], cues: Mapping[int, Cue], marks: Mapping[int, list[Mark]], out: Mapping[int, str]
) -> str:
    first = part[0]
    label = place(cues[first].start, first, approximate=cues[first].approximate)
    if first in out:
        time = f'<a class="time" href="{escape(out[first])}" rel="noopener noreferrer">{label}</a>'
    else:
        time = f'<a class="time" href="#c{first}">{label.removeprefix("line ")}</a>'
    spans = []
    for i in part:
        start = cues[i].start
        stamp = "" if start is None else f' data-t="{start:.10g}"'
        spans.append(f'<span id="c{i}"{stamp}>{_marked(clean(cues[i].text), marks.get(i, []))}</span>')
    return f'<div class="say">{time}<p dir="auto">{" ".join(spans)}</p></div>'


def _marked(text: str, marks: Iterable[Mark]) -> str:
    html, done = [], 0
    for mark in marks:
        html.append(escape(text[done : mark.start]))
        html.append(f'<mark data-k="{mark.item}">{escape(text[mark.start : mark.end])}</mark>')
        done = mark.end
    html.append(escape(text[done:]))
    return "".join(html)


def _heading(title: str, kind: str) -> str:
    dot = f'<svg viewBox="0 0 10 10" aria-hidden="true"><circle class="{kind}" cx="5" cy="5" r="5"/></svg>'
    return f'<h3>{dot}<span dir="auto">{escape(clean(title))}</span></h3>'
