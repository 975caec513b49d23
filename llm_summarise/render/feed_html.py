"""Show notes as HTML for podcast feeds: only tags that players allow, cut at whole items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from llm_summarise.domain.replies import Prominence
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import Content, content_of
from llm_summarise.render.labels import Labels
from llm_summarise.render.links import web_url
from llm_summarise.render.selection.shown import Moment, ShownGroup, ShownItem, ShownSponsor, ShownTopic
from llm_summarise.render.view import View
from llm_summarise.render.wording import shorten

_RANK: Final = {prominence.value: rank for rank, prominence in enumerate(Prominence)}
TAGS: Final = frozenset({"p", "a", "ul", "ol", "li", "strong", "em", "br"})


@dataclass(slots=True)
class _Block:
    """Items between `before` and `after`; nothing at all without items. `order` lists the items (their
    indices) by importance, where that is not the order in which they stand; `fuller` holds what stands in the
    place of an item where there is room for it, by index."""

    before: str
    items: Sequence[str]
    after: str
    between: str = ""
    order: Sequence[int] = ()
    fuller: Mapping[int, str] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)

    def html(self) -> str:
        shown = [self.kept[i] for i in sorted(self.kept)]
        return self.before + self.between.join(shown) + self.after if shown else ""

    def fill(self, room: int | None) -> int | None:
        """Keep as many items as fit into `room` characters (None: no limit), in order of worth; what is left
        of it."""
        for i in self.order or range(len(self.items)):
            cost = self.cost(self.items[i])
            if room is not None:
                if cost > room:
                    break
                room -= cost
            self.kept[i] = self.items[i]
        return room

    def expand(self, room: int | None) -> int | None:
        """Put the fuller items in the place of those kept, as far as `room` goes; what is left of it."""
        for i, text in self.fuller.items():
            more = len(text) - len(self.items[i])
            if i not in self.kept or (room is not None and more > room):
                break
            self.kept[i] = text
            room = None if room is None else room - more
        return room

    def cost(self, item: str) -> int:
        """Characters that `item` would add, the line break after the block included."""
        if self.kept:
            return len(self.between) + len(item)
        return len(self.before) + len(item) + len(self.after) + 1


def render(result: EpisodeSummary, view: View) -> str:
    """At most `view.max_chars` characters, tags included (0: no limit). The hook goes first, then guests,
    show, topics, takeaways, quotes, sponsors, mentions by group, rest of the summary, points of the topics,
    what is the show's own."""
    content = content_of(result, view)
    linked = bool(view.media_url and web_url(view.media_url))
    episode, hook, people, more, topics, takeaways, quotes = _main_blocks(content, linked)
    in_rows_first = sorted(content.groups, key=lambda group: not group.items)
    groups = [_group(group, content.labels, linked) for group in in_rows_first]
    show, sponsors, last = _last_blocks(content)
    room = view.max_chars if view.max_chars > 0 else None
    for block in (last, hook, people, episode, topics, takeaways, quotes, sponsors, *groups, more):
        room = block.fill(room)
    if hook.kept or not content.hook:
        show.fill(topics.expand(room))
    elif room is not None:
        limit = room - len(hook.before) - len(hook.after) - 1
        if limit > len("&amp;"):
            hook.kept[0] = _fitting(content.hook[0], limit)
    blocks = (episode, hook, people, more, topics, takeaways, quotes, *groups, show, sponsors, last)
    return "\n".join(html for block in blocks if (html := block.html())) + "\n"


