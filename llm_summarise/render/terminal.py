"""For reading in a terminal: what was said, when, and where along the episode tools were named."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llm_summarise.domain.replies import MentionGroup, Role
from llm_summarise.domain.result import EpisodeSummary, Evidence, Quote, Statement, Topic
from llm_summarise.render.axis import Axis, axis_of
from llm_summarise.render.content import (
    detail_of,
    disclosure,
    gaps,
    headline_of,
    identity,
    name_and_address,
    people_in,
    points_of,
    quote_of,
    summary_of,
    takeaways_of,
    told_elsewhere,
)
from llm_summarise.render.coverage_line import checked_sentences, dropped_notes
from llm_summarise.render.labels import known_labels
from llm_summarise.render.links import written_address
from llm_summarise.render.selection.advertisers import Advertiser, advertisers_of
from llm_summarise.render.selection.mentioned import (
    Mentioned,
    MentionedGroup,
    NamedItem,
    first_place,
    mentioned_in,
    opening_of,
    said,
    worth,
)
from llm_summarise.render.view import AMOUNTS, View
from llm_summarise.render.wording import clean, place, place_of, plural

_NARROW = 60
_WIDE = 72
_BAR = 28
_ENGLISH = known_labels()["en"]


def render(result: EpisodeSummary, view: View) -> str:
    """Lines of at most `view.width` columns, with colours only if `view.color`."""
    return drawn(_parts(result, view), max(20, view.width), view.color)


def drawn(parts: Iterable[RenderableType], width: int, color: bool) -> str:
    """What rich makes of `parts`, whatever terminal there is, without blanks at the ends of lines."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="256" if color else None,
        no_color=not color,
        legacy_windows=False,
        emoji=False,
        markup=False,
        highlight=False,
        _environ={},
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n") + "\n"


def _parts(result: EpisodeSummary, view: View) -> Iterator[RenderableType]:
    yield Text(clean(result.title), style="bold")
    yield Text(_facts(result), style="dim")
    yield from _invited(result)
    if headline := headline_of(result):
        yield Text()
        yield Text(headline, style="italic")
    for heading, body in _sections(result, view):
        if body:
            yield Text()
        if body and heading:
            yield Text(heading, style="bold cyan")
        for part in body:
            yield Padding(part, (0, 0, 0, 2 if heading else 0))
    yield Text()
    yield from _footer(result, view)


def _sections(result: EpisodeSummary, view: View) -> list[tuple[str, Sequence[RenderableType]]]:
    """Headings and what stands below them; nothing is shown where there is nothing."""
    amount = AMOUNTS[view.length]
    axis = axis_of(result)
    mentioned = mentioned_in(result, amount.rows)
    takeaways = takeaways_of(result)[: amount.takeaways]
    return [
        ("Summary", [_statement(s) for s in summary_of(result)] if amount.more != 0 else []),
        ("Topics", _topics(result, axis, view)),
        ("Takeaways", [_bullet(_statement(s)) for s in takeaways]),
        *((_ENGLISH.heading(g.group), _group(g, result, axis, view)) for g in mentioned.groups if g.rows),
        ("", _names_alone(mentioned) if amount.also else []),
        ("Quotes", [_quote(q, result) for q in result.quotes]),
        ("Sponsors", [_sponsor(a) for a in advertisers_of(result)] if view.sponsors else []),
    ]


def _names_alone(mentioned: Mentioned) -> list[Text]:
    """A line for each group of which no more than names is told, and one for what is the show's own."""
    told = [(_ENGLISH.heading(g.group), _also(g)) for g in mentioned.groups if not g.rows]
    if mentioned.show:
        told.append((_ENGLISH.show, ", ".join(_name_and_detail(item)[0] for item in mentioned.show)))
    return [Text.assemble((f"{heading}: ", "bold cyan"), names) for heading, names in told]


def _sponsor(advertiser: Advertiser) -> Text:
    offers = [f"code {clean(code)}" for code in advertiser.codes]
    offers += [written_address(clean(address))[0] for address in advertiser.addresses]
    times = ", ".join(dict.fromkeys(place_of(spot) for spot in advertiser.spots))
    text = Text(clean(advertiser.name))
    text.append(f"  {times}", style="dim")
    return text.append(f"  {', '.join(offers)}" if offers else "")


def _invited(result: EpisodeSummary) -> Iterator[Text]:
    """Hosts and guests, where the source names them or names are inferred for labels."""
    if result.about.guests or result.about.hosts or any(person.inferred for person in result.people):
        guests, hosts = (
            ", ".join(people_in(result, role, language="en")) for role in (Role.GUEST, Role.HOST)
        )
        told = (f"with {guests}" if guests else "", f"hosted by {hosts}" if hosts else "")
        if line := " · ".join(part for part in told if part):
            yield Text(line, style="dim")


def _facts(result: EpisodeSummary) -> str:
    source = result.source
    length = place(source.duration, 0) if source.duration is not None else plural(source.cues, "line")
    speakers = ", ".join(clean(name) for name in source.speakers[:6])
    more = f" and {len(source.speakers) - 6} more" if len(source.speakers) > 6 else ""
    return " · ".join(part for part in (identity(result), length, f"{speakers}{more}") if part)


def _statement(statement: Statement) -> Text:
    text = Text(clean(statement.text))
    if times := _times(statement.evidence):
        text.append(f"  {times}", style="dim")
    return text


def _times(evidence: Iterable[Evidence]) -> str:
    return " ".join(dict.fromkeys(place_of(e) for e in evidence))


def _bullet(text: Text) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_row("•", text)
    return grid


