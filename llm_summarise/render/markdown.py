"""Show notes in Markdown (CommonMark), ready to paste into a publishing tool."""

from __future__ import annotations

import re
from collections.abc import Iterable

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import Content, Moment, ShownTool, content_of
from llm_summarise.render.labels import Labels
from llm_summarise.render.view import AMOUNTS, View

_INLINE = re.compile(r"[\\`*_\[\]<>~$@|]|&(?=#|\w)|(?<=\w):(?=//)|(?<=www)\.")
_CLOSING = re.compile(r"(?<!\S)#+$")
_AT_START = re.compile(r"^(?:[#+=-]|\d{1,9}(?=[.)]))")


def render(result: EpisodeSummary, view: View) -> str:
    """The show notes; nothing of the transcript's own text but quotes is used."""
    content = content_of(result, view)
    blocks = [f"# {escape(content.title)}" if content.title else "", *_opening(content)]
    for heading, lines in _sections(content, AMOUNTS[view.length].mention_times):
        if lines:
            blocks += [f"## {heading}", "\n".join(lines)]
    if content.gaps:
        blocks.append(f"**{escape(content.gaps)}**")
    if content.disclosure:
        blocks += ["---", f"*{escape(content.disclosure)}*"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is: no emphasis, link, HTML, list, heading or formula.

    Bare addresses are escaped too, since GitHub's dialect would make links of what a model wrote.
    """
    escaped = _INLINE.sub(lambda m: "\\" + m.group(), text)
    escaped = _CLOSING.sub(lambda m: "\\#" * len(m.group()), escaped)
    if not (start := _AT_START.match(escaped)):
        return escaped
    end = start.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"


def link(text: str, url: str | None) -> str:
    """A Markdown link, or only the text when there is no address. `url` comes quoted from `links`."""
    if url is None:
        return escape(text)
    return f"[{escape(text)}](<{url}>)" if re.search(r"[()]", url) else f"[{escape(text)}]({url})"


def _opening(content: Content) -> list[str]:
    labels = content.labels
    people = []
    if content.guests:
        people.append(
            f"**{labels.guest if len(content.guests) == 1 else labels.guests}:** {_names(content.guests)}"
        )
    if content.hosts:
        people.append(
            f"**{labels.host if len(content.hosts) == 1 else labels.hosts}:** {_names(content.hosts)}"
        )
    episode = f"*{escape(content.episode)}*" if content.episode else ""
    return [episode, _prose(content.hook), "  \n".join(people), _prose(content.more)]


def _sections(content: Content, all_times: bool) -> list[tuple[str, list[str]]]:
    labels = content.labels
    return [
        (labels.topics, [_topic(t.at, t.title, t.summary) for t in content.topics]),
        (labels.takeaways, [f"- {escape(text)}" for text in content.takeaways]),
        (labels.quotes, _separated(_quote(q.text, q.speaker, q.at) for q in content.quotes)),
        (labels.tools, [_tool(t, labels, all_times) for t in content.tools]),
        (labels.sponsors, [_sponsor(s.name, s.at, s.links, labels) for s in content.sponsors]),
    ]


def _topic(at: Moment, title: str, summary: str) -> str:
    head = f"**{escape(title)}**"
    time = f"{link(at.clock, at.url)} " if at.clock else ""
    return f"- {time}{head}" + (f": {escape(summary)}" if summary else "")


def _quote(text: str, speaker: str, at: Moment) -> str:
    source = ", ".join(part for part in (escape(speaker), link(at.clock, at.url)) if part)
    return f"> “{escape(text)}”" + (f"  \n> — {source}" if source else "")


def _tool(tool: ShownTool, labels: Labels, all_times: bool) -> str:
    shown = tool.mentions if all_times else (tool.at,)
    times = ", ".join(link(at.clock, at.url) for at in shown if at.clock)
    kind = "" if tool.kind == "other" else f" ({tool.kind})"
    return f"- {link(tool.name, tool.url)}{kind}" + (" " + labels.at.format(time=times) if times else "")


def _sponsor(name: str, at: Moment, links: Iterable[tuple[str, str | None]], labels: Labels) -> str:
    time = " " + labels.at.format(time=link(at.clock, at.url)) if at.clock else ""
    named = ", ".join(link(tool, url) for tool, url in links if tool != name or url)
    return f"- {escape(name)}{time}" + (f": {named}" if named else "")


def _separated(blocks: Iterable[str]) -> list[str]:
    """Quotes as paragraphs of their own; one list item for `_sections`, empty without quotes."""
    joined = "\n\n".join(blocks)
    return [joined] if joined else []


def _prose(sentences: Iterable[str]) -> str:
    return escape(" ".join(sentences))


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(escape(name) for name in names)