def _fitting(text: str, limit: int) -> str:
    """The longest beginning of `text` whose escaped form has at most `limit` characters."""
    size = limit
    while len(escape(shorten(text, size))) > limit:
        size -= max(1, (len(escape(shorten(text, size))) - limit) // 6)
    return escape(shorten(text, size))


def _main_blocks(content: Content, linked: bool) -> tuple[_Block, ...]:
    labels = content.labels
    return (
        _Block("<p>", [f"<em>{escape(content.episode)}</em>"] if content.episode else [], "</p>"),
        _Block("<p>", [escape(s) for s in content.hook], "</p>", " "),
        _Block("<p>", _guests(content), "</p>"),
        _Block("<p>", [escape(s) for s in content.more], "</p>", " "),
        _topics(labels.topics, content.topics, linked),
        _list(labels.takeaways, [escape(t) for t in content.takeaways]),
        _list(labels.quotes, [_quote(q.text, q.speaker, q.at, linked) for q in content.quotes]),
    )


def _last_blocks(content: Content) -> tuple[_Block, ...]:
    labels = content.labels
    last = [f"<em>{escape(text)}</em>" for text in (content.gaps, content.disclosure) if text]
    return (
        _Block(
            f"<p><strong>{escape(labels.show)}:</strong> ",
            [_anchor(i.name, i.url) for i in content.show],
            "</p>",
            ", ",
        ),
        _list(labels.sponsors, [_sponsor(s, labels) for s in content.sponsors]),
        _Block("<p>", last, "</p>", "<br>"),
    )


def _group(group: ShownGroup, labels: Labels, linked: bool) -> _Block:
    """The names that share a line come last; without other items they need no word before them. Where room is
    short, the more prominent and most often named stay."""
    items = group.items
    rows = [_item(item, _detail(item, group, labels), linked) for item in items]
    order = sorted(range(len(rows)), key=lambda i: (_RANK[items[i].prominence], -len(items[i].mentions)))
    also = ", ".join(_item(item, "" if group.name == "tools" else item.detail) for item in group.also)
    if not rows:
        return _Block(f"<p><strong>{escape(group.heading)}:</strong> ", [also], "</p>")
    if also:
        order.append(len(rows))
        rows.append(escape(labels.also).format(names=also))
    return _list(group.heading, rows, order)


def _detail(item: ShownItem, group: ShownGroup, labels: Labels) -> str:
    """What stands in brackets: room is dear, so that tools have no kind here."""
    return item.detail if group.name != "tools" else labels.own if item.own else ""


def _topics(heading: str, topics: Sequence[ShownTopic], linked: bool) -> _Block:
    titles = [f"{_time(t.at, linked)}{escape(t.title)}" for t in topics]
    block = _list(heading, titles)
    for i, topic in enumerate(topics):
        if topic.points:
            points = "".join(f"<li>{escape(point.text)}</li>" for point in topic.points)
            block.fuller = {**block.fuller, i: f"<li>{titles[i]}<ul>{points}</ul></li>"}
    return block


def _guests(content: Content) -> list[str]:
    if not content.guests:
        return []
    word = content.labels.guest if len(content.guests) == 1 else content.labels.guests
    return [f"<strong>{word}:</strong> {', '.join(escape(name) for name in content.guests)}"]


def _list(heading: str, items: Sequence[str], order: Sequence[int] = ()) -> _Block:
    before = f"<p><strong>{escape(heading)}</strong></p>\n<ul>"
    return _Block(before, [f"<li>{item}</li>" for item in items], "</ul>", order=order)


def _time(at: Moment, linked: bool) -> str:
    return f"{_anchor(at.clock, at.url if linked else None)} " if at.clock else ""


def _quote(text: str, speaker: str, at: Moment, linked: bool) -> str:
    time = _time(at, linked).strip()
    source = ", ".join(part for part in (escape(speaker), time) if part)
    return f"<em>“{escape(text)}”</em>" + (f" — {source}" if source else "")


def _item(item: ShownItem, detail: str, linked: bool | None = None) -> str:
    """A name with what stands in brackets after it: its time too, unless `linked` is None."""
    time = "" if linked is None else _time(item.at, linked).strip()
    told = ", ".join(part for part in (escape(detail), time) if part)
    return _anchor(item.name, item.url) + (f" ({told})" if told else "")


def _sponsor(sponsor: ShownSponsor, labels: Labels) -> str:
    url = next((url for tool, url in sponsor.links if url and tool == sponsor.name), None)
    codes = [escape(labels.code.format(code=code)) for code in sponsor.codes]
    offers = ", ".join([*codes, *(_anchor(*address) for address in sponsor.addresses)])
    return _anchor(sponsor.name, url) + (f": {offers}" if offers else "")


def _anchor(text: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
