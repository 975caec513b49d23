"""Show notes in Markdown (CommonMark), ready to paste into a publishing tool."""

from __future__ import annotations

import re
from collections.abc import Iterable

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render.content import Content, content_of
from llm_summarise.render.labels import Labels
from llm_summarise.render.selection.shown import Moment, ShownGroup, ShownItem, ShownSponsor, ShownTopic
from llm_summarise.render.view import AMOUNTS, View

_INLINE = re.compile(r"[\\`*_\[\]<>~$@|{}]|&(?=#|\w)|(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<=\w)\.(?=(?:biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф|[a-z]{2})\b)",
    re.IGNORECASE,
)
"""The last dot of what `linkify` and its like make a link of: known endings, and those of countries."""
_CLOSING = re.compile(r"(?<!\S)#+$")
_AT_START = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)]))")


def render(result: EpisodeSummary, view: View) -> str:
    """The show notes; nothing of the transcript's own text but quotes is used."""
    content = content_of(result, view)
    blocks = [f"# {escape(content.title)}" if content.title else "", *_opening(content)]
    for heading, lines in _sections(content, AMOUNTS[view.length].mention_times):
        if lines:
            blocks += [f"## {heading}" if heading else "", "\n".join(lines)]
    if content.gaps:
        blocks.append(f"**{escape(content.gaps)}**")
    if content.disclosure:
        blocks += ["---", f"*{escape(content.disclosure)}*"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is: no emphasis, link, HTML, list, heading or formula.

    Bare addresses and domains are escaped too, since dialects would make links of what a model wrote, and
    braces, which MDX would run.
    """
    return _with_start(re.sub(r"\S+", _without_domain, _inline(text)))


def _without_domain(found: re.Match[str]) -> str:
    """A word that is no bare domain; an address with a scheme or an @ is none any more."""
    word = found.group()
    return word if re.search(r"\\[:@]|www\\\.", word, re.IGNORECASE) else _DOMAIN.sub(r"\\.", word)


def _inline(text: str) -> str:
    return _INLINE.sub(lambda m: "\\" + m.group(), text)


def _with_start(escaped: str) -> str:
    """What would make a heading, a list or the like of a line is escaped at its beginning and end."""
    escaped = _CLOSING.sub(lambda m: "\\#" * len(m.group()), escaped)
    if not (start := _AT_START.match(escaped)):
        return escaped
    end = start.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"


def link(text: str, url: str | None) -> str:
    """A Markdown link, or only the text when there is no address. `url` comes quoted from `links`."""
    if url is None:
        return escape(text)
    shown = _with_start(_inline(text))  # in a link there is no other
    return f"[{shown}](<{url}>)" if re.search(r"[()]", url) else f"[{shown}]({url})"


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
        (labels.topics, [_topic(t) for t in content.topics]),
        (labels.takeaways, [f"- {escape(text)}" for text in content.takeaways]),
        (labels.quotes, _separated(_quote(q.text, q.speaker, q.at) for q in content.quotes)),
        *((g.heading, _group(g, labels, all_times)) for g in content.groups if g.items),
        ("", _names_alone(content)),
        (labels.sponsors, [_sponsor(s, labels) for s in content.sponsors]),
    ]


def _names_alone(content: Content) -> list[str]:
    """A line for each group of which no more than names is told, and one for what is the show's own."""
    told = [(group.heading, _also(group)) for group in content.groups if not group.items]
    if content.show:
        told.append((content.labels.show, ", ".join(link(item.name, item.url) for item in content.show)))
    return ["  \n".join(f"**{escape(heading)}:** {names}" for heading, names in told)] if told else []


def _topic(topic: ShownTopic) -> str:
    head = f"**{escape(topic.title)}**"
    time = f"{link(topic.at.clock, topic.at.url)} " if topic.at.clock else ""
    first = f"- {time}{head}" + (f": {escape(topic.summary)}" if topic.summary else "")
    return "\n".join([first, *(f"  - {escape(point.text)}" for point in topic.points)])


def _quote(text: str, speaker: str, at: Moment) -> str:
    source = ", ".join(part for part in (escape(speaker), link(at.clock, at.url)) if part)
    return f"> “{escape(text)}”" + (f"  \n> — {source}" if source else "")


def _group(group: ShownGroup, labels: Labels, all_times: bool) -> list[str]:
    """A line each for what is prominent, and one for the names that are not."""
    rows = [_item(item, labels, all_times) for item in group.items]
    return [*rows, "", labels.also.format(names=_also(group))] if group.also else rows


def _also(group: ShownGroup) -> str:
    return ", ".join(_named(item, brief=group.name == "tools") for item in group.also)


def _named(item: ShownItem, *, brief: bool = False) -> str:
    detail = "" if brief else item.detail
    return link(item.name, item.url) + (f" ({escape(detail)})" if detail else "")


def _item(item: ShownItem, labels: Labels, all_times: bool) -> str:
    return f"- {_named(item)}{_at(item.times if all_times else (item.at,), labels)}"


def _at(moments: Iterable[Moment], labels: Labels) -> str:
    times = ", ".join(link(at.clock, at.url) for at in moments if at.clock)
    return " " + labels.at.format(time=times) if times else ""


def _sponsor(sponsor: ShownSponsor, labels: Labels) -> str:
    offers = [
        *(escape(labels.code.format(code=code)) for code in sponsor.codes),
        *(link(*address) for address in sponsor.addresses),
        *(link(tool, url) for tool, url in sponsor.links if tool != sponsor.name or url),
    ]
    told = f": {', '.join(offers)}" if offers else ""
    return f"- {escape(sponsor.name)}{_at(sponsor.times, labels)}{told}"


def _separated(blocks: Iterable[str]) -> list[str]:
    """Quotes as paragraphs of their own; one list item for `_sections`, empty without quotes."""
    joined = "\n\n".join(blocks)
    return [joined] if joined else []


def _prose(sentences: Iterable[str]) -> str:
    text = escape(" ".join(sentences))
    # MDX would run a paragraph that begins with a statement of JavaScript.
    return f"&#{ord(text[0])};{text[1:]}" if re.match(r"(?:import|export)\b", text) else text


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(escape(name) for name in names)
