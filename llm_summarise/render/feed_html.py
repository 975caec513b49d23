"""Show notes as HTML for podcast feeds: only tags that players allow, cut at whole items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import Content, Moment, ShownTool, content_of
from llm_summarise.render.links import web_url
from llm_summarise.render.view import View
from llm_summarise.render.wording import shorten

TAGS: Final = frozenset({"p", "a", "ul", "ol", "li", "strong", "em", "br"})


@dataclass(slots=True)
class _Block:
    """Items between `before` and `after`; nothing at all without items. `order` lists the items (their
    indices) by importance, where that is not the order in which they stand."""

    before: str
    items: Sequence[str]
    after: str
    between: str = ""
    order: Sequence[int] = ()
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

    def cost(self, item: str) -> int:
        """Characters that `item` would add, the line break after the block included."""
        if self.kept:
            return len(self.between) + len(item)
        return len(self.before) + len(item) + len(self.after) + 1


def render(result: EpisodeSummary, view: View) -> str:
    """At most `view.max_chars` characters, tags included (0: no limit). The hook goes first, then guests,
    show, topics, takeaways, quotes, sponsors, tools (those named most often first), rest of the summary."""
    content = content_of(result, view)
    blocks = _blocks(content, view)
    episode, hook, people, more, topics, takeaways, quotes, tools, sponsors, last = blocks
    room = view.max_chars if view.max_chars > 0 else None
    for block in (last, hook, people, episode, topics, takeaways, quotes, sponsors, tools, more):
        room = block.fill(room)
    if not hook.kept and room is not None and content.hook:
        limit = room - len(hook.before) - len(hook.after) - 1
        if limit > len("&amp;"):
            hook.kept[0] = _fitting(content.hook[0], limit)
    return "\n".join(html for block in blocks if (html := block.html())) + "\n"


def _fitting(text: str, limit: int) -> str:
    """The longest beginning of `text` whose escaped form has at most `limit` characters."""
    size = limit
    while len(escape(shorten(text, size))) > limit:
        size -= max(1, (len(escape(shorten(text, size))) - limit) // 6)
    return escape(shorten(text, size))


def _blocks(content: Content, view: View) -> tuple[_Block, ...]:
    linked = bool(view.media_url and web_url(view.media_url))
    labels = content.labels
    last = [f"<em>{escape(text)}</em>" for text in (content.gaps, content.disclosure) if text]
    return (
        _Block("<p>", [f"<em>{escape(content.episode)}</em>"] if content.episode else [], "</p>"),
        _Block("<p>", [escape(s) for s in content.hook], "</p>", " "),
        _Block("<p>", _guests(content), "</p>"),
        _Block("<p>", [escape(s) for s in content.more], "</p>", " "),
        _list(labels.topics, [f"{_time(t.at, linked)}{escape(t.title)}" for t in content.topics]),
        _list(labels.takeaways, [escape(t) for t in content.takeaways]),
        _list(labels.quotes, [_quote(q.text, q.speaker, q.at, linked) for q in content.quotes]),
        _list(
            labels.tools,
            [_tool(t, linked) for t in content.tools],
            sorted(range(len(content.tools)), key=lambda i: -len(content.tools[i].mentions)),
        ),
        _list(labels.sponsors, [_anchor(s.name, _only(s.links, s.name)) for s in content.sponsors]),
        _Block("<p>", last, "</p>", "<br>"),
    )


def _guests(content: Content) -> list[str]:
    if not content.guests:
        return []
    word = content.labels.guest if len(content.guests) == 1 else content.labels.guests
    return [f"<strong>{word}:</strong> {', '.join(escape(name) for name in content.guests)}"]


def _list(heading: str, items: Sequence[str], order: Sequence[int] = ()) -> _Block:
    before = f"<p><strong>{heading}</strong></p>\n<ul>"
    return _Block(before, [f"<li>{item}</li>" for item in items], "</ul>", order=order)


def _time(at: Moment, linked: bool) -> str:
    return f"{_anchor(at.clock, at.url if linked else None)} " if at.clock else ""


def _quote(text: str, speaker: str, at: Moment, linked: bool) -> str:
    time = _time(at, linked).strip()
    source = ", ".join(part for part in (escape(speaker), time) if part)
    return f"<em>“{escape(text)}”</em>" + (f" — {source}" if source else "")


def _tool(tool: ShownTool, linked: bool) -> str:
    time = _time(tool.at, linked).strip()
    return _anchor(tool.name, tool.url) + (f" ({time})" if time else "")


def _only(links: Sequence[tuple[str, str | None]], name: str) -> str | None:
    return next((url for tool, url in links if url and tool == name), None)


def _anchor(text: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