def _topics(result: EpisodeSummary, axis: Axis, view: View) -> list[RenderableType]:
    """A line a topic, and below it the points made in it if there is room for them."""
    topics = [t for t in result.topics if view.sponsors or not t.sponsor]
    column = max((len(place_of(t)) for t in topics), default=0)
    indent = column + 2 if view.width >= _NARROW else 2
    told = told_elsewhere(result, AMOUNTS[view.length])
    lines: list[RenderableType] = []
    for topic in topics:
        lines.append(_topic(topic, axis if view.width >= _NARROW else None, column))
        if AMOUNTS[view.length].points:
            points = points_of(topic, told)
            lines += [Padding(_bullet(_statement(p)), (0, 0, 0, indent)) for p in points]
    return lines


def _topic(topic: Topic, axis: Axis | None, column: int) -> Table:
    """Its place in a column of that width, its part of the axis if there is one, and its title."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="dim", no_wrap=True, min_width=column)
    if axis:
        grid.add_column(width=_BAR, no_wrap=True)
    grid.add_column(overflow="fold")
    title = Text(clean(topic.title), style="dim" if topic.sponsor else "")
    if topic.sponsor and "sponsor" not in title.plain.casefold():
        title.append(" (sponsor)")
    bar = [_bar(axis.span(topic), "yellow" if topic.sponsor else "green")] if axis else []
    grid.add_row(place_of(topic), *bar, title)
    return grid


def _bar(span: tuple[float, float], style: str) -> Text:
    first = min(_BAR - 1, int(span[0] * _BAR))
    last = max(first + 1, min(_BAR, round(span[1] * _BAR)))
    text = Text("·" * first, style="dim")
    text.append("█" * (last - first), style=style)
    text.append("·" * (_BAR - last), style="dim")
    return text


def _group(group: MentionedGroup, result: EpisodeSummary, axis: Axis, view: View) -> list[RenderableType]:
    """A line an item, tools with the places where they are named, and one line for passing names."""
    opening = opening_of(result)
    if group.group is MentionGroup.TOOLS and view.width >= _NARROW:
        rows = _tools(group.rows, axis, opening, kinds=view.width >= _WIDE)
    else:
        rows = _names(group.rows, opening)
    if not group.also or not AMOUNTS[view.length].also:
        return [rows]
    return [rows, Text(_ENGLISH.also.format(names=_also(group)), style="dim")]


def _also(group: MentionedGroup) -> str:
    shown = map(_name_and_detail, group.also)
    if group.group is MentionGroup.TOOLS:
        return ", ".join(name for name, _ in shown)
    return ", ".join(f"{name} ({detail})" if detail else name for name, detail in shown)


def _tools(tools: Sequence[NamedItem], axis: Axis, opening: int, *, kinds: bool) -> Table:
    """Name, kind, number of mentions, where they are, and the time of the first."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=28, style="bold")
    if kinds:
        grid.add_column(style="dim", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(width=_BAR, no_wrap=True)
    grid.add_column(style="dim", justify="right", no_wrap=True)
    for tool in sorted(tools, key=worth, reverse=True):
        name, detail = _name_and_detail(tool)
        rest = f"{len(said(tool))}×", _marks(tool, axis), _first(tool, opening)
        grid.add_row(name, *([detail] if kinds else []), *rest)
    return grid


def _names(items: Sequence[NamedItem], opening: int) -> Table:
    """Name and what stands in brackets, number of mentions, and the time of the first."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style="dim", justify="right", no_wrap=True)
    for item in items:
        name, detail = _name_and_detail(item)
        text = Text(name, style="bold")
        if detail:
            text.append(f" ({detail})", style="not bold dim")
        count = len(said(item))
        grid.add_row(text, f"{count}×" if count > 1 else "", _first(item, opening))
    return grid


def _name_and_detail(item: NamedItem) -> tuple[str, str]:
    return name_and_address(item)[0], detail_of(item, _ENGLISH)


def _first(item: NamedItem, opening: int) -> str:
    place = first_place(item, opening)
    return place_of(place) if place else ""


def _marks(tool: NamedItem, axis: Axis) -> Text:
    """The axis with a mark wherever the tool is named; a heavy one for several mentions in one cell."""
    counts = [0] * _BAR
    for mention in said(tool):
        counts[min(_BAR - 1, int(axis.at(mention.start, mention.cue) * _BAR))] += 1
    text = Text()
    for count in counts:
        text.append("·▪█"[min(count, 2)], style="magenta" if count else "dim")
    return text


def _quote(quote: Quote, result: EpisodeSummary) -> Text:
    text = Text(f"“{quote_of(quote, result)}”", style="italic")
    where = ", ".join(part for part in (clean(quote.speaker or ""), place_of(quote)) if part)
    text.append(f"  {where}", style="not italic dim")
    return text


def _footer(result: EpisodeSummary, view: View) -> Iterator[Text]:
    if missing := gaps(result):
        yield Text(missing, style="bold red")
    for warning in result.warnings:
        yield Text(f"Note: {clean(warning)}", style="yellow")
    coverage, usage = result.coverage, result.usage
    covered = f"{coverage.ok} of {plural(coverage.chunks, 'passage')}, {plural(coverage.kept, 'note')} kept"
    if dropped := dropped_notes(coverage):
        covered += f", {dropped}"
    yield Text(f"Coverage: {covered}", style="dim")
    if checked := checked_sentences(coverage):
        yield Text(f"Verified: {checked}", style="dim")
    about = "about " if usage.estimated else ""
    cost = "" if usage.cost is None else f", ${usage.cost:.4f}" if usage.cost else ", $0"
    tokens = f"{about}{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    yield Text(f"Calls: {usage.calls} made, {usage.cached} from the cache, {tokens}{cost}", style="dim")
    if view.disclosure:
        yield Text(disclosure(result), style="dim")
